import type { GroupDemand } from '../capacity/node-growth.ts';
import { nodeCost, usableInterfaces } from '../capacity/ipamd.ts';
import { podLimits } from '../capacity/max-pods.ts';
import type { InstanceType, NodeGroup, Subnet } from '../snapshot/aws-sections.ts';
import type { Sections } from '../snapshot/snapshot.ts';
import { unknown, type ResourceRef } from './define-check.ts';
import { typesOf } from './launch-templates.ts';
import { listNames, refs } from './text.ts';
import type { Addressing } from './vpc-cni-addressing.ts';

type Sized = Pick<Sections, 'cluster' | 'subnets' | 'nodes' | 'instanceTypes' | 'launchTemplates' | 'eniConfigs'>;

/** Why the demands of some groups are not known; part of the reasons of the check. */
export const demandReasons = {
  GroupSubnetsUnknown: unknown(
    'A subnet of a node group, or every subnet of its pods, is not in the VPC or has no IPv4.',
  ),
  NodeSizesUnknown: unknown('How many addresses a node of a group can hold is not known.'),
};

export interface UnknownDemands {
  readonly reason: keyof typeof demandReasons;
  readonly message: string;
  readonly resources: readonly ResourceRef[];
}

/** What full nodes of the groups take, of every group or of none. */
export function demandsOf(
  groups: readonly NodeGroup[],
  addressing: Addressing,
  sections: Sized,
): readonly GroupDemand[] | UnknownDemands {
  const usable = new Set(sections.subnets.all.filter(({ ipv4Cidr }) => ipv4Cidr !== undefined).map(({ id }) => id));
  const homeless = groups.filter(({ subnetIds }) => subnetIds.some((id) => !usable.has(id)));
  if (homeless.length > 0) {
    return ofGroups('GroupSubnetsUnknown', 'Node groups with subnets outside the VPC or without IPv4', homeless);
  }
  const nodesOf = Map.groupBy(sections.nodes, ({ facts }) => facts.nodeGroup);
  const all = groups.map((group) => {
    const nodes = nodesOf.get(group.name) ?? [];
    return { group, demand: demandOf(group, addressing, { ...sections, nodes }) };
  });
  const unsized = all.flatMap(({ group, demand }) => (demand ? [] : [group]));
  if (unsized.length > 0) {
    return ofGroups('NodeSizesUnknown', 'Node groups of instance types whose size is not known', unsized);
  }
  const demands = all.flatMap(({ demand }) => demand ?? []);
  const podless = demands.filter(
    ({ cost, furtherSubnetIds }) => cost.podSubnetIpv4 > 0 && !furtherSubnetIds.some((id) => usable.has(id)),
  );
  if (podless.length === 0) return demands;
  const found = podless.map(({ group }) => group);
  return ofGroups('GroupSubnetsUnknown', 'Node groups whose pods have no subnet that an ENIConfig names', found);
}

function ofGroups(reason: UnknownDemands['reason'], title: string, groups: readonly NodeGroup[]): UnknownDemands {
  const names = groups.map(({ name }) => name).toSorted();
  return { reason, message: `${title}: ${listNames(names)}.`, resources: refs('NodeGroup', names) };
}

/** What a full node of the group takes, by the nodes it has now; undefined where its size is not known, which in IPv6 does not matter. */
function demandOf(group: NodeGroup, addressing: Addressing, sections: Sized): GroupDemand | undefined {
  const trunk = addressing.trunk ? 1 : 0;
  if (addressing.mode === 'ipv6') {
    return { group, cost: { nodeSubnetIpv4: 1 + trunk, podSubnetIpv4: 0 }, furtherSubnetIds: [] };
  }
  const types = new Map(sections.instanceTypes.map((type) => [type.name, type]));
  const names = namesOfTypes(group, sections);
  const said = sections.nodes.flatMap(({ facts }) => facts.maxPods ?? []);
  const most = said.length > 0 ? Math.max(...said) : undefined;
  const costs = names.map((name) => costOf(types.get(name), addressing, most));
  const known = costs.flatMap((cost) => cost ?? []);
  if (known.length === 0 || known.length < costs.length) return undefined;
  const highest = (of: (cost: (typeof known)[number]) => number): number => Math.max(...known.map(of));
  const podSubnetIpv4 = highest((cost) => cost.podSubnetIpv4);
  return {
    group,
    cost: { nodeSubnetIpv4: highest((cost) => cost.nodeSubnetIpv4) + trunk, podSubnetIpv4 },
    furtherSubnetIds: furtherSubnets(addressing, sections),
  };
}

/** Of its own or its launch template's, else those its nodes are of. */
function namesOfTypes(group: NodeGroup, { nodes, launchTemplates }: Sized): readonly string[] {
  const named = typesOf(group, launchTemplates);
  if (named.length > 0) return named;
  const seen = nodes.flatMap(({ facts }) => facts.instanceType ?? []);
  return [...new Set(seen)];
}

/** A full node: as many pods as it may run, by what nodes of the group say, else by what EKS sets. */
function costOf(type: InstanceType | undefined, addressing: Addressing, said: number | undefined) {
  const limits = type && podLimits(type);
  const { interfaces = 0, ipv4PerInterface = 0 } = type ?? {};
  if (!limits || interfaces < 1 || ipv4PerInterface < 2) return undefined;
  const { mode, warm, maxEni, customNetworking } = addressing;
  const set = mode === 'prefixes' ? limits.recommended : Math.min(limits.recommended, limits.bySecondaryAddresses);
  const maxPods = said ?? set;
  const usable = { interfaces: usableInterfaces(interfaces, maxEni), ipv4PerInterface, maxPods, customNetworking };
  return nodeCost({ mode, pods: maxPods, limits: usable, warm });
}

/** With custom networking the subnets that ENIConfigs name, else those the VPC CNI discovers by their tags. */
function furtherSubnets({ customNetworking, discovery }: Addressing, { cluster, subnets, eniConfigs }: Sized) {
  if (customNetworking) {
    const named = new Set(eniConfigs.map(({ subnetId }) => subnetId));
    return subnets.all.filter(({ id }) => named.has(id)).map(({ id }) => id);
  }
  return discovery ? subnets.all.filter((subnet) => isTagged(subnet, cluster.name)).map(({ id }) => id) : [];
}

/** A subnet that is tagged for other clusters alone is theirs. */
function isTagged({ tags }: Subnet, clusterName: string): boolean {
  if (tags['kubernetes.io/role/cni'] !== '1') return false;
  const prefix = 'cni.networking.k8s.aws/cluster/';
  const clusters = Object.keys(tags).filter((key) => key.startsWith(prefix));
  return clusters.length === 0 || clusters.includes(`${prefix}${clusterName}`);
}
