import type { Sections } from '../../snapshot/snapshot.ts';
import { defineCheck, info, pass, unknown, warning, type ResourceRef } from '../define-check.ts';
import { policiesWith } from '../network-policies.ts';
import { listTallied, namesOf, refs } from '../text.ts';
import { ipv4Egress } from '../vpc-cni-egress.ts';
import { switchOf } from '../vpc-cni-settings.ts';
import { unfinishedRollout, vpcCniReasons, withoutVpcCni } from '../vpc-cni-use.ts';

/** Of 169.254.172.0/22 without its first two addresses and its last: plugin host-local hands out the rest. */
const egressAddresses = 1_021;

/**
 * Pods of an IPv6 cluster reach IPv4 destinations through a second plugin of the VPC CNI, which gives each an address that
 * only its node knows. Where it is off, whatever has no IPv6 address is out of reach.
 */
export const podsHaveIpv4Egress = defineCheck({
  id: 'pods-have-ipv4-egress',
  code: 'CNI-005',
  condition: 'VpcCniReady',
  title: 'Pods reach IPv4 destinations through the egress plugin of the VPC CNI',
  goals: ['Migrate', 'Operate'],
  needs: ['cluster', 'vpcCni', 'nodes', 'networkPolicies'],
  reasons: {
    Ipv4EgressOn: pass('The egress plugin is on, and its addresses are enough for the pods of every node.'),
    Ipv6EgressOff: pass('The cluster uses IPv4, and no plugin gives its pods IPv6.'),
    Ipv4EgressOff: warning('`ENABLE_V4_EGRESS` is off: pods reach only what has an IPv6 address.', 'seen'),
    Ipv4EgressOffForPolicies: info('It is off, and network policies let nothing out over IPv4 either.'),
    MorePodsThanAddresses: warning('A node takes more pods than the plugin has addresses.', 'seen'),
    Ipv6EgressOn: info('The cluster uses IPv4, and `ENABLE_V6_EGRESS` gives its pods a way out over IPv6.'),
    EgressUnknown: unknown('Whether the plugin is on comes from a place that is not read.'),
    ...vpcCniReasons,
  },
  sources: [
    { url: 'https://docs.aws.amazon.com/eks/latest/best-practices/ipv6.html', readOn: '2026-11-22' },
    { url: 'https://github.com/aws/amazon-vpc-cni-k8s/tree/master/cmd/egress-cni-plugin', readOn: '2026-11-22' },
  ],
  remediation: {
    text: 'Leave ENABLE_V4_EGRESS on unless every destination of the pods has an IPv6 address.',
    url: 'https://docs.aws.amazon.com/eks/latest/best-practices/ipv6.html',
  },
  evaluate(sections, verdict) {
    const missing = withoutVpcCni(sections);
    if (missing) return verdict(missing.reason, missing.message);
    const isIpv6 = sections.cluster.ipFamily === 'ipv6';
    const found = isIpv6 ? ofIpv6Cluster(sections) : ofIpv4Cluster(sections);
    if (found) return verdict(found.reason, found.message, { resources: found.resources });
    const rollout = unfinishedRollout(sections.vpcCni);
    if (rollout) return verdict(rollout.reason, rollout.message);
    return isIpv6
      ? verdict('Ipv4EgressOn', 'The egress plugin gives pods a way out over IPv4.')
      : verdict('Ipv6EgressOff', 'The cluster uses IPv4, and ENABLE_V6_EGRESS is off.');
  },
});

type Seen = Pick<Sections, 'vpcCni' | 'nodes' | 'networkPolicies'>;
interface Found {
  readonly reason:
    | 'EgressUnknown'
    | 'Ipv4EgressOff'
    | 'Ipv4EgressOffForPolicies'
    | 'Ipv6EgressOn'
    | 'MorePodsThanAddresses';
  readonly message: string;
  readonly resources: readonly ResourceRef[];
}

function ofIpv6Cluster({ vpcCni, nodes, networkPolicies }: Seen): Found | undefined {
  const resources = refs('DaemonSet', vpcCni.daemonSet ? [vpcCni.daemonSet.name] : []);
  const egress = ipv4Egress(vpcCni);
  if (egress === 'off') {
    const denying = policiesWith(networkPolicies, (facts) => facts.ipv4Egress === 'denied');
    if (denying.length > 0) {
      const message = `ENABLE_V4_EGRESS is off, and network policies refuse all egress over IPv4: ${listTallied(denying)}.`;
      return { reason: 'Ipv4EgressOffForPolicies', message, resources };
    }
    const message = 'ENABLE_V4_EGRESS is off: what has no IPv6 address is out of reach of pods, IMDS over IPv4 too.';
    return { reason: 'Ipv4EgressOff', message, resources };
  }
  if (egress === 'unknown') {
    return { reason: 'EgressUnknown', message: 'The value of ENABLE_V4_EGRESS of aws-node is not known.', resources };
  }
  const crowded = nodes.filter(({ facts }) => facts.compute === 'ec2' && (facts.maxPods ?? 0) > egressAddresses);
  if (crowded.length === 0) return undefined;
  const message = `Nodes that take more than ${egressAddresses} pods: ${listTallied(crowded)}.`;
  return { reason: 'MorePodsThanAddresses', message, resources: refs('Node', namesOf(crowded)) };
}

function ofIpv4Cluster({ vpcCni: { daemonSet, configMap } }: Seen): Found | undefined {
  const resources = refs('DaemonSet', daemonSet ? [daemonSet.name] : []);
  const egress = switchOf(daemonSet?.main, 'ENABLE_V6_EGRESS', configMap);
  if (egress === 'off') return undefined;
  return egress === 'on'
    ? { reason: 'Ipv6EgressOn', message: 'ENABLE_V6_EGRESS is on: pods of an IPv4 cluster reach IPv6.', resources }
    : { reason: 'EgressUnknown', message: 'The value of ENABLE_V6_EGRESS of aws-node is not known.', resources };
}
