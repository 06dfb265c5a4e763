import { defineCheck, pass, warning } from '../define-check.ts';
import { ingressRequests } from '../requested-ingresses.ts';
import {
  listRequests,
  nothingToJudge,
  requestReasons,
  requestRefs,
  served,
  serviceRequests,
} from '../requested-load-balancers.ts';

/**
 * A load balancer is open to both families unless it lists who may come. A list written for IPv4 shuts every IPv6 client
 * out, and such clients prefer IPv6 as soon as the name has an AAAA record.
 */
export const loadBalancerSourcesIncludeIpv6 = defineCheck({
  id: 'load-balancer-sources-include-ipv6',
  code: 'LBC-007',
  condition: 'LoadBalancersDualStack',
  title: 'Load balancers that list their clients list IPv6 ranges, too',
  goals: ['Migrate', 'Operate'],
  needs: [
    'cluster',
    'loadBalancerControllers',
    'loadBalancerServices',
    'ingresses',
    'ingressClasses',
    'ingressClassParams',
  ],
  reasons: {
    ...requestReasons,
    SourcesIncludeIpv6: pass('Every list of client ranges holds an IPv6 range, or there is no list.'),
    SourcesIpv4Only: warning('A Service or Ingress lists client ranges, and none of them is IPv6.', 'seen'),
  },
  sources: [
    {
      url: 'https://docs.aws.amazon.com/elasticloadbalancing/latest/network/load-balancer-security-groups.html',
      readOn: '2026-11-22',
    },
  ],
  remediation: {
    text: 'Add IPv6 ranges to `spec.loadBalancerSourceRanges` or `inbound-cidrs`.',
    url: 'https://docs.aws.amazon.com/elasticloadbalancing/latest/network/load-balancer-security-groups.html',
  },
  evaluate(input, verdict, { goal }) {
    const requests = [...served(serviceRequests(input)), ...ingressRequests(input)];
    const nothing = nothingToJudge(requests, 'Service or Ingress', { cluster: input.cluster, goal });
    if (nothing) return verdict(nothing.reason, nothing.message);
    // With security groups or prefix lists of its own the ranges in the object do not decide.
    const found = requests.filter(
      ({ facts }) => !facts.ownFirewall && facts.sources.includes('ipv4') && !facts.sources.includes('ipv6'),
    );
    return found.length === 0
      ? verdict('SourcesIncludeIpv6', 'No load balancer lists IPv4 clients alone.')
      : verdict('SourcesIpv4Only', `Only IPv4 clients are listed: ${listRequests(found)}.`, {
          resources: requestRefs(found),
        });
  },
});
