import { defineCheck, info, notApplicable, pass, unknown } from '../define-check.ts';
import { listNames, refs } from '../text.ts';
import { shown, textOf } from '../vpc-cni-settings.ts';
import { unfinishedRollout, vpcCniReasons, withoutVpcCni } from '../vpc-cni-use.ts';

/** With what the manifest of the VPC CNI sets, which is nobody's will. */
const warmPools = [
  { name: 'MINIMUM_IP_TARGET', usual: ['', '0'] },
  { name: 'WARM_ENI_TARGET', usual: ['', '1'] },
  { name: 'WARM_IP_TARGET', usual: ['', '0'] },
  { name: 'WARM_PREFIX_TARGET', usual: ['', '1'] },
] as const;

/**
 * An IPv4 cluster keeps addresses warm for its next pods. With IPv6 the VPC CNI takes one prefix when it starts, and that
 * is all: settings of the pool do nothing, though they look as if they limited what a node takes.
 */
export const warmPoolSettingsAreUnset = defineCheck({
  id: 'warm-pool-settings-are-unset',
  code: 'CNI-007',
  condition: 'VpcCniReady',
  title: 'No settings of the warm pool are left, which have no effect with IPv6',
  goals: ['Operate'],
  needs: ['cluster', 'vpcCni', 'nodes'],
  reasons: {
    NoWarmPoolSettings: pass('Nothing of the warm pool is set but what the manifest of the VPC CNI sets.'),
    Ipv4Cluster: notApplicable('The cluster uses IPv4, where the settings have an effect.'),
    WarmPoolSettingsWithoutEffect: info('A setting of the warm pool has no effect in an IPv6 cluster.'),
    WarmPoolSettingsUnknown: unknown('A setting of the warm pool comes from a place that is not read.'),
    ...vpcCniReasons,
  },
  sources: [
    { url: 'https://docs.aws.amazon.com/eks/latest/best-practices/prefix-mode-linux.html', readOn: '2026-11-22' },
    { url: 'https://github.com/aws/amazon-vpc-cni-k8s/blob/master/docs/eni-and-ip-target.md', readOn: '2026-11-22' },
  ],
  remediation: {
    text: 'Remove WARM_* and MINIMUM_IP_TARGET from the settings of the VPC CNI.',
    url: 'https://docs.aws.amazon.com/eks/latest/best-practices/prefix-mode-linux.html',
  },
  evaluate(sections, verdict) {
    if (sections.cluster.ipFamily === 'ipv4') return verdict('Ipv4Cluster', 'The cluster uses IPv4.');
    const missing = withoutVpcCni(sections);
    if (missing) return verdict(missing.reason, missing.message);

    const { daemonSet, configMap } = sections.vpcCni;
    const resources = refs('DaemonSet', daemonSet ? [daemonSet.name] : []);
    const settings = warmPools.map(({ name, usual }) => ({
      name,
      usual,
      text: textOf(daemonSet?.main, name, configMap),
    }));
    const set = settings.flatMap(({ name, usual, text }) =>
      typeof text === 'object' && !usual.some((each) => each === text.value) ? [`${name}=${shown(text.value)}`] : [],
    );
    if (set.length > 0) {
      const message = `Settings without effect in an IPv6 cluster: ${listNames(set)}.`;
      return verdict('WarmPoolSettingsWithoutEffect', message, { resources });
    }
    const unknownNames = settings.filter(({ text }) => text === 'unknown').map(({ name }) => name);
    if (unknownNames.length > 0) {
      const message = `Settings of aws-node whose value is not known: ${listNames(unknownNames)}.`;
      return verdict('WarmPoolSettingsUnknown', message, { resources });
    }
    const rollout = unfinishedRollout(sections.vpcCni);
    if (rollout) return verdict(rollout.reason, rollout.message);
    return verdict('NoWarmPoolSettings', 'No setting of the warm pool differs from the manifest of the VPC CNI.');
  },
});
