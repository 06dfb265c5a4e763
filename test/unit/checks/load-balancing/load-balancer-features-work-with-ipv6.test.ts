import { describe, expect, test } from 'vitest';
import { loadBalancerFeaturesWorkWithIpv6 as check } from '../../../../src/checks/load-balancing/load-balancer-features-work-with-ipv6.ts';
import { aCluster, anIngress, loadBalancerServices, servicesThatAsk } from '../../../support/builders.ts';
import { denied, judge, said } from '../../../support/judge.ts';

const quic = (ipAddressType: string) => ({
  loadBalancerServices: servicesThatAsk(loadBalancerServices(['default/shop'], { quic: true, ipAddressType })),
});

describe('LBC-008', () => {
  test('passes without what only IPv4 can do', () => {
    expect(said(judge(check))).toEqual([
      'pass',
      'FeaturesWorkWithIpv6',
      'No dual-stack load balancer is asked for what only IPv4 ones can do.',
    ]);
  });

  test('warns of QUIC on dual stack, and not on IPv4', () => {
    const result = judge(check, quic('dualstack'));
    expect(said(result)).toEqual(['warning', 'QuicOnDualStack', 'QUIC on dual stack: Service default/shop.']);
    expect(result.resources).toEqual([{ kind: 'Service', namespace: 'default', name: 'shop' }]);
    expect(judge(check, quic('ipv4')).outcome).toBe('pass');
  });

  test('warns of a dual-stack application load balancer behind a network one', () => {
    const result = judge(check, { ingresses: [anIngress({ frontendNlb: true })] });
    expect(said(result)).toEqual([
      'warning',
      'FrontendNlbOnDualStack',
      'Behind a network load balancer, over IPv4: Ingress default/web.',
    ]);
    expect(result.resources).toEqual([{ kind: 'Ingress', namespace: 'default', name: 'web' }]);
    expect(judge(check, { ingresses: [anIngress({ frontendNlb: true, ipAddressType: 'ipv4' })] }).outcome).toBe('pass');
  });

  test('does not apply where nothing is asked for, nor to an IPv4 cluster that is to stay one', () => {
    expect(said(judge(check, { loadBalancerServices: servicesThatAsk(), ingresses: [] }))).toEqual([
      'notApplicable',
      'NoLoadBalancers',
      'No Service or Ingress asks for a load balancer of AWS.',
    ]);
    expect(judge(check, { cluster: aCluster({ ipFamily: 'ipv4' }) }).reason).toBe('Ipv4Cluster');
  });

  test.each([
    'cluster',
    'loadBalancerControllers',
    'loadBalancerServices',
    'ingresses',
    'ingressClasses',
    'ingressClassParams',
  ] as const)('is unknown without %s', (section) => {
    expect(judge(check, {}, { sections: { [section]: denied('the read') } }).reason).toBe('AccessDenied');
  });
});
