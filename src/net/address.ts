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
  if (text.includes('%')) return undefined;
  if (!text.includes(':')) return ipaddr.IPv4.isValidFourPartDecimal(text) ? ipaddr.IPv4.parse(text) : undefined;
  const colons = withoutDottedTail(text);
  return colons !== undefined && ipaddr.IPv6.isValid(colons) ? ipaddr.process(colons) : undefined;
}

/** `::ffff:10.0.0.1` as `::ffff:a00:1`. ipaddr.js takes `::10.0.0.1`, an IPv6 address, for an IPv4-mapped one. */
function withoutDottedTail(text: string): string | undefined {
  const start = text.lastIndexOf(':') + 1;
  const tail = text.slice(start);
  if (!tail.includes('.')) return text;
  if (!ipaddr.IPv4.isValidFourPartDecimal(tail)) return undefined;
  const [a = 0, b = 0, c = 0, d = 0] = ipaddr.IPv4.parse(tail).octets;
  return `${text.slice(0, start)}${(a * 256 + b).toString(16)}:${(c * 256 + d).toString(16)}`;
}
