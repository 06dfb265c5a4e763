import { firstControllerWith } from '../data/load-balancer-controller-versions.ts';
import { blocker, defineCheck, info, pass, warning } from '../define-check.ts';
import { olderThan } from '../load-balancer-controllers.ts';
import { firstMisplaced, type PlacedRequest, placedRequests, zonesOf } from '../load-balancer-subnets.ts';
import { ingressRequests } from '../requested-ingresses.ts';
import {
  listRequests,
  type LoadBalancerRequest,
  requestReasons,
  requestRefs,
  served,
  serviceRequests,
} from '../requested-load-balancers.ts';
import { listNames, refs } from '../text.ts';

const loadBalancingPage = 'https://docs.aws.amazon.com/eks/latest/userguide/network-load-balancing.html';

/**
 * A load balancer has an address in each of its subnets: for dual stack every one needs an IPv6 CIDR block and a route, and
 * each needs eight free IPv4 addresses, whatever the family of the cluster.
 */
export const loadBalancerSubnetsSupportIpv6 = defineCheck({
  id: 'load-balancer-subnets-support-ipv6',
  code: 'LBC-009',
  condition: 'LoadBalancersDualStack',
  title: 'Load balancers go to subnets with IPv6, room and enough zones',
  goals: ['Migrate', 'Operate'],
  needs: [
    'cluster',
    'subnets',
    'routeTables',
    'loadBalancerControllers',
    'loadBalancerServices',
    'ingresses',
    'ingressClasses',
    'ingressClassParams',
  ],
  reasons: {
    NoLoadBalancers: requestReasons.NoLoadBalancers,
    SubnetsSuitable: pass('Every load balancer goes to subnets with what it needs.'),
    SubnetsWithoutIpv6: blocker('A dual-stack load balancer goes to a subnet without IPv6.', 'seen'),
    TooFewZones: warning('An application load balancer finds subnets in one zone only.', 'absence'),
    SubnetsNotFound: warning('A Service or Ingress names a subnet that is not in the VPC.', 'absence'),
    FewFreeAddresses: warning('A load balancer goes to a subnet with fewer than eight free IPv4 addresses.', 'seen'),
    NoPublicRoute: warning(
      'A public dual-stack load balancer goes to a subnet without a way from the internet.',
      'absence',
    ),
    SubnetsNotTagged: warning(
      'No tag tells where load balancers go, and Auto Mode or an old controller needs it.',
      'absence',
    ),
    SubnetsFoundByReachability: info('No tag tells where load balancers go; the controller chooses by reachability.'),
  },
  sources: [{ url: loadBalancingPage, readOn: '2026-11-22' }],
  remediation: { text: 'Tag subnets in two zones, with IPv6 CIDR blocks and routes.', url: loadBalancingPage },
  evaluate(input, verdict) {
    const requests = [...served(serviceRequests(input)), ...ingressRequests(input)];
    if (requests.length === 0)
      return verdict('NoLoadBalancers', 'No Service or Ingress asks for a load balancer of AWS.');
    const placed = placedRequests(requests, input);
    const misplaced = firstMisplaced(placed, input.routeTables);
    if (misplaced) {
      const { reason, text, subnetIds, users } = misplaced;
      const message = `${text}: ${listNames(subnetIds)}, for ${listRequests(users)}.`;
      return verdict(reason, message, { resources: [...requestRefs(users), ...refs('Subnet', subnetIds)] });
    }
    const oldControllers = olderThan(firstControllerWith.subnetsByReachability, input.loadBalancerControllers);
    const needsTags = ({ servedBy }: LoadBalancerRequest) => servedBy === 'auto-mode' || oldControllers.length > 0;
    const rules = [
      {
        reason: 'SubnetsNotFound',
        text: 'Names subnets that are not in the VPC',
        is: ({ place }) => place.absent.length > 0,
      },
      {
        reason: 'TooFewZones',
        text: 'Finds subnets in one zone only',
        is: ({ tally, place }) => tally.facts.kind === 'Ingress' && !place.untagged && zonesOf(place) < 2,
      },
      {
        reason: 'SubnetsNotTagged',
        text: 'Finds no tagged subnet',
        is: ({ tally, place }) => place.untagged && needsTags(tally.facts),
      },
      { reason: 'SubnetsFoundByReachability', text: 'Finds no tagged subnet', is: ({ place }) => place.untagged },
    ] as const satisfies readonly { readonly is: (each: PlacedRequest) => boolean; [member: string]: unknown }[];
    for (const { reason, text, is } of rules) {
      const found = placed.filter(is).map(({ tally }) => tally);
      if (found.length > 0)
        return verdict(reason, `${text}: ${listRequests(found)}.`, { resources: requestRefs(found) });
    }
    return verdict('SubnetsSuitable', 'Every load balancer goes to subnets with what it needs.');
  },
});
