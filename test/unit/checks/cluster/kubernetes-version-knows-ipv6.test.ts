import { describe, expect, test } from 'vitest';
import { kubernetesVersionKnowsIpv6 as check } from '../../../../src/checks/cluster/kubernetes-version-knows-ipv6.ts';
import { aCluster } from '../../../support/builders.ts';
import { denied, judge, said } from '../../../support/judge.ts';

const under = (changes: Parameters<typeof aCluster>[0]) =>
  said(judge(check, { cluster: aCluster(changes) }, { goal: 'Migrate' }));

describe('CLU-002', () => {
  test.each(['1.21', '1.34', '2.0'])('passes with Kubernetes %s', (version) => {
    expect(under({ version })).toEqual(['pass', 'VersionKnowsIpv6', `Cluster prod runs Kubernetes ${version}.`]);
  });

  test.each(['1.20', '1.9', '0.99'])('blocks with Kubernetes %s', (version) => {
    expect(under({ version })).toEqual([
      'blocker',
      'KubernetesTooOld',
      `Cluster prod runs Kubernetes ${version}, and IPv6 needs 1.21.`,
    ]);
  });

  test('warns in a China Region, about which the pages of AWS contradict each other', () => {
    expect(under({ partition: 'aws-cn' })).toEqual(['warning', 'ChinaRegion', 'Cluster prod is in a China Region.']);
  });

  test.each(['', '1', 'v1.34', '1.34.1', '1.34\nready'])('is unknown with a version that is none: %j', (version) => {
    expect(under({ version })).toEqual([
      'unknown',
      'VersionUnreadable',
      'The Kubernetes version of cluster prod could not be understood.',
    ]);
  });

  test('is unknown where the ARN names no partition', () => {
    const { partition: _, ...cluster } = aCluster();
    expect(said(judge(check, { cluster }, { goal: 'Migrate' }))).toEqual([
      'unknown',
      'PartitionUnknown',
      'The ARN of cluster prod names no partition.',
    ]);
  });

  test('does not apply to a cluster that is to be operated', () => {
    expect(judge(check, { cluster: aCluster({ version: '1.20' }) }).reason).toBe('GoalNotInScope');
  });

  test('is unknown without the cluster', () => {
    const sections = { cluster: denied('eks:DescribeCluster') };
    expect(said(judge(check, {}, { goal: 'Migrate', sections }))).toEqual([
      'unknown',
      'AccessDenied',
      'Not allowed: eks:DescribeCluster.',
    ]);
  });
});
