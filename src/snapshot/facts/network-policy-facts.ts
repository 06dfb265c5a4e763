import { cidrFamily, contains } from '../../net/cidr.ts';
import type { NetworkPolicyFacts, PolicyDirection } from '../network-policy-sections.ts';
import { listAt, valueAt } from './json.ts';

const directions: readonly PolicyDirection[] = ['egress', 'ingress'];

/** Blocks for which IPv6 has no counterpart: what they mean there is another thing, or nothing. */
const ipv4Alone = ['169.254.0.0/16', '127.0.0.0/8'] as const;
const everyIpv4 = '0.0.0.0/0';
const everyIpv6 = '::/0';

/** Of `networking.k8s.io` NetworkPolicy, which allows and never refuses. */
export function networkPolicyFacts(policy: unknown): NetworkPolicyFacts {
  return {
    kind: 'NetworkPolicy',
    ...lonelyFamilies(policy),
    ipv4Egress: restricts(policy, 'Egress') ? leftOfIpv4Egress(listAt(policy, ['spec', 'egress'])) : 'open',
  };
}

/** Of `networking.k8s.aws` ClusterNetworkPolicy, whose rules have actions. */
export function clusterNetworkPolicyFacts(policy: unknown): NetworkPolicyFacts {
  const refused = listAt(policy, ['spec', 'egress'])
    .filter((rule) => valueAt(rule, ['action']) === 'Deny')
    .flatMap((rule) => blocksOf(rule, 'egress'));
  const isEverything = refused.some((block) => block === everyIpv4 || block === everyIpv6);
  const isSome = refused.some((block) => cidrFamily(block) === 'ipv4');
  const some = isSome ? 'restricted' : 'open';
  return {
    kind: 'ClusterNetworkPolicy',
    ...lonelyFamilies(policy),
    ipv4Egress: isEverything ? 'denied' : some,
  };
}

type Families = Set<'ipv4' | 'ipv6'>;

/** A block counts as having its counterpart where the other family is named anywhere for the same ports and action. */
function lonelyFamilies(policy: unknown): Pick<NetworkPolicyFacts, 'ipv4Only' | 'ipv6Only'> {
  const byDirection = directions.map((direction) => ({ direction, groups: familiesByPorts(policy, direction) }));
  const alone = (family: 'ipv4' | 'ipv6'): readonly PolicyDirection[] =>
    byDirection
      .filter(({ groups }) => groups.some((families) => families.has(family) && families.size === 1))
      .map(({ direction }) => direction);
  return { ipv4Only: alone('ipv4'), ipv6Only: alone('ipv6') };
}

function familiesByPorts(policy: unknown, direction: PolicyDirection): readonly Families[] {
  const groups = new Map<string, Families>();
  for (const rule of listAt(policy, ['spec', direction])) {
    const key = `${String(valueAt(rule, ['action']))} ${JSON.stringify(listAt(rule, ['ports']))}`;
    const families: Families = groups.get(key) ?? new Set();
    for (const block of blocksOf(rule, direction)) {
      const family = cidrFamily(block);
      if (family && !ipv4Alone.some((outer) => contains(outer, block))) families.add(family);
    }
    groups.set(key, families);
  }
  return [...groups.values()];
}

/** What a rule names as `ipBlock`, or, if it is cluster-wide, in `networks`. */
function blocksOf(rule: unknown, direction: PolicyDirection): readonly string[] {
  const peers = listAt(rule, [direction === 'egress' ? 'to' : 'from']);
  const named = peers.flatMap((peer) => [valueAt(peer, ['ipBlock', 'cidr']), ...listAt(peer, ['networks'])]);
  return named.filter((block) => typeof block === 'string');
}

/** The API server writes `policyTypes` into every policy whose author did not. */
function restricts(policy: unknown, type: 'Ingress' | 'Egress'): boolean {
  return listAt(policy, ['spec', 'policyTypes']).includes(type);
}

function leftOfIpv4Egress(rules: readonly unknown[]): NetworkPolicyFacts['ipv4Egress'] {
  if (rules.length === 0) return 'denied';
  return rules.some(allowsEveryIpv4) ? 'open' : 'restricted';
}

function allowsEveryIpv4(rule: unknown): boolean {
  if (listAt(rule, ['ports']).length > 0) return false;
  const peers = listAt(rule, ['to']);
  return peers.length === 0 || peers.some(isEveryIpv4);
}

function isEveryIpv4(peer: unknown): boolean {
  return valueAt(peer, ['ipBlock', 'cidr']) === everyIpv4 && listAt(peer, ['ipBlock', 'except']).length === 0;
}
