import { contains, overlaps } from '../net/cidr.ts';
import type { NetworkAcl, NetworkAclEntry, PortRange } from '../snapshot/firewall-sections.ts';

/** Packets that must get through. `protocol` as EC2 numbers it. */
export interface Flow {
  readonly direction: 'in' | 'out';
  readonly protocol: '6' | '17';
  readonly ports: PortRange;
  readonly peer: string;
}

/**
 * Whether a network ACL lets all packets of a flow through. Entries are taken by number, lowest first, as EC2 does; one that
 * matches only part of the flow decides about that part, so that a refused part refuses the flow.
 */
export function lets(acl: NetworkAcl, flow: Flow): boolean {
  const entries = acl.entries
    .filter((entry) => concerns(entry, flow))
    .toSorted((one, other) => one.number - other.number);
  return parts(flow.ports, entries).every((port) => admits(entries, flow.peer, port));
}

function concerns({ direction, protocol, cidr }: NetworkAclEntry, flow: Flow): boolean {
  return direction === flow.direction && (protocol === '-1' || protocol === flow.protocol) && overlaps(cidr, flow.peer);
}

/** One port of each stretch that all entries treat alike. */
function parts({ from, to }: PortRange, entries: readonly NetworkAclEntry[]): readonly number[] {
  const edges = entries.flatMap(({ ports }) => (ports === undefined ? [] : [ports.from, ports.to + 1]));
  return [...new Set([from, ...edges.filter((port) => port > from && port <= to)])];
}

function admits(entries: readonly NetworkAclEntry[], peer: string, port: number): boolean {
  for (const { cidr, allows, ports } of entries) {
    if (ports !== undefined && (port < ports.from || port > ports.to)) continue;
    const whole = contains(cidr, peer);
    // Somebody keeps one network out of the whole Internet: that takes nothing from the rest.
    if (!whole && !allows && isEverything(peer)) continue;
    if (!allows) return false;
    if (whole) return true;
  }
  return false;
}

function isEverything(peer: string): boolean {
  return peer === '::/0' || peer === '0.0.0.0/0';
}

/** As AWS makes it: all IPv4 is allowed by rule 100 and the last rule, which cannot be changed, refuses the rest. */
export function isUntouchedDefault({ isDefault, entries }: NetworkAcl): boolean {
  const own = entries.filter(({ number }) => number < 32_767);
  return (
    isDefault &&
    own.length === 2 &&
    own.every(
      ({ number, allows, protocol, cidr }) => number === 100 && allows && protocol === '-1' && cidr === '0.0.0.0/0',
    )
  );
}
