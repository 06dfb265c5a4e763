import { blocker, defineCheck, info, pass, unknown } from '../define-check.ts';
import { listNames, refs } from '../text.ts';
import { policyAgentState, switchOf } from '../vpc-cni-settings.ts';
import { unfinishedRollout, vpcCniReasons, withoutVpcCni } from '../vpc-cni-use.ts';

const ipv6Settings = [
  { container: 'main', name: 'ENABLE_IPv6', want: 'on' },
  { container: 'main', name: 'ENABLE_IPv4', want: 'off' },
  { container: 'main', name: 'ENABLE_PREFIX_DELEGATION', want: 'on' },
  { container: 'main', name: 'AWS_VPC_K8S_CNI_CUSTOM_NETWORK_CFG', want: 'off' },
  { container: 'init', name: 'ENABLE_IPv6', want: 'on' },
] as const;
const ipv4Settings = [{ container: 'main', name: 'ENABLE_IPv6', want: 'off' }] as const;

/**
 * The VPC CNI serves one family and learns which from its environment. Settings that do not fit make it refuse to start, or
 * take the network from the nodes; the network policy agent beside it enforces nothing for a family it does not know of.
 */
export const vpcCniConfiguredForIpv6 = defineCheck({
  id: 'vpc-cni-configured-for-ipv6',
  code: 'CNI-002',
  condition: 'VpcCniReady',
  concern: 'settings of the VPC CNI',
  title: 'The VPC CNI is configured for the family of the cluster',
  goals: ['Migrate', 'Operate'],
  needs: ['cluster', 'vpcCni', 'nodes'],
  reasons: {
    SettingsFit: pass('The settings of the VPC CNI fit the family of the cluster.'),
    SettingsRefuseIpv6: blocker('A setting keeps the VPC CNI of an IPv6 cluster from serving IPv6.', 'seen'),
    PodIpv6Disabled: blocker('`DISABLE_POD_V6` takes IPv6 from the pods of an IPv6 cluster.', 'seen'),
    PolicyAgentWithoutIpv6: blocker(
      'Network policies are on and their agent runs without `--enable-ipv6=true`.',
      'seen',
    ),
    Ipv6OnIpv4Cluster: blocker('`ENABLE_IPv6` is on in an IPv4 cluster, whose nodes lose their network by it.', 'seen'),
    PodIpv6DisabledOnIpv4: info('`DISABLE_POD_V6` is set in an IPv4 cluster: something there needed IPv6 off.'),
    IdlePolicyAgentWithoutIpv6: info('The network policy agent runs without IPv6, but network policies are off.'),
    SettingsUnknown: unknown('A setting comes from a place that is not read, or its container was not found.'),
    ...vpcCniReasons,
  },
  sources: [{ url: 'https://docs.aws.amazon.com/eks/latest/userguide/cni-ipv6.html', readOn: '2026-11-22' }],
  remediation: {
    text: 'Set ENABLE_IPv6 and ENABLE_PREFIX_DELEGATION to true, ENABLE_IPv4 to false, and run aws-eks-nodeagent with --enable-ipv6=true.',
    url: 'https://docs.aws.amazon.com/eks/latest/userguide/cni-ipv6.html',
  },
  evaluate(sections, verdict) {
    const missing = withoutVpcCni(sections);
    if (missing) return verdict(missing.reason, missing.message);

    const { daemonSet, configMap } = sections.vpcCni;
    const more = { resources: refs('DaemonSet', daemonSet ? [daemonSet.name] : []) };
    const isIpv6 = sections.cluster.ipFamily === 'ipv6';
    const settings = (isIpv6 ? ipv6Settings : ipv4Settings).map((setting) => {
      const is = switchOf(daemonSet?.[setting.container], setting.name, configMap);
      return {
        ...setting,
        is,
        text: `${setting.name} of ${setting.container === 'init' ? 'aws-vpc-cni-init' : 'aws-node'}`,
      };
    });
    const podIpv6Disabled = switchOf(daemonSet?.main, 'DISABLE_POD_V6', configMap);
    const agent = isIpv6 ? policyAgentState(daemonSet?.networkPolicyAgent) : 'absent';

    const wrong = settings.filter(({ is, want }) => is !== 'unknown' && is !== want);
    if (wrong.length > 0) {
      const message = `Settings that do not fit: ${listNames(wrong.map(({ text, is }) => `${text} is ${is}`))}.`;
      return verdict(isIpv6 ? 'SettingsRefuseIpv6' : 'Ipv6OnIpv4Cluster', message, more);
    }
    if (isIpv6 && podIpv6Disabled === 'on') {
      return verdict('PodIpv6Disabled', 'DISABLE_POD_V6 is on, which takes IPv6 from every pod.', more);
    }
    if (agent === 'unfit') {
      const message = 'Network policies are on, and aws-eks-nodeagent runs without --enable-ipv6=true.';
      return verdict('PolicyAgentWithoutIpv6', message, more);
    }
    const unknownSettings = settings.filter(({ is }) => is === 'unknown').map(({ text }) => text);
    if (unknownSettings.length > 0 || podIpv6Disabled === 'unknown') {
      const names = unknownSettings.length > 0 ? unknownSettings : ['DISABLE_POD_V6 of aws-node'];
      return verdict('SettingsUnknown', `Settings whose value is not known: ${listNames(names)}.`, more);
    }
    const rollout = unfinishedRollout(sections.vpcCni);
    if (rollout) return verdict(rollout.reason, rollout.message, more);
    if (podIpv6Disabled === 'on') {
      return verdict('PodIpv6DisabledOnIpv4', 'DISABLE_POD_V6 is on: pods have no IPv6 at all.', more);
    }
    if (agent === 'idle') {
      const message = 'aws-eks-nodeagent runs without --enable-ipv6=true, and network policies are off.';
      return verdict('IdlePolicyAgentWithoutIpv6', message, more);
    }
    return verdict('SettingsFit', `The settings of the VPC CNI fit an ${isIpv6 ? 'IPv6' : 'IPv4'} cluster.`);
  },
});
