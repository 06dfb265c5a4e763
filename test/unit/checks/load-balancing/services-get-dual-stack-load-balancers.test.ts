import { describe, expect, test } from 'vitest';
import { servicesGetDualStackLoadBalancers as check } from '../../../../src/checks/load-balancing/services-get-dual-stack-load-balancers.ts';
import type { LoadBalancerService } from '../../../../src/snapshot/load-balancer-sections.ts';
import { aCluster, aLoadBalancerController, loadBalancerServices, servicesThatAsk } from '../../../support/builders.ts';
import { denied, judge, said } from '../../../support/judge.ts';

const asking = (changes: Partial<LoadBalancerService>, names = ['default/shop']) => ({
  loadBalancerServices: servicesThatAsk(loadBalancerServices(names, changes)),
});
const { ipAddressType: _, ...silent } = loadBalancerServices(['default/shop']).facts;
const ipv4Gateway = [{ namespace: 'edge', name: 'public', ipAddressType: 'ipv4' }];

describe('LBC-003', () => {
  test('passes when every Service asks for dual stack', () => {
    expect(said(judge(check))).toEqual([
      'pass',
      'ServicesDualStack',
      'Every Service asks for a dual-stack load balancer.',
    ]);
  });

  test('blocks an IPv4 one in an IPv6 cluster, said or by default', () => {
    const result = judge(check, asking({ ipAddressType: 'ipv4' }));
    expect(said(result)).toEqual(['blocker', 'ServicesIpv4Only', 'IPv4 only: Service default/shop.']);
    expect(result.resources).toEqual([{ kind: 'Service', namespace: 'default', name: 'shop' }]);
    const unsaid = servicesThatAsk({ facts: silent, count: 1, names: ['default/shop'] });
    expect(judge(check, { loadBalancerServices: unsaid }).reason).toBe('ServicesIpv4Only');
  });

  test('only warns before the migration, also of an internal one that is IPv4 on purpose', () => {
    const values = { cluster: aCluster({ ipFamily: 'ipv4' }), ...asking({ ipAddressType: 'ipv4' }) };
    expect(judge(check, values, { goal: 'Migrate' }).outcome).toBe('warning');
  });

  test('takes Services of Auto Mode, and of the class a controller is told', () => {
    expect(judge(check, asking({ loadBalancerClass: 'eks.amazonaws.com/nlb', ipAddressType: 'ipv4' })).outcome).toBe(
      'blocker',
    );
    const own = asking({ loadBalancerClass: 'example.com/nlb', ipAddressType: 'ipv4' });
    expect(judge(check, own).reason).toBe('NoLoadBalancers');
    const loadBalancerControllers = [aLoadBalancerController({ args: ['--load-balancer-class=example.com/nlb'] })];
    expect(judge(check, { ...own, loadBalancerControllers }).reason).toBe('ServicesIpv4Only');
  });

  test('leaves those of the cloud provider and of others to others', () => {
    const { loadBalancerClass: __, ...unclassed } = loadBalancerServices([], { ipAddressType: 'ipv4' }).facts;
    const inTree = servicesThatAsk({ facts: unclassed, count: 1, names: ['default/old'] });
    expect(said(judge(check, { loadBalancerServices: inTree }))).toEqual([
      'notApplicable',
      'NoLoadBalancers',
      'No Service asks for a load balancer of AWS.',
    ]);
    expect(judge(check, { loadBalancerServices: inTree, cluster: aCluster({ autoMode: true }) }).reason).toBe(
      'ServicesIpv4Only',
    );
  });

  test('blocks a type network load balancers do not have', () => {
    expect(said(judge(check, asking({ ipAddressType: 'dualstack-without-public-ipv4' })))).toEqual([
      'blocker',
      'InvalidIpAddressType',
      'Neither ipv4 nor dualstack: Service default/shop.',
    ]);
  });

  test('blocks a gateway that is told to be IPv4, and not one that is told nothing', () => {
    const result = judge(check, { loadBalancerConfigurations: ipv4Gateway });
    expect(said(result)).toEqual(['blocker', 'GatewaysIpv4Only', 'IPv4 only: LoadBalancerConfiguration edge/public.']);
    expect(result.resources).toEqual([{ kind: 'LoadBalancerConfiguration', namespace: 'edge', name: 'public' }]);
    const alone = { loadBalancerServices: servicesThatAsk(), loadBalancerConfigurations: ipv4Gateway };
    expect(judge(check, alone).reason).toBe('GatewaysIpv4Only');
    expect(judge(check, { loadBalancerConfigurations: [{ namespace: 'edge', name: 'public' }] }).outcome).toBe('pass');
  });

  test('does not apply to an IPv4 cluster that is to stay one', () => {
    const values = { cluster: aCluster({ ipFamily: 'ipv4' }), ...asking({ ipAddressType: 'ipv4' }) };
    expect(said(judge(check, values))).toEqual([
      'notApplicable',
      'Ipv4Cluster',
      'The cluster uses IPv4, and so may its load balancers.',
    ]);
  });

  test('names five Services, and how many more', () => {
    const names = Array.from({ length: 12 }, (__, index) => `default/s${String(index).padStart(2, '0')}`);
    expect(judge(check, asking({ ipAddressType: 'ipv4' }, names)).message).toBe(
      'IPv4 only: Service default/s00, Service default/s01, Service default/s02, Service default/s03, Service default/s04 and 7 more.',
    );
  });

  test.each(['cluster', 'loadBalancerControllers', 'loadBalancerServices', 'loadBalancerConfigurations'] as const)(
    'is unknown without %s',
    (section) => {
      expect(said(judge(check, {}, { sections: { [section]: denied('the read') } }))).toEqual([
        'unknown',
        'AccessDenied',
        'Not allowed: the read.',
      ]);
    },
  );
});
