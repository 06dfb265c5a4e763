import { describe, expect, test } from 'vitest';
import { loadBalancerSourcesIncludeIpv6 as check } from '../../../../src/checks/load-balancing/load-balancer-sources-include-ipv6.ts';
import { aCluster, anIngress, loadBalancerServices, servicesThatAsk } from '../../../support/builders.ts';
import { denied, judge, said } from '../../../support/judge.ts';

const shop = (changes: Parameters<typeof loadBalancerServices>[1]) =>
  servicesThatAsk(loadBalancerServices(['default/shop'], changes));

describe('LBC-007', () => {
  test('passes without lists, and with lists of both families or of IPv6 alone', () => {
    expect(said(judge(check))).toEqual(['pass', 'SourcesIncludeIpv6', 'No load balancer lists IPv4 clients alone.']);
    for (const sources of [['ipv4', 'ipv6'], ['ipv6']] as const) {
      expect(judge(check, { loadBalancerServices: shop({ sources }) }).outcome).toBe('pass');
    }
  });

  test.each(['Operate', 'Migrate'] as const)('warns of lists of IPv4 alone (%s)', (goal) => {
    const values = { loadBalancerServices: shop({ sources: ['ipv4'] }), ingresses: [anIngress({ sources: ['ipv4'] })] };
    const result = judge(check, values, { goal });
    expect(said(result)).toEqual([
      'warning',
      'SourcesIpv4Only',
      'Only IPv4 clients are listed: Ingress default/web, Service default/shop.',
    ]);
    expect(result.resources).toEqual([
      { kind: 'Ingress', namespace: 'default', name: 'web' },
      { kind: 'Service', namespace: 'default', name: 'shop' },
    ]);
  });

  test('does not judge where security groups of its own decide', () => {
    const values = { loadBalancerServices: shop({ sources: ['ipv4'], ownFirewall: true }) };
    expect(judge(check, values).outcome).toBe('pass');
  });

  test('the list of the class counts before that of the Ingress', () => {
    const parameters = { group: 'elbv2.k8s.aws', kind: 'IngressClassParams', name: 'edge' };
    const values = {
      ingressClasses: [{ name: 'alb', controller: 'ingress.k8s.aws/alb', parameters }],
      ingressClassParams: [{ apiGroup: 'elbv2.k8s.aws', name: 'edge', sources: ['ipv4'], subnets: [] } as const],
    };
    expect(judge(check, values).reason).toBe('SourcesIpv4Only');
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
