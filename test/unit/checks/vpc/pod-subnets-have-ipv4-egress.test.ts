import { describe, expect, test } from 'vitest';
import { podSubnetsHaveIpv4Egress } from '../../../../src/checks/vpc/pod-subnets-have-ipv4-egress.ts';
import type { NatGateway, Route } from '../../../../src/snapshot/network-sections.ts';
import type { Sections } from '../../../../src/snapshot/snapshot.ts';
import { aCluster, aNodeGroup, ipv4Nodes, threeSubnets } from '../../../support/builders.ts';
import { denied, judge, said } from '../../../support/judge.ts';
import { aVpcEndpoint, mainTable, route, tableOf } from '../../../support/routes.ts';

const nat = route('0.0.0.0/0', 'nat-1');
const regional: NatGateway = { id: 'nat-1', state: 'available', connectivity: 'public', availability: 'regional' };
const judged = (routes: readonly Route[], values: Partial<Sections> = {}) =>
  judge(podSubnetsHaveIpv4Egress, { routeTables: [mainTable(...routes)], natGateways: [regional], ...values });
const all = 'subnet-a, subnet-b, subnet-c';
const ofImages = [
  aVpcEndpoint({ id: 'vpce-1', service: 'com.amazonaws.eu-west-1.ecr.api' }),
  aVpcEndpoint({ id: 'vpce-2', service: 'com.amazonaws.eu-west-1.ecr.dkr' }),
  aVpcEndpoint({ id: 'vpce-3', service: 'com.amazonaws.eu-west-1.s3', type: 'Gateway' }),
];
const ipv4Endpoint = '0F6C5A2B.gr7.eu-west-1.eks.amazonaws.com';

describe('VPC-006', () => {
  test('passes when every subnet has a NAT gateway that works', () => {
    expect(said(judged([nat]))).toEqual([
      'pass',
      'PodSubnetsHaveIpv4Egress',
      'All 3 subnets of pods have a way out over IPv4.',
    ]);
  });

  test('passes when nodes get public addresses and use the internet gateway', () => {
    const subnets = { all: threeSubnets({ mapPublicIpOnLaunch: true }), fargateNodesByBlock: {} };
    expect(judged([route('0.0.0.0/0', 'igw-1')], { subnets }).reason).toBe('PodSubnetsHaveIpv4Egress');
  });

  test('warns of an internet gateway that new nodes have no public address for', () => {
    expect(said(judged([route('0.0.0.0/0', 'igw-1')]))).toEqual([
      'warning',
      'NodesWithoutPublicIpv4',
      `3 subnets whose internet gateway new nodes have no address for: ${all}.`,
    ]);
  });

  test.each<[string, readonly Route[], Partial<Sections>]>([
    ['there is no route', [], {}],
    ['its target is gone', [route('0.0.0.0/0', 'nat-1', true)], {}],
    ['the NAT gateway is not listed', [nat], { natGateways: [] }],
    ['the NAT gateway has failed', [nat], { natGateways: [{ ...regional, state: 'failed' }] }],
    ['the NAT gateway is not ready', [nat], { natGateways: [{ ...regional, state: 'pending' }] }],
    ['the internet gateway is not attached', [route('0.0.0.0/0', 'igw-2')], {}],
    ['it leads to a peer', [route('0.0.0.0/0', 'pcx-1')], {}],
  ])('warns when %s', (_, routes, values) => {
    const result = judged(routes, values);
    expect(said(result)).toEqual(['warning', 'Ipv4EgressMissing', `3 subnets without a way out over IPv4: ${all}.`]);
    expect(result.resources).toEqual(['a', 'b', 'c'].map((zone) => ({ kind: 'Subnet', name: `subnet-${zone}` })));
  });

  test('names those without a way out, not those with one', () => {
    const routeTables = [mainTable(nat), tableOf(['subnet-b'])];
    expect(judged([], { routeTables }).message).toBe('1 subnet without a way out over IPv4: subnet-b.');
  });

  test('blocks when nodes cannot reach an API that has public IPv4 addresses alone', () => {
    const cluster = aCluster({ endpointHost: ipv4Endpoint, publicAccess: true, privateAccess: false });
    expect(said(judged([], { cluster, vpcEndpoints: ofImages }))).toEqual([
      'blocker',
      'ApiOutOfReach',
      '1 subnet with nodes that reach no public API endpoint over IPv4: subnet-a.',
    ]);
    const values = { cluster, routeTables: [mainTable()] };
    expect(judge(podSubnetsHaveIpv4Egress, values, { goal: 'Migrate' }).outcome).toBe('warning');
  });

  test.each([
    ['private as well', { endpointHost: ipv4Endpoint, privateAccess: true }],
    ['dual-stack', { privateAccess: false }],
  ])('does not block when the endpoint is %s', (_, changes) => {
    expect(judged([], { cluster: aCluster(changes) }).reason).toBe('Ipv4EgressMissing');
  });

  test('takes endpoints for the way to images where nothing is meant to leave', () => {
    expect(said(judged([], { vpcEndpoints: ofImages }))).toEqual([
      'info',
      'Ipv4ThroughEndpointsAlone',
      `3 subnets without a route out over IPv4: ${all}.`,
    ]);
    expect(judged([], { vpcEndpoints: ofImages.slice(1) }).reason).toBe('Ipv4EgressMissing');
    const failed = ofImages.map((endpoint) => ({ ...endpoint, state: 'failed' }));
    expect(judged([], { vpcEndpoints: failed }).reason).toBe('Ipv4EgressMissing');
    const gone = judged([route('0.0.0.0/0', 'nat-1', true)], { vpcEndpoints: ofImages });
    expect(gone.reason).toBe('Ipv4EgressMissing');
  });

  test.each(['vpce-1', 'tgw-1', 'vgw-1', 'eni-1'])('sees no further than %s, and says so', (target) => {
    expect(said(judged([route('0.0.0.0/0', target)]))).toEqual([
      'info',
      'Ipv4EgressBeyondVpc',
      `3 subnets with IPv4 through something else than a gateway: ${all}.`,
    ]);
  });

  test.each([
    ['to a transit gateway', [route('0.0.0.0/0', 'tgw-1')], 'Ipv4EgressBeyondVpc'],
    ['to an internet gateway, for which it has no address', [route('0.0.0.0/0', 'igw-1')], 'Ipv4EgressMissing'],
    ['by prefix list', [route('pl-1', 'tgw-1')], 'Ipv4EgressUnclear'],
  ])('follows a private NAT gateway %s', (_, routes, reason) => {
    const home: NatGateway = { ...regional, connectivity: 'private', availability: 'zonal', subnetId: 'subnet-n' };
    const routeTables = [mainTable(nat), tableOf(['subnet-n'], ...routes)];
    expect(judged([], { routeTables, natGateways: [home] }).reason).toBe(reason);
  });

  test('is unknown when a prefix list alone may hold the route', () => {
    expect(said(judged([route('pl-1', 'tgw-1')]))).toEqual([
      'unknown',
      'Ipv4EgressUnclear',
      `3 subnets whose way out over IPv4 is not seen: ${all}.`,
    ]);
  });

  test('tells of subnets that depend on another zone', () => {
    const zonal: NatGateway = { ...regional, availability: 'zonal', subnetId: 'subnet-a' };
    expect(said(judged([nat], { natGateways: [zonal] }))).toEqual([
      'info',
      'NatGatewayOfOtherZone',
      '2 subnets with a NAT gateway of another zone: subnet-b, subnet-c.',
    ]);
  });

  test('believes the routes of a shared subnet, whose owner’s gateways are not seen', () => {
    const subnets = { all: threeSubnets({ shared: true }), fargateNodesByBlock: {} };
    expect(judged([nat], { subnets, natGateways: [] }).reason).toBe('PodSubnetsHaveIpv4Egress');
  });

  test('is unknown when a subnet, its table or the place of a node is not known', () => {
    const gone = judged([nat], { nodeGroups: [aNodeGroup({ subnetIds: ['subnet-z'] })] });
    expect(said(gone)).toEqual(['unknown', 'PodSubnetsNotFound', 'Not in the VPC: subnet-z.']);
    const none = judged([nat], { nodeGroups: [], fargateProfiles: [], nodes: [] });
    expect(none.reason).toBe('PodSubnetsNotFound');
    const stray = judged([nat], { nodes: [ipv4Nodes(['n'], { ipv4Block: '192.168.0.0/28' })] });
    expect(said(stray)).toEqual(['unknown', 'NodesOutsideSubnets', 'In none of the subnets of the VPC: n.']);
    const untold = judged([], { routeTables: [] });
    expect(said(untold)).toEqual(['unknown', 'NoRouteTable', `Without a route table in the answer: ${all}.`]);
  });

  test.each([
    'cluster',
    'subnets',
    'nodeGroups',
    'fargateProfiles',
    'nodes',
    'routeTables',
    'internetGateways',
    'egressOnlyInternetGateways',
    'natGateways',
    'vpcEndpoints',
  ] as const)('is unknown when %s were not observed', (need) => {
    const result = judge(podSubnetsHaveIpv4Egress, {}, { sections: { [need]: denied('the read') } });
    expect(said(result)).toEqual(['unknown', 'AccessDenied', 'Not allowed: the read.']);
  });
});
