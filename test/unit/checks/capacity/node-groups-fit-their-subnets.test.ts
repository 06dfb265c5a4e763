import { describe, expect, test } from 'vitest';
import { nodeGroupsFitTheirSubnets } from '../../../../src/checks/capacity/node-groups-fit-their-subnets.ts';
import type { NodeFacts, VpcCni } from '../../../../src/snapshot/kubernetes-sections.ts';
import type { Sections } from '../../../../src/snapshot/snapshot.ts';
import {
  aCluster,
  aContainer,
  anIpv6OnlySubnet,
  aNodeGroup,
  anInstanceType,
  aSubnet,
  aVpcCni,
  ipv4Nodes,
  settings,
  threeSubnets,
} from '../../../support/builders.ts';
import { denied, judge, said } from '../../../support/judge.ts';
import { aLaunchTemplate } from '../../../support/node-builders.ts';

const check = nodeGroupsFitTheirSubnets;

function cniWith(values: Readonly<Record<string, string>>): VpcCni {
  return aVpcCni({ main: aContainer({ environment: settings(values) }) });
}

const subnetsWith = (freeIpv4: number): Sections['subnets'] => ({
  all: threeSubnets({ freeIpv4 }),
  fargateNodesByBlock: {},
});

/** An IPv4 cluster of m5.large nodes (3 interfaces of 10 addresses) that run 29 pods each. */
function ipv4(
  environment: Readonly<Record<string, string>> = {},
  values: Partial<Sections> = {},
  facts: Partial<NodeFacts> = {},
) {
  const nodes = [ipv4Nodes(['node-1'], { maxPods: 29, ...facts })];
  const cluster = aCluster({ ipFamily: 'ipv4' });
  return judge(check, { cluster, nodes, vpcCni: cniWith(environment), ...values }, { goal: 'Migrate' });
}
/** What a full node is said to take. */
const costIn = (...of: Parameters<typeof ipv4>): string | undefined => / ([\d]+);/.exec(ipv4(...of).message)?.[1];

describe('CAP-005', () => {
  test('passes in an IPv6 cluster, where a node takes one address', () => {
    expect(said(judge(check))).toEqual(['pass', 'NodeGroupsFit', '1 node group can grow to the maximum size.']);
    // 3 nodes to the maximum size and 6 that an update adds.
    expect(judge(check, { subnets: subnetsWith(3) }).reason).toBe('NodeGroupsFit');
  });

  test('warns when the subnets have no addresses for the nodes to come', () => {
    const result = judge(check, { subnets: subnetsWith(2) });
    expect(said(result)).toEqual([
      'warning',
      'NodeGroupsOutgrowSubnets',
      'Node groups that may outgrow their subnets: general (room for 6 more nodes).',
    ]);
    expect(result.exact).toBe('Node groups that may outgrow their subnets: general (room for 6 of 9 more nodes).');
    expect(result.resources).toEqual([
      { kind: 'NodeGroup', name: 'general' },
      { kind: 'Subnet', name: 'subnet-a' },
      { kind: 'Subnet', name: 'subnet-b' },
      { kind: 'Subnet', name: 'subnet-c' },
    ]);
  });

  test('names the groups that do not fit alone', () => {
    const nodeGroups = [
      aNodeGroup({ name: 'small', subnetIds: ['subnet-a'], maxSize: 3 }),
      aNodeGroup({ name: 'large', subnetIds: ['subnet-b', 'subnet-c'], maxSize: 500 }),
    ];
    expect(judge(check, { nodeGroups }).message).toBe(
      'Node groups that may outgrow their subnets: large (room for at least 384 more nodes).',
    );
  });

  test('counts the interface that security groups of pods take', () => {
    const vpcCni = cniWith({ ENABLE_POD_ENI: 'true' });
    expect(judge(check, { subnets: subnetsWith(5), vpcCni }).reason).toBe('NodeGroupsOutgrowSubnets');
    expect(judge(check, { subnets: subnetsWith(6), vpcCni }).reason).toBe('NodeGroupsFit');
  });

  test('tells what a full node takes in an IPv4 cluster', () => {
    const result = ipv4();
    expect(said(result)).toEqual([
      'info',
      'NodesTakeIpv4ForPods',
      'IPv4 addresses of a full node: general 30; in an IPv6 cluster it takes 1.',
    ]);
    expect(result.resources).toEqual([{ kind: 'NodeGroup', name: 'general' }]);
  });

  test('warns in an IPv4 cluster when its full nodes do not fit', () => {
    const result = ipv4({}, { subnets: subnetsWith(89) });
    expect(said(result)).toEqual([
      'warning',
      'NodeGroupsOutgrowSubnets',
      'Node groups that may outgrow their subnets: general (room for 6 more nodes).',
    ]);
    expect(ipv4({}, { subnets: subnetsWith(90) }).reason).toBe('NodesTakeIpv4ForPods');
  });

  test.each([
    ['nothing is set', {}, '30'],
    ['few addresses are kept ready', { WARM_IP_TARGET: '1' }, '30'],
    ['the interfaces are limited', { MAX_ENI: '2' }, '20'],
    ['MAX_ENI is below 1', { MAX_ENI: '-1' }, '30'],
    ['prefixes are used', { ENABLE_PREFIX_DELEGATION: 'true' }, '33'],
    ['prefixes are used and one is kept ready', { ENABLE_PREFIX_DELEGATION: 'true', WARM_PREFIX_TARGET: '1' }, '33'],
    ['prefixes are used and three are kept ready', { ENABLE_PREFIX_DELEGATION: 'true', WARM_PREFIX_TARGET: '3' }, '65'],
    ['security groups for pods are used', { ENABLE_POD_ENI: 'true' }, '31'],
  ])('reads the settings of the VPC CNI: %s', (_, environment, cost) => {
    expect(costIn(environment)).toBe(cost);
  });

  test('takes a target below zero, or one that is no number, for none', () => {
    expect(costIn({ MINIMUM_IP_TARGET: '-3' }, {}, { maxPods: 5 })).toBe('10');
    expect(costIn({ MINIMUM_IP_TARGET: '3.5' }, {}, { maxPods: 5 })).toBe('10');
    expect(costIn({ MINIMUM_IP_TARGET: '3' }, {}, { maxPods: 5 })).toBe('6');
  });

  test('takes the pods of a full node from what nodes of the group say, else from what EKS sets', () => {
    const large = [anInstanceType({ interfaces: 8, ipv4PerInterface: 30, vcpus: 16 })];
    expect(costIn({}, { instanceTypes: large }, { maxPods: 29 })).toBe('30');
    // At 110 pods four interfaces of 29 addresses are enough.
    const unseen = { instanceTypes: large, nodes: [], subnets: subnetsWith(500) };
    expect(costIn({}, unseen)).toBe('120');
    expect(costIn({ ENABLE_PREFIX_DELEGATION: 'true' }, unseen)).toBe('113');
  });

  test('counts with the instance type of a group that takes most', () => {
    const nodeGroups = [aNodeGroup({ instanceTypes: ['m5.large', 't3.small'] })];
    const instanceTypes = [anInstanceType(), anInstanceType({ name: 't3.small', ipv4PerInterface: 4 })];
    expect(costIn({}, { nodeGroups, instanceTypes })).toBe('30');
  });

  test('finds the type in the launch template, or on the nodes', () => {
    const launchTemplate = { id: 'lt-1', version: '1' };
    const { message } = ipv4(
      {},
      {
        nodeGroups: [
          aNodeGroup({ name: 'templated', instanceTypes: [], launchTemplate }),
          aNodeGroup({ name: 'general', instanceTypes: [] }),
        ],
        launchTemplates: [aLaunchTemplate({ instanceType: 'm5.large' })],
      },
    );
    expect(message).toBe('IPv4 addresses of a full node: general 30, templated 30; in an IPv6 cluster it takes 1.');
  });

  test.each([
    ['it chooses types by their properties', { nodeGroups: [aNodeGroup({ name: 'spot', instanceTypes: [] })] }],
    ['EC2 does not know its type', { nodeGroups: [aNodeGroup({ name: 'spot', instanceTypes: ['m9.large'] })] }],
    [
      'EC2 does not know one of its types',
      { nodeGroups: [aNodeGroup({ name: 'spot', instanceTypes: ['m5.large', 'm9.large'] })] },
    ],
    [
      'EC2 tells no size of its type',
      { nodeGroups: [aNodeGroup({ name: 'spot' })], instanceTypes: [anInstanceType({ ipv4PerInterface: 1 })] },
    ],
  ])('is unknown in an IPv4 cluster when it cannot tell the size of a group: %s', (_, values) => {
    expect(said(ipv4({}, values))).toEqual([
      'unknown',
      'NodeSizesUnknown',
      'Node groups of instance types whose size is not known: spot.',
    ]);
  });

  test('needs no sizes in an IPv6 cluster', () => {
    const nodeGroups = [aNodeGroup({ instanceTypes: [] })];
    expect(judge(check, { nodeGroups, instanceTypes: [], nodes: [] }).reason).toBe('NodeGroupsFit');
  });

  describe('with subnets that interfaces are spread over', () => {
    const tags = { 'kubernetes.io/role/cni': '1' };
    const few = (more: Readonly<Record<string, string>>): Partial<Sections> => ({
      nodeGroups: [aNodeGroup({ subnetIds: ['subnet-a'], updateStrategy: 'MINIMAL' })],
      subnets: {
        all: [aSubnet({ freeIpv4: 60 }), aSubnet({ id: 'tagged', freeIpv4: 60, tags: { ...tags, ...more } })],
        fargateNodesByBlock: {},
      },
    });

    test('counts those that are tagged for the VPC CNI of the cluster', () => {
      expect(ipv4({}, few({})).reason).toBe('NodesTakeIpv4ForPods');
      expect(ipv4({}, few({ 'cni.networking.k8s.aws/cluster/prod': '1' })).reason).toBe('NodesTakeIpv4ForPods');
    });

    test('does not count those of other clusters, or any where discovery is off', () => {
      expect(ipv4({}, few({ 'cni.networking.k8s.aws/cluster/test': '1' })).reason).toBe('NodeGroupsOutgrowSubnets');
      expect(ipv4({ ENABLE_SUBNET_DISCOVERY: 'false' }, few({})).reason).toBe('NodeGroupsOutgrowSubnets');
    });
  });

  describe('with custom networking', () => {
    const custom = { AWS_VPC_K8S_CNI_CUSTOM_NETWORK_CFG: 'true' };
    const podSubnet = (freeIpv4: number): Sections['subnets'] => ({
      all: [...threeSubnets({ freeIpv4: 20 }), aSubnet({ id: 'pods-a', freeIpv4 })],
      fargateNodesByBlock: {},
    });
    const group = [aNodeGroup({ subnetIds: ['subnet-a'], updateStrategy: 'MINIMAL' })];
    const eniConfigs = [{ name: 'eu-west-1a', subnetId: 'pods-a' }, { name: 'eu-west-1b' }];

    test('counts the addresses of the pods in the subnets that ENIConfigs name', () => {
      const fitting = ipv4(custom, { nodeGroups: group, subnets: podSubnet(60), eniConfigs });
      expect(said(fitting)).toEqual([
        'info',
        'NodesTakeIpv4ForPods',
        'IPv4 addresses of a full node: general 21; in an IPv6 cluster it takes 1.',
      ]);
      expect(ipv4(custom, { nodeGroups: group, subnets: podSubnet(59), eniConfigs }).reason).toBe(
        'NodeGroupsOutgrowSubnets',
      );
    });

    test('is unknown when no ENIConfig names a subnet', () => {
      expect(said(ipv4(custom, { eniConfigs: [{ name: 'eu-west-1a' }] }))).toEqual([
        'unknown',
        'GroupSubnetsUnknown',
        'Node groups whose pods have no subnet that an ENIConfig names: general.',
      ]);
    });
  });

  test('is unknown when a subnet of a group is not in the VPC, or has no IPv4', () => {
    const message = 'Node groups with subnets outside the VPC or without IPv4: general.';
    const gone = judge(check, { nodeGroups: [aNodeGroup({ subnetIds: ['subnet-a', 'subnet-z'] })] });
    expect(said(gone)).toEqual(['unknown', 'GroupSubnetsUnknown', message]);
    const all = [anIpv6OnlySubnet(), ...threeSubnets().slice(1)];
    expect(said(judge(check, { subnets: { all, fargateNodesByBlock: {} } }))).toEqual([
      'unknown',
      'GroupSubnetsUnknown',
      message,
    ]);
  });

  test('is unknown in an IPv4 cluster when settings, or the VPC CNI, are not known', () => {
    const vpcCni = aVpcCni({
      main: aContainer({
        environment: { WARM_IP_TARGET: { unresolvable: 'Secret' }, MAX_ENI: { unresolvable: 'Secret' } },
      }),
    });
    expect(said(ipv4({}, { vpcCni }))).toEqual([
      'unknown',
      'AddressingUnknown',
      'Settings whose value is not known: WARM_IP_TARGET, MAX_ENI.',
    ]);
    expect(said(ipv4({}, { vpcCni: { otherDaemonSets: [] } }))).toEqual([
      'unknown',
      'AddressingUnknown',
      'No DaemonSet of the VPC CNI was found, while there are nodes that need one: node-1.',
    ]);
    expect(judge(check, { vpcCni: { otherDaemonSets: [] } }).reason).toBe('NodeGroupsFit');
  });

  test.each([
    ['there is none', []],
    ['there are those of Windows nodes alone', [aNodeGroup({ amiType: 'WINDOWS_CORE_2022_x86_64' })]],
  ])('has no node group to judge when %s', (_, nodeGroups) => {
    expect(said(judge(check, { nodeGroups }))).toEqual([
      'notApplicable',
      'NoNodeGroups',
      'There is no managed node group of Linux nodes.',
    ]);
  });

  test.each([
    'cluster',
    'subnets',
    'nodeGroups',
    'nodes',
    'instanceTypes',
    'launchTemplates',
    'vpcCni',
    'eniConfigs',
  ] as const)('is unknown when %s were not observed', (need) => {
    const result = judge(check, {}, { sections: { [need]: denied('the read') } });
    expect(said(result)).toEqual(['unknown', 'AccessDenied', 'Not allowed: the read.']);
  });
});
