import { byGoal, defineCheck, info, pass, unknown } from '../define-check.ts';
import { policies, usedPodSecurityGroups } from '../pod-security-groups.ts';
import { namespacedRefs, refs, sortedByName } from '../text.ts';
import { switchOf } from '../vpc-cni-settings.ts';
import { unfinishedRollout, vpcCniReasons, withoutVpcCni } from '../vpc-cni-use.ts';

/**
 * Security groups for pods give a pod a network interface of its own, which the VPC CNI does with IPv6 since 1.16.0. An
 * older one leaves such pods of an IPv6 cluster without a network.
 */
export const podSecurityGroupsFitIpv6 = defineCheck({
  id: 'pod-security-groups-fit-ipv6',
  code: 'CNI-006',
  condition: 'VpcCniReady',
  title: 'Security groups for pods are used only where the VPC CNI can give them IPv6',
  goals: ['Migrate', 'Operate'],
  needs: ['cluster', 'vpcCni', 'nodes', 'securityGroupPolicies'],
  reasons: {
    NoPodSecurityGroups: pass('There is no SecurityGroupPolicy, and `ENABLE_POD_ENI` is off.'),
    VpcCniTooOldForPodSecurityGroups: byGoal(
      { Migrate: 'info', Operate: 'blocker' },
      'Pods of an IPv6 cluster have security groups of their own, and the VPC CNI is older than 1.16.0.',
      'seen',
    ),
    NodesWithoutBranchInterfaces: info(
      'Pods have security groups of their own, and some nodes have no place for them.',
    ),
    PodSecurityGroupsUsed: info('Pods have security groups of their own.'),
    PoliciesWithoutEffect: info('There are SecurityGroupPolicies, and `ENABLE_POD_ENI` is off.'),
    NoPolicies: info('`ENABLE_POD_ENI` is on, and there is no SecurityGroupPolicy.'),
    PodInterfacesUnknown: unknown('The value of `ENABLE_POD_ENI` comes from a place that is not read.'),
    VpcCniVersionUnknown: unknown('Pods have security groups, and the image of the VPC CNI has no version.'),
    ...vpcCniReasons,
  },
  sources: [
    { url: 'https://docs.aws.amazon.com/eks/latest/userguide/security-groups-for-pods.html', readOn: '2026-11-22' },
    { url: 'https://github.com/aws/amazon-vpc-cni-k8s/releases/tag/v1.16.0', readOn: '2026-11-22' },
  ],
  remediation: {
    text: 'Upgrade the VPC CNI to 1.16.0 or later, and let ICMPv6 through the security groups of pods.',
    url: 'https://docs.aws.amazon.com/eks/latest/userguide/security-groups-for-pods.html',
  },
  evaluate(sections, verdict) {
    const names = sortedByName(sections.securityGroupPolicies).map(({ namespace, name }) => `${namespace}/${name}`);
    const there = `there ${names.length === 1 ? 'is' : 'are'} ${policies(names)}`;
    const resources = namespacedRefs('SecurityGroupPolicy', names);
    const missing = withoutVpcCni(sections);
    if (missing?.reason === 'VpcCniNotUsed' && names.length > 0) {
      return verdict('PodSecurityGroupsUsed', `AWS runs every node, and ${there}.`, { resources });
    }
    if (missing) return verdict(missing.reason, missing.message);

    const { daemonSet, configMap } = sections.vpcCni;
    const daemonSets = refs('DaemonSet', daemonSet ? [daemonSet.name] : []);
    const interfaces = switchOf(daemonSet?.main, 'ENABLE_POD_ENI', configMap);
    if (interfaces === 'unknown') {
      const message = 'The value of ENABLE_POD_ENI of aws-node is not known.';
      return verdict('PodInterfacesUnknown', message, { resources: daemonSets });
    }
    if (interfaces === 'on' && names.length > 0) {
      const { reason, message } = usedPodSecurityGroups(sections, names);
      return verdict(reason, message, { resources });
    }
    const rollout = unfinishedRollout(sections.vpcCni);
    if (rollout) return verdict(rollout.reason, rollout.message);
    if (names.length > 0) {
      return verdict('PoliciesWithoutEffect', `ENABLE_POD_ENI is off, and ${there}.`, { resources });
    }
    if (interfaces === 'off') return verdict('NoPodSecurityGroups', 'Pods have no security groups of their own.');
    const message = 'ENABLE_POD_ENI is on, and there is no SecurityGroupPolicy.';
    return verdict('NoPolicies', message, { resources: daemonSets });
  },
});
