import { blocker, defineCheck, notApplicable, pass, type ResourceRef } from '../define-check.ts';
import { count, listNames, namespacedRefs, sortedByName } from '../text.ts';
import type { LoadBalancer } from '../../snapshot/load-balancer-sections.ts';

/**
 * What a manifest asks for and what AWS has can differ: a load balancer that was made before the annotation, or changed by
 * hand. One that is IPv4 only reaches no pod of an IPv6 cluster.
 */
export const loadBalancersInUseAreDualStack = defineCheck({
  id: 'load-balancers-in-use-are-dual-stack',
  code: 'LBC-010',
  condition: 'LoadBalancersDualStack',
  title: 'The load balancers that AWS has of the cluster are dual-stack',
  goals: ['Operate'],
  needs: ['cluster', 'loadBalancers'],
  feature: 'LoadBalancers',
  reasons: {
    LoadBalancersInUseDualStack: pass('Every load balancer whose tags name the cluster is dual-stack.'),
    LoadBalancersInUseIpv4: blocker('A load balancer whose tags name the cluster is IPv4 only.', 'seen'),
    NoLoadBalancersInUse: notApplicable('No load balancer of the VPC names the cluster in its tags.'),
    Ipv4Cluster: notApplicable('The cluster uses IPv4, and so may its load balancers (CLU-001 judges that).'),
  },
  sources: [
    {
      url: 'https://docs.aws.amazon.com/elasticloadbalancing/latest/network/load-balancer-ip-address-type.html',
      readOn: '2026-11-22',
    },
  ],
  remediation: {
    text: 'Ask for dual stack in the Service or Ingress and let its controller change the load balancer.',
    url: 'https://docs.aws.amazon.com/elasticloadbalancing/latest/network/load-balancer-ip-address-type.html',
  },
  evaluate({ cluster, loadBalancers }, verdict) {
    if (cluster.ipFamily === 'ipv4') {
      return verdict('Ipv4Cluster', 'The cluster uses IPv4, and so may its load balancers.');
    }
    if (loadBalancers.length === 0) {
      return verdict('NoLoadBalancersInUse', 'No load balancer names the cluster in its tags.');
    }
    const found = sortedByName(loadBalancers).filter(({ ipAddressType }) => ipAddressType === 'ipv4');
    if (found.length === 0) {
      const message = `${count(loadBalancers.length, 'load balancer')} of the cluster, none of them IPv4 only.`;
      return verdict('LoadBalancersInUseDualStack', message);
    }
    return verdict('LoadBalancersInUseIpv4', `IPv4 only in AWS: ${listNames(found.map(nameOf))}.`, {
      resources: found.flatMap(refsOf),
    });
  },
});

function nameOf({ name, madeFor }: LoadBalancer): string {
  return madeFor ? `${name} of ${madeFor.kind} ${madeFor.name}` : name;
}

/** A group of Ingresses is no object. */
function refsOf({ name, madeFor }: LoadBalancer): readonly ResourceRef[] {
  const owners = madeFor?.name.includes('/') ? namespacedRefs(madeFor.kind, [madeFor.name]) : [];
  return [...owners, { kind: 'LoadBalancer', name }];
}
