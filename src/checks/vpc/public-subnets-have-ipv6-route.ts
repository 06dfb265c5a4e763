import { isPublic } from '../../capacity/routing.ts';
import { byGoal, defineCheck, info, pass, unknown, warning } from '../define-check.ts';
import { isLostIpv6, leadsBeyond, podRouteSections, routeReasons, routesOfPods } from '../routed-subnets.ts';
import { count, listNames, refs } from '../text.ts';

/**
 * A public subnet sends IPv4 through the internet gateway by a route for IPv4 alone; IPv6 needs a route of its own, which
 * nothing adds by itself.
 */
export const publicSubnetsHaveIpv6Route = defineCheck({
  id: 'public-subnets-have-ipv6-route',
  code: 'VPC-005',
  condition: 'EgressReady',
  title: 'Public subnets of pods route IPv6 to the internet gateway',
  goals: ['Migrate', 'Operate'],
  needs: podRouteSections,
  reasons: {
    PublicSubnetsHaveIpv6Route: pass('No public subnet of pods lacks an IPv6 route to the internet gateway.'),
    PublicIpv6RouteMissing: byGoal(
      { Migrate: 'warning', Operate: 'blocker' },
      'A public subnet with nodes routes IPv6 nowhere or to something that is gone.',
      'seen',
    ),
    UnusedPublicSubnetsWithoutIpv6Route: warning('The same of a public subnet that has no node now.', 'seen'),
    PublicIpv6RouteUnclear: unknown('A public subnet may route IPv6 by prefix list, whose blocks are not read.'),
    PublicIpv6BeyondVpc: info('A public subnet routes IPv6 to an endpoint, transit gateway or appliance.'),
    PublicIpv6EgressOnly: info('A public subnet routes IPv6 to an egress-only gateway: out, but not in.'),
    ...routeReasons,
  },
  sources: [
    { url: 'https://docs.aws.amazon.com/vpc/latest/userguide/VPC_Internet_Gateway.html', readOn: '2026-11-22' },
  ],
  remediation: {
    text: 'Route ::/0 of public subnets to the internet gateway.',
    url: 'https://docs.aws.amazon.com/vpc/latest/userguide/VPC_Internet_Gateway.html',
  },
  evaluate(sections, verdict, { policy }) {
    const { routed, unjudged } = routesOfPods(sections, policy.extraSubnets);
    const open = routed.filter(({ paths }) => isPublic(paths));
    const told = (found: typeof open, what: string) => {
      const ids = found.map(({ subnet }) => subnet.id).toSorted();
      const message = `${count(ids.length, 'public subnet')} ${what}: ${listNames(ids)}.`;
      return [message, { resources: refs('Subnet', ids) }] as const;
    };
    const lost = open.filter(({ paths }) => isLostIpv6(paths.ipv6));
    const inUse = lost.filter((each) => each.inUse);
    if (inUse.length > 0) return verdict('PublicIpv6RouteMissing', ...told(inUse, 'with nodes without an IPv6 route'));
    if (unjudged) return verdict(unjudged.reason, unjudged.message, { resources: unjudged.resources });
    const unclear = open.filter(({ paths }) => paths.ipv6.kind === 'Unclear');
    if (unclear.length > 0) return verdict('PublicIpv6RouteUnclear', ...told(unclear, 'with routes by prefix list'));
    if (lost.length > 0) return verdict('UnusedPublicSubnetsWithoutIpv6Route', ...told(lost, 'without an IPv6 route'));
    const beyond = open.filter(({ paths }) => leadsBeyond(paths.ipv6));
    if (beyond.length > 0) {
      return verdict('PublicIpv6BeyondVpc', ...told(beyond, 'with IPv6 through something else than a gateway'));
    }
    const outward = open.filter(({ paths }) => paths.ipv6.kind === 'EgressOnlyInternetGateway');
    if (outward.length > 0) {
      return verdict('PublicIpv6EgressOnly', ...told(outward, 'with IPv6 through an egress-only gateway'));
    }
    const message =
      open.length === 0
        ? 'No subnet of pods is public.'
        : `All ${count(open.length, 'public subnet')} of pods have an IPv6 route.`;
    return verdict('PublicSubnetsHaveIpv6Route', message);
  },
});
