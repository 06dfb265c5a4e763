import ipaddr from 'ipaddr.js';

/** A block of addresses as numbers: `first` is its lowest address, `length` its prefix length of `bits`. */
interface Block {
  readonly bits: 32 | 128;
  readonly first: bigint;
  readonly length: number;
}

/** AWS keeps the first four addresses of a subnet and the last one. */
const reservedByAws = 5;

/**
 * IPv4 addresses of a subnet that can be given out: 2^(32 − n) − 5 for a /n.
 * @throws RangeError for text that is no IPv4 CIDR block.
 */
export function usableIpv4(cidr: string): number {
  const block = parseBlock(cidr);
  if (!block || block.bits !== 32) throw new RangeError(`not an IPv4 CIDR block: ${cidr}`);
  return Math.max(0, 2 ** (32 - block.length) - reservedByAws);
}

export interface CidrIndex {
  /** The value of the narrowest block that contains `cidr` (or the single address) whole. */
  find(cidr: string): string | undefined;
}

/** Looks blocks up in constant time for each distinct prefix length; blocks that are no CIDR are left out. */
export function cidrIndex(entries: Iterable<readonly [cidr: string, value: string]>): CidrIndex {
  const byLength = new Map<number, Map<string, string>>();
  for (const [cidr, value] of entries) {
    const block = parseBlock(cidr);
    if (!block) continue;
    const networks = byLength.get(block.length) ?? new Map<string, string>();
    networks.set(networkKey(block, block.length), value);
    byLength.set(block.length, networks);
  }
  const lengths = [...byLength.keys()].toSorted((a, b) => b - a);
  return {
    find(cidr) {
      const block = parseBlock(cidr.includes('/') ? cidr : `${cidr}/${cidr.includes(':') ? 128 : 32}`);
      if (!block) return undefined;
      for (const length of lengths) {
        if (length > block.length) continue;
        const value = byLength.get(length)?.get(networkKey(block, length));
        if (value !== undefined) return value;
      }
      return undefined;
    },
  };
}

/** Whether two blocks of one family share an address; false for text that is no CIDR block. */
export function cidrsOverlap(one: string, other: string): boolean {
  return cidrContains(one, other) || cidrContains(other, one);
}

/** Whether every address of `inner` lies in `outer`; false for text that is no CIDR block. */
export function cidrContains(outer: string, inner: string): boolean {
  const [large, small] = [parseBlock(outer), parseBlock(inner)];
  if (!large || !small || large.bits !== small.bits || large.length > small.length) return false;
  return networkKey(large, large.length) === networkKey(small, large.length);
}

/** Of a block as `10.0.0.0/24`; undefined for text that is none. */
export function prefixLengthOf(cidr: string): number | undefined {
  return parseBlock(cidr)?.length;
}

function networkKey(block: Block, length: number): string {
  return `${block.bits}:${block.first >> BigInt(block.bits - length)}`;
}

function parseBlock(cidr: string): Block | undefined {
  // A zone index names an interface of one host, so no block of a network has one.
  if (cidr.includes('%') || !ipaddr.isValidCIDR(cidr)) return undefined;
  const [address, length] = ipaddr.parseCIDR(cidr);
  const bytes = address.toByteArray();
  const bits = bytes.length === 4 ? 32 : 128;
  const whole = bytes.reduce((number, byte) => (number << 8n) | BigInt(byte), 0n);
  const host = BigInt(bits - length);
  return { bits, first: (whole >> host) << host, length };
}

/** Family of a CIDR block; undefined for text that is none. */
export function cidrFamily(cidr: string): 'ipv4' | 'ipv6' | undefined {
  const block = parseBlock(cidr);
  return block && (block.bits === 32 ? 'ipv4' : 'ipv6');
}
