import { describe, expect, test } from 'vitest';
import { namesResolveWithoutDns64 } from '../../../../src/checks/vpc/names-resolve-without-dns64.ts';
import type { NatGateway, Route } from '../../../../src/snapshot/network-sections.ts';
import type { Goal } from '../../../../src/snapshot/policy.ts';
import type { Sections } from '../../../../src/snapshot/snapshot.ts';
import { aNetworkWorkload, aNodeGroup, ipv4Nodes, nodes, pods, threeSubnets } from '../../../support/builders.ts';
import { denied, judge, said } from '../../../support/judge.ts';
import { mainTable, route, tableOf } from '../../../support/routes.ts';

const out = route('::/0', 'eigw-1');
const nat64 = route('64:ff9b::/96', 'nat-1');
const all = 'subnet-a, subnet-b, subnet-c';
const coreDnsIn = (...zones: readonly number[]) => [
  pods(5),
  ...zones.map((zone) => pods(1, { dnsNodeBlock: `2a05:d018:abc:de0${zone}::/64` })),
];
const dns64In = (...ids: readonly string[]): Pick<Sections, 'subnets'> => ({
  subnets: {
    all: threeSubnets().map((subnet) => ({ ...subnet, enableDns64: ids.includes(subnet.id) })),
    fargateNodesByBlock: {},
  },
});
const judged = (routes: readonly Route[], values: Partial<Sections> = {}, goal: Goal = 'Operate') =>
  judge(
    namesResolveWithoutDns64,
    { routeTables: [mainTable(...routes)], ...dns64In('subnet-a'), pods: coreDnsIn(0, 1), ...values },
    { goal },
  );

describe('VPC-007', () => {
  test('passes when DNS64 is on nowhere, wherever CoreDNS runs', () => {
    for (const values of [{}, { pods: coreDnsIn() }, { pods: coreDnsIn(9) }]) {
      expect(said(judged([out], { ...dns64In(), ...values }))).toEqual([
        'pass',
        'Dns64Off',
        'DNS64 is on neither where names are looked up nor in CoreDNS.',
      ]);
    }
  });

  test('tells of a route to NAT64 that nothing asks for', () => {
    expect(said(judged([out, nat64], dns64In()))).toEqual([
      'info',
      'Nat64RouteUnused',
      `3 subnets of pods with a route to NAT64 that nothing asks for: ${all}.`,
    ]);
  });

  test.each<[string, readonly Route[], Partial<Sections>]>([
    ['there is no route but the one out', [out], {}],
    ['there is no route at all', [], {}],
    ['the target is gone', [out, route('64:ff9b::/96', 'nat-1', true)], {}],
    ['the NAT gateway is not listed', [out, nat64], { natGateways: [] }],
    [
      'the NAT gateway is not available',
      [out, nat64],
      { natGateways: [{ id: 'nat-1', state: 'deleted', connectivity: 'public', availability: 'regional' }] },
    ],
    ['an internet gateway would have to translate', [route('::/0', 'igw-1')], {}],
  ])('blocks where DNS64 is on under CoreDNS and %s', (_, routes, values) => {
    expect(said(judged(routes, values))).toEqual([
      'blocker',
      'Nat64RouteMissing',
      `3 subnets of pods without a route to NAT64, by DNS64 in subnet-a: ${all}.`,
    ]);
  });

  test('asks for the route in the subnet of every pod, not of CoreDNS alone', () => {
    const result = judged([], { routeTables: [mainTable(out, nat64), tableOf(['subnet-c'], out)] });
    expect(result.message).toBe('1 subnet of pods without a route to NAT64, by DNS64 in subnet-a: subnet-c.');
    expect(result.resources).toEqual([{ kind: 'Subnet', name: 'subnet-c' }]);
  });

  test('warns of the cost where the route works', () => {
    const result = judged([out, nat64]);
    expect(said(result)).toEqual(['warning', 'Dns64Used', 'IPv4 traffic of pods takes NAT64, by DNS64 in subnet-a.']);
    expect(result.resources).toEqual([{ kind: 'Subnet', name: 'subnet-a' }]);
  });

  test('counts what CoreDNS makes up itself', () => {
    const coreDns = { configured: true, dns64: true, ipv4Upstreams: [] };
    const used = judged([out, nat64], { ...dns64In(), coreDns });
    expect(said(used)).toEqual([
      'warning',
      'Dns64Used',
      'IPv4 traffic of pods takes NAT64, by plugin dns64 of CoreDNS.',
    ]);
    expect(judged([out], { ...dns64In(), coreDns }).reason).toBe('Nat64RouteMissing');
  });

  test('looks at the subnets of CoreDNS', () => {
    expect(said(judged([out], { ...dns64In('subnet-b', 'subnet-c'), pods: coreDnsIn(0) }))).toEqual([
      'info',
      'Dns64OnElsewhere',
      '2 subnets of pods with DNS64 where CoreDNS does not run now: subnet-b, subnet-c.',
    ]);
  });

  test('looks at the subnets of every node with NodeLocal DNS, and of nodes of Auto Mode', () => {
    const nodeLocal = [aNetworkWorkload('node-local-dns', 'registry.k8s.io/dns/k8s-dns-node-cache:1.26.4')];
    const elsewhere = { pods: coreDnsIn(1) };
    expect(judged([out], elsewhere).reason).toBe('Dns64OnElsewhere');
    expect(judged([out], { ...elsewhere, networkWorkloads: nodeLocal }).reason).toBe('Nat64RouteMissing');
    expect(judged([out], { pods: [], nodes: [nodes(['n'], { compute: 'auto' })] }).reason).toBe('Nat64RouteMissing');
  });

  test('takes any subnet of pods for one of the new CoreDNS while the cluster is to be replaced', () => {
    expect(said(judged([out], { pods: coreDnsIn(1) }, 'Migrate'))).toEqual([
      'warning',
      'Nat64RouteMissing',
      `3 subnets of pods without a route to NAT64, by DNS64 in subnet-a: ${all}.`,
    ]);
  });

  test.each([
    ['no pod of CoreDNS was found', []],
    ['a pod of CoreDNS is in no subnet of the VPC', coreDnsIn(1, 9)],
    ['the node of a pod of CoreDNS is not told', [...coreDnsIn(1), pods(1, { dnsNodeBlock: 'unknown' })]],
  ])('is unknown when %s', (_, found) => {
    expect(said(judged([out], { pods: found }))).toEqual([
      'unknown',
      'LookupsNotPlaced',
      'DNS64 is on in subnet-a, and where CoreDNS runs is not known.',
    ]);
  });

  test.each([
    ['a transit gateway', [route('64:ff9b::/96', 'tgw-1')]],
    ['a transit gateway for everything', [route('::/0', 'tgw-1')]],
    ['a prefix list', [route('pl-1', 'nat-1')]],
  ])('is unknown behind %s', (_, routes) => {
    expect(said(judged(routes))).toEqual([
      'unknown',
      'Nat64RouteUnclear',
      `3 subnets of pods whose way to NAT64 is not seen, by DNS64 in subnet-a: ${all}.`,
    ]);
  });

  test('does not follow a private NAT gateway any further than its own subnet', () => {
    const home: NatGateway = {
      id: 'nat-1',
      state: 'available',
      connectivity: 'private',
      availability: 'zonal',
      subnetId: 'subnet-n',
    };
    const routeTables = [mainTable(out, nat64), tableOf(['subnet-n'], route('0.0.0.0/0', 'tgw-1'))];
    expect(judged([], { routeTables, natGateways: [home] }).reason).toBe('Nat64RouteUnclear');
  });

  test.each([
    ['DNS64 is on', dns64In('subnet-a')],
    ['DNS64 is off', dns64In()],
  ])('is unknown when a subnet, its table or the place of a node is not known, and %s', (_, values) => {
    const routes = [out, nat64];
    const gone = judged(routes, { ...values, nodeGroups: [aNodeGroup({ subnetIds: ['subnet-z'] })] });
    expect(said(gone)).toEqual(['unknown', 'PodSubnetsNotFound', 'Not in the VPC: subnet-z.']);
    const stray = judged(routes, { ...values, nodes: [ipv4Nodes(['n'], { ipv4Block: '192.168.0.0/28' })] });
    expect(said(stray)).toEqual(['unknown', 'NodesOutsideSubnets', 'In none of the subnets of the VPC: n.']);
    const untold = judged([], { ...values, routeTables: [] });
    expect(said(untold)).toEqual(['unknown', 'NoRouteTable', `Without a route table in the answer: ${all}.`]);
  });

  test.each([
    'subnets',
    'nodeGroups',
    'fargateProfiles',
    'nodes',
    'routeTables',
    'internetGateways',
    'egressOnlyInternetGateways',
    'natGateways',
    'pods',
    'networkWorkloads',
    'coreDns',
  ] as const)('is unknown when %s were not observed', (need) => {
    const result = judge(namesResolveWithoutDns64, {}, { sections: { [need]: denied('the read') } });
    expect(said(result)).toEqual(['unknown', 'AccessDenied', 'Not allowed: the read.']);
  });
});
