import { describe, expect, test } from 'vitest';
import { fargateSubnetsHaveFreeIpv4 } from '../../../../src/checks/capacity/fargate-subnets-have-free-ipv4.ts';
import type { Sections } from '../../../../src/snapshot/snapshot.ts';
import {
  aFargateProfile,
  anIpv6OnlySubnet,
  fargateNodes,
  nodes,
  pods,
  threeSubnets,
} from '../../../support/builders.ts';
import { denied, judge, partly, said } from '../../../support/judge.ts';

/** Free addresses of subnet-a and subnet-b, the subnets of profile `batch`; each is a /24 with 251 usable addresses. */
function free(a: number, b: number, fargateNodesByBlock: Readonly<Record<string, number>> = {}): Partial<Sections> {
  const [first, second, third] = threeSubnets();
  if (!first || !second || !third) throw new Error('three subnets are expected');
  return { subnets: { all: [{ ...first, freeIpv4: a }, { ...second, freeIpv4: b }, third], fargateNodesByBlock } };
}

const waiting = (count: number) => pods(count, { fargateProfile: 'batch', placement: 'waiting' });
const judgeFargate = (values: Partial<Sections>, more: Parameters<typeof judge>[2] = {}) =>
  judge(fargateSubnetsHaveFreeIpv4, values, more);

describe('CAP-004', () => {
  test('passes while every subnet of every profile is above the warning floor', () => {
    expect(said(judgeFargate({}))).toEqual([
      'pass',
      'EnoughFreeAddresses',
      'Every subnet of 1 Fargate profile has enough free IPv4 addresses.',
    ]);
  });

  test('does not apply to a cluster without Fargate', () => {
    expect(said(judgeFargate({ fargateProfiles: [] }))).toEqual([
      'notApplicable',
      'FargateNotUsed',
      'The cluster has no Fargate profile.',
    ]);
  });

  test('Fargate nodes without any profile contradict each other', () => {
    expect(said(judgeFargate({ fargateProfiles: [], nodes: [fargateNodes(2)] }))).toEqual([
      'unknown',
      'FargateWithoutProfile',
      'Fargate nodes run, but the cluster has no Fargate profile.',
    ]);
  });

  test('blocks when every subnet of a profile is below the critical floor', () => {
    const result = judgeFargate(free(5, 0));
    expect(said(result)).toEqual([
      'blocker',
      'ProfileExhausted',
      'Every subnet below the critical floor: subnet-a (5 free), subnet-b (0 free) of Fargate profile batch.',
    ]);
    expect(result.exact).toBe(
      'Every subnet below the critical floor: subnet-a (5 of 251 free), subnet-b (0 of 251 free) of Fargate profile batch.',
    );
    expect(result.resources).toEqual([
      { kind: 'FargateProfile', name: 'batch' },
      { kind: 'Subnet', name: 'subnet-a' },
      { kind: 'Subnet', name: 'subnet-b' },
    ]);
  });

  test('warns when one subnet is below the critical floor and another is not', () => {
    expect(said(judgeFargate(free(3, 200)))).toEqual([
      'warning',
      'SubnetsCritical',
      'Below the critical floor: subnet-a (3 free) of Fargate profile batch.',
    ]);
  });

  test('warns below the larger of ten percent and sixteen addresses', () => {
    expect(said(judgeFargate(free(25, 200)))).toEqual([
      'warning',
      'SubnetsLow',
      'Below the warning floor: subnet-a (at least 24 free) of Fargate profile batch.',
    ]);
    expect(judgeFargate(free(26, 200)).reason).toBe('EnoughFreeAddresses');
  });

  test('the thresholds of the resource count', () => {
    const fargate = { warningPercent: 0, warningCount: 201, criticalPercent: 0, criticalCount: 1 };
    expect(judgeFargate({}, { policy: { fargate } }).reason).toBe('SubnetsLow');
  });

  test('warns of waiting pods before EC2 counts their addresses, with both bounds for events', () => {
    const result = judgeFargate({ pods: [waiting(351)] });
    expect(said(result)).toEqual([
      'warning',
      'WaitingPodsTakeHeadroom',
      'Below the warning floor once waiting and new pods have their addresses: subnet-a (at least 24 left), subnet-b (at least 24 left) of Fargate profile batch.',
    ]);
    expect(result.exact).toBe(
      'Below the warning floor once waiting and new pods have their addresses: subnet-a (24 to 200 of 251 free), subnet-b (24 to 200 of 251 free) of Fargate profile batch with 351 waiting pods.',
    );
    expect(result.resources).toEqual([
      { kind: 'FargateProfile', name: 'batch' },
      { kind: 'Subnet', name: 'subnet-a' },
      { kind: 'Subnet', name: 'subnet-b' },
    ]);
  });

  test('waiting pods, however many, never call a subnet exhausted or critical: EC2 may have counted them already', () => {
    const { outcome, reason, message } = judgeFargate({ ...free(26, 26), pods: [waiting(5_000)] });
    expect([outcome, reason]).toEqual(['warning', 'WaitingPodsTakeHeadroom']);
    expect(message).toContain('subnet-a (0 left), subnet-b (0 left)');
  });

  test('counts the Fargate nodes that joined after EC2 counted, and no others; names the subnets they are in', () => {
    const joined = [fargateNodes(180, '10.0.0.16/28'), nodes(['ec2'], { ipv4Block: '10.0.1.16/28' })];
    expect(judgeFargate({ ...free(200, 200, { '10.0.0.32/28': 180 }), nodes: joined }).reason).toBe(
      'EnoughFreeAddresses',
    );
    const result = judgeFargate({ ...free(200, 200, { '10.0.0.32/28': 4 }), nodes: joined });
    expect(said(result)).toEqual([
      'warning',
      'WaitingPodsTakeHeadroom',
      'Below the warning floor once waiting and new pods have their addresses: subnet-a (at least 24 left) of Fargate profile batch.',
    ]);
    expect(result.exact).toContain(': subnet-a (24 to 200 of 251 free) of Fargate profile batch with 0 waiting pods.');
    expect(result.resources).toEqual([
      { kind: 'FargateProfile', name: 'batch' },
      { kind: 'Subnet', name: 'subnet-a' },
    ]);
  });

  test("what EC2 counts goes before what is expected, and its numbers are EC2's", () => {
    const pods = [waiting(351)];
    const counted = (a: number, b: number) => judgeFargate({ ...free(a, b), pods });
    expect(counted(0, 0)).toMatchObject({ outcome: 'blocker', reason: 'ProfileExhausted' });
    expect(counted(0, 200)).toMatchObject({
      reason: 'SubnetsCritical',
      message: 'Below the critical floor: subnet-a (0 free) of Fargate profile batch.',
    });
    expect(counted(25, 200)).toMatchObject({
      reason: 'SubnetsLow',
      message: 'Below the warning floor: subnet-a (at least 24 free) of Fargate profile batch.',
      exact: 'Below the warning floor: subnet-a (25 of 251 free) of Fargate profile batch.',
    });
    const failed = aFargateProfile({ name: 'old', status: 'CREATE_FAILED' });
    expect(judgeFargate({ pods, fargateProfiles: [aFargateProfile(), failed] }).reason).toBe('WaitingPodsTakeHeadroom');
  });

  test('with pods missing, waiting ones that are seen are told and the gap makes it unknown', () => {
    const sections = { pods: partly<'pods'>([waiting(351)], 'one pod was garbled') };
    expect(judgeFargate({}, { sections })).toMatchObject({
      outcome: 'unknown',
      reason: 'PartlyObserved',
      message: expect.stringMatching(/^Below the warning floor once .* Partly observed: one pod was garbled\.$/),
    });
  });

  test('a subnet of a profile that is gone blocks and is named', () => {
    const fargateProfiles = [aFargateProfile({ subnetIds: ['subnet-a', 'subnet-x'] })];
    const result = judgeFargate({ fargateProfiles });
    expect(said(result)).toEqual(['blocker', 'SubnetsNotFound', 'Not in the VPC: subnet-x of Fargate profile batch.']);
    expect(result.resources).toEqual([
      { kind: 'FargateProfile', name: 'batch' },
      { kind: 'Subnet', name: 'subnet-x' },
    ]);
  });

  test('a profile with a subnet that was not seen is not called exhausted by the others', () => {
    const fargateProfiles = [aFargateProfile({ subnetIds: ['subnet-a', 'subnet-x'] })];
    expect(judgeFargate({ ...free(0, 200), fargateProfiles }).reason).toBe('SubnetsNotFound');
    const value = free(0, 200).subnets;
    if (!value) throw new Error('subnets are expected');
    const sections = { subnets: partly<'subnets'>(value, 'one subnet was garbled') };
    expect(judgeFargate({ fargateProfiles }, { sections }).reason).toBe('PartlyObserved');
  });

  test('an IPv6-only subnet of a profile has no IPv4 to give, whatever its count says', () => {
    const subnets = { all: [anIpv6OnlySubnet(), ...threeSubnets().slice(1)], fargateNodesByBlock: {} };
    expect(said(judgeFargate({ subnets }))).toEqual([
      'blocker',
      'SubnetsWithoutIpv4',
      'Without an IPv4 CIDR block: subnet-a of Fargate profile batch.',
    ]);
  });

  test('a profile that is not active is shown and is no capacity', () => {
    const failed = aFargateProfile({ name: 'old', status: 'CREATE_FAILED', subnetIds: ['subnet-x'] });
    expect(said(judgeFargate({ fargateProfiles: [aFargateProfile(), failed] }))).toEqual([
      'warning',
      'ProfilesNotActive',
      'Not active: Fargate profile old (CREATE_FAILED).',
    ]);
    expect(said(judgeFargate({ fargateProfiles: [failed] }))).toEqual([
      'unknown',
      'NoActiveProfile',
      'Not active: Fargate profile old (CREATE_FAILED).',
    ]);
  });

  test('with a profile missing, an exhausted one still blocks and a good one does not pass', () => {
    const sections = {
      fargateProfiles: partly<'fargateProfiles'>([aFargateProfile()], 'profile web could not be described'),
    };
    expect(judgeFargate(free(0, 0), { sections }).outcome).toBe('blocker');
    expect(said(judgeFargate({}, { sections }))).toEqual([
      'unknown',
      'PartlyObserved',
      'Partly observed: profile web could not be described.',
    ]);
  });

  test('with subnets missing, a subnet that is not seen proves nothing', () => {
    const sections = { subnets: partly<'subnets'>({ all: [], fargateNodesByBlock: {} }, 'two subnets were garbled') };
    expect(judgeFargate({}, { sections }).reason).toBe('PartlyObserved');
  });

  test.each(['subnets', 'fargateProfiles', 'nodes', 'pods'] as const)('is unknown without %s', (section) => {
    const result = judgeFargate({}, { sections: { [section]: denied('the read') } });
    expect(said(result)).toEqual(['unknown', 'AccessDenied', 'Not allowed: the read.']);
  });
});
