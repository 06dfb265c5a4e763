import { cidrIndex, type CidrIndex } from '../net/cidr.ts';
import type { Cluster, Subnet } from '../snapshot/aws-sections.ts';
import type { NodeClass, SubnetTerm } from '../snapshot/karpenter-sections.ts';
import type { NodeFacts, NodeTallies } from '../snapshot/kubernetes-sections.ts';
import type { Policy } from '../snapshot/policy.ts';
import type { Sections } from '../snapshot/snapshot.ts';

/**
 * What a subnet is used for. `Node`: a node has an address in it, whoever launched it. `NodeClass`: Karpenter or Auto Mode may
 * launch nodes or pods into it. `Extra`: `spec.extraSubnets` names it.
 */
export type SubnetRole = 'ControlPlane' | 'NodeGroup' | 'Fargate' | 'Node' | 'NodeClass' | 'Extra';

export interface ClusterSubnet {
  readonly subnet: Subnet;
  readonly roles: readonly SubnetRole[];
}

/** A subnet id that somebody names and that is not among the subnets of the VPC. */
export interface AbsentSubnet {
  readonly id: string;
  readonly roles: readonly SubnetRole[];
  /** Who names it: `the control plane`, `node group blue`, `Fargate profile batch`, `spec.extraSubnets`. */
  readonly namedBy: readonly string[];
}

export interface ClusterSubnets {
  readonly present: readonly ClusterSubnet[];
  readonly absent: readonly AbsentSubnet[];
  /** Nodes of the VPC whose address lies in none of its subnets: where they are is not known. */
  readonly strayNodes: NodeTallies;
}

export type SubnetUsers = Pick<Sections, 'subnets' | 'nodeGroups' | 'fargateProfiles' | 'nodes'> & {
  readonly cluster: Pick<Cluster, 'subnetIds'>;
  /** Left out by those who judge only subnets that nodes are in. */
  readonly nodeClasses?: Sections['nodeClasses'];
};

/**
 * The subnets the cluster uses: control plane ∪ node groups ∪ Fargate profiles ∪ node classes ∪ where nodes have their
 * address ∪ those the resource adds. Subnets that only carry a load balancer tag may belong to other clusters and are not part of it.
 */
export function clusterSubnets(sections: SubnetUsers, extra: Policy['extraSubnets']): ClusterSubnets {
  const roles = new Map<string, Set<SubnetRole>>();
  const use = (id: string, role: SubnetRole): unknown => roles.set(id, (roles.get(id) ?? new Set()).add(role));

  for (const id of sections.cluster.subnetIds) use(id, 'ControlPlane');
  for (const id of sections.nodeGroups.flatMap((group) => group.subnetIds)) use(id, 'NodeGroup');
  for (const id of sections.fargateProfiles.flatMap((profile) => profile.subnetIds)) use(id, 'Fargate');
  for (const nodeClass of sections.nodeClasses ?? []) {
    for (const id of subnetsOfClass(nodeClass, sections.subnets.all)) use(id, 'NodeClass');
  }
  const { fargate, others, strayNodes } = placementOf(sections.nodes, sections.subnets.all);
  for (const id of fargate) use(id, 'Fargate');
  for (const id of others) use(id, 'Node');
  for (const id of extraSubnetIds(sections.subnets.all, extra)) use(id, 'Extra');

  const byId = new Map(sections.subnets.all.map((subnet) => [subnet.id, subnet]));
  const ids = [...roles.keys()].toSorted();
  const absent = ids.filter((id) => !byId.has(id));
  return {
    present: ids.flatMap((id) => {
      const subnet = byId.get(id);
      return subnet ? [{ subnet, roles: sorted(roles.get(id)) }] : [];
    }),
    absent: absent.map((id) => ({ id, roles: sorted(roles.get(id)), namedBy: whoNames(id, sections) })),
    strayNodes,
  };
}

/** Ids of the subnets that nodes have their address in. */
interface Placement {
  readonly fargate: ReadonlySet<string>;
  readonly others: ReadonlySet<string>;
  readonly strayNodes: NodeTallies;
}

/**
 * Every check of subnets asks where the nodes are, and the nodes of an IPv4 cluster make thousands of tallies: answered once
 * for the same nodes and subnets.
 */
const placements = new WeakMap<NodeTallies, WeakMap<readonly Subnet[], Placement>>();

function placementOf(nodes: NodeTallies, all: readonly Subnet[]): Placement {
  const ofNodes = placements.get(nodes) ?? new WeakMap<readonly Subnet[], Placement>();
  const placement = ofNodes.get(all) ?? place(nodes, all);
  placements.set(nodes, ofNodes.set(all, placement));
  return placement;
}

function place(nodes: NodeTallies, all: readonly Subnet[]): Placement {
  const index = subnetIndex(all);
  const fargate = new Set<string>();
  const others = new Set<string>();
  const strayNodes: NodeTallies[number][] = [];
  for (const tally of nodes) {
    const { facts } = tally;
    // Hybrid nodes are machines elsewhere; a node that is still joining has no address yet.
    if (facts.compute === 'hybrid' || facts.joining) continue;
    const id = subnetOfNode(index, facts);
    if (id === undefined) strayNodes.push(tally);
    else (facts.compute === 'fargate' ? fargate : others).add(id);
  }
  return { fargate, others, strayNodes };
}

function whoNames(id: string, users: SubnetUsers): readonly string[] {
  const { cluster, nodeGroups, fargateProfiles, nodeClasses = [] } = users;
  const namesIt = ({ subnetIds }: { readonly subnetIds: readonly string[] }) => subnetIds.includes(id);
  const names = [
    ...(namesIt(cluster) ? ['the control plane'] : []),
    ...nodeGroups
      .filter(namesIt)
      .map(({ name }) => `node group ${name}`)
      .toSorted(),
    ...fargateProfiles
      .filter(namesIt)
      .map(({ name }) => `Fargate profile ${name}`)
      .toSorted(),
    ...nodeClasses
      .filter(namesIt)
      .map(({ kind, name }) => `${kind} ${name}`)
      .toSorted(),
  ];
  return names.length > 0 ? names : ['spec.extraSubnets'];
}

/** What the class has resolved its terms to, or the terms themselves until it has; terms for pods are told nowhere else. */
export function subnetsOfClass(
  { subnetIds, subnetTerms, podSubnetTerms }: NodeClass,
  all: readonly Subnet[],
): readonly string[] {
  const terms = [...(subnetIds.length > 0 ? [] : subnetTerms), ...podSubnetTerms];
  return [...subnetIds, ...all.filter((subnet) => terms.some((term) => selects(term, subnet))).map(({ id }) => id)];
}

function selects({ id, tags }: SubnetTerm, subnet: Subnet): boolean {
  const wanted = Object.entries(tags);
  if (id === undefined && wanted.length === 0) return false;
  return (
    (id === undefined || id === subnet.id) &&
    wanted.every(([key, value]) => (value === '*' ? subnet.tags[key] !== undefined : subnet.tags[key] === value))
  );
}

function extraSubnetIds(all: readonly Subnet[], { ids, tags }: Policy['extraSubnets']): readonly string[] {
  const wanted = Object.entries(tags);
  if (wanted.length === 0) return ids;
  const tagged = all.filter((subnet) => wanted.every(([key, value]) => subnet.tags[key] === value));
  return [...ids, ...tagged.map((subnet) => subnet.id)];
}

/** Whether `spec.extraSubnets.tags` selects nothing, which must not pass for "nothing to find fault with". */
export function extraTagsMatchNothing(all: readonly Subnet[], extra: Policy['extraSubnets']): boolean {
  return Object.keys(extra.tags).length > 0 && extraSubnetIds(all, { ids: [], tags: extra.tags }).length === 0;
}

const indexes = new WeakMap<readonly Subnet[], CidrIndex>();

/** Finds the subnet of a block by its CIDR blocks, both families. One index for the same subnets, whoever asks. */
export function subnetIndex(all: readonly Subnet[]): CidrIndex {
  const known = indexes.get(all);
  if (known) return known;
  const index = cidrIndex(
    all.flatMap(({ id, ipv4Cidr, ipv6Cidrs }) =>
      [...(ipv4Cidr === undefined ? [] : [ipv4Cidr]), ...ipv6Cidrs].map((cidr) => [cidr, id] as const),
    ),
  );
  indexes.set(all, index);
  return index;
}

export function subnetOfNode(index: CidrIndex, { ipv4Block, ipv6Block }: NodeFacts): string | undefined {
  return (ipv6Block && index.find(ipv6Block)) ?? (ipv4Block && index.find(ipv4Block)) ?? undefined;
}

/** Nodes by subnet, of the kinds `which` lets through. */
export function nodesBySubnet(
  all: readonly Subnet[],
  nodes: NodeTallies,
  which: (facts: NodeFacts) => boolean,
): ReadonlyMap<string, number> {
  const index = subnetIndex(all);
  const counts = new Map<string, number>();
  for (const { facts, count } of nodes) {
    const id = which(facts) ? subnetOfNode(index, facts) : undefined;
    if (id !== undefined) counts.set(id, (counts.get(id) ?? 0) + count);
  }
  return counts;
}

function sorted(roles: ReadonlySet<SubnetRole> | undefined): readonly SubnetRole[] {
  return [...(roles ?? [])].toSorted();
}
