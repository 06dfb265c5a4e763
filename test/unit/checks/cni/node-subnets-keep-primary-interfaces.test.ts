import { describe, expect, test } from 'vitest';
import { nodeSubnetsKeepPrimaryInterfaces as check } from '../../../../src/checks/cni/node-subnets-keep-primary-interfaces.ts';
import { imageFacts } from '../../../../src/snapshot/facts/container-facts.ts';
import type { ContainerFacts } from '../../../../src/snapshot/kubernetes-sections.ts';
import {
  aContainer,
  aNodeGroup,
  aVpcCni,
  fargateNodes,
  nodes,
  settings,
  threeSubnets,
} from '../../../support/builders.ts';
import { denied, judge, said } from '../../../support/judge.ts';

const main = (
  tag: string,
  environment: Readonly<Record<string, string>> = { CLUSTER_NAME: 'prod' },
  more: Partial<ContainerFacts> = {},
) =>
  aVpcCni({
    main: aContainer({ image: imageFacts(`amazon-k8s-cni:${tag}`), environment: settings(environment), ...more }),
  });
const current = main('v1.22.1-eksbuild.1');
const tagged = (...tags: readonly Readonly<Record<string, string>>[]) => ({
  all: threeSubnets().map((subnet, index) => ({ ...subnet, tags: tags[index] ?? {} })),
  fargateNodesByBlock: {},
});
const closed = { 'kubernetes.io/role/cni': '0' };
const open = { 'kubernetes.io/role/cni': '1' };
const reservedFor = (...names: readonly string[]) => ({
  ...open,
  ...Object.fromEntries(names.map((name) => [`cni.networking.k8s.aws/cluster/${name}`, ''])),
});
const good = ['pass', 'PrimaryInterfacesServePods', 'No node subnet keeps pods off its primary network interfaces.'];

describe('CNI-008', () => {
  test('passes without tags, and with those that let pods in', () => {
    expect(said(judge(check, { vpcCni: current }))).toEqual(good);
    const subnets = tagged(open, reservedFor('prod'), reservedFor('test', 'prod'));
    expect(said(judge(check, { vpcCni: current, subnets }))).toEqual(good);
  });

  test.each(['Migrate', 'Operate'] as const)('warns of node subnets that keep pods out, under goal %s', (goal) => {
    const result = judge(check, { vpcCni: current, subnets: tagged(closed, open, reservedFor('test')) }, { goal });
    expect(said(result)).toEqual([
      'warning',
      'PrimaryInterfacesExcluded',
      '2 node subnets tagged to keep pods out: subnet-a, subnet-c.',
    ]);
    expect(result.resources).toEqual([
      { kind: 'Subnet', name: 'subnet-a' },
      { kind: 'Subnet', name: 'subnet-c' },
    ]);
  });

  test('a tag of another cluster says nothing where the VPC CNI has no cluster name', () => {
    for (const environment of [{}, { CLUSTER_NAME: '' }]) {
      const vpcCni = main('v1.22.1', environment);
      expect(judge(check, { vpcCni, subnets: tagged(reservedFor('test')) }).reason).toBe('PrimaryInterfacesServePods');
    }
  });

  test('a subnet without nodes may keep pods out', () => {
    const nodeGroups = [aNodeGroup({ subnetIds: ['subnet-a'] })];
    expect(judge(check, { vpcCni: current, nodeGroups, subnets: tagged({}, closed) }).reason).toBe(
      'PrimaryInterfacesServePods',
    );
  });

  test('an older VPC CNI does not heed the tag yet; that of a new cluster will', () => {
    const values = { vpcCni: main('v1.21.1'), subnets: tagged(closed) };
    expect(said(judge(check, values))).toEqual([
      'info',
      'ExcludedByNewerVersions',
      '1 node subnet tagged to keep pods out: subnet-a; VPC CNI 1.21.1 does not heed it yet.',
    ]);
    expect(judge(check, values, { goal: 'Migrate' }).outcome).toBe('warning');
  });

  test('no tag counts where subnet discovery is off on every node', () => {
    const vpcCni = main('v1.22.1', { ENABLE_SUBNET_DISCOVERY: 'false' });
    expect(said(judge(check, { vpcCni, subnets: tagged(closed) }))).toEqual(good);
    const { daemonSet } = vpcCni;
    const rolling = { ...vpcCni, ...(daemonSet ? { daemonSet: { ...daemonSet, outdated: 2 } } : {}) };
    expect(judge(check, { vpcCni: rolling, subnets: tagged(closed) }).reason).toBe('RolloutIncomplete');
    expect(judge(check, { vpcCni: rolling }).reason).toBe('PrimaryInterfacesServePods');
  });

  test('does not guess settings that are kept elsewhere', () => {
    const elsewhere = (environment: Readonly<Record<string, string>>) =>
      main('v1.22.1', environment, { environmentFrom: ['ConfigMap mine'] });
    const discovery = { vpcCni: elsewhere({ CLUSTER_NAME: 'prod' }), subnets: tagged(closed) };
    expect(said(judge(check, discovery))).toEqual([
      'unknown',
      'SubnetDiscoveryUnknown',
      '1 node subnet tagged to keep pods out: subnet-a; a setting of aws-node is not known.',
    ]);
    const named = elsewhere({ ENABLE_SUBNET_DISCOVERY: 'true' });
    expect(judge(check, { vpcCni: named, subnets: tagged(reservedFor('test')) }).reason).toBe('SubnetDiscoveryUnknown');
    expect(judge(check, { vpcCni: named, subnets: tagged(closed) }).reason).toBe('PrimaryInterfacesExcluded');
    expect(judge(check, { vpcCni: named, subnets: tagged(closed, reservedFor('test')) }).message).toBe(
      '1 node subnet tagged to keep pods out: subnet-a.',
    );
    const off = elsewhere({ ENABLE_SUBNET_DISCOVERY: 'false' });
    expect(judge(check, { vpcCni: off, subnets: tagged(reservedFor('test')) }).reason).toBe(
      'PrimaryInterfacesServePods',
    );
    expect(judge(check, { vpcCni: named }).reason).toBe('PrimaryInterfacesServePods');
  });

  test('does not guess the version of an image that tells none', () => {
    expect(said(judge(check, { vpcCni: main('latest'), subnets: tagged(closed) }))).toEqual([
      'unknown',
      'VpcCniVersionUnknown',
      '1 node subnet tagged to keep pods out: subnet-a; no version in image amazon-k8s-cni:latest.',
    ]);
  });

  test('says why node subnets cannot be judged', () => {
    expect(judge(check, { nodeGroups: [aNodeGroup({ subnetIds: ['subnet-z'] })] }).reason).toBe('SubnetsNotFound');
    const policy = { extraSubnets: { ids: [], tags: { none: 'such' } } };
    expect(judge(check, {}, { policy }).reason).toBe('NoSubnetsMatched');
    const stray = [nodes(['n-1'], { ipv6Block: '2a05:d018:fff:1::/64' })];
    expect(judge(check, { nodes: stray }).reason).toBe('NodeSubnetsUnknown');
    const mixed = [fargateNodes(1)];
    expect(
      judge(check, { nodes: mixed, nodeGroups: [], nodeClasses: [], vpcCni: { otherDaemonSets: [] } }).reason,
    ).toBe('VpcCniNotUsed');
    expect(judge(check, { nodes: [fargateNodes(1)], nodeGroups: [], nodeClasses: [] }).reason).toBe('NoNodeSubnets');
  });

  test('says what there is instead of one VPC CNI to judge', () => {
    const none = { otherDaemonSets: [] };
    expect(judge(check, { vpcCni: none, nodes: [nodes(['n'])] }).reason).toBe('VpcCniNotFound');
    expect(judge(check, { vpcCni: { ...aVpcCni(), otherDaemonSets: ['two'] } }).reason).toBe('SeveralVpcCnis');
  });

  test.each(['vpcCni', 'nodes', 'subnets', 'nodeGroups', 'nodeClasses'] as const)(
    'is unknown without %s',
    (section) => {
      const result = judge(check, {}, { sections: { [section]: denied('the read') } });
      expect(said(result)).toEqual(['unknown', 'AccessDenied', 'Not allowed: the read.']);
    },
  );
});
