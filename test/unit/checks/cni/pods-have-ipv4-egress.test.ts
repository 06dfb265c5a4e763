import { describe, expect, test } from 'vitest';
import { podsHaveIpv4Egress as check } from '../../../../src/checks/cni/pods-have-ipv4-egress.ts';
import { imageFacts } from '../../../../src/snapshot/facts/container-facts.ts';
import type { ContainerFacts } from '../../../../src/snapshot/kubernetes-sections.ts';
import { aCluster, aContainer, aVpcCni, fargateNodes, nodes, settings } from '../../../support/builders.ts';
import { denied, judge, said } from '../../../support/judge.ts';

const main = (environment: Readonly<Record<string, string>>, more: Partial<ContainerFacts> = {}) =>
  aVpcCni({ main: aContainer({ environment: settings(environment), ...more }) });
const ipv4 = aCluster({ ipFamily: 'ipv4' });
const isOn = ['pass', 'Ipv4EgressOn', 'The egress plugin gives pods a way out over IPv4.'];

describe('CNI-005 in an IPv6 cluster', () => {
  test('passes where nobody turned the plugin off', () => {
    expect(said(judge(check))).toEqual(isOn);
    expect(said(judge(check, { vpcCni: main({ ENABLE_V4_EGRESS: 'true' }) }))).toEqual(isOn);
  });

  test('a value that is no boolean leaves the plugin on, as the VPC CNI reads it', () => {
    expect(said(judge(check, { vpcCni: main({ ENABLE_V4_EGRESS: 'no' }) }))).toEqual(isOn);
  });

  test('warns where it is off', () => {
    const result = judge(check, { vpcCni: main({ ENABLE_V4_EGRESS: 'false' }) });
    expect(said(result)).toEqual([
      'warning',
      'Ipv4EgressOff',
      'ENABLE_V4_EGRESS is off: what has no IPv6 address is out of reach of pods, IMDS over IPv4 too.',
    ]);
    expect(result.resources).toEqual([{ kind: 'DaemonSet', name: 'aws-node' }]);
  });

  test('mentions that it is off where network policies let nothing out either', () => {
    const facts = { kind: 'NetworkPolicy', ipv4Only: [], ipv6Only: [], ipv4Egress: 'denied' } as const;
    const vpcCni = main({ ENABLE_V4_EGRESS: 'false' });
    const networkPolicies = [{ facts, count: 1, names: ['shop/deny-all'] }];
    expect(said(judge(check, { vpcCni, networkPolicies }))).toEqual([
      'info',
      'Ipv4EgressOffForPolicies',
      'ENABLE_V4_EGRESS is off, and network policies refuse all egress over IPv4: shop/deny-all.',
    ]);
    const restricted = [{ facts: { ...facts, ipv4Egress: 'restricted' as const }, count: 1, names: ['shop/some'] }];
    expect(judge(check, { vpcCni, networkPolicies: restricted }).reason).toBe('Ipv4EgressOff');
    expect(said(judge(check, { networkPolicies }))).toEqual(isOn);
  });

  test('a version that does not know the switch keeps the plugin on', () => {
    const off = (tag: string) =>
      judge(check, { vpcCni: main({ ENABLE_V4_EGRESS: 'false' }, { image: imageFacts(`amazon-k8s-cni:${tag}`) }) });
    expect(off('v1.15.0').reason).toBe('Ipv4EgressOn');
    expect(off('v1.15.1-eksbuild.1').reason).toBe('Ipv4EgressOff');
    expect(off('latest').reason).toBe('Ipv4EgressOff');
  });

  test('warns of nodes that take more pods than the plugin has addresses', () => {
    const result = judge(check, {
      nodes: [
        nodes(['full'], { maxPods: 1_021 }),
        nodes(['b', 'a'], { maxPods: 1_022 }),
        nodes(['auto'], { compute: 'auto', maxPods: 2_000 }),
      ],
    });
    expect(said(result)).toEqual(['warning', 'MorePodsThanAddresses', 'Nodes that take more than 1021 pods: a, b.']);
    expect(result.resources).toEqual([
      { kind: 'Node', name: 'a' },
      { kind: 'Node', name: 'b' },
    ]);
  });

  test('does not guess a value that is kept elsewhere', () => {
    expect(said(judge(check, { vpcCni: main({}, { environmentFrom: ['ConfigMap mine'] }) }))).toEqual([
      'unknown',
      'EgressUnknown',
      'The value of ENABLE_V4_EGRESS of aws-node is not known.',
    ]);
  });
});

describe('CNI-005 in an IPv4 cluster', () => {
  test('has nothing to find without a plugin for IPv6', () => {
    expect(said(judge(check, { cluster: ipv4 }, { goal: 'Migrate' }))).toEqual([
      'pass',
      'Ipv6EgressOff',
      'The cluster uses IPv4, and ENABLE_V6_EGRESS is off.',
    ]);
  });

  test('mentions pods that reach IPv6 already', () => {
    expect(
      said(judge(check, { cluster: ipv4, vpcCni: main({ ENABLE_V6_EGRESS: 'true' }) }, { goal: 'Migrate' })),
    ).toEqual(['info', 'Ipv6EgressOn', 'ENABLE_V6_EGRESS is on: pods of an IPv4 cluster reach IPv6.']);
  });

  test('does not guess either', () => {
    const vpcCni = main({}, { environmentFrom: ['Secret mine'] });
    expect(judge(check, { cluster: ipv4, vpcCni }).message).toBe(
      'The value of ENABLE_V6_EGRESS of aws-node is not known.',
    );
  });
});

describe('CNI-005 without one VPC CNI to judge', () => {
  test('says what there is instead', () => {
    const none = { otherDaemonSets: [] };
    expect(said(judge(check, { vpcCni: none, nodes: [fargateNodes(1)] })).slice(0, 2)).toEqual([
      'notApplicable',
      'VpcCniNotUsed',
    ]);
    expect(judge(check, { vpcCni: none, nodes: [nodes(['n'])] }).reason).toBe('VpcCniNotFound');
    expect(judge(check, { vpcCni: { ...aVpcCni(), otherDaemonSets: ['two'] } }).reason).toBe('SeveralVpcCnis');
    expect(judge(check, { vpcCni: aVpcCni({ outdated: 1 }) }).reason).toBe('RolloutIncomplete');
  });

  test.each(['cluster', 'vpcCni', 'nodes', 'networkPolicies'] as const)('is unknown without %s', (section) => {
    const result = judge(check, {}, { sections: { [section]: denied('the read') } });
    expect(said(result)).toEqual(['unknown', 'AccessDenied', 'Not allowed: the read.']);
  });
});
