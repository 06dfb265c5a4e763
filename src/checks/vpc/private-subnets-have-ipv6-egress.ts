import { isFullyPrivate, isPublic } from '../../capacity/routing.ts';
import { byGoal, defineCheck, info, pass, unknown, warning } from '../define-check.ts';
import { isLostIpv6, leadsBeyond, podRouteSections, routeReasons, routesOfPods } from '../routed-subnets.ts';
import { count, listNames, refs } from '../text.ts';

/**
 * Pods of an IPv6 cluster prefer IPv6 wherever a name has such an address, so a private subnet without an IPv6 route out
 * makes them wait for what never answers. An internet gateway in its place lets the internet in.
 */
export const privateSubnetsHaveIpv6Egress = defineCheck({
  id: 'private-subnets-have-ipv6-egress',
  code: 'VPC-004',
  condition: 'EgressReady',
  title: 'Private subnets of pods route IPv6 to an egress-only internet gateway',
  goals: ['Migrate', 'Operate'],
  needs: podRouteSections,
  reasons: {
    PrivateSubnetsHaveIpv6Egress: pass('No private subnet of pods lacks an IPv6 route out.'),
    Ipv6EgressMissing: byGoal(
      { Migrate: 'warning', Operate: 'blocker' },
      'A private subnet with nodes routes IPv4 out, and IPv6 nowhere or to something that is gone.',
      'seen',
    ),
    UnusedSubnetsWithoutIpv6Egress: warning('The same of a private subnet that has no node now.', 'seen'),
    PrivateSubnetsOpenToIpv6: warning('A private subnet routes IPv6 to an internet gateway.', 'seen'),
    Ipv6EgressUnclear: unknown('A private subnet routes by prefix list alone, whose blocks are not read.'),
    Ipv6EgressBeyondVpc: info('A private subnet routes IPv6 to an endpoint, transit gateway or appliance.'),
    FullyPrivateSubnets: info('A subnet routes neither family out.'),
    ...routeReasons,
  },
  sources: [
    {
      url: 'https://docs.aws.amazon.com/vpc/latest/userguide/egress-only-internet-gateway.html',
      readOn: '2026-11-22',
    },
  ],
  remediation: {
    text: 'Route ::/0 of private subnets to an egress-only internet gateway.',
    url: 'https://docs.aws.amazon.com/vpc/latest/userguide/egress-only-internet-gateway.html',
  },
  evaluate(sections, verdict, { policy }) {
    const { routed, unjudged } = routesOfPods(sections, policy.extraSubnets);
    const hidden = routed.filter(({ paths }) => !isPublic(paths));
    const closed = hidden.filter(({ paths }) => isFullyPrivate(paths));
    const open = hidden.filter(({ paths }) => !isFullyPrivate(paths));
    const told = (found: typeof hidden, what: string) => {
      const ids = found.map(({ subnet }) => subnet.id).toSorted();
      const message = `${count(ids.length, 'private subnet')} ${what}: ${listNames(ids)}.`;
      return [message, { resources: refs('Subnet', ids) }] as const;
    };
    const lost = open.filter(({ paths }) => isLostIpv6(paths.ipv6));
    const inUse = lost.filter((each) => each.inUse);
    if (inUse.length > 0) return verdict('Ipv6EgressMissing', ...told(inUse, 'with nodes without an IPv6 route out'));
    if (unjudged) return verdict(unjudged.reason, unjudged.message, { resources: unjudged.resources });
    const unclear = open.filter(({ paths }) => paths.ipv6.kind === 'Unclear');
    if (unclear.length > 0) {
      return verdict('Ipv6EgressUnclear', ...told(unclear, 'with routes by prefix list alone'));
    }
    const exposed = open.filter(({ paths }) => paths.ipv6.kind === 'InternetGateway');
    if (exposed.length > 0) {
      return verdict('PrivateSubnetsOpenToIpv6', ...told(exposed, 'with IPv6 through an internet gateway'));
    }
    if (lost.length > 0) {
      return verdict('UnusedSubnetsWithoutIpv6Egress', ...told(lost, 'without an IPv6 route out'));
    }
    const beyond = open.filter(({ paths }) => leadsBeyond(paths.ipv6));
    if (beyond.length > 0) {
      return verdict('Ipv6EgressBeyondVpc', ...told(beyond, 'with IPv6 through something else than a gateway'));
    }
    if (closed.length > 0) return verdict('FullyPrivateSubnets', ...told(closed, 'without a route out'));
    const message =
      hidden.length === 0
        ? 'No subnet of pods is private.'
        : `All ${count(hidden.length, 'private subnet')} of pods have an IPv6 route out.`;
    return verdict('PrivateSubnetsHaveIpv6Egress', message);
  },
});
