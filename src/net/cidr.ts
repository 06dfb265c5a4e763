import { type Block, readBlock } from './block.ts';

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
  const look = (cidr: string): string | undefined => {
    const block = parseBlockOrAddress(cidr);
    if (!block) return undefined;
    for (const length of lengths) {
      if (length > block.length) continue;
      const value = byLength.get(length)?.get(networkKey(block, length));
      if (value !== undefined) return value;
    }
    return undefined;
  };
  const found = new Map<string, string | undefined>();
  return {
    find(cidr) {
      if (found.has(cidr)) return found.get(cidr);
      if (found.size >= mostParsed) found.clear();
      const value = look(cidr);
      found.set(cidr, value);
      return value;
    },
  };
}

/** Whether `inner`, a block or an address, lies in `outer` whole; false for text that is neither. */
export function contains(outer: string, inner: string): boolean {
  const [large, small] = [parseBlock(outer), parseBlockOrAddress(inner)];
  if (!large || !small || large.bits !== small.bits || large.length > small.length) return false;
  const host = BigInt(large.bits - large.length);
  return large.first >> host === small.first >> host;
}

/** Whether two blocks have addresses in common: one then lies in the other. */
export function overlaps(one: string, other: string): boolean {
  return contains(one, other) || contains(other, one);
}

const uniqueLocal = 'fc00::/7';

/** Whether a block lies in the unique local addresses, which no router of the internet knows. */
export function isUniqueLocal(cidr: string): boolean {
  return contains(uniqueLocal, cidr);
}

/** Of a block as `10.0.0.0/24`; undefined for text that is none. */
export function prefixLengthOf(cidr: string): number | undefined {
  return parseBlock(cidr)?.length;
}

function networkKey(block: Block, length: number): string {
  return `${block.bits}:${block.first >> BigInt(block.bits - length)}`;
}

/** Family of a CIDR block; undefined for text that is none. */
export function cidrFamily(cidr: string): 'ipv4' | 'ipv6' | undefined {
  const block = parseBlock(cidr);
  return block && (block.bits === 32 ? 'ipv4' : 'ipv6');
}

/** The same few blocks are compared over and over: rules with subnets, routes with destinations. */
const parsed = new Map<string, Block | undefined>();
const mostParsed = 10_000;

function parseBlockOrAddress(text: string): Block | undefined {
  return parseBlock(text.includes('/') ? text : `${text}/${text.includes(':') ? 128 : 32}`);
}

function parseBlock(cidr: string): Block | undefined {
  if (parsed.has(cidr)) return parsed.get(cidr);
  if (parsed.size >= mostParsed) parsed.clear();
  const block = readBlock(cidr);
  parsed.set(cidr, block);
  return block;
}
