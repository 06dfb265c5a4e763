import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  expectedFree,
  fargateHeadroom,
  headroomState,
  podsOfProfile,
  type FargateInput,
} from '../../../src/capacity/headroom.ts';
import { defaultFargateThresholds, defaultIpv4Thresholds } from '../../../src/snapshot/policy.ts';
import {
  aFargateProfile,
  anIpv6OnlySubnet,
  aSubnet,
  fargateNodes,
  pods,
  threeSubnets,
} from '../../support/builders.ts';

const subnets = { all: threeSubnets(), fargateNodesByBlock: {} };
const waiting = (count: number, fargateProfile = 'batch') => pods(count, { fargateProfile, placement: 'waiting' });
const input: FargateInput = { subnets, nodes: [], pods: [], fargateProfiles: [aFargateProfile()] };
const expectedOf = (changes: FargateInput): Record<string, number> =>
  Object.fromEntries([...expectedFree(changes)].map(([id, { expected }]) => [id, expected]));

describe('the state of a subnet', () => {
  test.each([
    [26, 'Ok'],
    [25, 'Low'],
    [6, 'Low'],
    [5, 'Critical'],
    [0, 'Critical'],
    [-1, 'Critical'],
  ])('with %i of 251 addresses free is %s by percentage', (free, state) => {
    expect(headroomState(free, 251, defaultIpv4Thresholds)).toBe(state);
  });

  test.each([
    [16, 'Ok'],
    [15, 'Low'],
    [4, 'Low'],
    [3, 'Critical'],
  ])('with %i of 59 addresses free is %s by count, where that is more', (free, state) => {
    expect(headroomState(free, 59, defaultFargateThresholds)).toBe(state);
  });

  test('nothing free is critical whatever the thresholds', () => {
    const none = { warningPercent: 0, warningCount: 0, criticalPercent: 0, criticalCount: 0 };
    expect(headroomState(0, 251, none)).toBe('Critical');
    expect(headroomState(1, 251, none)).toBe('Ok');
  });

  test('never gets better when fewer addresses are free, and 0 is always critical', () => {
    const rank = { Ok: 0, Low: 1, Critical: 2 };
    const percent = fc.nat(100);
    const thresholds = fc.record({
      warningPercent: percent,
      warningCount: fc.nat(100),
      criticalPercent: percent,
      criticalCount: fc.nat(100),
    });
    fc.assert(
      fc.property(fc.nat(70_000), fc.nat(1_000), fc.nat(70_000), thresholds, (free, fewer, usable, floors) => {
        const before = rank[headroomState(free, usable, floors)];
        expect(rank[headroomState(free - fewer, usable, floors)]).toBeGreaterThanOrEqual(before);
        expect(headroomState(0, usable, floors)).toBe('Critical');
      }),
    );
  });
});

describe('the free addresses the cluster expects', () => {
  test('are those of EC2 while nothing happens', () => {
    expect(expectedOf(input)).toEqual({ 'subnet-a': 200, 'subnet-b': 200, 'subnet-c': 200 });
  });

  test('are fewer by the pods that wait, spread over the subnets of their profile', () => {
    expect(expectedOf({ ...input, pods: [waiting(21)] })).toEqual({
      'subnet-a': 189,
      'subnet-b': 189,
      'subnet-c': 200,
    });
  });

  test('do not count pods that have a node, are of no profile, or of one that starts nothing', () => {
    const placed = pods(21, { fargateProfile: 'batch' });
    expect(expectedOf({ ...input, pods: [placed, pods(21, { placement: 'waiting' }), waiting(21, 'gone')] })).toEqual(
      expectedOf(input),
    );
    const fargateProfiles = [aFargateProfile({ status: 'DELETING' })];
    expect(expectedOf({ ...input, fargateProfiles, pods: [waiting(21)] })).toEqual(expectedOf(input));
  });

  test('spread waiting pods over the subnets that can take them', () => {
    const fargateProfiles = [aFargateProfile({ subnetIds: ['subnet-a', 'subnet-x'] })];
    expect(expectedOf({ ...input, fargateProfiles, pods: [waiting(21)] })['subnet-a']).toBe(179);
  });

  test('are fewer by the Fargate nodes that joined since, by subnet', () => {
    const nodes = [fargateNodes(30, '10.0.0.16/28'), fargateNodes(5, '10.0.1.16/28')];
    const seen = { ...subnets, fargateNodesByBlock: { '10.0.0.32/28': 20, '10.0.1.16/28': 9 } };
    expect(expectedOf({ ...input, subnets: seen, nodes })).toEqual({
      'subnet-a': 190,
      'subnet-b': 200,
      'subnet-c': 200,
    });
  });

  test('are never below 0, and there are none in an IPv6-only subnet', () => {
    const all = [aSubnet({ freeIpv4: 3 }), anIpv6OnlySubnet({ id: 'subnet-b' })];
    expect(expectedOf({ ...input, subnets: { all, fargateNodesByBlock: {} }, pods: [waiting(50)] })).toEqual({
      'subnet-a': 0,
    });
  });

  test('never rise with more waiting pods, and are never more than EC2 counts', () => {
    fc.assert(
      fc.property(fc.nat(500), fc.nat(500), (some, more) => {
        const few = expectedOf({ ...input, pods: [waiting(some)] })['subnet-a'] ?? 0;
        expect(few).toBeLessThanOrEqual(200);
        expect(expectedOf({ ...input, pods: [waiting(some + more)] })['subnet-a']).toBeLessThanOrEqual(few);
      }),
    );
  });

  test("leave EC2's count as it is", () => {
    const nodes = [fargateNodes(30, '10.0.0.16/28')];
    const headroom = expectedFree({ ...input, nodes, pods: [waiting(21)] }).get('subnet-a');
    expect(headroom).toMatchObject({ free: 200, expected: 159, usable: 251 });
  });
});

describe('the headroom of a Fargate profile', () => {
  const judged = (changes: Partial<FargateInput>) =>
    fargateHeadroom({ ...input, ...changes }, defaultFargateThresholds)[0];

  test('tells its subnets that are gone from those that have no IPv4', () => {
    const fargateProfiles = [aFargateProfile({ subnetIds: ['subnet-a', 'subnet-b', 'subnet-x'] })];
    const all = [aSubnet(), anIpv6OnlySubnet({ id: 'subnet-b' })];
    expect(judged({ fargateProfiles, subnets: { all, fargateNodesByBlock: {} } })).toMatchObject({
      absent: ['subnet-x'],
      withoutIpv4: ['subnet-b'],
      state: 'Ok',
    });
  });

  test('has no state without a subnet to judge', () => {
    const profile = judged({ fargateProfiles: [aFargateProfile({ subnetIds: ['subnet-x'] })] });
    expect(profile).toMatchObject({ state: undefined, expectedState: undefined });
  });

  test("has two states, one by EC2's count and one by what is expected, by subnet and together", () => {
    const nodes = [fargateNodes(190, '10.0.0.16/28')];
    expect(judged({ nodes, pods: [waiting(20)] })).toMatchObject({
      state: 'Ok',
      expectedState: 'Low',
      subnets: [
        { free: 200, state: 'Ok', expected: 0, expectedState: 'Critical' },
        { free: 200, state: 'Ok', expected: 190, expectedState: 'Ok' },
      ],
    });
    expect(judged({ pods: [waiting(400)] })).toMatchObject({ state: 'Ok', expectedState: 'Critical' });
  });

  test('counts its pods with and without a node', () => {
    const all = [waiting(3), pods(4, { fargateProfile: 'batch' }), pods(5), waiting(6, 'web')];
    expect(podsOfProfile(all, 'batch')).toEqual({ placed: 4, waiting: 3 });
  });
});
