import { overlaps } from '../net/cidr.ts';
import type { PrefixList, SecurityGroup, SecurityGroupRule } from '../snapshot/firewall-sections.ts';

/** Family of each prefix list that is known. */
export type PrefixListFamilies = ReadonlyMap<string, PrefixList['family']>;

export function familiesOf(lists: readonly PrefixList[]): PrefixListFamilies {
  return new Map(lists.map(({ id, family }) => [id, family]));
}

/** Metadata, DNS and time of the node itself, which security groups do not filter. */
const linkLocal = '169.254.0.0/16';

/** The groups that one network interface has: their rules add up. */
export type WornGroups = readonly SecurityGroup[];

/** Ids of the groups with an IPv4 rule whose protocol and ports no group worn beside it grants to any IPv6 peer, sorted. */
export function groupsWithGap(
  worn: readonly WornGroups[],
  lists: PrefixListFamilies,
  direction: 'in' | 'out',
): readonly string[] {
  const groupsOnce = new Set(worn.flat());
  const families = new Map([...groupsOnce].map((group) => [group, rulesByFamily(group, lists, direction)]));
  const ids = worn.flatMap((groups) => {
    const peers = groups.flatMap((group) => families.get(group)?.peers ?? []);
    const isGap = (rule: SecurityGroupRule): boolean =>
      !peers.some((peer) => covers(peer, rule) && isAsWide(peer, rule));
    return groups.filter((group) => families.get(group)?.ipv4.some(isGap)).map(({ id }) => id);
  });
  return [...new Set(ids)].toSorted();
}

function rulesByFamily({ rules }: SecurityGroup, lists: PrefixListFamilies, direction: 'in' | 'out') {
  const own = rules.filter((rule) => rule.direction === direction);
  return {
    ipv4: own.filter((rule) => namesFamily(rule, 'ipv4', lists)),
    // A list whose family is not known may hold the counterpart: that is told as unknown, not as a gap.
    peers: own.filter((rule) => namesFamily(rule, 'ipv6', lists) || unresolved(rule, lists).length > 0),
  };
}

/** What an IPv6 packet can leave by: IPv6 blocks, references to groups, which hold for both families, IPv6 prefix lists. */
export function ipv6Egress(group: SecurityGroup, lists: PrefixListFamilies): 'some' | 'none' | 'unresolved' {
  const egress = group.rules.filter(({ direction }) => direction === 'out');
  if (egress.some((rule) => rule.namesGroups || namesFamily(rule, 'ipv6', lists))) return 'some';
  return egress.some((rule) => unresolved(rule, lists).length > 0) ? 'unresolved' : 'none';
}

/** Prefix lists of which EC2 does not tell the family, sorted. */
export function unresolvedIn(groups: readonly SecurityGroup[], lists: PrefixListFamilies): readonly string[] {
  const ids = groups.flatMap(({ rules }) => rules.flatMap((rule) => unresolved(rule, lists)));
  return [...new Set(ids)].toSorted();
}

function unresolved({ prefixListIds }: SecurityGroupRule, lists: PrefixListFamilies): readonly string[] {
  return prefixListIds.filter((id) => !lists.has(id));
}

function namesFamily(rule: SecurityGroupRule, family: 'ipv4' | 'ipv6', lists: PrefixListFamilies): boolean {
  const cidrs = family === 'ipv6' ? rule.ipv6Cidrs : rule.ipv4Cidrs.filter((cidr) => !isLinkLocal(cidr));
  return cidrs.length > 0 || rule.prefixListIds.some((id) => lists.get(id) === family);
}

function isLinkLocal(cidr: string): boolean {
  return cidr !== '0.0.0.0/0' && overlaps(linkLocal, cidr);
}

/** Whether `peer` grants every protocol and port that `rule` grants. ICMP has a number of its own in each family. */
function covers(peer: SecurityGroupRule, rule: SecurityGroupRule): boolean {
  if (peer.protocol === '-1') return true;
  const protocol = rule.protocol === '1' ? '58' : rule.protocol;
  if (peer.protocol !== protocol) return false;
  if (peer.ports === undefined) return true;
  return rule.ports !== undefined && peer.ports.from <= rule.ports.from && peer.ports.to >= rule.ports.to;
}

/** All of IPv4 is matched by all of IPv6 only; of narrower blocks nobody can say which belong together. */
function isAsWide(peer: SecurityGroupRule, rule: SecurityGroupRule): boolean {
  if (!rule.ipv4Cidrs.includes('0.0.0.0/0') || peer.prefixListIds.length > 0) return true;
  return peer.ipv6Cidrs.some((cidr) => cidr === '::/0' || cidr === '2000::/3');
}
