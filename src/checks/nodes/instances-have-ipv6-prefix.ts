import { instanceReasons, settledInstances, withoutInstances } from '../cluster-instances.ts';
import { blocker, defineCheck, notApplicable, pass, unknown } from '../define-check.ts';
import { taggedSubnets } from '../tagged-subnets.ts';
import { listTallied, namesOf, refs } from '../text.ts';
import { vpcCniAbsence, withoutVpcCni } from '../vpc-cni-use.ts';

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
  needs: ['cluster', 'instances', 'nodes', 'subnets', 'vpcCni'],
  reasons: {
    AllInstancesHavePrefix: pass('Every instance that has had five minutes holds an IPv6 prefix where pods need it.'),
    Ipv4Cluster: notApplicable('The cluster uses IPv4, whose pods need no IPv6 prefix.'),
    InstancesWithoutPrefix: blocker('An instance that has had five minutes holds no IPv6 prefix.', 'seen'),
    PrefixOnOtherInterface: blocker(
      'The IPv6 prefix of an instance is not on its primary network interface, and its subnet does not ask for that.',
      'seen',
    ),
    SubnetDiscoveryUnknown: unknown(
      'The same, its subnet is tagged to keep pods out (CNI-008), and a setting that decides comes from elsewhere.',
    ),
    ...instanceReasons,
    ...vpcCniAbsence,
  },
  sources: [
    { url: 'https://docs.aws.amazon.com/eks/latest/userguide/cni-ipv6.html', readOn: '2026-11-22' },
    { url: 'https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/ec2-prefix-eni.html', readOn: '2026-11-22' },
    { url: 'https://github.com/aws/amazon-vpc-cni-k8s/releases/tag/v1.22.1', readOn: '2026-11-22' },
  ],
  remediation: {
    text: 'Give the VPC CNI its IPv6 policy and recreate the node in a subnet that assigns IPv6 addresses.',
    url: 'https://docs.aws.amazon.com/eks/latest/userguide/cni-ipv6.html',
  },
  evaluate(sections, verdict) {
    const { cluster, subnets, vpcCni, nodes } = sections;
    if (cluster.ipFamily === 'ipv4') return verdict('Ipv4Cluster', 'The cluster uses IPv4.');
    const judged = settledInstances(sections);
    if (judged.length === 0) {
      const none = withoutInstances({ nodes });
      return verdict(none.reason, none.message);
    }
    // Without the VPC CNI, prefixes are whoever's it is that gives addresses instead.
    const missing = withoutVpcCni(sections);
    if (missing) return verdict(missing.reason, missing.message);

    const without = judged.filter(({ facts }) => facts.ipv6Prefix === 'none');
    if (without.length > 0) {
      const message = `Instances without an IPv6 prefix: ${listTallied(without)}.`;
      return verdict('InstancesWithoutPrefix', message, { resources: refs('Instance', namesOf(without)) });
    }
    const elsewhere = judged.filter(({ facts }) => facts.ipv6Prefix === 'other');
    const tagged = taggedSubnets(subnets.all, vpcCni);
    const isExcluded = (subnetId: string): boolean => tagged.discovery !== 'off' && tagged.ids.includes(subnetId);
    const misplaced = elsewhere.filter(({ facts }) => !isExcluded(facts.subnetId));
    if (misplaced.length > 0) {
      const message = `Instances whose IPv6 prefix is not on their primary interface: ${listTallied(misplaced)}.`;
      return verdict('PrefixOnOtherInterface', message, { resources: refs('Instance', namesOf(misplaced)) });
    }
    if (elsewhere.length > 0 && tagged.discovery === 'unknown') {
      const message = `Whether the subnets of these keep pods off their primary interface is not known: ${listTallied(elsewhere)}.`;
      return verdict('SubnetDiscoveryUnknown', message, { resources: refs('Instance', namesOf(elsewhere)) });
    }
    return verdict('AllInstancesHavePrefix', 'Every instance holds an IPv6 prefix.');
  },
});
