import ipaddr from 'ipaddr.js';
import type { WorldSubnet } from './scenario.ts';

/** AWS keeps the first four addresses of a subnet, and the last. */
const kept = 4;

/** The addresses that a subnet gives out, in order. */
export function* usableIpv4(subnet: WorldSubnet): Generator<string> {
  if (subnet.ipv4Cidr === undefined) return;
  const [network, prefix] = ipaddr.IPv4.parseCIDR(subnet.ipv4Cidr);
  const first = network.octets.reduce((sum, octet) => sum * 256 + octet, 0);
  for (let offset = kept; offset < 2 ** (32 - prefix) - 1; offset += 1) {
    const number = first + offset;
    yield [24, 16, 8, 0].map((shift) => Math.floor(number / 2 ** shift) % 256).join('.');
  }
}

/** In the subnet's associated /64, told apart by the last two octets of the IPv4 address; undefined if it has none. */
export function ipv6Beside(subnet: WorldSubnet, ipv4: string): string | undefined {
  const block = subnet.ipv6.find(({ state }) => state === 'associated')?.cidr;
  const [, , third, fourth] = ipv4.split('.').map((octet) => Number(octet).toString(16));
  return block?.replace(/::\/64$/, `:fa26::${third}:${fourth}`);
}
