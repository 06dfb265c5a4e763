import { blocker, byGoal, defineCheck, pass } from '../define-check.ts';
import { ingressRequests } from '../requested-ingresses.ts';
import {
  listRequests,
  nothingToJudge,
  requestReasons,
  requestRefs,
  served,
  serviceRequests,
} from '../requested-load-balancers.ts';

/**
 * The controller registers instances unless told otherwise. Instances reach IPv6 pods only where each node has a primary
 * IPv6 address, which few node groups give; IP targets always do, and Fargate pods have nothing else.
 */
export const loadBalancerTargetsAreIp = defineCheck({
  id: 'load-balancer-targets-are-ip',
  code: 'LBC-004',
  condition: 'LoadBalancersDualStack',
  title: 'Load balancers have pods, not instances, as targets',
  goals: ['Migrate', 'Operate'],
  needs: [
    'cluster',
    'nodes',
    'loadBalancerControllers',
    'loadBalancerServices',
    'ingresses',
    'ingressClasses',
    'ingressClassParams',
  ],
  reasons: {
    ...requestReasons,
    TargetsAreIp: pass('Every Service and Ingress has IP targets.'),
    InstanceTargetsOnFargate: blocker(
      'A load balancer has instances as targets, and all nodes are Fargate.',
      'absence',
    ),
    InstanceTargets: byGoal(
      { Operate: 'warning', Migrate: 'info' },
      'A load balancer has instances as targets: each node then needs a primary IPv6 address (NOD-006).',
      'seen',
    ),
  },
  sources: [
    { url: 'https://docs.aws.amazon.com/eks/latest/userguide/network-load-balancing.html', readOn: '2026-11-22' },
  ],
  remediation: {
    text: 'Set the target type `ip` on the object, in its IngressClassParams, or as `--default-target-type`.',
    url: 'https://docs.aws.amazon.com/eks/latest/userguide/network-load-balancing.html',
  },
  evaluate(input, verdict, { goal }) {
    const requests = [...served(serviceRequests(input)), ...ingressRequests(input)];
    const nothing = nothingToJudge(requests, 'Service or Ingress', { cluster: input.cluster, goal });
    if (nothing) return verdict(nothing.reason, nothing.message);
    const found = requests.filter(({ facts }) => facts.targetTypes.includes('instance'));
    if (found.length === 0) return verdict('TargetsAreIp', 'The targets of all load balancers are pods.');
    const onlyFargate = input.nodes.length > 0 && input.nodes.every(({ facts }) => facts.compute === 'fargate');
    return verdict(
      onlyFargate ? 'InstanceTargetsOnFargate' : 'InstanceTargets',
      `Targets are instances: ${listRequests(found)}.`,
      { resources: requestRefs(found) },
    );
  },
});
