import type { Route, RouteTable } from './network-sections.ts';

/** Ids of the prefix lists by which routes lead to other networks, sorted; a target that is gone leads nowhere. */
export function routedPrefixListIds(tables: readonly Pick<RouteTable, 'routes'>[]): readonly string[] {
  const routes = tables.flatMap((table) => table.routes.filter(leadsToOthers));
  return [...new Set(routes.map(({ destination }) => destination).filter(isPrefixList))].toSorted();
}

/**
 * Whether a route leads to somebody else's addresses. What is gone leads nowhere, an egress-only gateway to the internet alone,
 * and lists in routes to gateway endpoints are AWS's own.
 */
export function leadsToOthers({ destination, target, blackhole }: Route): boolean {
  if (blackhole || target === 'local' || target.startsWith('eigw-')) return false;
  return !(isPrefixList(destination) && target.startsWith('vpce-'));
}

function isPrefixList(destination: string): boolean {
  return destination.startsWith('pl-');
}
