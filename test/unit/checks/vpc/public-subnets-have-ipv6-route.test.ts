import { describe, expect, test } from 'vitest';
import { publicSubnetsHaveIpv6Route } from '../../../../src/checks/vpc/public-subnets-have-ipv6-route.ts';
import type { Route } from '../../../../src/snapshot/network-sections.ts';
import { aNodeGroup, ipv4Nodes } from '../../../support/builders.ts';
import { denied, judge, said } from '../../../support/judge.ts';
import { mainTable, route, tableOf } from '../../../support/routes.ts';

const internet = route('0.0.0.0/0', 'igw-1');
const judged = (...routes: readonly Route[]) =>
  judge(publicSubnetsHaveIpv6Route, { routeTables: [mainTable(internet, ...routes)] });

describe('VPC-005', () => {
  test('passes when every public subnet routes IPv6 to the internet gateway', () => {
    expect(said(judged(route('::/0', 'igw-1')))).toEqual([
      'pass',
      'PublicSubnetsHaveIpv6Route',
      'All 3 public subnets of pods have an IPv6 route.',
    ]);
  });

  test('passes when no subnet is public', () => {
    const result = judge(publicSubnetsHaveIpv6Route);
    expect(said(result)).toEqual(['pass', 'PublicSubnetsHaveIpv6Route', 'No subnet of pods is public.']);
  });

  test.each([
    ['there is no route', []],
    ['its target is gone', [route('::/0', 'igw-1', true)]],
  ])('blocks where nodes are when %s', (_, routes) => {
    expect(said(judged(...routes))).toEqual([
      'blocker',
      'PublicIpv6RouteMissing',
      '1 public subnet with nodes without an IPv6 route: subnet-a.',
    ]);
  });

  test('is a warning while the cluster is still to be replaced', () => {
    const values = { routeTables: [mainTable(internet)] };
    expect(judge(publicSubnetsHaveIpv6Route, values, { goal: 'Migrate' }).outcome).toBe('warning');
  });

  test('warns of subnets that have no node now', () => {
    const result = judge(publicSubnetsHaveIpv6Route, {
      routeTables: [mainTable(internet, route('::/0', 'igw-1')), tableOf(['subnet-b'], internet)],
    });
    expect(said(result)).toEqual([
      'warning',
      'UnusedPublicSubnetsWithoutIpv6Route',
      '1 public subnet without an IPv6 route: subnet-b.',
    ]);
  });

  test('is unknown when a prefix list alone may hold the route', () => {
    expect(said(judged(route('pl-1', 'igw-1')))).toEqual([
      'unknown',
      'PublicIpv6RouteUnclear',
      '3 public subnets with routes by prefix list: subnet-a, subnet-b, subnet-c.',
    ]);
  });

  test('sees no further than an inspection endpoint, and says so', () => {
    expect(said(judged(route('::/0', 'vpce-1')))).toEqual([
      'info',
      'PublicIpv6BeyondVpc',
      '3 public subnets with IPv6 through something else than a gateway: subnet-a, subnet-b, subnet-c.',
    ]);
  });

  test('tells of an egress-only gateway, which lets nobody in', () => {
    expect(said(judged(route('::/0', 'eigw-1')))).toEqual([
      'info',
      'PublicIpv6EgressOnly',
      '3 public subnets with IPv6 through an egress-only gateway: subnet-a, subnet-b, subnet-c.',
    ]);
  });

  test('is unknown when a subnet, its table or the place of a node is not known', () => {
    const gone = judge(publicSubnetsHaveIpv6Route, { nodeGroups: [aNodeGroup({ subnetIds: ['subnet-z'] })] });
    expect(said(gone)).toEqual(['unknown', 'PodSubnetsNotFound', 'Not in the VPC: subnet-z.']);
    const stray = judge(publicSubnetsHaveIpv6Route, { nodes: [ipv4Nodes(['n'], { ipv4Block: '192.168.0.0/28' })] });
    expect(said(stray)).toEqual(['unknown', 'NodesOutsideSubnets', 'In none of the subnets of the VPC: n.']);
    const untold = judge(publicSubnetsHaveIpv6Route, { routeTables: [] });
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
    const result = judge(publicSubnetsHaveIpv6Route, {}, { sections: { [need]: denied('the read') } });
    expect(said(result)).toEqual(['unknown', 'AccessDenied', 'Not allowed: the read.']);
  });
});
