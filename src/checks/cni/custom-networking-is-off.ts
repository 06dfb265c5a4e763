import { byGoal, defineCheck, info, pass, unknown } from '../define-check.ts';
import { count, listNames, refs, sortedByName } from '../text.ts';
import { shown, switchOf, textOf } from '../vpc-cni-settings.ts';
import { unfinishedRollout, vpcCniReasons, withoutVpcCni } from '../vpc-cni-use.ts';

/**
 * Custom networking takes the addresses of pods from other subnets than the node's, which is done where IPv4 addresses are
 * scarce. With IPv6 the VPC CNI refuses it, and the reason for it is gone.
 */
export const customNetworkingIsOff = defineCheck({
  id: 'custom-networking-is-off',
  code: 'CNI-003',
  condition: 'VpcCniReady',
  concern: 'settings of the VPC CNI',
  title: 'Custom networking of the VPC CNI is off',
  goals: ['Migrate', 'Operate'],
  needs: ['vpcCni', 'nodes', 'eniConfigs'],
  reasons: {
    CustomNetworkingOff: pass('Custom networking is off, and nothing is left of it.'),
    CustomNetworkingOn: byGoal(
      { Migrate: 'info', Operate: 'blocker' },
      'Custom networking is on, which an IPv6 cluster cannot have.',
      'seen',
    ),
    EniConfigsWithoutEffect: info('There are ENIConfigs, which nothing uses while custom networking is off.'),
    CustomNetworkingUnknown: unknown('Whether it is on comes from a place that is not read.'),
    ...vpcCniReasons,
  },
  sources: [
    { url: 'https://docs.aws.amazon.com/eks/latest/userguide/cni-custom-network.html', readOn: '2026-11-22' },
    { url: 'https://docs.aws.amazon.com/eks/latest/userguide/cni-ipv6.html', readOn: '2026-11-22' },
  ],
  remediation: {
    text: 'Leave custom networking, its ENIConfigs and the secondary IPv4 block for pods out of an IPv6 cluster.',
    url: 'https://docs.aws.amazon.com/eks/latest/userguide/cni-custom-network.html',
  },
  evaluate(sections, verdict, { goal }) {
    const missing = withoutVpcCni(sections);
    if (missing) return verdict(missing.reason, missing.message);

    const { daemonSet, configMap } = sections.vpcCni;
    const names = sortedByName(sections.eniConfigs).map(({ name }) => name);
    const configs = refs('ENIConfig', names);
    const listed = names.length > 0 ? `: ${listNames(names)}` : '';
    const custom = switchOf(daemonSet?.main, 'AWS_VPC_K8S_CNI_CUSTOM_NETWORK_CFG', configMap);
    if (custom === 'on') {
      const label = textOf(daemonSet?.main, 'ENI_CONFIG_LABEL_DEF', configMap);
      const chosen =
        typeof label === 'object' && label.value !== '' ? `, chosen by node label ${shown(label.value)}` : '';
      const message = `Custom networking is on, with ${count(names.length, 'ENIConfig')}${chosen}${listed}.`;
      // What a new cluster is to do without is the configuration; in an IPv6 cluster the setting itself is wrong.
      const resources =
        goal === 'Operate' ? [...refs('DaemonSet', [daemonSet?.name ?? 'aws-node']), ...configs] : configs;
      return verdict('CustomNetworkingOn', message, { resources });
    }
    if (custom === 'unknown') {
      const message = 'The value of AWS_VPC_K8S_CNI_CUSTOM_NETWORK_CFG of aws-node is not known.';
      return verdict('CustomNetworkingUnknown', message, {
        resources: refs('DaemonSet', [daemonSet?.name ?? 'aws-node']),
      });
    }
    const rollout = unfinishedRollout(sections.vpcCni);
    if (rollout) return verdict(rollout.reason, rollout.message);
    if (names.length > 0) {
      const message = `Custom networking is off, and there ${names.length === 1 ? 'is' : 'are'} ${count(names.length, 'ENIConfig')}${listed}.`;
      return verdict('EniConfigsWithoutEffect', message, { resources: configs });
    }
    return verdict('CustomNetworkingOff', 'Custom networking is off, and there are no ENIConfigs.');
  },
});
