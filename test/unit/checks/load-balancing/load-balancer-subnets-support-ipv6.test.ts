import { describe, expect, test } from 'vitest';
import { loadBalancerSubnetsSupportIpv6 as check } from '../../../../src/checks/load-balancing/load-balancer-subnets-support-ipv6.ts';
import type { Subnet } from '../../../../src/snapshot/aws-sections.ts';
import type { Route } from '../../../../src/snapshot/network-sections.ts';
import {
  aLoadBalancerController,
  anIngress,
  aSubnet,
  loadBalancerServices,
  servicesThatAsk,
  threeSubnets,
} from '../../../support/builders.ts';
import { denied, judge, said } from '../../../support/judge.ts';

const table = (route: Partial<Route> = {}) => ({
  routeTables: [
    {
      id: 'rtb-1',
      main: true,
      subnetIds: [],
      routes: [{ destination: '::/0', target: 'igw-1', blackhole: false, ...route }],
    },
  ],
});
const vpc = (all: readonly Subnet[]) => ({ subnets: { all, fargateNodesByBlock: {} }, ...table() });
const shop = (changes: Parameters<typeof loadBalancerServices>[1] = {}) => ({
  loadBalancerServices: servicesThatAsk(loadBalancerServices(['default/shop'], changes)),
  ingresses: [],
});
const tagged = (zone: string, changes: Partial<Subnet> = {}) =>
  aSubnet({
    id: `subnet-${zone}`,
    availabilityZoneId: `euw1-az-${zone}`,
    tags: { 'kubernetes.io/role/internal-elb': '1' },
    ...changes,
  });
const discovered = { ...shop({ subnets: [] }), ingresses: [anIngress({ subnets: [] })] };

describe('LBC-009', () => {
  test('passes where the named subnets have what is needed', () => {
    expect(said(judge(check, table()))).toEqual([
      'pass',
      'SubnetsSuitable',
      'Every load balancer goes to subnets with what it needs.',
    ]);
  });

  test('subnets can be named by their Name tag', () => {
    const [first = aSubnet(), ...others] = threeSubnets();
    const values = { ...vpc([{ ...first, name: 'edge-a' }, ...others]), ...shop({ subnets: ['edge-a'] }) };
    expect(judge(check, values).outcome).toBe('pass');
  });

  test.each(['Operate', 'Migrate'] as const)('blocks dual stack in a subnet without IPv6 (%s)', (goal) => {
    const result = judge(check, { ...vpc(threeSubnets({ ipv6Cidrs: [] })), ...shop() }, { goal });
    expect(said(result)).toEqual([
      'blocker',
      'SubnetsWithoutIpv6',
      'Without IPv6: subnet-a, subnet-b, for Service default/shop.',
    ]);
    expect(result.resources).toEqual([
      { kind: 'Service', namespace: 'default', name: 'shop' },
      { kind: 'Subnet', name: 'subnet-a' },
      { kind: 'Subnet', name: 'subnet-b' },
    ]);
  });

  test('an IPv4 one needs no IPv6 there', () => {
    const values = { ...vpc(threeSubnets({ ipv6Cidrs: [] })), ...shop({ ipAddressType: 'ipv4' }) };
    expect(judge(check, values).outcome).toBe('pass');
  });

  test('warns of fewer than eight free addresses', () => {
    expect(said(judge(check, { ...vpc(threeSubnets({ freeIpv4: 7 })), ...shop() }))).toEqual([
      'warning',
      'FewFreeAddresses',
      'Fewer than 8 free IPv4 addresses: subnet-a, subnet-b, for Service default/shop.',
    ]);
    expect(judge(check, { ...vpc(threeSubnets({ freeIpv4: 8 })), ...shop() }).outcome).toBe('pass');
  });

  test('a public one needs a way from the internet over IPv6', () => {
    const edge = shop({ internetFacing: true });
    expect(judge(check, { ...table(), ...edge }).outcome).toBe('pass');
    for (const values of [table({ target: 'eigw-1' }), table({ blackhole: true }), { routeTables: [] }]) {
      expect(said(judge(check, { ...values, ...edge }))).toEqual([
        'warning',
        'NoPublicRoute',
        'No IPv6 way from the internet: subnet-a, subnet-b, for Service default/shop.',
      ]);
    }
    for (const target of ['vpce-1', 'tgw-1']) {
      expect(judge(check, { ...table({ target }), ...edge }).outcome).toBe('pass');
    }
  });

  test('warns of a subnet that is not in the VPC', () => {
    expect(said(judge(check, { ...table(), ...shop({ subnets: ['subnet-gone'] }) }))).toEqual([
      'warning',
      'SubnetsNotFound',
      'Names subnets that are not in the VPC: Service default/shop.',
    ]);
  });

  test('an Ingress needs two zones, a Service one', () => {
    const one = { ...table(), ...shop({ subnets: ['subnet-a'] }) };
    expect(judge(check, one).outcome).toBe('pass');
    expect(said(judge(check, { ...one, ingresses: [anIngress({ subnets: ['subnet-a'] })] }))).toEqual([
      'warning',
      'TooFewZones',
      'Finds subnets in one zone only: Ingress default/web.',
    ]);
  });

  test('takes the subnets that are tagged for the role, one a zone, and not those of other clusters', () => {
    const others = tagged('c', {
      ipv6Cidrs: [],
      tags: { 'kubernetes.io/role/internal-elb': '1', 'kubernetes.io/cluster/other': 'owned' },
    });
    const full = tagged('b', { id: 'subnet-a0', freeIpv4: 2, ipv6Cidrs: [] });
    expect(judge(check, { ...vpc([others, full, tagged('a'), tagged('b')]), ...discovered }).outcome).toBe('pass');
    const without = tagged('b', { ipv6Cidrs: [] });
    expect(said(judge(check, { ...vpc([tagged('a'), without]), ...discovered }))).toEqual([
      'blocker',
      'SubnetsWithoutIpv6',
      'Without IPv6: subnet-b, for Ingress default/web, Service default/shop.',
    ]);
  });

  test('without tags a recent controller finds its way, an older one and Auto Mode do not', () => {
    const values = { ...table(), ...shop({ subnets: [] }) };
    expect(said(judge(check, values))).toEqual([
      'info',
      'SubnetsFoundByReachability',
      'Finds no tagged subnet: Service default/shop.',
    ]);
    const old = { image: { image: 'aws-load-balancer-controller:v2.12.0', version: '2.12.0' } };
    const loadBalancerControllers = [aLoadBalancerController(old)];
    expect(said(judge(check, { ...values, loadBalancerControllers }))).toEqual([
      'warning',
      'SubnetsNotTagged',
      'Finds no tagged subnet: Service default/shop.',
    ]);
    const auto = shop({ subnets: [], loadBalancerClass: 'eks.amazonaws.com/nlb' });
    expect(judge(check, { ...table(), ...auto }).reason).toBe('SubnetsNotTagged');
  });

  test('does not apply where nothing is asked for', () => {
    expect(said(judge(check, { ...table(), loadBalancerServices: servicesThatAsk(), ingresses: [] }))).toEqual([
      'notApplicable',
      'NoLoadBalancers',
      'No Service or Ingress asks for a load balancer of AWS.',
    ]);
  });

  test.each([
    'cluster',
    'subnets',
    'routeTables',
    'loadBalancerControllers',
    'loadBalancerServices',
    'ingresses',
    'ingressClasses',
    'ingressClassParams',
  ] as const)('is unknown without %s', (section) => {
    expect(judge(check, table(), { sections: { [section]: denied('the read') } }).reason).toBe('AccessDenied');
  });
});
