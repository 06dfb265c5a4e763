import type { Cluster } from './aws-sections.ts';
import type { SecurityGroup } from './firewall-sections.ts';
import type { InstanceTallies } from './instance-sections.ts';
import type { NodeTallies } from './kubernetes-sections.ts';

type GroupsOfCluster = Pick<Cluster, 'clusterSecurityGroupId' | 'securityGroupIds'>;

/** Ids of the security groups of the control plane and of all instances, sorted. */
export function securityGroupsInUse(cluster: GroupsOfCluster, instances: InstanceTallies): readonly string[] {
  const ofInstances = instances.flatMap(({ facts }) => facts.securityGroupIds);
  return [...new Set([...groupsOfControlPlane(cluster), ...ofInstances])].toSorted();
}

/** The groups that the network interfaces of the control plane have together. */
export function groupsOfControlPlane({ clusterSecurityGroupId, securityGroupIds }: GroupsOfCluster): readonly string[] {
  return [...new Set([...(clusterSecurityGroupId === undefined ? [] : [clusterSecurityGroupId]), ...securityGroupIds])];
}

/** The sets of groups that network interfaces of nodes have, each once. Fargate pods, and nodes nobody sees, have the cluster's own. */
export function groupsOfNodes(
  { clusterSecurityGroupId }: GroupsOfCluster,
  instances: InstanceTallies,
  nodes: NodeTallies,
): readonly (readonly string[])[] {
  const sets = instances.map(({ facts }) => facts.securityGroupIds).filter((ids) => ids.length > 0);
  const ofInstances = [...new Map(sets.map((ids) => [ids.join(' '), ids])).values()];
  const onFargate = nodes.some(({ facts }) => facts.compute === 'fargate');
  if (clusterSecurityGroupId === undefined || (ofInstances.length > 0 && !onFargate)) return ofInstances;
  return [...ofInstances, [clusterSecurityGroupId]];
}

/** Ids of the prefix lists in the rules of the groups, sorted. */
export function namedPrefixLists(groups: readonly SecurityGroup[]): readonly string[] {
  return [...new Set(groups.flatMap(({ rules }) => rules.flatMap((rule) => rule.prefixListIds)))].toSorted();
}
