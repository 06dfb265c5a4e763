import { contains, prefixLengthOf } from '../net/cidr.ts';
import type { Subnet } from '../snapshot/aws-sections.ts';
import type { Route, RouteTable } from '../snapshot/network-sections.ts';
import type { Sections } from '../snapshot/snapshot.ts';

/**
 * What a route hands its traffic to, told by the prefix of the id. `Beyond`: something that passes it on, and what lies
 * behind is not in this VPC's routes: a firewall or gateway load balancer endpoint, a transit or virtual private gateway, a
 * core network, an interface, an instance. `DeadEnd`: nothing that leads to the internet, whatever its state.
 */
export type TargetKind = 'InternetGateway' | 'EgressOnlyInternetGateway' | 'NatGateway' | 'Beyond' | 'DeadEnd';

const kindsByPrefix: readonly (readonly [prefix: string, kind: TargetKind])[] = [
  ['igw-', 'InternetGateway'],
  ['eigw-', 'EgressOnlyInternetGateway'],
  ['nat-', 'NatGateway'],
  ['vpce-', 'Beyond'],
  ['tgw-', 'Beyond'],
  ['vgw-', 'Beyond'],
  ['lgw-', 'Beyond'],
  ['cagw-', 'Beyond'],
  ['eni-', 'Beyond'],
  ['i-', 'Beyond'],
  ['arn:', 'Beyond'],
];

/** A peering connection carries traffic to the peer's own addresses alone, and `local` stays in the VPC. */
export function targetKind(target: string): TargetKind {
  return kindsByPrefix.find(([prefix]) => target.startsWith(prefix))?.[1] ?? 'DeadEnd';
}

/** Where a subnet's traffic to a destination goes. `Unclear`: only a route by prefix list could carry it, whose blocks are not read. */
export type Path =
  | { readonly kind: TargetKind; readonly target: string }
  | { readonly kind: 'Blackhole'; readonly target: string }
  | { readonly kind: 'None' | 'Unclear' };

/** Every public address of the internet's IPv6: a default route may be written as this block. */
const ipv6Internet = '2000::/3';
const ipv4Internet = '0.0.0.0/0';
/** The well-known prefix of NAT64. */
export const nat64Prefix = '64:ff9b::/96';

export interface SubnetPaths {
  readonly ipv4: Path;
  readonly ipv6: Path;
  readonly nat64: Path;
}

export type Ways = Pick<Sections, 'routeTables' | 'internetGateways' | 'egressOnlyInternetGateways'>;

/** The ways out of a subnet by its route table; undefined when the VPC shows none for it. */
export function pathsOf(subnet: Pick<Subnet, 'id' | 'shared'>, ways: Ways): SubnetPaths | undefined {
  const table = tableOf(subnet.id, ways.routeTables);
  if (!table) return undefined;
  const judged = (destination: string): Path => withGateway(pathTo(destination, table.routes), subnet, ways);
  return { ipv4: judged(ipv4Internet), ipv6: judged(ipv6Internet), nat64: judged(nat64Prefix) };
}

/** The table that names the subnet, else the main one. */
function tableOf(subnetId: string, tables: readonly RouteTable[]): RouteTable | undefined {
  return tables.find(({ subnetIds }) => subnetIds.includes(subnetId)) ?? tables.find(({ main }) => main);
}

/** The most specific route wins; of two alike the broken one, so that nothing broken passes for whole. */
function pathTo(destination: string, routes: readonly Route[]): Path {
  const [best] = routes
    .filter((route) => contains(route.destination, destination))
    .toSorted((a, b) => lengthOf(b) - lengthOf(a) || Number(b.blackhole) - Number(a.blackhole));
  if (!best) return routes.some((route) => mayCarry(route, destination)) ? { kind: 'Unclear' } : { kind: 'None' };
  return best.blackhole
    ? { kind: 'Blackhole', target: best.target }
    : { kind: targetKind(best.target), target: best.target };
}

function lengthOf({ destination }: Route): number {
  return prefixLengthOf(destination) ?? 0;
}

/**
 * A prefix list can hold a default route. Those of AWS's services lead to gateway endpoints, so an endpoint is not taken for
 * one; an egress-only gateway carries IPv6 alone, a NAT gateway IPv4 but for NAT64.
 */
function mayCarry({ destination, target, blackhole }: Route, to: string): boolean {
  if (!destination.startsWith('pl-') || blackhole || target.startsWith('vpce-')) return false;
  const kind = targetKind(target);
  if (kind === 'EgressOnlyInternetGateway') return to === ipv6Internet;
  if (kind === 'NatGateway') return to !== ipv6Internet;
  return kind !== 'DeadEnd';
}

/** A gateway that is not attached to the VPC carries nothing. In a shared subnet the owner's gateways need not be visible. */
function withGateway(path: Path, { shared }: Pick<Subnet, 'shared'>, ways: Ways): Path {
  const gateways =
    path.kind === 'InternetGateway'
      ? ways.internetGateways
      : path.kind === 'EgressOnlyInternetGateway'
        ? ways.egressOnlyInternetGateways
        : undefined;
  if (!gateways || !('target' in path)) return path;
  const gateway = gateways.find(({ id }) => id === path.target);
  if (!gateway) return shared ? path : { kind: 'Blackhole', target: path.target };
  return isAttached(gateway.state) ? path : { kind: 'Blackhole', target: path.target };
}

function isAttached(state: string): boolean {
  return state === 'available' || state === 'attached';
}

/** By its routes: an internet gateway carries its IPv4 traffic. */
export function isPublic({ ipv4 }: SubnetPaths): boolean {
  return ipv4.kind === 'InternetGateway';
}

/** No default route of either family: nothing is meant to leave. */
export function isFullyPrivate({ ipv4, ipv6 }: SubnetPaths): boolean {
  return ipv4.kind === 'None' && ipv6.kind === 'None';
}
