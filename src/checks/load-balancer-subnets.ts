import type { Subnet } from '../snapshot/aws-sections.ts';
import type { RouteTable } from '../snapshot/network-sections.ts';
import type { Sections } from '../snapshot/snapshot.ts';
import { isDualStack, type LoadBalancerRequest, type Requests } from './requested-load-balancers.ts';

/** A load balancer takes a subnet only where it finds this many free IPv4 addresses. */
const leastFreeIpv4 = 8;

/** Where a load balancer goes. */
export interface Placement {
  /** One a zone where the controller chooses. */
  readonly subnets: readonly Subnet[];
  /** Ids or names the object gives that no subnet of the VPC has. */
  readonly absent: readonly string[];
  /** Neither the object nor a tag names any. */
  readonly untagged: boolean;
}

/** The places of load balancers in the VPC: of each scheme once, however many ask. */
class LoadBalancerPlaces {
  readonly #subnets: readonly Subnet[];
  readonly #byName: ReadonlyMap<string, Subnet>;
  readonly #discovered: { readonly public: readonly Subnet[]; readonly internal: readonly Subnet[] };

  constructor(subnets: readonly Subnet[], clusterName: string) {
    this.#subnets = subnets.toSorted((a, b) => (a.id < b.id ? -1 : 1));
    this.#byName = new Map(
      this.#subnets.flatMap((subnet) =>
        [subnet.name, subnet.id].flatMap((key) => (key === undefined ? [] : [[key, subnet]])),
      ),
    );
    this.#discovered = {
      public: onePerZone(this.#tagged('kubernetes.io/role/elb', clusterName), clusterName),
      internal: onePerZone(this.#tagged('kubernetes.io/role/internal-elb', clusterName), clusterName),
    };
  }

  of({ subnets, internetFacing }: LoadBalancerRequest): Placement {
    if (subnets.length === 0) {
      const found = internetFacing ? this.#discovered.public : this.#discovered.internal;
      return { subnets: found, absent: [], untagged: found.length === 0 };
    }
    return {
      subnets: subnets.flatMap((key) => this.#byName.get(key) ?? []),
      absent: subnets.filter((key) => !this.#byName.has(key)),
      untagged: false,
    };
  }

  #tagged(role: string, clusterName: string): readonly Subnet[] {
    return this.#subnets.filter(({ tags }) => hasRole(tags, role) && !isOthers(tags, clusterName));
  }
}

function hasRole(tags: Subnet['tags'], role: string): boolean {
  return Object.hasOwn(tags, role) && (tags[role] === '1' || tags[role] === '');
}

const ownerTag = 'kubernetes.io/cluster/';

/** Tagged for other clusters and not for this one. */
function isOthers(tags: Subnet['tags'], clusterName: string): boolean {
  const owners = Object.keys(tags).filter((tag) => tag.startsWith(ownerTag));
  return owners.length > 0 && !owners.includes(`${ownerTag}${clusterName}`);
}

/** As the controllers choose: with room first, then those tagged for the cluster, then by id. */
function onePerZone(subnets: readonly Subnet[], clusterName: string): readonly Subnet[] {
  const rank = ({ freeIpv4, tags }: Subnet) =>
    (freeIpv4 < leastFreeIpv4 ? 2 : 0) + (Object.hasOwn(tags, `${ownerTag}${clusterName}`) ? 0 : 1);
  const zones = Map.groupBy(
    subnets.toSorted((a, b) => rank(a) - rank(b)),
    ({ availabilityZoneId }) => availabilityZoneId,
  );
  return [...zones.values()].flatMap((ofZone) => ofZone.slice(0, 1));
}

/** Whether the internet reaches the subnet over IPv6: through an internet gateway, or by a path that is not ours to follow. */
function hasPublicIpv6Route(subnet: Subnet, tables: readonly RouteTable[]): boolean {
  const table = tables.find(({ subnetIds }) => subnetIds.includes(subnet.id)) ?? tables.find(({ main }) => main);
  const routes = table?.routes.filter(({ blackhole }) => !blackhole) ?? [];
  return routes.some(({ destination, target }) => isDefault(destination) && !target.startsWith('eigw-'));
}

/** All of the internet, or a prefix list, whose blocks are not read. */
function isDefault(destination: string): boolean {
  return destination === '::/0' || destination === '2000::/3' || destination.startsWith('pl-');
}

export interface PlacedRequest {
  readonly tally: Requests[number];
  readonly place: Placement;
}

export function placedRequests(
  requests: Requests,
  { cluster, subnets }: Pick<Sections, 'cluster' | 'subnets'>,
): readonly PlacedRequest[] {
  const places = new LoadBalancerPlaces(subnets.all, cluster.name);
  return requests.map((tally) => ({ tally, place: places.of(tally.facts) }));
}

export function zonesOf({ subnets }: Placement): number {
  return new Set(subnets.map(({ availabilityZoneId }) => availabilityZoneId)).size;
}

/** What a subnet lacks of what those need that are to go there, the worst first. */
const needs = [
  {
    reason: 'SubnetsWithoutIpv6',
    text: 'Without IPv6',
    isFor: isDualStack,
    lacks: ({ ipv6Cidrs }: Subnet) => ipv6Cidrs.length === 0,
  },
  {
    reason: 'FewFreeAddresses',
    text: `Fewer than ${leastFreeIpv4} free IPv4 addresses`,
    isFor: () => true,
    lacks: ({ freeIpv4 }: Subnet) => freeIpv4 < leastFreeIpv4,
  },
  {
    reason: 'NoPublicRoute',
    text: 'No IPv6 way from the internet',
    isFor: (tally: Requests[number]) => isDualStack(tally) && tally.facts.internetFacing,
    lacks: (subnet: Subnet, tables: readonly RouteTable[]) => !hasPublicIpv6Route(subnet, tables),
  },
] as const;

export function firstMisplaced(placed: readonly PlacedRequest[], tables: readonly RouteTable[]) {
  for (const { reason, text, isFor, lacks } of needs) {
    const concerned = placed.filter(({ tally }) => isFor(tally));
    const used = new Set(concerned.flatMap(({ place }) => place.subnets));
    const lacking = new Set([...used].filter((subnet) => lacks(subnet, tables)));
    if (lacking.size === 0) continue;
    const users = concerned.filter(({ place }) => place.subnets.some((subnet) => lacking.has(subnet)));
    const subnetIds = [...lacking].map(({ id }) => id).toSorted();
    return { reason, text, subnetIds, users: users.map(({ tally }) => tally) };
  }
  return undefined;
}
