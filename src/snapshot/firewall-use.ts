import type { Cluster } from './aws-sections.ts';
import type { SecurityGroup } from './firewall-sections.ts';
import type { InstanceTallies } from './instance-sections.ts';

/** Ids of the security groups of the control plane and of all instances, sorted. */
export function securityGroupsInUse(
  { clusterSecurityGroupId, securityGroupIds }: Pick<Cluster, 'clusterSecurityGroupId' | 'securityGroupIds'>,
  instances: InstanceTallies,
): readonly string[] {
  const ofCluster = clusterSecurityGroupId === undefined ? [] : [clusterSecurityGroupId];
  const ofInstances = instances.flatMap(({ facts }) => facts.securityGroupIds);
  return [...new Set([...ofCluster, ...securityGroupIds, ...ofInstances])].toSorted();
}

/** Ids of the prefix lists in the rules of the groups, sorted. */
export function namedPrefixLists(groups: readonly SecurityGroup[]): readonly string[] {
  return [...new Set(groups.flatMap(({ rules }) => rules.flatMap((rule) => rule.prefixListIds)))].toSorted();
}
