import type { Tally } from '../../src/snapshot/facts/tally.ts';
import type { NetworkPolicyFacts } from '../../src/snapshot/network-policy-sections.ts';

/** Network policies that hold for both families and leave the way out open. */
export function networkPolicies(
  names: readonly string[],
  changes: Partial<NetworkPolicyFacts> = {},
): Tally<NetworkPolicyFacts> {
  const facts: NetworkPolicyFacts = {
    kind: 'NetworkPolicy',
    ipv4Only: [],
    ipv6Only: [],
    ipv4Egress: 'open',
    ...changes,
  };
  return { facts, count: names.length, names };
}
