import { firstControllerWith } from '../data/load-balancer-controller-versions.ts';
import { blocker, defineCheck, pass } from '../define-check.ts';
import { olderThan } from '../load-balancer-controllers.ts';
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
 * A dual-stack network load balancer has UDP listeners only where it translates the sources of IPv6 clients to prefixes of
 * its own, which has to be asked for and needs a controller that can.
 */
export const udpLoadBalancersTranslateSources = defineCheck({
  id: 'udp-load-balancers-translate-sources',
  code: 'LBC-005',
  condition: 'LoadBalancersDualStack',
  title: 'Dual-stack load balancers with UDP listeners have source NAT prefixes',
  goals: ['Migrate', 'Operate'],
  needs: ['cluster', 'loadBalancerControllers', 'loadBalancerServices'],
  reasons: {
    ...requestReasons,
    SourcesTranslated: pass('Every dual-stack Service with a UDP port has source NAT prefixes on, or there is none.'),
    SourceNatOff: blocker('A dual-stack Service with a UDP port has source NAT prefixes off.', 'seen'),
    ControllerTooOldForUdp: blocker('A controller before 2.10.0 has no UDP listeners on dual stack.', 'seen'),
  },
  sources: [
    {
      url: 'https://docs.aws.amazon.com/elasticloadbalancing/latest/network/load-balancer-ip-address-type.html',
      readOn: '2026-11-22',
    },
  ],
  remediation: {
    text: 'Set `service.beta.kubernetes.io/aws-load-balancer-enable-prefix-for-ipv6-source-nat: "on"`, with controller 2.10.0 or later.',
    url: 'https://docs.aws.amazon.com/elasticloadbalancing/latest/network/load-balancer-ip-address-type.html',
  },
  evaluate(input, verdict, { goal }) {
    const requests = served(serviceRequests(input));
    const nothing = nothingToJudge(requests, 'Service', { cluster: input.cluster, goal });
    if (nothing) return verdict(nothing.reason, nothing.message);
    const udp = requests.filter((each) => each.facts.udp && isDualStack(each));
    const off = udp.filter(({ facts }) => facts.sourceNat !== 'on');
    if (off.length > 0) {
      return verdict('SourceNatOff', `UDP on dual stack without source NAT prefixes: ${listRequests(off)}.`, {
        resources: requestRefs(off),
      });
    }
    const old = olderThan(firstControllerWith.ipv6SourceNat, input.loadBalancerControllers);
    const ofController = udp.filter(({ facts }) => facts.servedBy === 'aws-lbc');
    if (old.length > 0 && ofController.length > 0) {
      const message = `Controller ${old.join(', ')} is older than ${firstControllerWith.ipv6SourceNat}`;
      return verdict('ControllerTooOldForUdp', `${message}, asked for UDP by ${listRequests(ofController)}.`, {
        resources: requestRefs(ofController),
      });
    }
    return udp.length === 0
      ? verdict('SourcesTranslated', 'No dual-stack Service has a UDP port.')
      : verdict('SourcesTranslated', 'Every dual-stack Service with a UDP port has source NAT prefixes on.');
  },
});
