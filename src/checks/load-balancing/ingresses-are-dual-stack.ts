import { firstControllerWith } from '../data/load-balancer-controller-versions.ts';
import { blocker, byGoal, defineCheck, pass, warning } from '../define-check.ts';
import { olderThan } from '../load-balancer-controllers.ts';
import { isDualStack, listRequests, nothingToJudge, requestReasons, requestRefs } from '../requested-load-balancers.ts';
import { ingressRequests } from '../requested-ingresses.ts';

const withoutPublicIpv4 = 'dualstack-without-public-ipv4';
const knownTypes = ['ipv4', 'dualstack', withoutPublicIpv4];
const failsIn = { Operate: 'blocker', Migrate: 'warning' } as const;

/**
 * An application load balancer is IPv4 unless told otherwise, and such a one cannot have the IPv6 pods of an IPv6 cluster
 * as targets: the controller gives up on the Ingress ("unsupported IPv6 configuration, lb not dual-stack").
 */
export const ingressesAreDualStack = defineCheck({
  id: 'ingresses-are-dual-stack',
  code: 'LBC-002',
  condition: 'LoadBalancersDualStack',
  title: 'Every Ingress of an AWS controller asks for a dual-stack load balancer',
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
    IngressesDualStack: pass('Every Ingress, its group or the parameters of its class ask for dual stack.'),
    IngressGroupConflict: byGoal(failsIn, 'Ingresses of one group ask for different address types.', 'seen'),
    InvalidIpAddressType: byGoal(failsIn, 'The address type of an Ingress is none that there is.', 'seen'),
    IngressesIpv4Only: byGoal(failsIn, 'The load balancer of an Ingress is IPv4 only.', 'absence'),
    ControllerTooOldForType: blocker(
      'A controller before 2.8.0 does not know `dualstack-without-public-ipv4`.',
      'seen',
    ),
    IngressClassParamsMissing: warning('The IngressClassParams of an IngressClass do not exist.', 'absence'),
  },
  sources: [
    { url: 'https://docs.aws.amazon.com/eks/latest/userguide/alb-ingress.html', readOn: '2026-11-22' },
    {
      url: 'https://kubernetes-sigs.github.io/aws-load-balancer-controller/latest/guide/ingress/annotations/',
      readOn: '2026-11-22',
    },
  ],
  remediation: {
    text: 'Set `alb.ingress.kubernetes.io/ip-address-type: dualstack`, or `ipAddressType` in the IngressClassParams.',
    url: 'https://docs.aws.amazon.com/eks/latest/userguide/alb-ingress.html',
  },
  evaluate(input, verdict, { goal }) {
    const requests = ingressRequests(input);
    const nothing = nothingToJudge(requests, 'Ingress', { cluster: input.cluster, goal });
    if (nothing) return verdict(nothing.reason, nothing.message);
    const old = olderThan(firstControllerWith.dualstackWithoutPublicIpv4, input.loadBalancerControllers);
    const tooNew = requests.filter(({ facts }) => facts.ipAddressType === withoutPublicIpv4);
    const rules = [
      {
        reason: 'IngressGroupConflict',
        text: 'Groups that ask for different address types',
        found: requests.filter(({ facts }) => facts.problem === 'group-conflict'),
      },
      {
        reason: 'InvalidIpAddressType',
        text: 'No such address type',
        found: requests.filter(({ facts }) => !knownTypes.includes(facts.ipAddressType)),
      },
      {
        reason: 'ControllerTooOldForType',
        text: `Controller ${old.join(', ')} does not know ${withoutPublicIpv4}`,
        found: old.length > 0 ? tooNew.filter(({ facts }) => facts.servedBy === 'aws-lbc') : [],
      },
      { reason: 'IngressesIpv4Only', text: 'IPv4 only', found: requests.filter((each) => !isDualStack(each)) },
      {
        reason: 'IngressClassParamsMissing',
        text: 'IngressClassParams that do not exist are named by the class of',
        found: requests.filter(({ facts }) => facts.problem === 'no-params'),
      },
    ] as const;
    const rule = rules.find(({ found }) => found.length > 0);
    if (!rule) return verdict('IngressesDualStack', 'Every Ingress asks for a dual-stack load balancer.');
    const { reason, text, found } = rule;
    return verdict(reason, `${text}: ${listRequests(found)}.`, { resources: requestRefs(found) });
  },
});
