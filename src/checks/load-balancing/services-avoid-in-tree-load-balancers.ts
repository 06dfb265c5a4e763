import { byGoal, defineCheck, pass } from '../define-check.ts';
import {
  listRequests,
  nothingToJudge,
  requestReasons,
  requestRefs,
  serviceRequests,
} from '../requested-load-balancers.ts';

/**
 * A Service without a class is served by the cloud provider, whose load balancers have no IPv6: in an IPv6 cluster it stays
 * without one that works.
 */
export const servicesAvoidInTreeLoadBalancers = defineCheck({
  id: 'services-avoid-in-tree-load-balancers',
  code: 'LBC-006',
  condition: 'LoadBalancerControllerReady',
  title: 'No Service leaves its load balancer to the cloud provider',
  goals: ['Migrate', 'Operate'],
  needs: ['cluster', 'loadBalancerControllers', 'loadBalancerServices'],
  reasons: {
    ...requestReasons,
    NoInTreeLoadBalancers: pass('Every Service of type LoadBalancer is served by a controller of its own.'),
    InTreeLoadBalancers: byGoal(
      { Operate: 'blocker', Migrate: 'warning' },
      'A Service of type LoadBalancer has neither a class nor an annotation that hands it to a controller.',
      'seen',
    ),
  },
  sources: [
    { url: 'https://docs.aws.amazon.com/eks/latest/userguide/network-load-balancing.html', readOn: '2026-11-22' },
  ],
  remediation: {
    text: 'Create the Service anew with `spec.loadBalancerClass: service.k8s.aws/nlb` (Auto Mode: `eks.amazonaws.com/nlb`).',
    url: 'https://docs.aws.amazon.com/eks/latest/userguide/network-load-balancing.html',
  },
  evaluate(input, verdict, { goal }) {
    const requests = serviceRequests(input);
    const nothing = nothingToJudge(requests, 'Service', { cluster: input.cluster, goal });
    if (nothing) return verdict(nothing.reason, nothing.message);
    const found = requests.filter(({ facts }) => facts.servedBy === 'in-tree');
    return found.length === 0
      ? verdict('NoInTreeLoadBalancers', 'No Service leaves its load balancer to the cloud provider.')
      : verdict('InTreeLoadBalancers', `Left to the cloud provider, without IPv6: ${listRequests(found)}.`, {
          resources: requestRefs(found),
        });
  },
});
