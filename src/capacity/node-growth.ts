import type { NodeGroup, Subnet } from '../snapshot/aws-sections.ts';
import type { NodeCost } from './ipamd.ts';
import { nodesToCome } from './node-headroom.ts';

/** What the nodes of a group take. */
export interface GroupDemand {
  readonly group: NodeGroup;
  /** Of one node: IPv4 addresses of its own subnet, and of the pods' where that is another one. */
  readonly cost: Pick<NodeCost, 'nodeSubnetIpv4' | 'podSubnetIpv4'>;
  /** The subnets of the pods, or else further ones that interfaces of the node can be in; of any zone. */
  readonly furtherSubnetIds: readonly string[];
}

export interface GroupGrowth extends GroupDemand {
  /** Nodes up to the maximum size, and those an update adds. */
  readonly wanted: number;
  /** How many of them the subnets have free IPv4 addresses for. */
  readonly fitting: number;
}

/** Subnets of a group in one zone: a node and its pods never have addresses in two. */
interface Zone {
  readonly own: readonly string[];
  readonly further: readonly string[];
}

/**
 * Lets every group grow, one after the other, those with the fewest subnets first: what they take the others cannot have.
 * Addresses of one node are not split over subnets, so a few may be left where further subnets are used.
 */
export function growth(demands: readonly GroupDemand[], subnets: readonly Subnet[]): readonly GroupGrowth[] {
  const free = new Map(subnets.map(({ id, freeIpv4 }) => [id, Math.max(0, freeIpv4)]));
  const placed = demands.toSorted(byFewestSubnets).map((demand) => {
    const zones = zonesOf(demand, subnets);
    const wanted = nodesToCome(demand.group, zones.length);
    const rooms = zones.map((zone) => roomIn(zone, demand, free));
    const fitting = Math.min(wanted, sum(rooms));
    const nodes = shares(fitting, rooms);
    for (const [index, zone] of zones.entries()) place(nodes[index] ?? 0, zone, { ...demand, free });
    return { ...demand, wanted, fitting };
  });
  return placed.toSorted((a, b) => (a.group.name < b.group.name ? -1 : 1));
}

function byFewestSubnets(a: GroupDemand, b: GroupDemand): number {
  return a.group.subnetIds.length - b.group.subnetIds.length || (a.group.name < b.group.name ? -1 : 1);
}

function zonesOf({ group, furtherSubnetIds }: GroupDemand, subnets: readonly Subnet[]): readonly Zone[] {
  const named = subnets.filter(({ ipv4Cidr }) => ipv4Cidr !== undefined).toSorted((a, b) => (a.id < b.id ? -1 : 1));
  const zones = Map.groupBy(named, ({ availabilityZone }) => availabilityZone);
  return [...zones.values()]
    .map((inZone) => inZone.map(({ id }) => id))
    .map((ids) => ({
      own: ids.filter((id) => group.subnetIds.includes(id)),
      further: ids.filter((id) => furtherSubnetIds.includes(id) && !group.subnetIds.includes(id)),
    }))
    .filter(({ own }) => own.length > 0);
}

type Free = Map<string, number>;

function roomIn({ own, further }: Zone, { cost }: GroupDemand, free: Free): number {
  const room = (ids: readonly string[], each: number): number => sum(roomsOf(ids, each, free));
  return cost.podSubnetIpv4 > 0
    ? Math.min(room(own, cost.nodeSubnetIpv4), room(further, cost.podSubnetIpv4))
    : // The first address of every node is of its own subnet.
      Math.min(room(own, 1), room([...own, ...further], cost.nodeSubnetIpv4));
}

function place(nodes: number, { own, further }: Zone, { cost, free }: GroupDemand & { readonly free: Free }): void {
  if (cost.podSubnetIpv4 > 0) {
    take(own, cost.nodeSubnetIpv4, { nodes, free });
    take(further, cost.podSubnetIpv4, { nodes, free });
  } else take([...own, ...further], cost.nodeSubnetIpv4, { nodes, free });
}

function take(
  ids: readonly string[],
  each: number,
  { nodes, free }: { readonly nodes: number; readonly free: Free },
): void {
  const taken = shares(nodes, roomsOf(ids, each, free));
  for (const [index, id] of ids.entries()) free.set(id, (free.get(id) ?? 0) - (taken[index] ?? 0) * each);
}

function roomsOf(ids: readonly string[], each: number, free: Free): readonly number[] {
  return ids.map((id) => Math.floor((free.get(id) ?? 0) / each));
}

/** Whole shares in proportion to the rooms, none larger than its room. */
function shares(total: number, rooms: readonly number[]): readonly number[] {
  const all = sum(rooms);
  let left = total;
  return rooms.map((room) => {
    const share = all === 0 ? 0 : Math.min(left, Math.ceil((total * room) / all));
    left -= share;
    return share;
  });
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((all, each) => all + each, 0);
}
