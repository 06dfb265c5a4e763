import type { Tally } from './facts/tally.ts';

export type PolicyDirection = 'ingress' | 'egress';

/** What network policies are counted by. Names of the tallies are `namespace/name`, or the name of a cluster-wide one. */
export interface NetworkPolicyFacts {
  /** `ClusterNetworkPolicy` is the VPC CNI's own (`networking.k8s.aws`). */
  readonly kind: 'NetworkPolicy' | 'ClusterNetworkPolicy';
  /**
   * Directions in which it names IPv4 blocks, and no IPv6 block for the same ports and action. Blocks that exist in IPv4 alone
   * (link-local, loopback) are not counted.
   */
  readonly ipv4Only: readonly PolicyDirection[];
  /** The same the other way round. */
  readonly ipv6Only: readonly PolicyDirection[];
  /** What its author leaves of the way out over IPv4; `denied`: nothing at all. */
  readonly ipv4Egress: 'open' | 'restricted' | 'denied';
}

export type NetworkPolicyTallies = readonly Tally<NetworkPolicyFacts>[];
