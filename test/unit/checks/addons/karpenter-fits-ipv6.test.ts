import { describe, expect, test } from 'vitest';
import { karpenterFitsIpv6 as check } from '../../../../src/checks/addons/karpenter-fits-ipv6.ts';
import { aNetworkWorkload, aNodeClass, aNodePool } from '../../../support/builders.ts';
import { denied, judge, said } from '../../../support/judge.ts';

const image = 'public.ecr.aws/karpenter/controller';
const controller = (tag: string) => aNetworkWorkload('karpenter', `${image}${tag}`);
const healthy = {
  nodePools: [aNodePool()],
  nodeClasses: [aNodeClass()],
  networkWorkloads: [controller(`:1.8.2@sha256:${'0'.repeat(64)}`)],
};
const requires = (key: string, operator: string, ...values: readonly string[]) => ({
  ...healthy,
  nodePools: [aNodePool({ requirements: [{ key, operator, values }] })],
});

describe('KAR-001', () => {
  test('does not apply where there is no Karpenter, or Auto Mode has not made a NodePool', () => {
    expect(said(judge(check, { nodePools: [], nodeClasses: [], networkWorkloads: [] }))).toEqual([
      'notApplicable',
      'KarpenterNotUsed',
      'There is neither Karpenter nor a NodePool.',
    ]);
  });

  test('passes a Karpenter that launches Nitro types alone', () => {
    expect(said(judge(check, healthy))).toEqual([
      'pass',
      'KarpenterFitsIpv6',
      'NodePools, node classes and Karpenter fit an IPv6 cluster.',
    ]);
  });

  test('asks nothing of the NodePools of Auto Mode, which has Nitro types alone', () => {
    const nodePools = [aNodePool({ classKind: 'NodeClass', requirements: [] })];
    expect(judge(check, { nodePools }).reason).toBe('KarpenterFitsIpv6');
  });

  test.each([
    ['karpenter.k8s.aws/instance-generation', 'Gt', '4'],
    ['karpenter.k8s.aws/instance-generation', 'In', '5', '6'],
    ['karpenter.k8s.aws/instance-family', 'In', 'm5', 'c7g'],
    ['node.kubernetes.io/instance-type', 'In', 'm5.large', 'i3.metal'],
  ])('passes NodePools with %s %s %s', (key, operator, ...values) => {
    expect(judge(check, requires(key, operator, ...values)).reason).toBe('KarpenterFitsIpv6');
  });

  test.each([
    ['karpenter.k8s.aws/instance-generation', 'Gt', '2'],
    ['karpenter.k8s.aws/instance-generation', 'Lt', '9'],
    ['karpenter.k8s.aws/instance-family', 'In', 'm5', 'm4'],
    ['karpenter.k8s.aws/instance-family', 'NotIn', 'm4'],
    ['node.kubernetes.io/instance-type', 'In', 't2.large'],
    ['karpenter.k8s.aws/instance-hypervisor', 'In', 'nitro', 'xen'],
    ['karpenter.k8s.aws/instance-hypervisor', 'Exists'],
    ['example.com/instance-family', 'In', 'm5'],
  ])('warns of NodePools with %s %s %s', (key, operator, ...values) => {
    const result = judge(check, requires(key, operator, ...values));
    expect(said(result)).toEqual(['warning', 'NodePoolsAllowXen', 'Types without Nitro are allowed by general.']);
    expect(result.resources).toEqual([{ kind: 'NodePool', name: 'general' }]);
  });

  test.each([
    ['Operate', 'blocker'],
    ['Migrate', 'warning'],
  ] as const)('says that kubelets send pods to an IPv4 DNS server (%s: %s)', (goal, outcome) => {
    const result = judge(check, { ...healthy, nodeClasses: [aNodeClass({ clusterDns: ['10.100.0.10'] })] }, { goal });
    expect(said(result)).toEqual([outcome, 'ClusterDnsWithoutIpv6', 'ClusterDNS without IPv6: default.']);
    expect(result.resources).toEqual([{ kind: 'EC2NodeClass', name: 'default' }]);
  });

  test('passes an IPv6 DNS server', () => {
    const nodeClasses = [aNodeClass({ clusterDns: ['fd30:1c53:5f8a::a'] })];
    expect(judge(check, { ...healthy, nodeClasses }).reason).toBe('KarpenterFitsIpv6');
  });

  test('warns of a Karpenter that is older than 1.1.0', () => {
    expect(said(judge(check, { ...healthy, networkWorkloads: [controller(':1.0.8')] }))).toEqual([
      'warning',
      'KarpenterTooOld',
      'Older than 1.1.0: Deployment system/karpenter.',
    ]);
  });

  test('never guesses the version', () => {
    expect(said(judge(check, { ...healthy, networkWorkloads: [controller(`@sha256:${'0'.repeat(64)}`)] }))).toEqual([
      'unknown',
      'KarpenterVersionUnknown',
      'No version of Deployment system/karpenter.',
    ]);
  });

  test('mentions prefixes that are of no use', () => {
    expect(said(judge(check, { ...healthy, nodeClasses: [aNodeClass({ ipPrefixCount: 2 })] }))).toEqual([
      'info',
      'PrefixesWithoutUse',
      'IpPrefixCount above 1: default.',
    ]);
  });

  test('tells the worst first, and the rest with it', () => {
    const nodePools = [aNodePool({ requirements: [] })];
    const nodeClasses = [aNodeClass({ clusterDns: ['10.100.0.10'] })];
    expect(judge(check, { ...healthy, nodePools, nodeClasses }).message).toBe(
      'ClusterDNS without IPv6: default; types without Nitro are allowed by general.',
    );
  });

  test.each(['nodePools', 'nodeClasses', 'networkWorkloads'] as const)('is unknown without %s', (section) => {
    const result = judge(check, {}, { sections: { [section]: denied('the read') } });
    expect(said(result)).toEqual(['unknown', 'AccessDenied', 'Not allowed: the read.']);
  });
});
