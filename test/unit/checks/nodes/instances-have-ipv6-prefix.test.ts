import { describe, expect, test } from 'vitest';
import { instancesHaveIpv6Prefix as check } from '../../../../src/checks/nodes/instances-have-ipv6-prefix.ts';
import type { ContainerFacts } from '../../../../src/snapshot/kubernetes-sections.ts';
import {
  aCluster,
  aContainer,
  aVpcCni,
  fargateNodes,
  nodes,
  settings,
  threeSubnets,
} from '../../../support/builders.ts';
import { denied, judge, partly, said } from '../../../support/judge.ts';
import { instances } from '../../../support/node-builders.ts';

const cni = (environment: ContainerFacts['environment']) => aVpcCni({ main: aContainer({ environment }) });
/** Tags of `subnet-a`, in which the instances are. */
const tagged = (tags: Readonly<Record<string, string>>) => ({
  all: threeSubnets().map((subnet) => (subnet.id === 'subnet-a' ? { ...subnet, tags } : subnet)),
  fargateNodesByBlock: {},
});
const elsewhere = [instances(['i-0b'], { ipv6Prefix: 'other' }), instances(['i-0a'])];
const closed = tagged({ 'kubernetes.io/role/cni': '0' });

describe('NOD-005', () => {
  test('passes where every instance holds a prefix', () => {
    expect(said(judge(check))).toEqual(['pass', 'AllInstancesHavePrefix', 'Every instance holds an IPv6 prefix.']);
  });

  test('does not apply to an IPv4 cluster', () => {
    const cluster = aCluster({ ipFamily: 'ipv4' });
    expect(said(judge(check, { cluster, instances: [instances(['i-0a'], { ipv6Prefix: 'none' })] }))).toEqual([
      'notApplicable',
      'Ipv4Cluster',
      'The cluster uses IPv4.',
    ]);
  });

  test('blocks where an instance that has had its time has none, and names these alone', () => {
    const result = judge(check, {
      instances: [
        instances(['i-0c', 'i-0b'], { ipv6Prefix: 'none' }),
        instances(['i-0d'], { ipv6Prefix: 'none', subnetId: 'subnet-b' }),
        instances(['i-0e'], { ipv6Prefix: 'other' }),
        instances(['i-0f'], { ipv6Prefix: 'none', settled: false }),
        instances(['i-0g'], { ipv6Prefix: 'none', autoMode: true }),
        instances(['i-0a']),
      ],
    });
    expect(said(result)).toEqual([
      'blocker',
      'InstancesWithoutPrefix',
      'Instances without an IPv6 prefix: i-0b, i-0c, i-0d.',
    ]);
    expect(result.resources.map(({ kind, name }) => `${kind} ${name}`)).toEqual([
      'Instance i-0b',
      'Instance i-0c',
      'Instance i-0d',
    ]);
  });

  test('a tag does not stand in for a prefix', () => {
    const without = [instances(['i-0a'], { ipv6Prefix: 'none' })];
    expect(judge(check, { instances: without, subnets: closed }).reason).toBe('InstancesWithoutPrefix');
  });

  test('blocks where the prefix is on another interface', () => {
    const result = judge(check, { instances: elsewhere });
    expect(said(result)).toEqual([
      'blocker',
      'PrefixOnOtherInterface',
      'Instances whose IPv6 prefix is not on their primary interface: i-0b.',
    ]);
    expect(result.resources).toEqual([{ kind: 'Instance', name: 'i-0b' }]);
  });

  test('on another interface is where the subnet says it is to be', () => {
    expect(judge(check, { instances: elsewhere, subnets: closed }).reason).toBe('AllInstancesHavePrefix');
    const reserved = tagged({ 'kubernetes.io/role/cni': '1', 'cni.networking.k8s.aws/cluster/test': '' });
    const named = cni(settings({ CLUSTER_NAME: 'prod' }));
    expect(judge(check, { instances: elsewhere, subnets: reserved, vpcCni: named }).reason).toBe(
      'AllInstancesHavePrefix',
    );
  });

  test('a tag that lets pods in, one of another subnet, and one that nobody heeds say nothing', () => {
    const open = tagged({ 'kubernetes.io/role/cni': '1' });
    expect(judge(check, { instances: elsewhere, subnets: open }).reason).toBe('PrefixOnOtherInterface');
    const away = [instances(['i-0b'], { ipv6Prefix: 'other', subnetId: 'subnet-b' })];
    expect(judge(check, { instances: away, subnets: closed }).reason).toBe('PrefixOnOtherInterface');
    const undiscovered = cni(settings({ ENABLE_SUBNET_DISCOVERY: 'false' }));
    expect(judge(check, { instances: elsewhere, subnets: closed, vpcCni: undiscovered }).reason).toBe(
      'PrefixOnOtherInterface',
    );
  });

  test('whether a tag is heeded is not known where the setting is not', () => {
    const unknown = cni({ ENABLE_SUBNET_DISCOVERY: { unresolvable: 'secretKeyRef' } });
    const result = judge(check, { instances: elsewhere, subnets: closed, vpcCni: unknown });
    expect(said(result)).toEqual([
      'unknown',
      'SubnetDiscoveryUnknown',
      'Whether the subnets of these keep pods off their primary interface is not known: i-0b.',
    ]);
    expect(result.resources).toEqual([{ kind: 'Instance', name: 'i-0b' }]);
    expect(judge(check, { subnets: closed, vpcCni: unknown }).reason).toBe('AllInstancesHavePrefix');
  });

  test('without the VPC CNI it is not known who gives pods their addresses', () => {
    const without = [instances(['i-0a'], { ipv6Prefix: 'none' })];
    const none = { otherDaemonSets: [] };
    expect(said(judge(check, { instances: without, vpcCni: none, nodes: [nodes(['node-1'])] }))).toEqual([
      'unknown',
      'VpcCniNotFound',
      'No DaemonSet of the VPC CNI was found, while there are nodes that need one: node-1.',
    ]);
    const several = { ...aVpcCni(), otherDaemonSets: ['aws-node-arm'] };
    expect(said(judge(check, { vpcCni: several }))).toEqual([
      'unknown',
      'SeveralVpcCnis',
      'DaemonSets that run the VPC CNI: aws-node, aws-node-arm.',
    ]);
    // An instance that is no node of this cluster any more, or not yet.
    expect(said(judge(check, { vpcCni: none, nodes: [fargateNodes(1)] }))).toEqual([
      'notApplicable',
      'VpcCniNotUsed',
      'AWS runs every node, so no DaemonSet of the VPC CNI is needed.',
    ]);
  });

  test('no instance, or none that has had its time, is not known beside nodes of EC2', () => {
    for (const found of [[], [instances(['i-0a'], { settled: false })]]) {
      expect(said(judge(check, { instances: found, nodes: [nodes(['node-1'])] }))).toEqual([
        'unknown',
        'InstancesNotFound',
        'No instance with the tag of the cluster was found, while there are nodes: node-1.',
      ]);
    }
    expect(said(judge(check, { instances: [], nodes: [fargateNodes(2)] }))).toEqual([
      'notApplicable',
      'NoEc2Nodes',
      'AWS runs every node.',
    ]);
  });

  test('a missing prefix that was seen stands when other instances are missing, and a pass does not', () => {
    const gap = 'one reservation was garbled';
    const found = partly<'instances'>([instances(['i-0a'], { ipv6Prefix: 'none' })], gap);
    expect(judge(check, {}, { sections: { instances: found } }).outcome).toBe('blocker');
    expect(judge(check, {}, { sections: { instances: partly<'instances'>([instances(['i-0a'])], gap) } }).reason).toBe(
      'PartlyObserved',
    );
  });

  test.each(['cluster', 'instances', 'nodes', 'subnets', 'vpcCni'] as const)('is unknown without %s', (need) => {
    expect(judge(check, {}, { sections: { [need]: denied('the read') } }).outcome).toBe('unknown');
  });
});
