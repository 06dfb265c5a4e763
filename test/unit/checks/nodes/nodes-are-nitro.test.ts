import { describe, expect, test } from 'vitest';
import { nodesAreNitro as check } from '../../../../src/checks/nodes/nodes-are-nitro.ts';
import { aNodeGroup, anInstanceType, fargateNodes, nodes } from '../../../support/builders.ts';
import { aLaunchTemplate } from '../../../support/node-builders.ts';
import { denied, judge, partly, said } from '../../../support/judge.ts';

const xen = anInstanceType({ name: 'm4.large', hypervisor: 'xen' });
const instanceTypes = [anInstanceType(), xen];
const { hypervisor: _, ...bareMetal } = anInstanceType({ name: 'm5.metal', bareMetal: true });

describe('NOD-001', () => {
  test('passes when all nodes and node groups are of Nitro types', () => {
    expect(said(judge(check))).toEqual([
      'pass',
      'AllNodesNitro',
      'The instance types of all nodes and node groups are Nitro or bare metal.',
    ]);
  });

  test('blocks a node of a Xen type, although EC2 says that the type supports IPv6', () => {
    const result = judge(check, { instanceTypes, nodes: [nodes(['node-1', 'node-2'], { instanceType: 'm4.large' })] });
    expect(said(result)).toEqual([
      'blocker',
      'NodesNotNitro',
      'Nodes on instance types without Nitro (m4.large): node-1, node-2.',
    ]);
    expect(result.resources.map(({ kind, name }) => `${kind}/${name}`)).toEqual(['Node/node-1', 'Node/node-2']);
  });

  test('bare metal has no hypervisor and holds prefixes all the same', () => {
    const values = {
      instanceTypes: [anInstanceType(), bareMetal],
      nodes: [nodes(['n'], { instanceType: 'm5.metal' })],
    };
    expect(judge(check, values).reason).toBe('AllNodesNitro');
  });

  test('a Nitro type that does not support IPv6 is not enough', () => {
    const odd = anInstanceType({ ipv6Supported: false });
    expect(judge(check, { instanceTypes: [odd] }).reason).toBe('NodesNotNitro');
  });

  test('warns of a node group that may launch a Xen type', () => {
    const nodeGroups = [aNodeGroup({ name: 'old', instanceTypes: ['m5.large', 'm4.large'] })];
    const result = judge(check, { instanceTypes, nodeGroups });
    expect(said(result)).toEqual([
      'warning',
      'NodeGroupsNotNitro',
      'Node groups that may launch instance types without Nitro: old.',
    ]);
    expect(result.resources).toEqual([{ kind: 'NodeGroup', name: 'old' }]);
  });

  const templated = aNodeGroup({
    name: 'custom',
    instanceTypes: [],
    hasLaunchTemplate: true,
    launchTemplate: { id: 'lt-1', version: '$Latest' },
  });
  const template = { version: '$Latest' };

  test.each([
    ['m5.large', 'pass', 'AllNodesNitro'],
    ['m4.large', 'warning', 'NodeGroupsNotNitro'],
    ['z9.huge', 'unknown', 'InstanceTypesUnknown'],
  ])('judges a node group by the type of its launch template: %s', (instanceType, outcome, reason) => {
    const launchTemplates = [aLaunchTemplate({ ...template, instanceType })];
    const result = judge(check, { instanceTypes, nodeGroups: [templated], launchTemplates });
    expect([result.outcome, result.reason]).toEqual([outcome, reason]);
  });

  test.each([
    ['is not there', []],
    ['is there in another version', [aLaunchTemplate({ instanceType: 'm5.large' })]],
    ['names no type', [aLaunchTemplate(template)]],
    ['chooses types by their properties', [aLaunchTemplate({ ...template, typesByRequirements: true })]],
  ])('is unknown for a node group without types whose launch template %s', (_, launchTemplates) => {
    const result = judge(check, { nodeGroups: [aNodeGroup(), templated], launchTemplates });
    expect(said(result)).toEqual([
      'unknown',
      'InstanceTypesUnknown',
      'Node groups that, as their launch templates, name no instance type: custom.',
    ]);
    expect(result.resources).toEqual([{ kind: 'NodeGroup', name: 'custom' }]);
  });

  test('a node group that names its types needs no launch template for that', () => {
    const nodeGroups = [{ ...templated, instanceTypes: ['m5.large'] }];
    expect(judge(check, { nodeGroups }).reason).toBe('AllNodesNitro');
  });

  test.each(['unknown', 'hybrid'] as const)('a node of kind %s is never counted as fine', (compute) => {
    const result = judge(check, { nodes: [nodes(['node-1']), nodes(['odd'], { compute })] });
    expect(said(result)).toEqual(['unknown', 'NodesOfUnknownKind', 'Nodes that are no known AWS compute: odd.']);
    expect(result.resources).toEqual([{ kind: 'Node', name: 'odd' }]);
  });

  test('a node without a type, or of a type that EC2 does not know, is not guessed', () => {
    const { instanceType: __, ...facts } = nodes([]).facts;
    const untyped = { facts, count: 1, names: ['bare'] };
    const result = judge(check, { nodes: [untyped, nodes(['strange'], { instanceType: 'z9.huge' })] });
    expect(said(result)).toEqual([
      'unknown',
      'InstanceTypesUnknown',
      'Nodes whose instance type is not known: bare, strange.',
    ]);
  });

  test('a node group of a type that EC2 does not know is not guessed', () => {
    expect(said(judge(check, { nodeGroups: [aNodeGroup({ instanceTypes: ['z9.huge'] })] }))).toEqual([
      'unknown',
      'InstanceTypesUnknown',
      'Node groups whose instance types EC2 does not know: general.',
    ]);
  });

  test('does not apply where AWS runs every node', () => {
    const values = { nodeGroups: [], nodes: [fargateNodes(2), nodes(['auto-1'], { compute: 'auto' })] };
    expect(said(judge(check, values))).toEqual([
      'notApplicable',
      'NoEc2Nodes',
      'AWS runs every node, and there is no node group.',
    ]);
  });

  test('nothing found to look at is not green', () => {
    expect(said(judge(check, { nodes: [], nodeGroups: [] }))).toEqual([
      'unknown',
      'NoNodesFound',
      'There is neither a node nor a node group.',
    ]);
  });

  test('a node group scaled to zero is judged by its types', () => {
    expect(judge(check, { nodes: [] }).reason).toBe('AllNodesNitro');
  });

  test('a node that is still joining is left out for the seconds that takes', () => {
    const joining = nodes(['new'], { compute: 'unknown', joining: true });
    expect(judge(check, { nodes: [nodes(['node-1']), joining] }).reason).toBe('AllNodesNitro');
  });

  test('names at most five of many nodes and rounds how many more there are', () => {
    const names = Array.from({ length: 50 }, (_, index) => `node-${String(index).padStart(2, '0')}`);
    const many = { ...nodes(names, { instanceType: 'm4.large' }), count: 105 };
    expect(judge(check, { instanceTypes, nodes: [many] }).message).toBe(
      'Nodes on instance types without Nitro (m4.large): node-00, node-01, node-02, node-03, node-04 and at least 96 more.',
    );
  });

  test('with an instance type missing, a Xen node still blocks', () => {
    const sections = { instanceTypes: partly<'instanceTypes'>(instanceTypes, 'one type was garbled') };
    const old = [nodes(['node-1'], { instanceType: 'm4.large' })];
    expect(judge(check, { nodes: old }, { sections }).outcome).toBe('blocker');
    expect(judge(check, {}, { sections }).reason).toBe('PartlyObserved');
  });

  test.each(['nodes', 'nodeGroups', 'instanceTypes', 'launchTemplates'] as const)(
    'is unknown without %s',
    (section) => {
      const result = judge(check, {}, { sections: { [section]: denied('the read') } });
      expect(said(result)).toEqual(['unknown', 'AccessDenied', 'Not allowed: the read.']);
    },
  );
});
