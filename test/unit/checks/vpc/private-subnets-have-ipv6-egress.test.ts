import { describe, expect, test } from 'vitest';
import { privateSubnetsHaveIpv6Egress } from '../../../../src/checks/vpc/private-subnets-have-ipv6-egress.ts';
import type { Route } from '../../../../src/snapshot/network-sections.ts';
import { aNodeGroup, ipv4Nodes, threeSubnets } from '../../../support/builders.ts';
import { denied, judge, said } from '../../../support/judge.ts';
import { mainTable, route, tableOf } from '../../../support/routes.ts';

const nat = route('0.0.0.0/0', 'nat-1');
const out = route('::/0', 'eigw-1');
const judged = (...routes: readonly Route[]) =>
  judge(privateSubnetsHaveIpv6Egress, { routeTables: [mainTable(...routes)] });

describe('VPC-004', () => {
  test.each([
    ['::/0', [nat, out]],
    ['the block of the internet', [nat, route('2000::/3', 'eigw-1')]],
  ])('passes when every private subnet routes IPv6 out, written as %s', (_, routes) => {
    expect(said(judged(...routes))).toEqual([
      'pass',
      'PrivateSubnetsHaveIpv6Egress',
      'All 3 private subnets of pods have an IPv6 route out.',
    ]);
  });

  test('passes when no subnet is private', () => {
    const result = judged(route('0.0.0.0/0', 'igw-1'), route('::/0', 'igw-1'));
    expect(said(result)).toEqual(['pass', 'PrivateSubnetsHaveIpv6Egress', 'No subnet of pods is private.']);
  });

  test.each([
    ['there is no route', []],
    ['its target is gone', [route('::/0', 'eigw-1', true)]],
    ['the gateway is not attached to the VPC', [route('::/0', 'eigw-2')]],
    ['it leads to a peer', [route('::/0', 'pcx-1')]],
    ['a NAT gateway would have to carry it', [route('::/0', 'nat-1')]],
  ])('blocks where nodes are when %s', (_, routes) => {
    expect(said(judged(nat, ...routes))).toEqual([
      'blocker',
      'Ipv6EgressMissing',
      '1 private subnet with nodes without an IPv6 route out: subnet-a.',
    ]);
  });

  test('is a warning while the cluster is still to be replaced', () => {
    const values = { routeTables: [mainTable(nat)] };
    expect(judge(privateSubnetsHaveIpv6Egress, values, { goal: 'Migrate' }).outcome).toBe('warning');
  });

  test('warns of subnets that have no node now', () => {
    const result = judge(privateSubnetsHaveIpv6Egress, {
      routeTables: [mainTable(nat, out), tableOf(['subnet-b', 'subnet-c'], nat)],
    });
    expect(said(result)).toEqual([
      'warning',
      'UnusedSubnetsWithoutIpv6Egress',
      '2 private subnets without an IPv6 route out: subnet-b, subnet-c.',
    ]);
    expect(result.resources).toEqual([
      { kind: 'Subnet', name: 'subnet-b' },
      { kind: 'Subnet', name: 'subnet-c' },
    ]);
  });

  test('warns when a private subnet is open to IPv6', () => {
    expect(said(judged(nat, route('::/0', 'igw-1')))).toEqual([
      'warning',
      'PrivateSubnetsOpenToIpv6',
      '3 private subnets with IPv6 through an internet gateway: subnet-a, subnet-b, subnet-c.',
    ]);
  });

  test('is unknown when a prefix list alone may hold the route', () => {
    expect(said(judged(nat, route('pl-1', 'tgw-1')))).toEqual([
      'unknown',
      'Ipv6EgressUnclear',
      '3 private subnets with routes by prefix list alone: subnet-a, subnet-b, subnet-c.',
    ]);
  });

  test('does not take a gateway endpoint for a route out', () => {
    expect(judged(nat, route('pl-1', 'vpce-1')).reason).toBe('Ipv6EgressMissing');
  });

  test.each(['vpce-1', 'tgw-1', 'vgw-1', 'eni-1', 'arn:aws:networkmanager::1:core-network/core-network-1'])(
    'sees no further than %s, and says so',
    (target) => {
      expect(said(judged(nat, route('::/0', target)))).toEqual([
        'info',
        'Ipv6EgressBeyondVpc',
        '3 private subnets with IPv6 through something else than a gateway: subnet-a, subnet-b, subnet-c.',
      ]);
    },
  );

  test('leaves alone what routes neither family out', () => {
    expect(said(judged())).toEqual([
      'info',
      'FullyPrivateSubnets',
      '3 private subnets without a route out: subnet-a, subnet-b, subnet-c.',
    ]);
  });

  test('believes the routes of a shared subnet, whose owner’s gateways are not seen', () => {
    const subnets = { all: threeSubnets({ shared: true }), fargateNodesByBlock: {} };
    const result = judge(privateSubnetsHaveIpv6Egress, { subnets, egressOnlyInternetGateways: [] });
    expect(result.reason).toBe('PrivateSubnetsHaveIpv6Egress');
  });

  test('is unknown when a subnet, its table or the place of a node is not known', () => {
    const gone = judge(privateSubnetsHaveIpv6Egress, { nodeGroups: [aNodeGroup({ subnetIds: ['subnet-z'] })] });
    expect(said(gone)).toEqual(['unknown', 'PodSubnetsNotFound', 'Not in the VPC: subnet-z.']);
    const none = judge(privateSubnetsHaveIpv6Egress, { nodeGroups: [], fargateProfiles: [], nodes: [] });
    const nowhere = 'No subnet of a node, node group or Fargate profile was found.';
    expect(said(none)).toEqual(['unknown', 'PodSubnetsNotFound', nowhere]);
    const stray = judge(privateSubnetsHaveIpv6Egress, { nodes: [ipv4Nodes(['n'], { ipv4Block: '192.168.0.0/28' })] });
    expect(said(stray)).toEqual(['unknown', 'NodesOutsideSubnets', 'In none of the subnets of the VPC: n.']);
    const untold = judge(privateSubnetsHaveIpv6Egress, { routeTables: [] });
    const lacking = 'Without a route table in the answer: subnet-a, subnet-b, subnet-c.';
    expect(said(untold)).toEqual(['unknown', 'NoRouteTable', lacking]);
  });

  test.each([
    'subnets',
    'nodeGroups',
    'fargateProfiles',
    'nodes',
    'routeTables',
    'internetGateways',
    'egressOnlyInternetGateways',
  ] as const)('is unknown when %s were not observed', (need) => {
    const result = judge(privateSubnetsHaveIpv6Egress, {}, { sections: { [need]: denied('the read') } });
    expect(said(result)).toEqual(['unknown', 'AccessDenied', 'Not allowed: the read.']);
  });
});
