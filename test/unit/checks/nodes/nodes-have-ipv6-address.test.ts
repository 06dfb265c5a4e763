import { describe, expect, test } from 'vitest';
import { nodesHaveIpv6Address as check } from '../../../../src/checks/nodes/nodes-have-ipv6-address.ts';
import { aCluster, aSubnet, fargateNodes, ipv4Nodes, nodes } from '../../../support/builders.ts';
import { denied, judge, partly, said } from '../../../support/judge.ts';

describe('NOD-002', () => {
  test('passes when every node has an IPv6 address of a subnet', () => {
    const auto = nodes(['auto-1'], { compute: 'auto' });
    expect(said(judge(check, { nodes: [nodes(['node-1']), fargateNodes(2), auto] }))).toEqual([
      'pass',
      'AllNodesHaveIpv6',
      'The InternalIP of every node is an IPv6 address of its subnet.',
    ]);
  });

  test('blocks a node that registered with IPv4', () => {
    const result = judge(check, { nodes: [nodes(['node-1']), ipv4Nodes(['node-2'])] });
    expect(said(result)).toEqual(['blocker', 'NodesWithIpv4', 'Nodes whose InternalIP is IPv4: node-2.']);
    expect(result.resources).toEqual([{ kind: 'Node', name: 'node-2' }]);
  });

  test('of two addresses the first is the one that counts', () => {
    const both = (...internalFamilies: readonly ('ipv4' | 'ipv6')[]) =>
      judge(check, { nodes: [nodes(['n'], { internalFamilies })] });
    expect(both('ipv6', 'ipv4').reason).toBe('AllNodesHaveIpv6');
    expect(both('ipv4', 'ipv6').reason).toBe('NodesWithIpv4');
  });

  test('blocks an address that lies in no subnet of the VPC', () => {
    expect(said(judge(check, { nodes: [nodes(['node-1'], { ipv6Block: '2001:db8::/64' })] }))).toEqual([
      'blocker',
      'AddressOutsideSubnets',
      'Nodes whose IPv6 address lies in no subnet of the VPC: node-1.',
    ]);
  });

  test.each(['unknown', 'hybrid'] as const)('a node of kind %s is never counted as fine', (compute) => {
    expect(said(judge(check, { nodes: [nodes(['odd'], { compute, ipv6Block: '2001:db8::/64' })] }))).toEqual([
      'unknown',
      'NodesOfUnknownKind',
      'Nodes that are no known AWS compute: odd.',
    ]);
  });

  test.each([[[]], [['invalid']], [['invalid', 'ipv6']]] as const)(
    'a node with addresses %j is not known to have one',
    (internalFamilies) => {
      expect(said(judge(check, { nodes: [nodes(['node-1'], { internalFamilies })] }))).toEqual([
        'unknown',
        'AddressUnknown',
        'Nodes without a usable InternalIP: node-1.',
      ]);
    },
  );

  test('a node that is still joining has no address yet and is left out', () => {
    const joining = nodes(['new'], { compute: 'unknown', internalFamilies: [], joining: true });
    expect(judge(check, { nodes: [nodes(['node-1']), joining] }).reason).toBe('AllNodesHaveIpv6');
  });

  test('no node is not green', () => {
    expect(said(judge(check, { nodes: [] }))).toEqual(['unknown', 'NoNodesFound', 'No node was found.']);
  });

  test('does not apply to an IPv4 cluster, and not to goal Migrate', () => {
    const values = { cluster: aCluster({ ipFamily: 'ipv4' }), nodes: [ipv4Nodes(['node-1'])] };
    expect(said(judge(check, values))).toEqual([
      'notApplicable',
      'Ipv4Cluster',
      'The cluster uses IPv4, as do its nodes.',
    ]);
    expect(judge(check, values, { goal: 'Migrate' }).reason).toBe('GoalNotInScope');
  });

  test('with a subnet missing from the answer an address outside proves nothing', () => {
    const subnets = partly<'subnets'>(
      { all: [aSubnet({ ipv6Cidrs: [] })], fargateNodesByBlock: {} },
      'one was garbled',
    );
    expect(said(judge(check, {}, { sections: { subnets } }))).toEqual([
      'unknown',
      'PartlyObserved',
      'Partly observed: one was garbled.',
    ]);
  });

  test.each(['cluster', 'subnets', 'nodes'] as const)('is unknown without %s', (section) => {
    const result = judge(check, {}, { sections: { [section]: denied('the read') } });
    expect(said(result)).toEqual(['unknown', 'AccessDenied', 'Not allowed: the read.']);
  });
});
