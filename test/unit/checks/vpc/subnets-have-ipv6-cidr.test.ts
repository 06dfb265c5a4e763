import { describe, expect, test } from 'vitest';
import { subnetsHaveIpv6Cidr } from '../../../../src/checks/vpc/subnets-have-ipv6-cidr.ts';
import type { Subnet } from '../../../../src/snapshot/aws-sections.ts';
import {
  aCluster,
  aFargateProfile,
  aNodeClass,
  anIpv6OnlySubnet,
  aNodeGroup,
  aSubnet,
  ipv4Nodes,
  threeSubnets,
} from '../../../support/builders.ts';
import { denied, judge, partly, said } from '../../../support/judge.ts';

const subnets = (...all: readonly Subnet[]) => ({ subnets: { all, fargateNodesByBlock: {} } });
const withoutIpv6 = aSubnet({ id: 'subnet-d', ipv4Cidr: '10.0.9.0/24', ipv6Cidrs: [] });
const elsewhere = { ipv4Block: '192.168.0.0/28' };

describe('VPC-002', () => {
  test('passes when every subnet of the cluster has both families', () => {
    expect(said(judge(subnetsHaveIpv6Cidr))).toEqual([
      'pass',
      'AllSubnetsDualStack',
      'All 3 subnets have an IPv4 and an IPv6 CIDR block.',
    ]);
  });

  test('names the subnets that have no IPv6 CIDR block', () => {
    const result = judge(subnetsHaveIpv6Cidr, {
      cluster: aCluster({ subnetIds: ['subnet-a', 'subnet-d'] }),
      ...subnets(...threeSubnets(), withoutIpv6),
    });
    expect(said(result)).toEqual([
      'blocker',
      'SubnetsWithoutIpv6',
      '1 of 4 subnets have no IPv6 CIDR block: subnet-d.',
    ]);
    expect(result.resources).toEqual([{ kind: 'Subnet', name: 'subnet-d' }]);
  });

  test('a subnet of the VPC that the cluster does not use is nobody’s fault', () => {
    expect(judge(subnetsHaveIpv6Cidr, subnets(...threeSubnets(), withoutIpv6)).reason).toBe('AllSubnetsDualStack');
  });

  test.each([
    ['the control plane', { cluster: aCluster({ subnetIds: ['subnet-d'] }) }],
    ['a node group', { nodeGroups: [aNodeGroup({ subnetIds: ['subnet-d'] })] }],
    ['a Fargate profile', { fargateProfiles: [aFargateProfile({ subnetIds: ['subnet-d'] })] }],
    ['a node', { nodes: [ipv4Nodes(['node-1'], { ipv4Block: '10.0.9.16/28' })] }],
  ])('a subnet belongs to the cluster when %s uses it', (_, values) => {
    const result = judge(subnetsHaveIpv6Cidr, { ...values, ...subnets(...threeSubnets(), withoutIpv6) });
    expect(result.reason).toBe('SubnetsWithoutIpv6');
  });

  test('a subnet belongs to the cluster when the resource adds it by id or by tag', () => {
    const values = subnets(...threeSubnets(), { ...withoutIpv6, tags: { purpose: 'karpenter' } });
    for (const extraSubnets of [
      { ids: ['subnet-d'], tags: {} },
      { ids: [], tags: { purpose: 'karpenter' } },
    ]) {
      expect(judge(subnetsHaveIpv6Cidr, values, { policy: { extraSubnets } }).reason).toBe('SubnetsWithoutIpv6');
    }
  });

  test('an IPv6-only subnet blocks, because nodes need an IPv4 address too', () => {
    const all = [...threeSubnets().slice(1), anIpv6OnlySubnet()];
    expect(said(judge(subnetsHaveIpv6Cidr, subnets(...all)))).toEqual([
      'blocker',
      'Ipv6OnlySubnets',
      '1 of 3 subnets have no IPv4 CIDR block: subnet-a.',
    ]);
  });

  test('a subnet that is gone blocks and the message tells who names it', () => {
    const result = judge(
      subnetsHaveIpv6Cidr,
      {
        cluster: aCluster({ subnetIds: ['subnet-a', 'subnet-x'] }),
        nodeGroups: [aNodeGroup({ subnetIds: ['subnet-a', 'subnet-x'] })],
        fargateProfiles: [aFargateProfile({ subnetIds: ['subnet-y'] })],
      },
      { policy: { extraSubnets: { ids: ['subnet-z'], tags: {} } } },
    );
    expect(said(result)).toEqual([
      'blocker',
      'SubnetsNotFound',
      'Not in the VPC: subnet-x (named by the control plane, node group general), ' +
        'subnet-y (named by Fargate profile batch), subnet-z (named by spec.extraSubnets).',
    ]);
    expect(result.resources.map(({ name }) => name)).toEqual(['subnet-x', 'subnet-y', 'subnet-z']);
  });

  test('tells of every kind of fault at once', () => {
    const all = [anIpv6OnlySubnet(), withoutIpv6];
    const cluster = aCluster({ subnetIds: ['subnet-a', 'subnet-d', 'subnet-x'] });
    const result = judge(subnetsHaveIpv6Cidr, { cluster, nodeGroups: [], fargateProfiles: [], ...subnets(...all) });
    expect(said(result)).toEqual([
      'blocker',
      'Ipv6OnlySubnets',
      '1 of 2 subnets have no IPv4 CIDR block: subnet-a; 1 of 2 subnets have no IPv6 CIDR block: subnet-d; ' +
        'not in the VPC: subnet-x (named by the control plane).',
    ]);
    expect(result.resources.map(({ name }) => name)).toEqual(['subnet-a', 'subnet-d', 'subnet-x']);
  });

  test('a subnet query that answers nothing is not green', () => {
    const none = { cluster: aCluster({ subnetIds: [] }), nodeGroups: [], fargateProfiles: [], nodes: [] };
    expect(said(judge(subnetsHaveIpv6Cidr, { ...none, ...subnets() }))).toEqual([
      'unknown',
      'NoSubnetsMatched',
      'No subnet of the cluster was found.',
    ]);
  });

  test('tags that select nothing are not green', () => {
    const policy = { extraSubnets: { ids: [], tags: { purpose: 'nothing' } } };
    expect(said(judge(subnetsHaveIpv6Cidr, {}, { policy }))).toEqual([
      'unknown',
      'NoSubnetsMatched',
      'The tags of spec.extraSubnets select no subnet of the VPC.',
    ]);
  });

  test('a node whose address lies in no subnet of the VPC leaves its subnet unknown', () => {
    const result = judge(subnetsHaveIpv6Cidr, { nodes: [ipv4Nodes(['node-1'], elsewhere)] });
    expect(said(result)).toEqual(['unknown', 'NodeSubnetsUnknown', 'In none of the subnets of the VPC: node-1.']);
    expect(result.resources).toEqual([{ kind: 'Node', name: 'node-1' }]);
  });

  test('hybrid nodes are elsewhere by nature, and joining nodes have no address yet', () => {
    const values = {
      nodes: [
        ipv4Nodes(['node-1'], { ...elsewhere, compute: 'hybrid' }),
        ipv4Nodes(['node-2'], { ...elsewhere, joining: true }),
      ],
    };
    expect(judge(subnetsHaveIpv6Cidr, values).reason).toBe('AllSubnetsDualStack');
  });

  test('with a gap, a subnet seen without IPv6 still blocks and a subnet not seen does not', () => {
    const cluster = aCluster({ subnetIds: ['subnet-a', 'subnet-d'] });
    const seen = partly<'subnets'>(subnets(...threeSubnets(), withoutIpv6).subnets, 'one subnet was garbled');
    const unseen = partly<'subnets'>(subnets(...threeSubnets()).subnets, 'one subnet was garbled');
    expect(judge(subnetsHaveIpv6Cidr, { cluster }, { sections: { subnets: seen } }).outcome).toBe('blocker');
    expect(said(judge(subnetsHaveIpv6Cidr, { cluster }, { sections: { subnets: unseen } }))).toEqual([
      'unknown',
      'PartlyObserved',
      'Partly observed: one subnet was garbled.',
    ]);
  });

  test('judges the subnets that Karpenter may launch nodes into', () => {
    const values = {
      ...subnets(...threeSubnets(), withoutIpv6),
      nodeClasses: [aNodeClass({ subnetIds: ['subnet-d'] })],
    };
    expect(said(judge(subnetsHaveIpv6Cidr, values))).toEqual([
      'blocker',
      'SubnetsWithoutIpv6',
      '1 of 4 subnets have no IPv6 CIDR block: subnet-d.',
    ]);
    const gone = judge(subnetsHaveIpv6Cidr, { nodeClasses: [aNodeClass({ subnetIds: ['subnet-gone'] })] });
    expect(said(gone)).toEqual([
      'blocker',
      'SubnetsNotFound',
      'Not in the VPC: subnet-gone (named by EC2NodeClass default).',
    ]);
  });

  test.each(['cluster', 'subnets', 'nodeGroups', 'fargateProfiles', 'nodes', 'nodeClasses'] as const)(
    'is unknown without %s',
    (section) => {
      const result = judge(subnetsHaveIpv6Cidr, {}, { sections: { [section]: denied('the read') } });
      expect(said(result)).toEqual(['unknown', 'AccessDenied', 'Not allowed: the read.']);
    },
  );
});
