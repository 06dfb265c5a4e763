import { instanceReasons, settledInstances, withoutInstances } from '../cluster-instances.ts';
import { blocker, defineCheck, notApplicable, pass } from '../define-check.ts';
import { listTallied, namesOf, refs } from '../text.ts';

/**
 * Pods of an IPv6 cluster get their addresses from one /80 prefix on the primary network interface of their node. Without
 * it no pod starts there: the IAM policy, the instance type or the subnet kept the VPC CNI from taking one.
 */
export const instancesHaveIpv6Prefix = defineCheck({
  id: 'instances-have-ipv6-prefix',
  code: 'NOD-005',
  condition: 'NodesAddressed',
  title: 'The primary network interface of every instance holds an IPv6 prefix',
  goals: ['Operate'],
  needs: ['cluster', 'instances', 'nodes', 'subnets'],
  reasons: {
    AllInstancesHavePrefix: pass('Every instance that has had five minutes holds an IPv6 prefix where pods need it.'),
    Ipv4Cluster: notApplicable('The cluster uses IPv4, whose pods need no IPv6 prefix.'),
    InstancesWithoutPrefix: blocker('An instance that has had five minutes holds no IPv6 prefix.', 'seen'),
    PrefixOnOtherInterface: blocker(
      'The IPv6 prefix of an instance is not on its primary network interface, and its subnet does not ask for that.',
      'seen',
    ),
    ...instanceReasons,
  },
  sources: [
    { url: 'https://docs.aws.amazon.com/eks/latest/userguide/cni-ipv6.html', readOn: '2026-11-22' },
    { url: 'https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/ec2-prefix-eni.html', readOn: '2026-11-22' },
  ],
  remediation: {
    text: 'Give the VPC CNI its IPv6 policy and recreate the node in a subnet that assigns IPv6 addresses.',
    url: 'https://docs.aws.amazon.com/eks/latest/userguide/cni-ipv6.html',
  },
  evaluate(sections, verdict) {
    const { cluster, subnets, nodes } = sections;
    if (cluster.ipFamily === 'ipv4') return verdict('Ipv4Cluster', 'The cluster uses IPv4.');
    const judged = settledInstances(sections);
    const without = judged.filter(({ facts }) => facts.ipv6Prefix === 'none');
    if (without.length > 0) {
      const message = `Instances without an IPv6 prefix: ${listTallied(without)}.`;
      return verdict('InstancesWithoutPrefix', message, { resources: refs('Instance', namesOf(without)) });
    }
    // A subnet tagged so keeps its primary interfaces out, and may do so together with others' tags (CNI-008).
    const excluding = new Set(
      subnets.all.filter(({ tags }) => tags['kubernetes.io/role/cni'] !== undefined).map(({ id }) => id),
    );
    const elsewhere = judged.filter(({ facts }) => facts.ipv6Prefix === 'other' && !excluding.has(facts.subnetId));
    if (elsewhere.length > 0) {
      const message = `Instances whose IPv6 prefix is not on their primary interface: ${listTallied(elsewhere)}.`;
      return verdict('PrefixOnOtherInterface', message, { resources: refs('Instance', namesOf(elsewhere)) });
    }
    if (judged.length > 0) return verdict('AllInstancesHavePrefix', 'Every instance holds an IPv6 prefix.');
    const none = withoutInstances({ nodes });
    return verdict(none.reason, none.message);
  },
});
