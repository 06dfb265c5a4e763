/**
 * What one node takes of its subnets, by the rules of the VPC CNI's address manager (ipamd, read 2026-11-22) as closed forms:
 * for pods that are packed densely, none of them on the host's network, at rest. Addresses that cool down after a pod, and
 * pods that are left scattered over prefixes, make it take more for a while.
 */

/** How pods get their addresses. In IPv6 a node has one /80, and all targets are without effect. */
export type AddressMode = 'secondaryAddresses' | 'prefixes' | 'ipv6';

/** What ipamd keeps ready. Either of the targets in addresses overrides the other two. */
export interface WarmTargets {
  /** `WARM_ENI_TARGET`; without effect with prefixes. */
  readonly interfaces: number;
  /** `WARM_PREFIX_TARGET`; without effect without prefixes. */
  readonly prefixes: number;
  /** `WARM_IP_TARGET` */
  readonly addresses: number;
  /** `MINIMUM_IP_TARGET` */
  readonly minimumAddresses: number;
}

export interface NodeLimits {
  /** Network interfaces the VPC CNI may use, see `usableInterfaces`. */
  readonly interfaces: number;
  readonly ipv4PerInterface: number;
  readonly maxPods: number;
  /** Pods have their addresses in another subnet than their node, and none on its first interface. */
  readonly customNetworking: boolean;
}

export interface NodeCost {
  readonly interfaces: number;
  /** Addresses for pods, whether single ones or in prefixes; in IPv6 beyond counting, and 0 here. */
  readonly podAddresses: number;
  /** /28 blocks, or /80 ones in IPv6. */
  readonly prefixes: number;
  /** IPv4 addresses of the node's own subnet. */
  readonly nodeSubnetIpv4: number;
  /** IPv4 addresses of the pods' subnet, where that is another one. */
  readonly podSubnetIpv4: number;
}

const addressesPerPrefix = 16;

/** `MAX_ENI` counts from 1 on. */
export function usableInterfaces(ofType: number, maxEni: number | undefined): number {
  return maxEni === undefined || maxEni < 1 ? ofType : Math.min(ofType, maxEni);
}

export interface NodeLoad {
  readonly mode: AddressMode;
  readonly pods: number;
  readonly limits: NodeLimits;
  readonly warm: WarmTargets;
}

export function nodeCost({ mode, pods, limits, warm }: NodeLoad): NodeCost {
  if (mode === 'ipv6') return { interfaces: 1, podAddresses: 0, prefixes: 1, nodeSubnetIpv4: 1, podSubnetIpv4: 0 };
  const slots = limits.ipv4PerInterface - 1;
  const interfaces = limits.customNetworking ? Math.max(0, limits.interfaces - 1) : limits.interfaces;
  const room: Room = { pods, slots, interfaces, maxPods: limits.maxPods };
  const pool = mode === 'prefixes' ? poolOfPrefixes(room, warm) : poolOfAddresses(room, warm);
  const taken = pool.podAddresses + pool.interfaces;
  return limits.customNetworking
    ? { ...pool, interfaces: pool.interfaces + 1, nodeSubnetIpv4: 1, podSubnetIpv4: taken }
    : { ...pool, nodeSubnetIpv4: taken, podSubnetIpv4: 0 };
}

/** What there is room for: interfaces that pods may use, and the addresses or prefixes each holds beside its own address. */
interface Room {
  readonly pods: number;
  readonly slots: number;
  readonly interfaces: number;
  readonly maxPods: number;
}

type Pool = Pick<NodeCost, 'interfaces' | 'podAddresses' | 'prefixes'>;

function poolOfAddresses({ pods, slots, interfaces: most, maxPods }: Room, warm: WarmTargets): Pool {
  if (countsAddresses(warm)) {
    const wanted = Math.max(pods + warm.addresses, warm.minimumAddresses);
    const podAddresses = Math.min(most * slots, wanted);
    return { interfaces: interfacesOf(podAddresses, slots, most), podAddresses, prefixes: 0 };
  }
  // A pool that is exactly full is too small already where nothing is to be kept ready.
  const wanted = warm.interfaces > 0 ? warm.interfaces + Math.ceil(pods / slots) : Math.floor(pods / slots) + 1;
  // Nothing is added once there is an address for every pod the node may run.
  const enough = Math.max(1, Math.ceil(maxPods / slots));
  const interfaces = Math.min(most, Math.max(1, wanted), enough);
  return { interfaces, podAddresses: interfaces * slots, prefixes: 0 };
}

function poolOfPrefixes({ pods, slots, interfaces: most, maxPods }: Room, warm: WarmTargets): Pool {
  const prefixes = Math.min(most * slots, wantedPrefixes(pods, maxPods, warm));
  const podAddresses = prefixes * addressesPerPrefix;
  return { interfaces: interfacesOf(prefixes, slots, most), podAddresses, prefixes };
}

function wantedPrefixes(pods: number, maxPods: number, warm: WarmTargets): number {
  if (countsAddresses(warm)) {
    return Math.ceil(Math.max(pods + warm.addresses, warm.minimumAddresses) / addressesPerPrefix);
  }
  const enough = Math.max(1, Math.ceil(maxPods / addressesPerPrefix));
  // With nothing to keep ready the pool goes up and down by one when it is exactly full; this is its upper end.
  if (warm.prefixes === 0) return Math.min(Math.floor(pods / addressesPerPrefix) + 1, enough);
  // Several at once are added, so the last step may go beyond what is enough.
  return Math.min(warm.prefixes + Math.ceil(pods / addressesPerPrefix), enough + warm.prefixes - 1);
}

function countsAddresses({ addresses, minimumAddresses }: WarmTargets): boolean {
  return addresses !== 0 || minimumAddresses !== 0;
}

function interfacesOf(taken: number, slots: number, most: number): number {
  return Math.min(most, Math.max(1, Math.ceil(taken / slots)));
}
