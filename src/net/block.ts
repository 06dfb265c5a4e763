import ipaddr from 'ipaddr.js';

/** A block of addresses as numbers: `first` is its lowest address, `length` its prefix length of `bits`. */
export interface Block {
  readonly bits: 32 | 128;
  readonly first: bigint;
  readonly length: number;
}

const fourDecimals = /^(0|[1-9]\d*)(\.(0|[1-9]\d*)){3}\//;

/** Reads `10.0.0.0/24` or `2600:1f13::/64`; undefined for any other text. */
export function readBlock(cidr: string): Block | undefined {
  // A zone index names an interface of one host, so no block of a network has one.
  if (cidr.includes('%') || !ipaddr.isValidCIDR(cidr)) return undefined;
  // `10.0.0/24` and `0x0a.0.0.0/8` are IPv4 blocks to ipaddr.js, and to nobody else.
  if (!cidr.includes(':') && !fourDecimals.test(cidr)) return undefined;
  const [address, length] = ipaddr.parseCIDR(cidr);
  const bytes = address.toByteArray();
  const bits = bytes.length === 4 ? 32 : 128;
  const whole = BigInt(`0x${bytes.map((byte) => byte.toString(16).padStart(2, '0')).join('')}`);
  const host = BigInt(bits - length);
  return { bits, first: (whole >> host) << host, length };
}
