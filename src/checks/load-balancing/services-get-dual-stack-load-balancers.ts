import { byGoal, defineCheck, pass } from '../define-check.ts';
import { listNames, namespacedRefs } from '../text.ts';
import {
  listRequests,
  nothingToJudge,
  requestReasons,
  requestRefs,
  served,
  serviceRequests,
} from '../requested-load-balancers.ts';

const failsIn = { Operate: 'blocker', Migrate: 'warning' } as const;

/**
 * A network load balancer is IPv4 unless told otherwise, and such a one cannot have the IPv6 pods of an IPv6 cluster as
 * targets: the controller gives up on the Service. The annotation has its own name, which is not that of Ingresses.
 */
export const servicesGetDualStackLoadBalancers = defineCheck({
  id: 'services-get-dual-stack-load-balancers',
  code: 'LBC-003',
  condition: 'LoadBalancersDualStack',
  title: 'Every Service and Gateway of an AWS controller asks for a dual-stack load balancer',
  goals: ['Migrate', 'Operate'],
  needs: ['cluster', 'loadBalancerControllers', 'loadBalancerServices', 'loadBalancerConfigurations'],
  reasons: {
    ...requestReasons,
    ServicesDualStack: pass('Every Service of an AWS controller asks for dual stack.'),
    InvalidIpAddressType: byGoal(failsIn, 'The address type of a Service is neither ipv4 nor dualstack.', 'seen'),
    ServicesIpv4Only: byGoal(failsIn, 'The load balancer of a Service is IPv4 only.', 'seen'),
    GatewaysIpv4Only: byGoal(failsIn, 'A LoadBalancerConfiguration of the Gateway API asks for IPv4 only.', 'seen'),
  },
  sources: [
    { url: 'https://docs.aws.amazon.com/eks/latest/userguide/network-load-balancing.html', readOn: '2026-11-22' },
    {
      url: 'https://kubernetes-sigs.github.io/aws-load-balancer-controller/latest/guide/service/annotations/',
      readOn: '2026-11-22',
    },
  ],
  remediation: {
    text: 'Set `service.beta.kubernetes.io/aws-load-balancer-ip-address-type: dualstack`.',
    url: 'https://docs.aws.amazon.com/eks/latest/userguide/network-load-balancing.html',
  },
  evaluate(input, verdict, { goal }) {
    const requests = served(serviceRequests(input));
    const gateways = input.loadBalancerConfigurations.filter(({ ipAddressType }) => ipAddressType === 'ipv4');
    const nothing = nothingToJudge(requests, 'Service', { cluster: input.cluster, goal });
    if (nothing && (nothing.reason === 'Ipv4Cluster' || gateways.length === 0)) {
      return verdict(nothing.reason, nothing.message);
    }
    const rules = [
      {
        reason: 'InvalidIpAddressType',
        text: 'Neither ipv4 nor dualstack',
        found: requests.filter(({ facts }) => facts.ipAddressType !== 'ipv4' && facts.ipAddressType !== 'dualstack'),
      },
      {
        reason: 'ServicesIpv4Only',
        text: 'IPv4 only',
        found: requests.filter(({ facts }) => facts.ipAddressType === 'ipv4'),
      },
    ] as const;
    const rule = rules.find(({ found }) => found.length > 0);
    if (rule) {
      const message = `${rule.text}: ${listRequests(rule.found)}.`;
      return verdict(rule.reason, message, { resources: requestRefs(rule.found) });
    }
    if (gateways.length === 0)
      return verdict('ServicesDualStack', 'Every Service asks for a dual-stack load balancer.');
    const names = gateways.map(({ namespace, name }) => `${namespace}/${name}`).toSorted();
    return verdict('GatewaysIpv4Only', `IPv4 only: LoadBalancerConfiguration ${listNames(names)}.`, {
      resources: namespacedRefs('LoadBalancerConfiguration', names),
    });
  },
});
