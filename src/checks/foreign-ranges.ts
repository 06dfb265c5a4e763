import { contains, overlaps, prefixLengthOf } from '../net/cidr.ts';
import { leadsToOthers, routedPrefixListIds } from '../snapshot/route-use.ts';
import type { Sections } from '../snapshot/snapshot.ts';
import type { ResourceRef } from './define-check.ts';

/** A block of addresses outside the VPC that is peered with, routed to, or named as a remote network of the cluster. */
export interface ForeignRange {
  readonly cidr: string;
  /** How it is reached: `peering connection pcx-1`, `tgw-1 by route table rtb-1` or `… by prefix list pl-1`, `the remote networks of the cluster`. */
  readonly by: string;
  /** Whether its traffic leaves the VPC; a route to an appliance or endpoint may lead back into it. */
  readonly leavesVpc: boolean;
  /** A route to more than the VPC's own block may well hold it: the narrower one wins. */
  readonly routed: boolean;
  readonly resource: ResourceRef;
}

export type Surroundings = Pick<Sections, 'cluster' | 'vpc' | 'vpcPeerings' | 'routeTables' | 'routedPrefixLists'>;

/** What the VPC is connected with. Default routes and local ones hold everything or nothing new, and are left out. */
export function foreignRanges(surroundings: Surroundings): readonly ForeignRange[] {
  const { cluster, vpcPeerings, routeTables } = surroundings;
  const peers = vpcPeerings.filter(isInForce).flatMap(({ id, peerIpv4Cidrs, peerIpv6Cidrs }) =>
    [...peerIpv4Cidrs, ...peerIpv6Cidrs].map((cidr) => ({
      cidr,
      by: `peering connection ${id}`,
      leavesVpc: true,
      routed: false,
      resource: { kind: 'VpcPeeringConnection', name: id },
    })),
  );
  const routed = routeTables.flatMap(({ id, routes }) =>
    routes
      .filter((route) => leadsToOthers(route) && !isDefault(route.destination))
      .map(({ destination, target }) => ({
        cidr: destination,
        by: `${target} by route table ${id}`,
        leavesVpc: leadsOut(target),
        routed: true,
        resource: { kind: 'RouteTable', name: id },
      })),
  );
  const remote = cluster.remoteNetworkCidrs.map((cidr) => ({
    cidr,
    by: 'the remote networks of the cluster',
    leavesVpc: true,
    routed: false,
    resource: { kind: 'Cluster', name: cluster.name },
  }));
  return [...peers, ...routed, ...listed(surroundings), ...remote].toSorted((a, b) => (keyOf(a) < keyOf(b) ? -1 : 1));
}

/** What is routed by prefix list: each list once for each target, however many tables name it. */
function listed({ routeTables, routedPrefixLists }: Surroundings): readonly ForeignRange[] {
  const routes = routeTables.flatMap((table) => table.routes.filter(leadsToOthers));
  return routedPrefixLists.flatMap(({ id, cidrs }) => {
    const targets = new Set(routes.filter(({ destination }) => destination === id).map(({ target }) => target));
    return [...targets].flatMap((target) =>
      cidrs
        .filter((cidr) => !isDefault(cidr))
        .map((cidr) => ({
          cidr,
          by: `${target} by prefix list ${id}`,
          leavesVpc: leadsOut(target),
          routed: true,
          resource: { kind: 'PrefixList', name: id },
        })),
    );
  });
}

/** Whether somebody else has addresses of the VPC's own block. */
export function takes(range: ForeignRange, own: string): boolean {
  if (!range.leavesVpc) return false;
  return range.routed ? contains(own, range.cidr) : overlaps(own, range.cidr);
}

/** `10.0.0.0/8 of tgw-1 by route table rtb-1`. */
export function textOfRange({ cidr, by }: ForeignRange): string {
  return `${cidr} of ${by}`;
}

/** Each resource once. */
export function resourcesOfRanges(ranges: readonly ForeignRange[]): readonly ResourceRef[] {
  return [...new Map(ranges.map(({ resource }) => [`${resource.kind} ${resource.name}`, resource])).values()];
}

/** Peers whose blocks EC2 does not show, although the connection is in force. */
export function peersWithoutRanges({ vpcPeerings }: Surroundings): readonly string[] {
  return vpcPeerings
    .filter((each) => isInForce(each) && each.peerIpv4Cidrs.length + each.peerIpv6Cidrs.length === 0)
    .map(({ id }) => id)
    .toSorted();
}

/** Tables with routes by a prefix list whose blocks are not known. Those of AWS's own services lead to endpoints. */
export function tablesWithHiddenRanges({ routeTables, routedPrefixLists }: Surroundings): readonly string[] {
  const known = new Set(routedPrefixLists.map(({ id }) => id));
  return routeTables
    .filter((table) => routedPrefixListIds([table]).some((id) => !known.has(id)))
    .map(({ id }) => id)
    .toSorted();
}

function leadsOut(target: string): boolean {
  return ['pcx-', 'tgw-', 'vgw-', 'lgw-', 'arn:'].some((prefix) => target.startsWith(prefix));
}

/** Halves of the whole (`0.0.0.0/1`) are written in its place, too. A prefix list has no length. */
function isDefault(destination: string): boolean {
  return (prefixLengthOf(destination) ?? 0) <= 1;
}

function isInForce({ state }: Sections['vpcPeerings'][number]): boolean {
  return state === 'active';
}

function keyOf({ by, cidr }: ForeignRange): string {
  return `${by} ${cidr}`;
}
