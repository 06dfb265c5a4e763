import type { Policy } from '../snapshot/policy.ts';
import type { Subnet } from '../snapshot/aws-sections.ts';
import type { Sections } from '../snapshot/snapshot.ts';
import { clusterSubnets, type ClusterSubnet, type ClusterSubnets } from './cluster-subnets.ts';
import { pathsOf, type SubnetPaths, type Ways } from './routing.ts';

export type PodSubnetUsers = Pick<Sections, 'subnets' | 'nodeGroups' | 'fargateProfiles' | 'nodes'>;

/** The subnets pods run in or may come to run in: of nodes, node groups and Fargate profiles, and those the resource adds. */
export function podSubnets(sections: PodSubnetUsers, extra: Policy['extraSubnets']): ClusterSubnets {
  return clusterSubnets({ ...sections, cluster: { subnetIds: [] } }, extra);
}

export interface RoutedSubnet {
  readonly subnet: Subnet;
  readonly paths: SubnetPaths;
  /** A node has an address in it, now. */
  readonly inUse: boolean;
}

export interface RoutedSubnets {
  readonly routed: readonly RoutedSubnet[];
  /** Ids of subnets for which no route table is shown. */
  readonly withoutTable: readonly string[];
}

/** The same subnets with the ways out that their route tables give them. */
export function routedSubnets(present: readonly ClusterSubnet[], ways: Ways): RoutedSubnets {
  const all = present.map(({ subnet, roles }) => ({
    subnet,
    paths: pathsOf(subnet, ways),
    inUse: roles.includes('Node'),
  }));
  return {
    routed: all.flatMap(({ paths, ...rest }) => (paths ? [{ ...rest, paths }] : [])),
    withoutTable: all.filter(({ paths }) => !paths).map(({ subnet }) => subnet.id),
  };
}
