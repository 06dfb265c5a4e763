import { describe, expect, test } from 'vitest';
import { nodeSubnetsAssignIpv6 as check } from '../../../../src/checks/vpc/node-subnets-assign-ipv6.ts';
import {
  aNetworkWorkload,
  aNodeClass,
  aNodeGroup,
  fargateNodes,
  ipv4Nodes,
  nodes,
  threeSubnets,
} from '../../../support/builders.ts';
import { aLaunchTemplate } from '../../../support/node-builders.ts';
import { denied, judge, partly, said } from '../../../support/judge.ts';

/** `subnet-a` does not assign IPv6 addresses, the others do. */
const subnets = {
  all: threeSubnets().map((subnet) => ({ ...subnet, assignIpv6OnCreation: subnet.id !== 'subnet-a' })),
  fargateNodesByBlock: {},
};
const nowhere = ipv4Nodes(['node-9'], { ipv4Block: '192.168.0.0/28' });

describe('VPC-003', () => {
  test('passes when every node subnet assigns IPv6 addresses', () => {
    expect(said(judge(check))).toEqual([
      'pass',
      'AllNodeSubnetsAssignIpv6',
      'All 3 node subnets assign IPv6 addresses.',
    ]);
  });

  test('blocks for a managed node group, which has nothing else to get an address from', () => {
    const result = judge(check, { subnets });
    expect(said(result)).toEqual([
      'blocker',
      'NodeGroupSubnetsWithoutAutoAssign',
      '1 of 3 node subnets of managed node groups do not assign IPv6 addresses: subnet-a.',
    ]);
    expect(result.resources).toEqual([{ kind: 'Subnet', name: 'subnet-a' }]);
  });

  test('warns for nodes of Karpenter, which can ask for an address itself', () => {
    const result = judge(check, { subnets, nodeGroups: [], nodes: [nodes(['node-1'], { karpenter: true })] });
    expect(said(result)).toEqual([
      'warning',
      'OtherSubnetsWithoutAutoAssign',
      '1 of 1 node subnet do not assign IPv6 addresses: subnet-a.',
    ]);
  });

  const templated = aNodeGroup({ hasLaunchTemplate: true, launchTemplate: { id: 'lt-1', version: '1' } });

  test.each([
    ['gives an address', { ipv6AddressCount: 1 }, 'warning', 'OtherSubnetsWithoutAutoAssign'],
    ['names an address', { namesIpv6Addresses: true }, 'warning', 'OtherSubnetsWithoutAutoAssign'],
    ['gives none', {}, 'blocker', 'NodeGroupSubnetsWithoutAutoAssign'],
  ])('a launch template that %s decides', (_, changes, outcome, reason) => {
    const result = judge(check, { subnets, nodeGroups: [templated], launchTemplates: [aLaunchTemplate(changes)] });
    expect([result.outcome, result.reason]).toEqual([outcome, reason]);
  });

  test.each([
    ['is not there', templated, []],
    ['is there in another version', templated, [aLaunchTemplate({ version: '2', ipv6AddressCount: 1 })]],
    ['was not named', aNodeGroup({ hasLaunchTemplate: true }), [aLaunchTemplate({ ipv6AddressCount: 1 })]],
  ])('is unknown for a node group whose launch template %s', (_, group, launchTemplates) => {
    const result = judge(check, { subnets, nodeGroups: [group], launchTemplates });
    expect(said(result)).toEqual([
      'unknown',
      'LaunchTemplatesUnknown',
      '1 of 3 node subnets of node groups whose launch template is not known do not assign IPv6 addresses: subnet-a.',
    ]);
    expect(result.resources).toEqual([{ kind: 'Subnet', name: 'subnet-a' }]);
    expect(judge(check, { nodeGroups: [group], launchTemplates }).reason).toBe('AllNodeSubnetsAssignIpv6');
  });

  test('a node group that gets no address blocks, whatever is not known of another', () => {
    const nodeGroups = [templated, aNodeGroup({ name: 'plain', subnetIds: ['subnet-a'] })];
    expect(judge(check, { subnets, nodeGroups }).reason).toBe('NodeGroupSubnetsWithoutAutoAssign');
  });

  test('warns for a subnet that the resource adds', () => {
    const policy = { extraSubnets: { ids: ['subnet-a'], tags: {} } };
    expect(
      said(judge(check, { subnets, nodeGroups: [aNodeGroup({ subnetIds: ['subnet-b'] })], nodes: [] }, { policy })),
    ).toEqual([
      'warning',
      'OtherSubnetsWithoutAutoAssign',
      '1 of 2 node subnets do not assign IPv6 addresses: subnet-a.',
    ]);
  });

  test('Fargate and control plane subnets are no node subnets', () => {
    const nodeGroups = [aNodeGroup({ subnetIds: ['subnet-b'] })];
    expect(judge(check, { subnets, nodeGroups, nodes: [fargateNodes(3)] }).reason).toBe('AllNodeSubnetsAssignIpv6');
  });

  test('does not apply where every node is a Fargate node', () => {
    expect(said(judge(check, { nodeGroups: [], nodes: [fargateNodes(3)] }))).toEqual([
      'notApplicable',
      'NoNodeSubnets',
      'All nodes are Fargate nodes and there is no node group.',
    ]);
  });

  test('a node group of which no subnet is known is not taken for none', () => {
    const nodeGroups = [aNodeGroup({ subnetIds: [] })];
    expect(judge(check, { nodeGroups, nodes: [fargateNodes(3)] }).reason).toBe('NoSubnetsMatched');
  });

  test('a cluster without nodes and node groups is not green', () => {
    expect(said(judge(check, { nodeGroups: [], nodes: [] }))).toEqual([
      'unknown',
      'NoSubnetsMatched',
      'No subnet of a node or node group was found.',
    ]);
  });

  test('tags that select nothing are not green', () => {
    const policy = { extraSubnets: { ids: [], tags: { purpose: 'nothing' } } };
    expect(judge(check, {}, { policy }).message).toBe('The tags of spec.extraSubnets select no subnet of the VPC.');
  });

  test('a node subnet that is gone cannot be judged', () => {
    const result = judge(check, { nodeGroups: [aNodeGroup({ subnetIds: ['subnet-a', 'subnet-x'] })] });
    expect(said(result)).toEqual(['unknown', 'SubnetsNotFound', 'Not in the VPC: subnet-x.']);
    expect(result.resources).toEqual([{ kind: 'Subnet', name: 'subnet-x' }]);
  });

  test('a node whose subnet is not known leaves the rest unknown, but not what was seen', () => {
    expect(said(judge(check, { nodes: [nowhere] }))).toEqual([
      'unknown',
      'NodeSubnetsUnknown',
      'In none of the subnets of the VPC: node-9.',
    ]);
    expect(judge(check, { nodes: [nowhere], subnets }).reason).toBe('NodeGroupSubnetsWithoutAutoAssign');
  });

  test('with a node group missing, a subnet that was seen still blocks', () => {
    const sections = { nodeGroups: partly<'nodeGroups'>([aNodeGroup()], 'node group blue could not be described') };
    expect(judge(check, { subnets }, { sections }).outcome).toBe('blocker');
    expect(said(judge(check, {}, { sections }))).toEqual([
      'unknown',
      'PartlyObserved',
      'Partly observed: node group blue could not be described.',
    ]);
  });

  const karpenter = (tag: string) => [aNetworkWorkload('karpenter', `public.ecr.aws/karpenter/controller:${tag}`)];

  test.each([
    [
      '1.0.8',
      karpenter('1.0.8'),
      'blocker',
      'KarpenterSubnetsWithoutAutoAssign',
      '1 of 3 node subnets of Karpenter before 1.1.0 do not assign IPv6 addresses: subnet-a.',
    ],
    [
      '1.1.0',
      karpenter('1.1.0'),
      'warning',
      'OtherSubnetsWithoutAutoAssign',
      '1 of 3 node subnets do not assign IPv6 addresses: subnet-a.',
    ],
    [
      'a private build',
      karpenter('ours'),
      'unknown',
      'KarpenterVersionUnknown',
      '1 of 3 node subnets of a Karpenter whose version is not known do not assign IPv6 addresses: subnet-a.',
    ],
    [
      'none that is seen',
      [],
      'unknown',
      'KarpenterVersionUnknown',
      '1 of 3 node subnets of a Karpenter whose version is not known do not assign IPv6 addresses: subnet-a.',
    ],
  ])('judges the subnets of node classes by the version of Karpenter: %s', (_, networkWorkloads, ...expected) => {
    const values = { subnets, nodeGroups: [], nodes: [], nodeClasses: [aNodeClass()], networkWorkloads };
    expect(said(judge(check, values))).toEqual(expected);
    expect(judge(check, { nodeClasses: [aNodeClass()], networkWorkloads }).reason).toBe('AllNodeSubnetsAssignIpv6');
  });

  test('of two Karpenters the older counts, and Auto Mode is none', () => {
    const networkWorkloads = [...karpenter('1.8.2'), ...karpenter('1.0.8')];
    const values = { subnets, nodeGroups: [], nodes: [], networkWorkloads };
    const judged = (kind: 'EC2NodeClass' | 'NodeClass') =>
      judge(check, { ...values, nodeClasses: [aNodeClass({ kind })] });
    expect(judged('EC2NodeClass').reason).toBe('KarpenterSubnetsWithoutAutoAssign');
    expect(judged('NodeClass').reason).toBe('OtherSubnetsWithoutAutoAssign');
  });

  test.each(['networkWorkloads', 'launchTemplates'] as const)('with a gap in %s nothing is green', (section) => {
    const sections = { [section]: partly<typeof section>([], 'one is missing') };
    expect(said(judge(check, {}, { sections }))).toEqual([
      'unknown',
      'PartlyObserved',
      'Partly observed: one is missing.',
    ]);
  });

  const needs = ['subnets', 'nodeGroups', 'nodes', 'nodeClasses', 'networkWorkloads', 'launchTemplates'] as const;

  test.each(needs)('is unknown without %s', (section) => {
    const result = judge(check, {}, { sections: { [section]: denied('the read') } });
    expect(said(result)).toEqual(['unknown', 'AccessDenied', 'Not allowed: the read.']);
  });
});
