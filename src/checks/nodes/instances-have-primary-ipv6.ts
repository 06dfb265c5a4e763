import { instanceReasons, settledInstances, withoutInstances } from '../cluster-instances.ts';
import { blocker, defineCheck, info, notApplicable, pass } from '../define-check.ts';
import { ingressRequests } from '../requested-ingresses.ts';
import { listRequests, served, serviceRequests } from '../requested-load-balancers.ts';
import { listTallied, namesOf, refs } from '../text.ts';

/**
 * A load balancer reaches an instance target over IPv6 by the instance's primary IPv6 address, which an address has to be
 * made. With IP targets nobody needs one.
 */
export const instancesHavePrimaryIpv6 = defineCheck({
  id: 'instances-have-primary-ipv6',
  code: 'NOD-006',
  condition: 'NodesAddressed',
  title: 'Instances that load balancers target have a primary IPv6 address',
  goals: ['Operate'],
  needs: [
    'cluster',
    'instances',
    'nodes',
    'loadBalancerControllers',
    'loadBalancerServices',
    'ingresses',
    'ingressClasses',
    'ingressClassParams',
  ],
  reasons: {
    AllInstancesHavePrimaryIpv6: pass('Every instance has a primary IPv6 address.'),
    Ipv4Cluster: notApplicable('The cluster uses IPv4, whose load balancers reach instances by IPv4.'),
    InstanceTargetsWithoutPrimaryIpv6: blocker(
      'The targets of a Service or an Ingress are instances, and an instance has no primary IPv6 address.',
      'seen',
    ),
    InstancesWithoutPrimaryIpv6: info('An instance has no primary IPv6 address, and nothing has instances as targets.'),
    ...instanceReasons,
  },
  sources: [
    {
      url: 'https://docs.aws.amazon.com/elasticloadbalancing/latest/network/target-group-register-targets.html',
      readOn: '2026-11-22',
    },
    { url: 'https://github.com/kubernetes-sigs/aws-load-balancer-controller/issues/3692', readOn: '2026-11-22' },
  ],
  remediation: {
    text: 'Use IP targets, or give the network interfaces of the nodes a primary IPv6 address.',
    url: 'https://docs.aws.amazon.com/elasticloadbalancing/latest/network/target-group-register-targets.html',
  },
  evaluate(sections, verdict) {
    if (sections.cluster.ipFamily === 'ipv4') return verdict('Ipv4Cluster', 'The cluster uses IPv4.');
    const judged = settledInstances(sections);
    if (judged.length === 0) {
      const none = withoutInstances(sections);
      return verdict(none.reason, none.message);
    }
    const without = judged.filter(({ facts }) => !facts.hasPrimaryIpv6);
    if (without.length === 0) {
      return verdict('AllInstancesHavePrimaryIpv6', 'Every instance has a primary IPv6 address.');
    }
    const resources = refs('Instance', namesOf(without));
    const seen = `Instances without a primary IPv6 address: ${listTallied(without)}`;
    const requests = [...served(serviceRequests(sections)), ...ingressRequests(sections)];
    const asking = requests.filter(({ facts }) => facts.targetTypes.includes('instance'));
    if (asking.length === 0) return verdict('InstancesWithoutPrimaryIpv6', `${seen}.`, { resources });
    const message = `${seen}; they are targets of ${listRequests(asking)}.`;
    return verdict('InstanceTargetsWithoutPrimaryIpv6', message, { resources });
  },
});
