import { defineCheck, pass, warning } from '../define-check.ts';
import { ingressRequests } from '../requested-ingresses.ts';
import {
  isDualStack,
  listRequests,
  nothingToJudge,
  requestReasons,
  requestRefs,
  served,
  serviceRequests,
} from '../requested-load-balancers.ts';

/**
 * Two things a load balancer can be asked for exist for IPv4 only: QUIC listeners, and an application load balancer as the
 * target of a network one. Beside dual stack they fail, or leave IPv6 clients out.
 */
export const loadBalancerFeaturesWorkWithIpv6 = defineCheck({
  id: 'load-balancer-features-work-with-ipv6',
  code: 'LBC-008',
  condition: 'LoadBalancersDualStack',
  title: 'No dual-stack load balancer is asked for what only IPv4 ones can do',
  goals: ['Migrate', 'Operate'],
  needs: [
    'cluster',
    'loadBalancerControllers',
    'loadBalancerServices',
    'ingresses',
    'ingressClasses',
    'ingressClassParams',
  ],
  reasons: {
    ...requestReasons,
    FeaturesWorkWithIpv6: pass('No dual-stack load balancer is asked for QUIC or stands behind a network one.'),
    QuicOnDualStack: warning('A dual-stack Service asks for QUIC listeners.', 'seen'),
    FrontendNlbOnDualStack: warning('A dual-stack Ingress has a network load balancer in front.', 'seen'),
  },
  sources: [
    {
      url: 'https://docs.aws.amazon.com/elasticloadbalancing/latest/network/load-balancer-target-groups.html',
      readOn: '2026-11-22',
    },
  ],
  remediation: {
    text: 'Keep an application load balancer behind a network one on IPv4, and QUIC off dual stack.',
    url: 'https://docs.aws.amazon.com/elasticloadbalancing/latest/network/load-balancer-target-groups.html',
  },
  evaluate(input, verdict, { goal }) {
    const requests = [...served(serviceRequests(input)), ...ingressRequests(input)];
    const nothing = nothingToJudge(requests, 'Service or Ingress', { cluster: input.cluster, goal });
    if (nothing) return verdict(nothing.reason, nothing.message);
    const dualStack = requests.filter(isDualStack);
    const quic = dualStack.filter(({ facts }) => facts.quic);
    if (quic.length > 0) {
      return verdict('QuicOnDualStack', `QUIC on dual stack: ${listRequests(quic)}.`, { resources: requestRefs(quic) });
    }
    const behind = dualStack.filter(({ facts }) => facts.frontendNlb);
    return behind.length > 0
      ? verdict('FrontendNlbOnDualStack', `Behind a network load balancer, over IPv4: ${listRequests(behind)}.`, {
          resources: requestRefs(behind),
        })
      : verdict('FeaturesWorkWithIpv6', 'No dual-stack load balancer is asked for what only IPv4 ones can do.');
  },
});
