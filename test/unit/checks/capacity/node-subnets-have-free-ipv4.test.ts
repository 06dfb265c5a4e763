import { describe, expect, test } from 'vitest';
import { nodeSubnetsHaveFreeIpv4 as check } from '../../../../src/checks/capacity/node-subnets-have-free-ipv4.ts';
import type { Sections } from '../../../../src/snapshot/snapshot.ts';
import { aNodeGroup, anIpv6OnlySubnet, fargateNodes, ipv4Nodes, threeSubnets } from '../../../support/builders.ts';
import { denied, judge, partly, said } from '../../../support/judge.ts';

/** The three node subnets, each a /24, with so many free addresses. */
function free(...counts: readonly number[]): Partial<Sections> {
  const all = threeSubnets().map((subnet, index) => ({ ...subnet, freeIpv4: counts[index] ?? 200 }));
  return { subnets: { all, fargateNodesByBlock: {} } };
}

describe('CAP-001', () => {
  test('passes while every node subnet is above the warning floor', () => {
    expect(said(judge(check, free(26)))).toEqual([
      'pass',
      'EnoughFreeAddresses',
      'All 3 node subnets have enough free IPv4 addresses.',
    ]);
  });

  test('warns below ten percent', () => {
    const result = judge(check, free(25));
    expect(said(result)).toEqual(['warning', 'SubnetsLow', 'Below the warning floor: subnet-a (at least 24 free).']);
    expect(result.exact).toBe('Below the warning floor: subnet-a (25 of 251 free, 3 needed to scale).');
    expect(result.resources).toEqual([{ kind: 'Subnet', name: 'subnet-a' }]);
  });

  test('warns below what scaling and an update may take, however much ten percent is', () => {
    const nodeGroups = [aNodeGroup({ desiredSize: 3, maxSize: 300 })];
    const result = judge(check, { ...free(100), nodeGroups });
    expect(result.reason).toBe('SubnetsLow');
    // (300 − 3 + 2 × 3 zones) / 3 subnets
    expect(result.exact).toBe('Below the warning floor: subnet-a (100 of 251 free, 101 needed to scale).');
    expect(judge(check, { ...free(101), nodeGroups }).reason).toBe('EnoughFreeAddresses');
  });

  test('warns of a critical subnet whose zone has another node subnet', () => {
    const [first, second, third] = threeSubnets();
    if (!first || !second || !third) throw new Error('three subnets are expected');
    const all = [{ ...first, freeIpv4: 2 }, { ...second, availabilityZone: first.availabilityZone }, third];
    expect(said(judge(check, { subnets: { all, fargateNodesByBlock: {} } }))).toEqual([
      'warning',
      'SubnetsCritical',
      'Below the critical floor: subnet-a (2 free).',
    ]);
  });

  test('blocks when a zone has no node subnet above the critical floor', () => {
    const result = judge(check, free(5));
    expect(said(result)).toEqual([
      'blocker',
      'ZoneExhausted',
      'No node subnet above the critical floor in eu-west-1a: subnet-a (5 free).',
    ]);
    expect(result.resources).toEqual([{ kind: 'Subnet', name: 'subnet-a' }]);
  });

  test('the thresholds of the resource count', () => {
    const ipv4 = { warningPercent: 0, warningCount: 201, criticalPercent: 0, criticalCount: 0 };
    expect(judge(check, {}, { policy: { ipv4 } }).reason).toBe('SubnetsLow');
  });

  test('an IPv6-only subnet reports 0 and is not exhausted by that', () => {
    const subnets = { all: [anIpv6OnlySubnet(), ...threeSubnets().slice(1)], fargateNodesByBlock: {} };
    expect(said(judge(check, { subnets }))).toEqual([
      'unknown',
      'SubnetsWithoutIpv4',
      'Without an IPv4 CIDR block: subnet-a.',
    ]);
  });

  test('does not apply where every node is a Fargate node', () => {
    expect(said(judge(check, { nodeGroups: [], nodes: [fargateNodes(3)] }))).toEqual([
      'notApplicable',
      'NoNodeSubnets',
      'All nodes are Fargate nodes and there is no node group.',
    ]);
  });

  test('nothing found to look at is not green', () => {
    expect(said(judge(check, { nodeGroups: [], nodes: [] }))).toEqual([
      'unknown',
      'NoSubnetsMatched',
      'No subnet of a node or node group was found.',
    ]);
  });

  test('subnets that are gone and nodes without a known subnet are not green', () => {
    const nodeGroups = [aNodeGroup({ subnetIds: ['subnet-a', 'subnet-x'] })];
    expect(said(judge(check, { nodeGroups }))).toEqual(['unknown', 'SubnetsNotFound', 'Not in the VPC: subnet-x.']);
    const stray = [ipv4Nodes(['node-9'], { ipv4Block: '192.168.0.0/28' })];
    expect(said(judge(check, { nodes: stray }))).toEqual([
      'unknown',
      'NodeSubnetsUnknown',
      'In none of the subnets of the VPC: node-9.',
    ]);
  });

  test('with a subnet missing from the answer an exhausted zone is not proven', () => {
    const value = free(5).subnets;
    if (!value) throw new Error('subnets are expected');
    const sections = { subnets: partly<'subnets'>(value, 'one subnet was garbled') };
    expect(said(judge(check, {}, { sections }))).toEqual([
      'unknown',
      'PartlyObserved',
      'Partly observed: one subnet was garbled.',
    ]);
  });

  test.each(['subnets', 'nodeGroups', 'nodes'] as const)('is unknown without %s', (section) => {
    const result = judge(check, {}, { sections: { [section]: denied('the read') } });
    expect(said(result)).toEqual(['unknown', 'AccessDenied', 'Not allowed: the read.']);
  });
});
