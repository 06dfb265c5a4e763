import type { NetworkPolicyTallies } from '../../snapshot/network-policy-sections.ts';
import { isUnenforced, policiesWith, policyRefs } from '../network-policies.ts';
import { defineCheck, info, pass, warning } from '../define-check.ts';
import { countOf, listTallied } from '../text.ts';
import { atLeast } from '../../net/band.ts';

/**
 * Agents hold to the blocks of the pods' family and ignore the others without a word. A policy that allows IPv4 blocks alone
 * allows nothing in an IPv6 cluster, and one that refuses IPv4 blocks refuses nothing there.
 */
export const networkPoliciesNameIpv6Blocks = defineCheck({
  id: 'network-policies-name-ipv6-blocks',
  code: 'NP-001',
  condition: 'NetworkPoliciesEffective',
  title: 'Network policies that name IPv4 blocks name IPv6 blocks too',
  goals: ['Migrate', 'Operate'],
  needs: ['networkPolicies', 'vpcCni', 'networkWorkloads', 'nodes'],
  reasons: {
    PoliciesFitIpv6: pass('No network policy names IPv4 blocks alone.'),
    Ipv4BlocksAlone: warning('A network policy names IPv4 blocks, and no IPv6 blocks beside them.', 'seen'),
    Ipv6BlocksAlone: info('A network policy of the IPv4 cluster names IPv6 blocks alone, which it ignores today.'),
    PoliciesNotEnforced: info('There are network policies, and nothing that was seen enforces them.'),
  },
  sources: [
    { url: 'https://docs.aws.amazon.com/eks/latest/userguide/cni-network-policy.html', readOn: '2026-11-22' },
    { url: 'https://kubernetes.io/docs/concepts/services-networking/network-policies/', readOn: '2026-11-24' },
  ],
  remediation: {
    text: 'Name the IPv6 blocks beside the IPv4 blocks, as ::/0 beside 0.0.0.0/0.',
    url: 'https://docs.aws.amazon.com/eks/latest/userguide/cni-network-policy.html',
  },
  evaluate(sections, verdict, { goal }) {
    const { networkPolicies } = sections;
    if (networkPolicies.length === 0) return verdict('PoliciesFitIpv6', 'There are no network policies.');
    const ipv4Only = policiesWith(networkPolicies, (facts) => facts.ipv4Only.length > 0);
    if (ipv4Only.length > 0) {
      const directions = [...new Set(ipv4Only.flatMap(({ facts }) => facts.ipv4Only))].toSorted().join(' and ');
      const message = `${policies(ipv4Only)} with IPv4 blocks alone for ${directions}: ${listTallied(ipv4Only)}.`;
      return verdict('Ipv4BlocksAlone', message, { resources: policyRefs(ipv4Only) });
    }
    if (isUnenforced(sections)) {
      const message = `Nothing is seen to enforce ${policies(networkPolicies)}: the policies of the VPC CNI are off.`;
      return verdict('PoliciesNotEnforced', message);
    }
    const ipv6Only = policiesWith(networkPolicies, (facts) => facts.ipv6Only.length > 0);
    if (goal === 'Migrate' && ipv6Only.length > 0) {
      const message = `${policies(ipv6Only)} with IPv6 blocks alone: ${listTallied(ipv6Only)}.`;
      return verdict('Ipv6BlocksAlone', message, { resources: policyRefs(ipv6Only) });
    }
    return verdict('PoliciesFitIpv6', 'No network policy names IPv4 blocks alone.');
  },
});

function policies(tallies: NetworkPolicyTallies): string {
  const number = countOf(tallies);
  return `${atLeast(number)} network ${number === 1 ? 'policy' : 'policies'}`;
}
