import type { Sections } from '../snapshot/snapshot.ts';
import { notApplicable, unknown } from './define-check.ts';
import { switchOf } from './vpc-cni-settings.ts';
import { unfinishedRollout, vpcCniReasons, withoutVpcCni } from './vpc-cni-use.ts';

/** Ways in which a check of IPv4 prefixes ends where nodes take none, or where that is not known. */
export const prefixDelegationReasons = {
  Ipv6Cluster: notApplicable('Nodes of an IPv6 cluster take no IPv4 prefixes.'),
  PrefixDelegationOff: notApplicable('The VPC CNI takes single IPv4 addresses, not prefixes.'),
  PrefixDelegationUnknown: unknown('Whether the VPC CNI takes prefixes is kept in a place that is not read.'),
  ...vpcCniReasons,
};

interface Unjudged {
  readonly reason: keyof typeof prefixDelegationReasons;
  readonly message: string;
}

/** Why nodes take no IPv4 prefixes, or undefined where they do. */
export function withoutIpv4Prefixes(sections: Pick<Sections, 'cluster' | 'vpcCni' | 'nodes'>): Unjudged | undefined {
  const { cluster, vpcCni } = sections;
  if (cluster.ipFamily === 'ipv6') {
    return { reason: 'Ipv6Cluster', message: 'Nodes of an IPv6 cluster take no IPv4 prefixes.' };
  }
  const missing = withoutVpcCni(sections);
  if (missing) return missing;
  const delegation = switchOf(vpcCni.daemonSet?.main, 'ENABLE_PREFIX_DELEGATION', vpcCni.configMap);
  if (delegation === 'on') return undefined;
  if (delegation === 'unknown') {
    return { reason: 'PrefixDelegationUnknown', message: 'The value of ENABLE_PREFIX_DELEGATION is not known.' };
  }
  return unfinishedRollout(vpcCni) ?? { reason: 'PrefixDelegationOff', message: 'ENABLE_PREFIX_DELEGATION is off.' };
}
