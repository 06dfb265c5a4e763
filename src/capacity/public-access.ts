import type { Subnet } from '../snapshot/aws-sections.ts';
import type { BlockPublicAccess, NatGateway } from '../snapshot/network-sections.ts';
import type { Path, SubnetPaths } from './routing.ts';

/** What block public access does in a subnet. `unknown`: the subnet is another account's, whose settings are not read. */
export type BlockMode = 'off' | 'block-bidirectional' | 'block-ingress' | 'unknown';

export interface Access {
  readonly vpcId: string;
  readonly blockPublicAccess: BlockPublicAccess;
  readonly subnets: { readonly all: readonly Subnet[] };
  readonly natGateways: readonly NatGateway[];
}

/** Exclusions that are being made or taken away need not hold. */
const inForce: ReadonlySet<string> = new Set(['create-complete', 'update-complete']);

/**
 * The subnet's own word where EC2 tells it, else that of the account; undefined stands for the VPC as a whole. Exclusions count
 * either way, since the subnet's word need not have heard of them.
 */
export function blockModeOf(subnet: Subnet | undefined, { vpcId, blockPublicAccess }: Access): BlockMode {
  if (subnet?.shared && subnet.blockPublicAccess === undefined) return 'unknown';
  const mode = subnet?.blockPublicAccess ?? blockPublicAccess.mode;
  if (mode === 'off') return 'off';
  const ids = [vpcId, ...(subnet ? [subnet.id] : [])];
  const excluded = blockPublicAccess.exclusions.filter(
    ({ resourceId, state }) => ids.includes(resourceId) && inForce.has(state),
  );
  if (excluded.some(({ mode: allowed }) => allowed === 'allow-bidirectional')) return 'off';
  if (excluded.some(({ mode: allowed }) => allowed === 'allow-egress')) return 'block-ingress';
  return mode === 'block-bidirectional' || mode === 'block-ingress' ? mode : 'unknown';
}

/** `ways`: some way out is shut. `direct`: only what goes through an internet gateway itself, as ingress alone is blocked. */
export type Shut = 'ways' | 'direct' | 'no' | 'unknown';

/**
 * What of a subnet's ways out is shut. Both kinds of internet gateway are judged by the subnet, a NAT gateway by its own
 * subnet, from where its traffic goes on; blocking ingress leaves NAT and egress-only gateways alone.
 */
export function shutWays(subnet: Subnet, paths: SubnetPaths, access: Access): Shut {
  const found = [paths.ipv4, paths.ipv6].map((path) => shutWay(path, subnet, access));
  return (['ways', 'unknown', 'direct'] as const).find((each) => found.includes(each)) ?? 'no';
}

function shutWay(path: Path, subnet: Subnet, access: Access): Shut {
  const mode = modeOnTheWay(path, subnet, access);
  if (mode === 'off') return 'no';
  if (mode === 'block-ingress') return path.kind === 'InternetGateway' ? 'direct' : 'no';
  return mode === 'unknown' ? 'unknown' : 'ways';
}

function modeOnTheWay(path: Path, subnet: Subnet, access: Access): BlockMode {
  if (path.kind === 'InternetGateway' || path.kind === 'EgressOnlyInternetGateway') return blockModeOf(subnet, access);
  if (path.kind !== 'NatGateway') return 'off';
  const gateway = access.natGateways.find(({ id }) => id === path.target);
  // A private one leads to other networks, a gone one nowhere.
  if (gateway?.connectivity === 'private' || (!gateway && !subnet.shared)) return 'off';
  if (!gateway) return 'unknown';
  if (gateway.subnetId === undefined) return blockModeOf(undefined, access);
  const home = access.subnets.all.find(({ id }) => id === gateway.subnetId);
  return home ? blockModeOf(home, access) : 'unknown';
}
