import type { NetworkPolicyFacts, NetworkPolicyTallies } from '../../snapshot/network-policy-sections.ts';
import { defineCheck, notApplicable, pass, unknown, warning } from '../define-check.ts';
import { isUnenforced, policiesWith, policyRefs } from '../network-policies.ts';
import { listTallied } from '../text.ts';
import { ipv4Egress } from '../vpc-cni-egress.ts';
import { unfinishedRollout, vpcCniReasons, withoutVpcCni } from '../vpc-cni-use.ts';

/**
 * Pods of an IPv6 cluster have a second interface for IPv4, which no network policy is applied to. A policy that lets nothing
 * out lets IPv4 out, to the internet and to the metadata service of the node.
 */
export const egressPoliciesHoldForIpv4 = defineCheck({
  id: 'egress-policies-hold-for-ipv4',
  code: 'NP-002',
  condition: 'NetworkPoliciesEffective',
  title: 'Network policies for egress are not bypassed over IPv4',
  goals: ['Operate'],
  needs: ['cluster', 'networkPolicies', 'vpcCni', 'nodes', 'networkWorkloads'],
  reasons: {
    EgressNotRestricted: pass('No network policy restricts what pods reach over IPv4.'),
    Ipv4EgressOff: pass('`ENABLE_V4_EGRESS` is off, so there is no way out over IPv4.'),
    EgressPoliciesBypassed: warning(
      'A network policy restricts egress, and pods have a way out over IPv4 that it does not hold for.',
      'seen',
    ),
    PoliciesNotEnforced: notApplicable(
      'A network policy restricts egress, and nothing that was seen enforces it (NP-001 judges that).',
    ),
    PodsUseIpv4: notApplicable('The cluster uses IPv4, for which its policies hold.'),
    EgressUnknown: unknown('Whether pods have a way out over IPv4 comes from a place that is not read.'),
    ...vpcCniReasons,
  },
  sources: [
    { url: 'https://docs.aws.amazon.com/eks/latest/userguide/cni-network-policy.html', readOn: '2026-11-22' },
    { url: 'https://github.com/aws/aws-network-policy-agent/issues/55', readOn: '2026-11-22' },
    { url: 'https://github.com/aws/aws-network-policy-agent/issues/408', readOn: '2026-11-22' },
    { url: 'https://github.com/aws/containers-roadmap/issues/2440', readOn: '2026-11-22' },
  ],
  remediation: {
    text: 'Set ENABLE_V4_EGRESS to false where egress must be strict, or keep pods from IMDS by a hop limit of 1.',
    url: 'https://docs.aws.amazon.com/eks/latest/userguide/cni-network-policy.html',
  },
  evaluate(sections, verdict) {
    const restricting = policiesWith(sections.networkPolicies, ({ ipv4Egress }) => ipv4Egress !== 'open');
    if (restricting.length === 0) {
      return verdict('EgressNotRestricted', 'No network policy restricts what pods reach over IPv4.');
    }
    if (sections.cluster.ipFamily !== 'ipv6') {
      return verdict('PodsUseIpv4', 'Pods use IPv4, and network policies hold for it.');
    }
    const missing = withoutVpcCni(sections);
    if (missing) return verdict(missing.reason, missing.message);
    const egress = ipv4Egress(sections.vpcCni);
    if (egress === 'unknown') {
      return verdict('EgressUnknown', 'The value of ENABLE_V4_EGRESS of aws-node is not known.');
    }
    const rollout = unfinishedRollout(sections.vpcCni);
    if (rollout) return verdict(rollout.reason, rollout.message);
    if (egress === 'off') return verdict('Ipv4EgressOff', 'ENABLE_V4_EGRESS is off: no pod has a way out over IPv4.');
    if (isUnenforced(sections)) {
      const message = 'Policies restrict egress, and nothing is seen to enforce them: those of the VPC CNI are off.';
      return verdict('PoliciesNotEnforced', message);
    }
    const message = `IPv4 goes out past network policies: ${sentencePart(restricting)}.`;
    return verdict('EgressPoliciesBypassed', message, { resources: policyRefs(restricting) });
  },
});

function sentencePart(restricting: NetworkPolicyTallies): string {
  const those = (left: NetworkPolicyFacts['ipv4Egress'], what: string): readonly string[] => {
    const found = policiesWith(restricting, ({ ipv4Egress: egress }) => egress === left);
    return found.length > 0 ? [`${listTallied(found)} (${what})`] : [];
  };
  return [...those('denied', 'all egress refused'), ...those('restricted', 'egress restricted')].join(', ');
}
