import { describe, expect, test } from 'vitest';
import { podSecurityGroupsFitIpv6 as check } from '../../../../src/checks/cni/pod-security-groups-fit-ipv6.ts';
import { imageFacts } from '../../../../src/snapshot/facts/container-facts.ts';
import type { ContainerFacts } from '../../../../src/snapshot/kubernetes-sections.ts';
import { aCluster, aContainer, aVpcCni, fargateNodes, nodes, settings } from '../../../support/builders.ts';
import { denied, judge, said } from '../../../support/judge.ts';
import { aSecurityGroupPolicy } from '../../../support/pod-network-builders.ts';

const init = aContainer({ name: 'aws-vpc-cni-init', environment: settings({ DISABLE_TCP_EARLY_DEMUX: 'true' }) });
const main = (environment: Readonly<Record<string, string>>, more: Partial<ContainerFacts> = {}) =>
  aVpcCni({ main: aContainer({ environment: settings(environment), ...more }), init });
const on = { ENABLE_POD_ENI: 'true' };
const of = (tag: string) => main(on, { image: imageFacts(`amazon-k8s-cni:${tag}`) });
const used = {
  vpcCni: main(on),
  nodes: [nodes(['n-1'], { branchInterfaces: true })],
  securityGroupPolicies: [aSecurityGroupPolicy({ name: 'till' }), aSecurityGroupPolicy({ name: 'cart' })],
};
const named = '2 SecurityGroupPolicies (shop/cart, shop/till)';

describe('CNI-006 in an IPv6 cluster', () => {
  test('passes where no pod has security groups of its own', () => {
    expect(said(judge(check))).toEqual(['pass', 'NoPodSecurityGroups', 'Pods have no security groups of their own.']);
  });

  test('blocks a VPC CNI that cannot give such pods IPv6', () => {
    const result = judge(check, { ...used, vpcCni: of('v1.15.5') });
    expect(said(result)).toEqual([
      'blocker',
      'VpcCniTooOldForPodSecurityGroups',
      `The VPC CNI is 1.15.5, older than 1.16.0, with ${named}.`,
    ]);
    expect(result.resources).toEqual([
      { kind: 'SecurityGroupPolicy', namespace: 'shop', name: 'cart' },
      { kind: 'SecurityGroupPolicy', namespace: 'shop', name: 'till' },
    ]);
    expect(judge(check, { ...used, vpcCni: of('v1.16.0-eksbuild.1') }).reason).toBe('PodSecurityGroupsUsed');
    expect(judge(check, { ...used, vpcCni: of('v1.15.5') }, { goal: 'Migrate' }).outcome).toBe('info');
  });

  test('does not guess the version of an image that tells none', () => {
    expect(said(judge(check, { ...used, vpcCni: of('latest') }))).toEqual([
      'unknown',
      'VpcCniVersionUnknown',
      `No version in image amazon-k8s-cni:latest, with ${named}.`,
    ]);
  });

  test('mentions where they are used, and how strictly', () => {
    expect(said(judge(check, used))).toEqual(['info', 'PodSecurityGroupsUsed', `${named}, in enforcing mode strict.`]);
    const { main: container = aContainer() } = main(on).daemonSet ?? {};
    expect(judge(check, { ...used, vpcCni: aVpcCni({ main: container }) }).message).toBe(
      `${named}, in enforcing mode strict, with which probes over TCP need DISABLE_TCP_EARLY_DEMUX.`,
    );
    const standard = main({ ...on, POD_SECURITY_GROUP_ENFORCING_MODE: 'standard' });
    expect(judge(check, { ...used, vpcCni: standard }).message).toBe(`${named}, in enforcing mode standard.`);
    const elsewhere = main(on, { environmentFrom: ['ConfigMap mine'] });
    expect(judge(check, { ...used, vpcCni: elsewhere }).message).toBe(`${named}, in enforcing mode unknown.`);
  });

  test('mentions nodes on which such pods have no place', () => {
    const mixed = [
      nodes(['with'], { branchInterfaces: true }),
      nodes(['without']),
      nodes(['joining'], { joining: true }),
      fargateNodes(1),
    ];
    expect(said(judge(check, { ...used, nodes: mixed }))).toEqual([
      'info',
      'NodesWithoutBranchInterfaces',
      `${named}, in enforcing mode strict; nodes without places for their pods: without.`,
    ]);
  });

  test('mentions policies that have no effect, and a setting that has none', () => {
    const { securityGroupPolicies } = used;
    expect(said(judge(check, { securityGroupPolicies: securityGroupPolicies.slice(1) }))).toEqual([
      'info',
      'PoliciesWithoutEffect',
      'ENABLE_POD_ENI is off, and there is 1 SecurityGroupPolicy (shop/cart).',
    ]);
    expect(judge(check, { securityGroupPolicies }).message).toBe(`ENABLE_POD_ENI is off, and there are ${named}.`);
    const result = judge(check, { vpcCni: main(on) });
    expect(said(result)).toEqual(['info', 'NoPolicies', 'ENABLE_POD_ENI is on, and there is no SecurityGroupPolicy.']);
    expect(result.resources).toEqual([{ kind: 'DaemonSet', name: 'aws-node' }]);
  });

  test('does not guess a setting that is kept elsewhere', () => {
    expect(said(judge(check, { vpcCni: main({}, { environmentFrom: ['ConfigMap mine'] }) }))).toEqual([
      'unknown',
      'PodInterfacesUnknown',
      'The value of ENABLE_POD_ENI of aws-node is not known.',
    ]);
  });
});

test('CNI-006 lets an IPv4 cluster have them with any version: the new one has its own', () => {
  const cluster = aCluster({ ipFamily: 'ipv4' });
  for (const tag of ['v1.15.5', 'latest']) {
    expect(judge(check, { ...used, cluster, vpcCni: of(tag) }, { goal: 'Migrate' }).reason).toBe(
      'PodSecurityGroupsUsed',
    );
  }
});

describe('CNI-006 without one VPC CNI to judge', () => {
  test('says what there is instead', () => {
    const none = { otherDaemonSets: [] };
    expect(said(judge(check, { vpcCni: none, nodes: [fargateNodes(1)] })).slice(0, 2)).toEqual([
      'notApplicable',
      'VpcCniNotUsed',
    ]);
    expect(judge(check, { vpcCni: none, nodes: [nodes(['n'])] }).reason).toBe('VpcCniNotFound');
    expect(judge(check, { vpcCni: { ...aVpcCni(), otherDaemonSets: ['two'] } }).reason).toBe('SeveralVpcCnis');
    expect(judge(check, { vpcCni: aVpcCni({ outdated: 1 }) }).reason).toBe('RolloutIncomplete');
    const { main: container = aContainer() } = main(on).daemonSet ?? {};
    expect(judge(check, { ...used, vpcCni: aVpcCni({ main: container, outdated: 1 }) }).reason).toBe(
      'RolloutIncomplete',
    );
  });

  test('mentions security groups of pods on Fargate', () => {
    const values = { ...used, vpcCni: { otherDaemonSets: [] }, nodes: [fargateNodes(1)] };
    expect(said(judge(check, values))).toEqual([
      'info',
      'PodSecurityGroupsUsed',
      `AWS runs every node, and there are ${named}.`,
    ]);
  });

  test.each(['cluster', 'vpcCni', 'nodes', 'securityGroupPolicies'] as const)('is unknown without %s', (section) => {
    const result = judge(check, {}, { sections: { [section]: denied('the read') } });
    expect(said(result)).toEqual(['unknown', 'AccessDenied', 'Not allowed: the read.']);
  });
});
