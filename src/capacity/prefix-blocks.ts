import { ipv4Blocks, ipv6Blocks } from '../net/aligned-block.ts';
import type { Subnet } from '../snapshot/aws-sections.ts';
import type { SubnetReservations, SubnetUse } from '../snapshot/instance-sections.ts';

interface Run {
  readonly first: bigint;
  readonly last: bigint;
}

export interface FreeIpv4Blocks {
  /** Aligned /28 blocks of the subnet, those AWS keeps for itself included. */
  readonly total: number;
  /** Blocks a prefix can be taken from; an upper bound where users of the subnet are not seen. */
  readonly free: number;
  /** Of these, blocks in reservations for prefixes. */
  readonly freeReserved: number;
  readonly largestRun: number;
}

/**
 * Free /28 blocks of a subnet's IPv4 block. The first and the last hold addresses AWS keeps; a block with any address, prefix
 * or explicit reservation in it is gone. What interfaces of other accounts hold is not seen, but no more blocks can be free
 * than EC2's count of free addresses allows. Undefined for an IPv6-only subnet.
 */
export function freeIpv4Blocks(
  subnet: Pick<Subnet, 'ipv4Cidr' | 'freeIpv4'>,
  use: SubnetUse | undefined,
  reservations: SubnetReservations,
): FreeIpv4Blocks | undefined {
  const whole = subnet.ipv4Cidr === undefined ? undefined : toRun(ipv4Blocks(subnet.ipv4Cidr));
  if (!whole) return undefined;
  const reserved = (kind: 'prefix' | 'explicit'): readonly Run[] =>
    reservations.ipv4.filter((each) => each.kind === kind).flatMap(({ cidr }) => toRun(ipv4Blocks(cidr)) ?? []);
  const busy = (use?.busyIpv4Blocks ?? []).map(([first, last]) => ({ first: BigInt(first), last: BigInt(last) }));
  const gaps = complement(whole, [...edges(whole), ...busy, ...reserved('explicit')]);
  const inReservations = merged(reserved('prefix'));
  const counted = size(gaps);
  const freeReserved = size(gaps.flatMap((gap) => inReservations.flatMap((run) => overlap(gap, run))));
  const unreserved = Math.min(counted - freeReserved, Math.floor(subnet.freeIpv4 / 16));
  return {
    total: size([whole]),
    free: unreserved + freeReserved,
    freeReserved,
    largestRun: Math.min(unreserved + freeReserved, Math.max(0, ...gaps.map((gap) => size([gap])))),
  };
}

/** Free /80 blocks of a subnet; they are counted, never listed: a /56 has 16 million. */
export interface FreeIpv6Blocks {
  readonly total: bigint;
  /**
   * Blocks of interfaces are known by their number alone: so many are free where none of them lies in a block that is gone
   * anyway (AWS's own, explicit reservations) …
   */
  readonly atLeast: bigint;
  /** … and so many where as many of them do as can. */
  readonly atMost: bigint;
}

/**
 * Of all IPv6 blocks of the subnet. The first /80 holds the addresses AWS keeps, the last one the last of them; beside them
 * an interface can have an address there too.
 */
export function freeIpv6Blocks(
  subnet: Pick<Subnet, 'ipv6Cidrs'>,
  use: SubnetUse | undefined,
  reservations: SubnetReservations,
): FreeIpv6Blocks {
  const wholes = merged(subnet.ipv6Cidrs.flatMap((cidr) => ipv6Blocks(cidr) ?? []));
  const explicit = reservations.ipv6
    .filter(({ kind }) => kind === 'explicit')
    .flatMap(({ cidr }) => ipv6Blocks(cidr) ?? []);
  const gone = wholes.map((whole) => count(whole) - sum(complement(whole, [...edges(whole), ...explicit])));
  const total = sum(wholes);
  const unusable = gone.reduce((all, each) => all + each, 0n);
  const taken = BigInt(use?.takenIpv6Blocks ?? 0);
  return {
    total,
    atLeast: larger(total - unusable - taken, 0n),
    atMost: larger(total - larger(unusable, taken), 0n),
  };
}

function toRun(run: { readonly first: number; readonly last: number } | undefined): Run | undefined {
  return run && { first: BigInt(run.first), last: BigInt(run.last) };
}

function edges({ first, last }: Run): readonly Run[] {
  return [
    { first, last: first },
    { first: last, last },
  ];
}

/** Runs in order, those that touch or overlap joined. */
function merged(runs: readonly Run[]): readonly Run[] {
  const joined: Run[] = [];
  for (const run of runs.toSorted((a, b) => (a.first < b.first ? -1 : a.first > b.first ? 1 : 0))) {
    const previous = joined.at(-1);
    if (previous && run.first <= previous.last + 1n) {
      joined[joined.length - 1] = { first: previous.first, last: larger(previous.last, run.last) };
    } else joined.push(run);
  }
  return joined;
}

/** What is left of `whole` without `taken`. */
function complement(whole: Run, taken: readonly Run[]): readonly Run[] {
  const gaps: Run[] = [];
  let next = whole.first;
  for (const run of merged(taken.flatMap((each) => overlap(whole, each)))) {
    if (run.first > next) gaps.push({ first: next, last: run.first - 1n });
    next = run.last + 1n;
  }
  if (next <= whole.last) gaps.push({ first: next, last: whole.last });
  return gaps;
}

function overlap(a: Run, b: Run): readonly Run[] {
  const both = { first: larger(a.first, b.first), last: smaller(a.last, b.last) };
  return both.first <= both.last ? [both] : [];
}

function count({ first, last }: Run): bigint {
  return last - first + 1n;
}

function sum(runs: readonly Run[]): bigint {
  return runs.reduce((all, run) => all + count(run), 0n);
}

function size(runs: readonly Run[]): number {
  return Number(sum(runs));
}

function larger(a: bigint, b: bigint): bigint {
  return a > b ? a : b;
}

function smaller(a: bigint, b: bigint): bigint {
  return a < b ? a : b;
}
