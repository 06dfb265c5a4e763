import { podSubnets, routedSubnets, type PodSubnetUsers, type RoutedSubnets } from '../capacity/pod-subnets.ts';
import type { Path, Ways } from '../capacity/routing.ts';
import type { Policy } from '../snapshot/policy.ts';
import type { SectionName } from '../snapshot/snapshot.ts';
import { unknown, type ResourceRef } from './define-check.ts';
import { count, listNames, listTallied, namesOf, refs } from './text.ts';

/** What `routesOfPods` is drawn from. */
export const podRouteSections = [
  'subnets',
  'nodeGroups',
  'fargateProfiles',
  'nodes',
  'routeTables',
  'internetGateways',
  'egressOnlyInternetGateways',
] as const satisfies readonly SectionName[];

/** Ways in which a check of routes ends without having seen them all; part of the reasons of each. */
export const routeReasons = {
  PodSubnetsNotFound: unknown('A subnet of nodes or Fargate profiles is not in the VPC, or none was found at all.'),
  NodesOutsideSubnets: unknown('A node has no address in any subnet of the VPC, so its routes are not known.'),
  NoRouteTable: unknown('EC2 shows no route table that holds for the subnet.'),
};

interface Unjudged {
  readonly reason: keyof typeof routeReasons;
  readonly message: string;
  readonly resources: readonly ResourceRef[];
}

export interface Routed extends RoutedSubnets {
  /** Why nothing good can be said of all of them. */
  readonly unjudged?: Unjudged;
}

/** The subnets of pods with their ways out, and whether that is all of them. */
export function routesOfPods(sections: PodSubnetUsers & Ways, extra: Policy['extraSubnets']): Routed {
  const found = podSubnets(sections, extra);
  const routes = routedSubnets(found.present, sections);
  const absent = found.absent.map(({ id }) => id);
  const unjudged = ((): Unjudged | undefined => {
    if (absent.length > 0) {
      const message = `Not in the VPC: ${listNames(absent)}.`;
      return { reason: 'PodSubnetsNotFound', message, resources: refs('Subnet', absent) };
    }
    if (found.present.length === 0) {
      const message = 'No subnet of a node, node group or Fargate profile was found.';
      return { reason: 'PodSubnetsNotFound', message, resources: [] };
    }
    if (found.strayNodes.length > 0) {
      const message = `In none of the subnets of the VPC: ${listTallied(found.strayNodes)}.`;
      return { reason: 'NodesOutsideSubnets', message, resources: refs('Node', namesOf(found.strayNodes)) };
    }
    if (routes.withoutTable.length === 0) return undefined;
    const message = `Without a route table in the answer: ${listNames(routes.withoutTable)}.`;
    return { reason: 'NoRouteTable', message, resources: refs('Subnet', routes.withoutTable) };
  })();
  return unjudged ? { ...routes, unjudged } : routes;
}

/** Handed on to something whose own routes are not seen. */
export function leadsBeyond({ kind }: Path): boolean {
  return kind === 'Beyond';
}

/** Whether IPv6 traffic to the internet comes to nothing: a NAT gateway carries none of it. */
export function isLostIpv6({ kind }: Path): boolean {
  return kind === 'None' || kind === 'Blackhole' || kind === 'DeadEnd' || kind === 'NatGateway';
}

/** The message and the resources of a verdict on subnets: `2 subnets without a way out: a, b.` */
export function told(found: readonly { readonly subnet: { readonly id: string } }[], what: string) {
  const ids = found.map(({ subnet }) => subnet.id).toSorted();
  return [`${count(ids.length, 'subnet')} ${what}: ${listNames(ids)}.`, { resources: refs('Subnet', ids) }] as const;
}
