import { describe, expect, test } from 'vitest';
import {
  clusterSubnets,
  extraTagsMatchNothing,
  nodesBySubnet,
  subnetIndex,
} from '../../../src/capacity/cluster-subnets.ts';
import type { NodeClass } from '../../../src/snapshot/karpenter-sections.ts';
import { defaultPolicy } from '../../../src/snapshot/policy.ts';
import {
  aCluster,
  aFargateProfile,
  aNodeClass,
  aNodeGroup,
  aSubnet,
  fargateNodes,
  ipv4Nodes,
  nodes,
  threeSubnets,
} from '../../support/builders.ts';

const none = defaultPolicy.extraSubnets;
const sections = {
  cluster: aCluster({ subnetIds: ['subnet-a'] }),
  subnets: { all: threeSubnets(), fargateNodesByBlock: {} },
  nodeGroups: [],
  fargateProfiles: [],
  nodes: [],
};

describe('the subnets of a cluster', () => {
  test('carry every use that is made of them', () => {
    const { present } = clusterSubnets(
      {
        ...sections,
        nodeGroups: [aNodeGroup({ subnetIds: ['subnet-a', 'subnet-b'] })],
        fargateProfiles: [aFargateProfile({ subnetIds: ['subnet-b'] })],
        nodes: [nodes(['n']), fargateNodes(2, '10.0.2.16/28')],
      },
      { ids: ['subnet-c'], tags: {} },
    );
    expect(present.map(({ subnet, roles }) => [subnet.id, roles])).toEqual([
      ['subnet-a', ['ControlPlane', 'Node', 'NodeGroup']],
      ['subnet-b', ['Fargate', 'NodeGroup']],
      ['subnet-c', ['Extra', 'Fargate']],
    ]);
  });

  test('are those a node class has chosen, and before that, those it would choose', () => {
    const all = threeSubnets().map((subnet) => ({ ...subnet, tags: { name: subnet.id, team: 'x' } }));
    const ofClass = (changes: Partial<NodeClass>) =>
      clusterSubnets(
        {
          ...sections,
          cluster: { subnetIds: [] },
          subnets: { ...sections.subnets, all },
          nodeClasses: [aNodeClass({ subnetIds: [], ...changes })],
        },
        none,
      );
    const ids = (changes: Partial<NodeClass>) => ofClass(changes).present.map(({ subnet }) => subnet.id);
    const term = (tags: Readonly<Record<string, string>>) => ({ tags });
    expect(ids({ subnetIds: ['subnet-b'], subnetTerms: [term({ team: 'x' })] })).toEqual(['subnet-b']);
    expect(ids({ subnetTerms: [term({ name: 'subnet-a' }), { id: 'subnet-c', tags: {} }] })).toEqual([
      'subnet-a',
      'subnet-c',
    ]);
    expect(ids({ subnetTerms: [term({ team: '*' })] })).toEqual(['subnet-a', 'subnet-b', 'subnet-c']);
    expect(ids({ subnetTerms: [term({ team: 'y' }), term({ none: '*' }), term({})] })).toEqual([]);
    expect(ids({ subnetIds: ['subnet-a'], podSubnetTerms: [term({ name: 'subnet-c' })] })).toEqual([
      'subnet-a',
      'subnet-c',
    ]);
    expect(ofClass({ subnetIds: ['subnet-a'] }).present.map(({ roles }) => roles)).toEqual([['NodeClass']]);
    expect(ofClass({ subnetIds: ['subnet-gone'] }).absent).toEqual([
      { id: 'subnet-gone', roles: ['NodeClass'], namedBy: ['EC2NodeClass default'] },
    ]);
  });

  test('are the same whatever the order of the data', () => {
    const groups = [
      aNodeGroup({ name: 'x', subnetIds: ['subnet-c'] }),
      aNodeGroup({ name: 'y', subnetIds: ['subnet-b'] }),
    ];
    const reversed = {
      ...sections,
      subnets: { ...sections.subnets, all: sections.subnets.all.toReversed() },
      nodeGroups: groups.toReversed(),
    };
    expect(clusterSubnets(reversed, none)).toEqual(clusterSubnets({ ...sections, nodeGroups: groups }, none));
  });

  test('an extra tag must match whole, and every tag must', () => {
    const all = [aSubnet({ tags: { team: 'a', env: 'prod' } }), aSubnet({ id: 'subnet-b', tags: { team: 'a' } })];
    const matching = (tags: Readonly<Record<string, string>>) =>
      clusterSubnets(
        { ...sections, cluster: { subnetIds: [] }, subnets: { ...sections.subnets, all } },
        { ids: [], tags },
      ).present.map(({ subnet }) => subnet.id);
    expect(matching({ team: 'a' })).toEqual(['subnet-a', 'subnet-b']);
    expect(matching({ team: 'a', env: 'prod' })).toEqual(['subnet-a']);
    expect(matching({ team: 'A' })).toEqual([]);
    expect(matching({})).toEqual([]);
    expect(extraTagsMatchNothing(all, { ids: [], tags: { team: 'A' } })).toBe(true);
    expect(extraTagsMatchNothing(all, { ids: [], tags: { team: 'a' } })).toBe(false);
    expect(extraTagsMatchNothing(all, { ids: ['subnet-x'], tags: {} })).toBe(false);
  });
});

describe('the subnet of a node', () => {
  const all = threeSubnets();

  test('is found by either family', () => {
    const counts = nodesBySubnet(all, [nodes(['a', 'b']), ipv4Nodes(['c'], { ipv4Block: '10.0.2.0/28' })], () => true);
    expect(Object.fromEntries(counts)).toEqual({ 'subnet-a': 2, 'subnet-c': 1 });
  });

  test('counts only the nodes that are asked for', () => {
    const both = [nodes(['a']), fargateNodes(4)];
    expect(nodesBySubnet(all, both, ({ compute }) => compute === 'fargate').get('subnet-a')).toBe(4);
  });

  test('is found among all IPv6 blocks of a subnet', () => {
    const index = subnetIndex([aSubnet({ ipv6Cidrs: ['2001:db8:1::/64', '2001:db8:2::/64'] })]);
    expect(index.find('2001:db8:2::/64')).toBe('subnet-a');
  });

  test('is looked up once for the same nodes and subnets, and anew for others', () => {
    const placed = [ipv4Nodes(['stray'], { ipv4Block: '10.9.0.0/28' })];
    const look = (subnets = all) =>
      clusterSubnets({ ...sections, subnets: { all: subnets, fargateNodesByBlock: {} }, nodes: placed }, none);
    const { strayNodes } = look();
    expect(strayNodes).toEqual(placed);
    expect(look().strayNodes).toBe(strayNodes);
    expect(look([...all, aSubnet({ id: 'subnet-d', ipv4Cidr: '10.9.0.0/24', ipv6Cidrs: [] })]).strayNodes).toEqual([]);
    expect(look().strayNodes).toBe(strayNodes);
  });
});
