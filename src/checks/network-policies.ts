import { argumentOf } from '../snapshot/facts/container-facts.ts';
import type { NetworkPolicyFacts, NetworkPolicyTallies } from '../snapshot/network-policy-sections.ts';
import type { Sections } from '../snapshot/snapshot.ts';
import type { ResourceRef } from './define-check.ts';
import { namespacedRefs, namesOf } from './text.ts';

/** Those of a kind and with a property. */
export function policiesWith(
  policies: NetworkPolicyTallies,
  has: (facts: NetworkPolicyFacts) => boolean,
): NetworkPolicyTallies {
  return policies.filter(({ facts }) => has(facts));
}

export function policyRefs(policies: NetworkPolicyTallies): readonly ResourceRef[] {
  return (['ClusterNetworkPolicy', 'NetworkPolicy'] as const).flatMap((kind) =>
    namespacedRefs(kind, namesOf(policiesWith(policies, (facts) => facts.kind === kind))),
  );
}

/**
 * Whether it was seen that nothing enforces network policies: the VPC CNI runs with its policies off, and no other component
 * that has policies runs, nor do nodes of Auto Mode, which bring an agent of their own.
 */
export function isUnenforced({
  vpcCni,
  networkWorkloads,
  nodes,
}: Pick<Sections, 'vpcCni' | 'networkWorkloads' | 'nodes'>): boolean {
  const { daemonSet, otherDaemonSets } = vpcCni;
  if (!daemonSet || daemonSet.desired === 0 || daemonSet.outdated > 0 || otherDaemonSets.length > 0) return false;
  if (argumentOf(daemonSet.networkPolicyAgent?.args ?? [], 'enable-network-policy') === 'true') return false;
  const hasOther = networkWorkloads.some(({ component }) => component === 'calico' || component === 'cilium');
  return !hasOther && nodes.every(({ facts }) => facts.compute !== 'auto');
}
