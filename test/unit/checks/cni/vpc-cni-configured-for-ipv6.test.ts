import { describe, expect, test } from 'vitest';
import { vpcCniConfiguredForIpv6 as check } from '../../../../src/checks/cni/vpc-cni-configured-for-ipv6.ts';
import type { ContainerFacts } from '../../../../src/snapshot/kubernetes-sections.ts';
import {
  aCluster,
  aContainer,
  aVpcCni,
  aVpcCniDaemonSet,
  fargateNodes,
  nodes,
  settings,
} from '../../../support/builders.ts';
import { denied, judge, said } from '../../../support/judge.ts';

const good = { ENABLE_IPv4: 'false', ENABLE_IPv6: 'true', ENABLE_PREFIX_DELEGATION: 'true' };
const main = (environment: Readonly<Record<string, string>>, more: Partial<ContainerFacts> = {}) =>
  aVpcCni({ main: aContainer({ environment: settings(environment), ...more }) });
const agent = (...args: readonly string[]) =>
  aVpcCni({ networkPolicyAgent: aContainer({ name: 'aws-eks-nodeagent', args }) });
const ipv4 = aCluster({ ipFamily: 'ipv4' });
const ipv4Cni = main({ ENABLE_IPv4: 'true', ENABLE_IPv6: 'false', ENABLE_PREFIX_DELEGATION: 'false' });

describe('CNI-002 in an IPv6 cluster', () => {
  test('passes with the settings of the managed add-on', () => {
    expect(said(judge(check))).toEqual(['pass', 'SettingsFit', 'The settings of the VPC CNI fit an IPv6 cluster.']);
  });

  test('a variable that is not set has the default of the code, which is off', () => {
    expect(judge(check, { vpcCni: main({ ENABLE_IPv6: 'true', ENABLE_PREFIX_DELEGATION: 'true' }) }).reason).toBe(
      'SettingsFit',
    );
    expect(said(judge(check, { vpcCni: main({}) }))).toEqual([
      'blocker',
      'SettingsRefuseIpv6',
      'Settings that do not fit: ENABLE_IPv6 of aws-node is off, ENABLE_PREFIX_DELEGATION of aws-node is off.',
    ]);
  });

  test.each([
    ['ENABLE_IPv6', 'false', 'off'],
    ['ENABLE_IPv4', 'true', 'on'],
    ['ENABLE_PREFIX_DELEGATION', 'false', 'off'],
    ['AWS_VPC_K8S_CNI_CUSTOM_NETWORK_CFG', 'true', 'on'],
  ])('blocks %s=%s', (name, value, is) => {
    const result = judge(check, { vpcCni: main({ ...good, [name]: value }) });
    expect(said(result)).toEqual([
      'blocker',
      'SettingsRefuseIpv6',
      `Settings that do not fit: ${name} of aws-node is ${is}.`,
    ]);
    expect(result.resources).toEqual([{ kind: 'DaemonSet', name: 'aws-node' }]);
  });

  test.each([
    ['True', 'SettingsFit'],
    ['1', 'SettingsFit'],
    ['yes', 'SettingsRefuseIpv6'],
    ['tRUE', 'SettingsRefuseIpv6'],
    ['', 'SettingsRefuseIpv6'],
  ])('reads %j as the VPC CNI does', (value, reason) => {
    expect(judge(check, { vpcCni: main({ ...good, ENABLE_IPv6: value }) }).reason).toBe(reason);
  });

  test('the init container must know of IPv6 too', () => {
    const init = aContainer({ name: 'aws-vpc-cni-init', environment: {} });
    expect(judge(check, { vpcCni: aVpcCni({ init }) }).message).toBe(
      'Settings that do not fit: ENABLE_IPv6 of aws-vpc-cni-init is off.',
    );
  });

  test('takes values from ConfigMap amazon-vpc-cni', () => {
    const reference = { configMap: 'amazon-vpc-cni', key: 'enable-ipv6', optional: false };
    const vpcCni = (configMap: Readonly<Record<string, string>>) => ({
      ...aVpcCni({ main: aContainer({ environment: { ...settings(good), ENABLE_IPv6: reference } }) }),
      configMap,
    });
    expect(judge(check, { vpcCni: vpcCni({ 'enable-ipv6': 'true' }) }).reason).toBe('SettingsFit');
    expect(judge(check, { vpcCni: vpcCni({ 'enable-ipv6': 'false' }) }).reason).toBe('SettingsRefuseIpv6');
    expect(said(judge(check, { vpcCni: vpcCni({}) }))).toEqual([
      'unknown',
      'SettingsUnknown',
      'Settings whose value is not known: ENABLE_IPv6 of aws-node.',
    ]);
  });

  test.each([
    ['another ConfigMap', { configMap: 'mine', key: 'ipv6', optional: true }],
    ['a place that is not read', { unresolvable: 'secretKeyRef' }],
  ])('does not guess a value kept in %s', (_, value) => {
    const environment = { ...settings(good), ENABLE_IPv6: value };
    expect(judge(check, { vpcCni: aVpcCni({ main: aContainer({ environment }) }) }).reason).toBe('SettingsUnknown');
  });

  test('an optional key that is not there leaves the default', () => {
    const reference = { configMap: 'amazon-vpc-cni', key: 'gone', optional: true };
    const environment = { ...settings(good), DISABLE_POD_V6: reference };
    expect(judge(check, { vpcCni: aVpcCni({ main: aContainer({ environment }) }) }).reason).toBe('SettingsFit');
  });

  test('does not guess what envFrom may bring', () => {
    expect(judge(check, { vpcCni: main(good, { environmentFrom: ['ConfigMap mine'] }) }).message).toBe(
      'Settings whose value is not known: AWS_VPC_K8S_CNI_CUSTOM_NETWORK_CFG of aws-node.',
    );
    const all = { ...good, AWS_VPC_K8S_CNI_CUSTOM_NETWORK_CFG: 'false' };
    expect(judge(check, { vpcCni: main(all, { environmentFrom: ['ConfigMap mine'] }) }).message).toBe(
      'Settings whose value is not known: DISABLE_POD_V6 of aws-node.',
    );
  });

  test('a DaemonSet without its main container is not guessed', () => {
    const { main: _, ...daemonSet } = aVpcCniDaemonSet();
    expect(judge(check, { vpcCni: { daemonSet, otherDaemonSets: [] } }).reason).toBe('SettingsUnknown');
  });

  test('blocks DISABLE_POD_V6, which takes IPv6 from every pod', () => {
    expect(said(judge(check, { vpcCni: main({ ...good, DISABLE_POD_V6: 'true' }) }))).toEqual([
      'blocker',
      'PodIpv6Disabled',
      'DISABLE_POD_V6 is on, which takes IPv6 from every pod.',
    ]);
  });

  test('blocks a policy agent that enforces policies without knowing of IPv6', () => {
    expect(said(judge(check, { vpcCni: agent('--enable-ipv6=false', '--enable-network-policy=true') }))).toEqual([
      'blocker',
      'PolicyAgentWithoutIpv6',
      'Network policies are on, and aws-eks-nodeagent runs without --enable-ipv6=true.',
    ]);
    expect(judge(check, { vpcCni: agent('--enable-network-policy') }).reason).toBe('PolicyAgentWithoutIpv6');
    expect(judge(check, { vpcCni: agent('--enable-ipv6', '--enable-network-policy=true') }).reason).toBe('SettingsFit');
  });

  test('only tells of it while network policies are off', () => {
    expect(said(judge(check, { vpcCni: agent('--enable-ipv6=false', '--enable-network-policy=false') }))).toEqual([
      'info',
      'IdlePolicyAgentWithoutIpv6',
      'aws-eks-nodeagent runs without --enable-ipv6=true, and network policies are off.',
    ]);
  });

  test('no policy agent is no fault', () => {
    const { networkPolicyAgent: _, ...daemonSet } = aVpcCniDaemonSet();
    expect(judge(check, { vpcCni: { daemonSet, otherDaemonSets: [] } }).reason).toBe('SettingsFit');
  });
});

describe('CNI-002 in an IPv4 cluster', () => {
  test('only ENABLE_IPv6 counts: prefixes and custom networking are its own affair', () => {
    const custom = main({ ENABLE_IPv4: 'true', AWS_VPC_K8S_CNI_CUSTOM_NETWORK_CFG: 'true' });
    for (const vpcCni of [ipv4Cni, custom]) {
      expect(said(judge(check, { cluster: ipv4, vpcCni }, { goal: 'Migrate' }))).toEqual([
        'pass',
        'SettingsFit',
        'The settings of the VPC CNI fit an IPv4 cluster.',
      ]);
    }
  });

  test('blocks ENABLE_IPv6, by which the nodes would lose their network', () => {
    expect(said(judge(check, { cluster: ipv4 }, { goal: 'Migrate' }))).toEqual([
      'blocker',
      'Ipv6OnIpv4Cluster',
      'Settings that do not fit: ENABLE_IPv6 of aws-node is on.',
    ]);
  });

  test('tells of DISABLE_POD_V6', () => {
    expect(
      said(judge(check, { cluster: ipv4, vpcCni: main({ DISABLE_POD_V6: 'true' }) }, { goal: 'Migrate' })),
    ).toEqual(['info', 'PodIpv6DisabledOnIpv4', 'DISABLE_POD_V6 is on: pods have no IPv6 at all.']);
  });
});

describe('CNI-002 without one VPC CNI to judge', () => {
  test('says what there is instead', () => {
    const none = { otherDaemonSets: [] };
    expect(judge(check, { vpcCni: none, nodes: [fargateNodes(1)] }).reason).toBe('VpcCniNotUsed');
    expect(judge(check, { vpcCni: none, nodes: [nodes(['n'])] }).reason).toBe('VpcCniNotFound');
    expect(judge(check, { vpcCni: { ...aVpcCni(), otherDaemonSets: ['two'] } }).reason).toBe('SeveralVpcCnis');
    expect(judge(check, { vpcCni: aVpcCni({ outdated: 1 }) }).message).toBe(
      'Still of an earlier template: 1 pod of DaemonSet aws-node.',
    );
    expect(judge(check, { vpcCni: aVpcCni({ outdated: 1 }) }).reason).toBe('RolloutIncomplete');
  });

  test.each(['cluster', 'vpcCni', 'nodes'] as const)('is unknown without %s', (section) => {
    const result = judge(check, {}, { sections: { [section]: denied('the read') } });
    expect(said(result)).toEqual(['unknown', 'AccessDenied', 'Not allowed: the read.']);
  });
});
