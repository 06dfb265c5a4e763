import ipaddr from 'ipaddr.js';

/** What network interfaces and reservations take of a subnet comes in blocks of these lengths: prefixes of the VPC CNI. */
const ipv4BlockLength = 28;
const ipv6BlockLength = 80;
const fourDecimals = /^(0|[1-9]\d*)(\.(0|[1-9]\d*)){3}\//;

/** First and last number of a run of aligned blocks; the number is the address without its last bits. */
export interface NumberRun {
  readonly first: number;
  readonly last: number;
}

/** The /28 blocks a CIDR block (or one address) lies in or covers; undefined for text that is no IPv4 block. */
export function ipv4Blocks(text: string): NumberRun | undefined {
  const run = blocksOf(text, 4, ipv4BlockLength);
  return run && { first: Number(run.first), last: Number(run.last) };
}

/** The same of /80 blocks; they are too many for plain numbers. */
export function ipv6Blocks(text: string): { readonly first: bigint; readonly last: bigint } | undefined {
  return blocksOf(text, 16, ipv6BlockLength);
}

function blocksOf(
  text: string,
  byteLength: 4 | 16,
  blockLength: number,
): { readonly first: bigint; readonly last: bigint } | undefined {
  const cidr = text.includes('/') ? text : `${text}/${byteLength * 8}`;
  // `10.0.0` and `0x0a.0.0.1` are addresses to ipaddr.js, and a zone index names an interface of some host.
  if (byteLength === 4 && !fourDecimals.test(cidr)) return undefined;
  if (cidr.includes('%') || !ipaddr.isValidCIDR(cidr)) return undefined;
  const [address, length] = ipaddr.parseCIDR(cidr);
  const bytes = address.toByteArray();
  if (bytes.length !== byteLength) return undefined;
  const whole = BigInt(`0x${bytes.map((byte) => byte.toString(16).padStart(2, '0')).join('')}`);
  const host = BigInt(byteLength * 8 - blockLength);
  const size = BigInt(byteLength * 8 - length);
  const start = (whole >> size) << size;
  return { first: start >> host, last: (start + (1n << size) - 1n) >> host };
}
