import { usableIpv4 } from '../net/cidr.ts';
import type { NodeGroup, Subnet } from '../snapshot/aws-sections.ts';
import type { Policy } from '../snapshot/policy.ts';
import type { Sections } from '../snapshot/snapshot.ts';
import { clusterSubnets, type ClusterSubnets } from './cluster-subnets.ts';
import { headroomState, type SubnetHeadroom, type HeadroomState } from './headroom.ts';

export type NodeSubnetUsers = Pick<Sections, 'subnets' | 'nodeGroups' | 'nodes'> &
  Partial<Pick<Sections, 'nodeClasses'>>;

/** The subnets nodes are in or may be launched into: of node groups, of nodes, and those the resource adds. */
export function nodeSubnets(sections: NodeSubnetUsers, extra: Policy['extraSubnets']): ClusterSubnets {
  const all = clusterSubnets({ ...sections, cluster: { subnetIds: [] }, fargateProfiles: [] }, extra);
  return { ...all, present: all.present.filter(({ roles }) => roles.some((role) => role !== 'Fargate')) };
}

export interface NodeSubnetHeadroom extends SubnetHeadroom {
  /** Addresses the node groups may take of this subnet: up to their maximum size, and while they are updated. */
  readonly needed: number;
  readonly state: HeadroomState;
}

/**
 * Free IPv4 addresses of node subnets against what scaling and updating can take. In an IPv6 cluster a node takes one; the
 * addresses of EC2's answer are taken as they are. IPv6-only subnets are left out: their count is 0 and says nothing.
 */
export function nodeHeadroom(
  subnets: readonly Subnet[],
  nodeGroups: readonly NodeGroup[],
  thresholds: Policy['ipv4'],
): readonly NodeSubnetHeadroom[] {
  const zones = new Map(subnets.map(({ id, availabilityZone }) => [id, availabilityZone]));
  const needs = scalingNeeds(nodeGroups, zones);
  return subnets.flatMap((subnet) => {
    if (subnet.ipv4Cidr === undefined) return [];
    const usable = usableIpv4(subnet.ipv4Cidr);
    const needed = needs.get(subnet.id) ?? 0;
    const state = headroomState(subnet.freeIpv4, usable, {
      ...thresholds,
      warningCount: Math.max(thresholds.warningCount, needed),
    });
    return [{ subnet, free: subnet.freeIpv4, usable, needed, state }];
  });
}

/** Availability zones in which every node subnet is below the critical floor: no node can be launched there. */
export function exhaustedZones(subnets: readonly NodeSubnetHeadroom[]): readonly string[] {
  const zones = Map.groupBy(subnets, ({ subnet }) => subnet.availabilityZone);
  return [...zones]
    .filter(([, inZone]) => inZone.every(({ state }) => state === 'Critical'))
    .map(([zone]) => zone)
    .toSorted();
}

/** What each group may still take, in equal shares of its subnets. */
function scalingNeeds(groups: readonly NodeGroup[], zones: ReadonlyMap<string, string>): ReadonlyMap<string, number> {
  const needs = new Map<string, number>();
  for (const group of groups) {
    const targets = group.subnetIds.filter((id) => zones.has(id));
    const zoneCount = new Set(targets.map((id) => zones.get(id))).size;
    const share = Math.ceil(nodesToCome(group, zoneCount) / targets.length);
    for (const id of targets) needs.set(id, (needs.get(id) ?? 0) + share);
  }
  return needs;
}

/** Nodes beyond those a group has now: up to its maximum size, and while it is updated. */
export function nodesToCome(group: NodeGroup, zoneCount: number): number {
  return Math.max(0, group.maxSize - group.desiredSize) + surge(group, zoneCount);
}

/**
 * Nodes that an update adds before it takes others away: the larger of twice the zones and the nodes that may be
 * unavailable at once. With strategy `MINIMAL` the old nodes go first.
 */
function surge(group: NodeGroup, zoneCount: number): number {
  if (group.updateStrategy === 'MINIMAL') return 0;
  const { desiredSize, maxUnavailable = 1, maxUnavailablePercentage } = group;
  const unavailable =
    maxUnavailablePercentage === undefined ? maxUnavailable : Math.ceil((desiredSize * maxUnavailablePercentage) / 100);
  return Math.max(2 * zoneCount, unavailable);
}
