import { describe, expect, test } from 'vitest';
import { loadBalancersInUseAreDualStack as check } from '../../../../src/checks/load-balancing/load-balancers-in-use-are-dual-stack.ts';
import type { LoadBalancer } from '../../../../src/snapshot/load-balancer-sections.ts';
import type { SnapshotChanges } from '../../../support/builders.ts';
import { aCluster } from '../../../support/builders.ts';
import { denied, judge, said } from '../../../support/judge.ts';

const on = { policy: { optionalReads: ['LoadBalancers'] } } as const;
const look = (values: SnapshotChanges['values'] = {}, sections: SnapshotChanges['sections'] = {}) =>
  judge(check, values, { ...on, sections });
const shop: LoadBalancer = {
  name: 'k8s-default-shop',
  type: 'network',
  ipAddressType: 'ipv4',
  madeFor: { kind: 'Service', name: 'default/shop' },
};

describe('LBC-010', () => {
  test('passes when every load balancer of the cluster is dual-stack', () => {
    expect(said(look())).toEqual([
      'pass',
      'LoadBalancersInUseDualStack',
      '1 load balancer of the cluster, none of them IPv4 only.',
    ]);
  });

  test('blocks one that is IPv4 only, whatever the Service says, and names it', () => {
    const edge: LoadBalancer = { ...shop, name: 'k8s-edge', madeFor: { kind: 'Ingress', name: 'edge' } };
    const { madeFor: _, ...untold } = { ...shop, name: 'a-lb' };
    const result = look({ loadBalancers: [shop, edge, untold] });
    expect(said(result)).toEqual([
      'blocker',
      'LoadBalancersInUseIpv4',
      'IPv4 only in AWS: a-lb, k8s-default-shop of Service default/shop, k8s-edge of Ingress edge.',
    ]);
    expect(result.resources).toEqual([
      { kind: 'LoadBalancer', name: 'a-lb' },
      { kind: 'Service', namespace: 'default', name: 'shop' },
      { kind: 'LoadBalancer', name: 'k8s-default-shop' },
      { kind: 'LoadBalancer', name: 'k8s-edge' },
    ]);
  });

  test('does not apply where there is none, nor to an IPv4 cluster', () => {
    expect(said(look({ loadBalancers: [] }))).toEqual([
      'notApplicable',
      'NoLoadBalancersInUse',
      'No load balancer names the cluster in its tags.',
    ]);
    expect(said(look({ cluster: aCluster({ ipFamily: 'ipv4' }), loadBalancers: [shop] }))).toEqual([
      'notApplicable',
      'Ipv4Cluster',
      'The cluster uses IPv4, and so may its load balancers.',
    ]);
  });

  test('is off unless it is asked for', () => {
    expect(judge(check, { loadBalancers: [shop] }).reason).toBe('FeatureOff');
  });

  test.each(['cluster', 'loadBalancers'] as const)('is unknown without %s', (section) => {
    expect(said(look({}, { [section]: denied('the read') }))).toEqual([
      'unknown',
      'AccessDenied',
      'Not allowed: the read.',
    ]);
  });
});
