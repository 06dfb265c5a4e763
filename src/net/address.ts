import ipaddr from 'ipaddr.js';

export type AddressFamily = 'ipv4' | 'ipv6';

/** Family of a textual address; undefined for text that is none. An IPv4-mapped IPv6 address is an IPv4 address. */
export function familyOf(text: string): AddressFamily | undefined {
  return parse(text)?.kind();
}

/** Bits of the smallest block that no AWS subnet is smaller than: an IPv4 /28, an IPv6 /64. */
const blockBits = { ipv4: 28, ipv6: 64 } as const;

/** The block an address lies in, in canonical text: `10.0.1.16/28`, `2600:1f13::/64`. Undefined for text that is no address. */
export function blockOf(text: string): string | undefined {
  const address = parse(text);
  if (!address) return undefined;
  const bits = blockBits[address.kind()];
  const network =
    address.kind() === 'ipv4'
      ? ipaddr.IPv4.networkAddressFromCIDR(`${address.toString()}/${bits}`)
      : ipaddr.IPv6.networkAddressFromCIDR(`${address.toString()}/${bits}`);
  return `${network.toString()}/${bits}`;
}

function parse(text: string): ipaddr.IPv4 | ipaddr.IPv6 | undefined {
  // A zone index names an interface of the host it was read on; such an address says nothing elsewhere.
  if (text.includes('%') || !ipaddr.isValid(text)) return undefined;
  if (!text.includes(':') && !ipaddr.IPv4.isValidFourPartDecimal(text)) return undefined;
  return ipaddr.process(text);
}
