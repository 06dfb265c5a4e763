import type { Subnet } from '../snapshot/aws-sections.ts';
import type { NatGateway } from '../snapshot/network-sections.ts';
import { pathsOf, type Path, type Ways } from './routing.ts';

export interface NatWays extends Ways {
  readonly natGateways: readonly NatGateway[];
}

/**
 * Where a path over IPv4 ends. `internet`: at an internet gateway, which carries only what has a public address; `nat`: behind a
 * public NAT gateway in working order; `beyond`: at something whose own routes are not seen; `lost`: nowhere.
 */
export type Ending = 'internet' | 'nat' | 'beyond' | 'unclear' | 'lost';

export function ipv4Ending(path: Path, { shared }: Pick<Subnet, 'shared'>, ways: NatWays): Ending {
  if (path.kind === 'InternetGateway') return 'internet';
  if (path.kind === 'Beyond') return 'beyond';
  if (path.kind === 'Unclear') return 'unclear';
  if (path.kind !== 'NatGateway') return 'lost';
  const gateway = gatewayOf(path, ways);
  // In a shared subnet the owner's gateways need not be visible.
  if (!gateway) return shared ? 'nat' : 'lost';
  if (gateway.state !== 'available') return 'lost';
  return gateway.connectivity === 'public' ? 'nat' : behindPrivate(gateway, ways);
}

/** A private one gives no public address, so that its own subnet must hand the traffic to something that does. */
function behindPrivate({ subnetId }: NatGateway, ways: NatWays): Ending {
  const paths = subnetId === undefined ? undefined : pathsOf({ id: subnetId, shared: false }, ways);
  if (!paths || paths.ipv4.kind === 'Unclear') return 'unclear';
  return paths.ipv4.kind === 'Beyond' ? 'beyond' : 'lost';
}

function gatewayOf(path: Path, { natGateways }: NatWays): NatGateway | undefined {
  return path.kind === 'NatGateway' ? natGateways.find(({ id }) => id === path.target) : undefined;
}

/** Whether the path leads through a NAT gateway of another zone; a regional one is in every zone, and so in no subnet. */
export function crossesZones(path: Path, subnet: Subnet, ways: NatWays & { readonly all: readonly Subnet[] }): boolean {
  const gateway = gatewayOf(path, ways);
  const home = ways.all.find(({ id }) => id === gateway?.subnetId);
  return home !== undefined && home.availabilityZoneId !== subnet.availabilityZoneId;
}
