import { crossesZones, ipv4Ending } from '../../capacity/way-out.ts';
import { isPublicIpv4Alone } from '../api-endpoint.ts';
import { byGoal, defineCheck, info, pass, unknown, warning } from '../define-check.ts';
import { pullsThroughEndpoints } from '../image-endpoints.ts';
import { podRouteSections, routeReasons, routesOfPods, told } from '../routed-subnets.ts';
import { count } from '../text.ts';

/**
 * A pod of an IPv6 cluster reaches IPv4 destinations under the address of its node, and many registries and services have no
 * other. So the subnets of nodes need a way out over IPv4 as well.
 */
export const podSubnetsHaveIpv4Egress = defineCheck({
  id: 'pod-subnets-have-ipv4-egress',
  code: 'VPC-006',
  condition: 'EgressReady',
  title: 'Subnets of pods have a way out over IPv4',
  goals: ['Migrate', 'Operate'],
  needs: ['cluster', ...podRouteSections, 'natGateways', 'vpcEndpoints'],
  reasons: {
    PodSubnetsHaveIpv4Egress: pass('Every subnet of pods has a way out over IPv4 that works.'),
    ApiOutOfReach: byGoal(
      { Migrate: 'warning', Operate: 'blocker' },
      'Nodes without a way out over IPv4, while the API has a public endpoint over IPv4 alone.',
      'seen',
    ),
    Ipv4EgressMissing: warning('A subnet routes IPv4 nowhere, or to what is gone or not available.', 'seen'),
    NodesWithoutPublicIpv4: warning('A public subnet does not give new nodes a public IPv4 address.', 'seen'),
    Ipv4EgressUnclear: unknown('A subnet routes by prefix list alone, or through a private NAT gateway not followed.'),
    Ipv4EgressBeyondVpc: info('A subnet routes IPv4 to an endpoint, transit gateway or appliance.'),
    NatGatewayOfOtherZone: info('A subnet uses a NAT gateway of another zone.'),
    Ipv4ThroughEndpointsAlone: info('A subnet has no IPv4 route out, and endpoints serve images of ECR.'),
    ...routeReasons,
  },
  sources: [
    { url: 'https://docs.aws.amazon.com/vpc/latest/userguide/vpc-nat-gateway.html', readOn: '2026-11-22' },
    { url: 'https://docs.aws.amazon.com/eks/latest/best-practices/ipv6.html', readOn: '2026-11-22' },
    { url: 'https://github.com/aws/containers-roadmap/issues/2739', readOn: '2026-11-22' },
  ],
  remediation: {
    text: 'Route 0.0.0.0/0 to a NAT gateway of the zone, or make VPC endpoints of what has IPv4 addresses alone.',
    url: 'https://docs.aws.amazon.com/vpc/latest/userguide/vpc-nat-gateway.html',
  },
  evaluate(sections, verdict, { policy }) {
    const { routed, unjudged } = routesOfPods(sections, policy.extraSubnets);
    const judged = routed.map((each) => ({ ...each, ending: ipv4Ending(each.paths.ipv4, each.subnet, sections) }));
    const lost = judged.filter(({ ending }) => ending === 'lost');
    const cutOff = lost.filter(({ inUse }) => inUse);
    if (cutOff.length > 0 && isPublicIpv4Alone(sections.cluster)) {
      return verdict('ApiOutOfReach', ...told(cutOff, 'with nodes that reach no public API endpoint over IPv4'));
    }
    const served = pullsThroughEndpoints(sections.vpcEndpoints);
    const closed = served ? lost.filter(({ paths }) => paths.ipv4.kind === 'None') : [];
    const broken = lost.filter((each) => !closed.includes(each));
    if (broken.length > 0) return verdict('Ipv4EgressMissing', ...told(broken, 'without a way out over IPv4'));
    const bare = judged.filter(({ ending, subnet }) => ending === 'internet' && !subnet.mapPublicIpOnLaunch);
    if (bare.length > 0) {
      return verdict('NodesWithoutPublicIpv4', ...told(bare, 'whose internet gateway new nodes have no address for'));
    }
    if (unjudged) return verdict(unjudged.reason, unjudged.message, { resources: unjudged.resources });
    const unclear = judged.filter(({ ending }) => ending === 'unclear');
    if (unclear.length > 0)
      return verdict('Ipv4EgressUnclear', ...told(unclear, 'whose way out over IPv4 is not seen'));
    const beyond = judged.filter(({ ending }) => ending === 'beyond');
    if (beyond.length > 0) {
      return verdict('Ipv4EgressBeyondVpc', ...told(beyond, 'with IPv4 through something else than a gateway'));
    }
    if (closed.length > 0) {
      return verdict('Ipv4ThroughEndpointsAlone', ...told(closed, 'without a route out over IPv4'));
    }
    const ways = { ...sections, all: sections.subnets.all };
    const crossing = judged.filter(({ paths, subnet }) => crossesZones(paths.ipv4, subnet, ways));
    return crossing.length > 0
      ? verdict('NatGatewayOfOtherZone', ...told(crossing, 'with a NAT gateway of another zone'))
      : verdict('PodSubnetsHaveIpv4Egress', `All ${count(judged.length, 'subnet')} of pods have a way out over IPv4.`);
  },
});
