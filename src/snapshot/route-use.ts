import type { Route, RouteTable } from './network-sections.ts';

/** Lists in routes to gateway endpoints are AWS's own; an egress-only gateway leads to the internet alone. */
const nobodysTargets = ['vpce-', 'eigw-'];

/** Ids of the prefix lists by which routes lead to other networks, sorted; a target that is gone leads nowhere. */
export function routedPrefixListIds(tables: readonly Pick<RouteTable, 'routes'>[]): readonly string[] {
  const routes = tables.flatMap((table) => table.routes.filter(leadsToOthers));
  return [...new Set(routes.map(({ destination }) => destination))].toSorted();
}

function leadsToOthers({ destination, target, blackhole }: Route): boolean {
  return destination.startsWith('pl-') && !blackhole && !nobodysTargets.some((prefix) => target.startsWith(prefix));
}
