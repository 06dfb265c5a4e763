import { describe, expect, test } from 'vitest';
import { customNetworkingIsOff as check } from '../../../../src/checks/cni/custom-networking-is-off.ts';
import type { ContainerFacts } from '../../../../src/snapshot/kubernetes-sections.ts';
import { aContainer, aVpcCni, fargateNodes, nodes, settings } from '../../../support/builders.ts';
import { denied, judge, said } from '../../../support/judge.ts';
import { anEniConfig } from '../../../support/pod-network-builders.ts';

const main = (environment: Readonly<Record<string, string>>, more: Partial<ContainerFacts> = {}) =>
  aVpcCni({ main: aContainer({ environment: settings(environment), ...more }) });
const on = { AWS_VPC_K8S_CNI_CUSTOM_NETWORK_CFG: 'true' };
const eniConfigs = [anEniConfig({ name: 'eu-west-1b' }), anEniConfig()];

describe('CNI-003', () => {
  test('passes while custom networking is off and nothing is left of it', () => {
    const off = ['pass', 'CustomNetworkingOff', 'Custom networking is off, and there are no ENIConfigs.'];
    expect(said(judge(check))).toEqual(off);
    expect(said(judge(check, { vpcCni: main({}) }, { goal: 'Migrate' }))).toEqual(off);
  });

  test('blocks it in an IPv6 cluster, and names what to change', () => {
    const label = { ENI_CONFIG_LABEL_DEF: 'topology.kubernetes.io/zone' };
    const result = judge(check, { vpcCni: main({ ...on, ...label }), eniConfigs });
    expect(said(result)).toEqual([
      'blocker',
      'CustomNetworkingOn',
      'Custom networking is on, with 2 ENIConfigs, chosen by node label topology.kubernetes.io/zone: eu-west-1a, eu-west-1b.',
    ]);
    expect(result.resources).toEqual([
      { kind: 'DaemonSet', name: 'aws-node' },
      { kind: 'ENIConfig', name: 'eu-west-1a' },
      { kind: 'ENIConfig', name: 'eu-west-1b' },
    ]);
  });

  test('tells who migrates that a new cluster does without it', () => {
    const result = judge(check, { vpcCni: main(on), eniConfigs }, { goal: 'Migrate' });
    expect(said(result)).toEqual([
      'info',
      'CustomNetworkingOn',
      'Custom networking is on, with 2 ENIConfigs: eu-west-1a, eu-west-1b.',
    ]);
    expect(result.resources.map(({ kind }) => kind)).toEqual(['ENIConfig', 'ENIConfig']);
  });

  test('is on without any ENIConfig too', () => {
    expect(judge(check, { vpcCni: main(on) }).message).toBe('Custom networking is on, with 0 ENIConfigs.');
  });

  test('a label from a ConfigMap is shown without what would break a message', () => {
    const reference = { configMap: 'amazon-vpc-cni', key: 'label', optional: false };
    const environment = { ...settings(on), ENI_CONFIG_LABEL_DEF: reference };
    const vpcCni = {
      ...aVpcCni({ main: aContainer({ environment }) }),
      configMap: { label: `zone\n${'x'.repeat(200)}` },
    };
    expect(judge(check, { vpcCni }).message).toBe(
      `Custom networking is on, with 0 ENIConfigs, chosen by node label zone${'x'.repeat(60)}.`,
    );
  });

  test('mentions ENIConfigs that nothing uses', () => {
    const result = judge(check, { eniConfigs: [anEniConfig()] });
    expect(said(result)).toEqual([
      'info',
      'EniConfigsWithoutEffect',
      'Custom networking is off, and there is 1 ENIConfig: eu-west-1a.',
    ]);
    expect(judge(check, { eniConfigs }).message).toBe(
      'Custom networking is off, and there are 2 ENIConfigs: eu-west-1a, eu-west-1b.',
    );
    expect(result.resources).toEqual([{ kind: 'ENIConfig', name: 'eu-west-1a' }]);
  });

  test('does not guess a value that is kept elsewhere', () => {
    expect(said(judge(check, { vpcCni: main({}, { environmentFrom: ['ConfigMap mine'] }) }))).toEqual([
      'unknown',
      'CustomNetworkingUnknown',
      'The value of AWS_VPC_K8S_CNI_CUSTOM_NETWORK_CFG of aws-node is not known.',
    ]);
  });

  test('says what there is instead of one VPC CNI to judge', () => {
    const none = { otherDaemonSets: [] };
    expect(said(judge(check, { vpcCni: none, nodes: [fargateNodes(1)] })).slice(0, 2)).toEqual([
      'notApplicable',
      'VpcCniNotUsed',
    ]);
    expect(judge(check, { vpcCni: none, nodes: [nodes(['n'])] }).reason).toBe('VpcCniNotFound');
    expect(judge(check, { vpcCni: { ...aVpcCni(), otherDaemonSets: ['two'] } }).reason).toBe('SeveralVpcCnis');
    expect(judge(check, { vpcCni: aVpcCni({ outdated: 1 }) }).reason).toBe('RolloutIncomplete');
  });

  test.each(['vpcCni', 'nodes', 'eniConfigs'] as const)('is unknown without %s', (section) => {
    const result = judge(check, {}, { sections: { [section]: denied('the read') } });
    expect(said(result)).toEqual(['unknown', 'AccessDenied', 'Not allowed: the read.']);
  });
});
