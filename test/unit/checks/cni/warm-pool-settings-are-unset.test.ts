import { describe, expect, test } from 'vitest';
import { warmPoolSettingsAreUnset as check } from '../../../../src/checks/cni/warm-pool-settings-are-unset.ts';
import type { ContainerFacts } from '../../../../src/snapshot/kubernetes-sections.ts';
import { aCluster, aContainer, aVpcCni, fargateNodes, nodes, settings } from '../../../support/builders.ts';
import { denied, judge, said } from '../../../support/judge.ts';

const main = (environment: Readonly<Record<string, string>>, more: Partial<ContainerFacts> = {}) =>
  aVpcCni({ main: aContainer({ environment: settings(environment), ...more }) });
const unset = ['pass', 'NoWarmPoolSettings', 'No setting of the warm pool differs from the manifest of the VPC CNI.'];

describe('CNI-007', () => {
  test('passes with nothing set, and with what the manifest sets', () => {
    expect(said(judge(check))).toEqual(unset);
    expect(said(judge(check, { vpcCni: main({ WARM_ENI_TARGET: '1', WARM_PREFIX_TARGET: '1' }) }))).toEqual(unset);
    expect(said(judge(check, { vpcCni: main({ WARM_IP_TARGET: '0', MINIMUM_IP_TARGET: '' }) }))).toEqual(unset);
  });

  test('mentions every setting that does nothing', () => {
    const vpcCni = main({
      WARM_ENI_TARGET: '1',
      WARM_IP_TARGET: '5',
      MINIMUM_IP_TARGET: '30',
      WARM_PREFIX_TARGET: '0',
    });
    const result = judge(check, { vpcCni });
    expect(said(result)).toEqual([
      'info',
      'WarmPoolSettingsWithoutEffect',
      'Settings without effect in an IPv6 cluster: MINIMUM_IP_TARGET=30, WARM_IP_TARGET=5, WARM_PREFIX_TARGET=0.',
    ]);
    expect(result.resources).toEqual([{ kind: 'DaemonSet', name: 'aws-node' }]);
  });

  test('does not guess a value that is kept elsewhere', () => {
    const vpcCni = main({ WARM_ENI_TARGET: '1', WARM_PREFIX_TARGET: '1' }, { environmentFrom: ['ConfigMap mine'] });
    expect(said(judge(check, { vpcCni }))).toEqual([
      'unknown',
      'WarmPoolSettingsUnknown',
      'Settings of aws-node whose value is not known: MINIMUM_IP_TARGET, WARM_IP_TARGET.',
    ]);
  });

  test('an IPv4 cluster needs its warm pool', () => {
    const cluster = aCluster({ ipFamily: 'ipv4' });
    expect(said(judge(check, { cluster, vpcCni: main({ WARM_IP_TARGET: '5' }) }))).toEqual([
      'notApplicable',
      'Ipv4Cluster',
      'The cluster uses IPv4.',
    ]);
  });

  test('says what there is instead of one VPC CNI to judge', () => {
    const none = { otherDaemonSets: [] };
    expect(judge(check, { vpcCni: none, nodes: [fargateNodes(1)] }).reason).toBe('VpcCniNotUsed');
    expect(judge(check, { vpcCni: none, nodes: [nodes(['n'])] }).reason).toBe('VpcCniNotFound');
    expect(judge(check, { vpcCni: { ...aVpcCni(), otherDaemonSets: ['two'] } }).reason).toBe('SeveralVpcCnis');
    expect(judge(check, { vpcCni: aVpcCni({ outdated: 1 }) }).reason).toBe('RolloutIncomplete');
  });

  test.each(['cluster', 'vpcCni', 'nodes'] as const)('is unknown without %s', (section) => {
    const result = judge(check, {}, { sections: { [section]: denied('the read') } });
    expect(said(result)).toEqual(['unknown', 'AccessDenied', 'Not allowed: the read.']);
  });
});
