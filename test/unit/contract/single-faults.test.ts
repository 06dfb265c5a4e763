import { describe, expect, test } from 'vitest';
import type { CheckResult } from '../../../src/checks/evaluate.ts';
import { checks } from '../../../src/checks/index.ts';
import { toFindings } from '../../../src/render/findings.ts';
import { buildReport } from '../../../src/report/report.ts';
import type { Goal } from '../../../src/snapshot/policy.ts';
import type { Snapshot } from '../../../src/snapshot/snapshot.ts';
import { aVpcCni, nodes, threeSubnets } from '../../support/builders.ts';
import { singleFaults } from '../../support/single-faults/all-faults.ts';
import { aHealthyWorld } from '../../support/single-faults/healthy-worlds.ts';

const goals = ['Operate', 'Migrate'] as const;

/** What a check that throws is to be told by. */
const report = (snapshot: Snapshot) =>
  buildReport(checks, snapshot, {
    onCheckError: (_, error) => {
      throw error;
    },
  });

const isFault = ({ outcome }: CheckResult): boolean => ['blocker', 'warning', 'unknown'].includes(outcome);

const resultsOf = (snapshot: Snapshot): ReadonlyMap<string, CheckResult> =>
  new Map(report(snapshot).results.map((result) => [result.check.code, result]));

const healthy: Readonly<Record<Goal, ReadonlyMap<string, CheckResult>>> = {
  Operate: resultsOf(aHealthyWorld('Operate')),
  Migrate: resultsOf(aHealthyWorld('Migrate')),
};

test.each(goals)('nothing is found in a healthy world under goal %s', (goal) => {
  const { goal: resolved, results } = report(aHealthyWorld(goal));
  expect(resolved).toBe(goal);
  expect(results.filter(isFault).map(({ check, reason }) => [check.code, reason])).toEqual([]);
});

describe.each(singleFaults)('$fault', ({ goal, values, policy, found, because }) => {
  test(`is found by ${Object.keys(found).join(', ')} and nothing else`, () => {
    const results = resultsOf(aHealthyWorld(goal, values, policy));
    const changed = [...results].filter(([code, { outcome, reason }]) => {
      const before = healthy[goal].get(code);
      return reason !== before?.reason || outcome !== before.outcome;
    });
    expect(Object.fromEntries(changed.map(([code, { reason }]) => [code, reason]))).toEqual(found);
  });

  test('is told by its checks with reasons of their own', () => {
    for (const [code, reason] of Object.entries(found)) {
      const check = checks.find((each) => each.code === code);
      expect(check?.reasons).toHaveProperty(reason);
    }
    expect(because !== undefined).toBe(Object.keys(found).length > 1);
  });
});

/** The goal that was asked for does not fit a healthy cluster: which checks apply changes with it, not what is wrong. */
test.each([
  ['Operate', 'Migrate', [['CLU-001', 'AlreadyIpv6']]],
  [
    'Migrate',
    'Operate',
    [
      ['CLU-001', 'Ipv4Cluster'],
      ['CLU-003', 'Ipv4OnlyEndpoint'],
    ],
  ],
] as const)('a healthy cluster for goal %s that is asked about goal %s is told so alone', (goal, asked, found) => {
  const { results } = report(aHealthyWorld(goal, {}, { goal: asked }));
  expect(results.filter(isFault).map(({ check, reason }) => [check.code, reason])).toEqual(found);
});

const subnetsWithoutIpv6 = threeSubnets({ ipv6Cidrs: [], assignIpv6OnCreation: false });

/** Checks of one concern, in what the status lists. */
test.each([
  [
    'subnets without IPv6, which assign none either',
    { subnets: { all: subnetsWithoutIpv6, fargateNodesByBlock: {} } },
    'SubnetsDualStack',
    [['VPC-002', ['subnet-a', 'subnet-b', 'subnet-c']]],
  ],
  [
    'a hybrid node, which is of no instance type',
    { nodes: [nodes(['node-1']), nodes(['node-2'], { compute: 'hybrid' })] },
    'NodesEligible',
    [['CLU-007', ['node-2']]],
  ],
  [
    'a VPC CNI under another service account, whose role nobody looks for',
    { vpcCni: aVpcCni({ serviceAccount: 'cni' }) },
    'VpcCniPermitted',
    [['CNI-004', ['cni']]],
  ],
] as const)('%s: listed once', (_, values, condition, listed) => {
  const findings = toFindings(report(aHealthyWorld('Operate', values)));
  const found = findings.filter((finding) => finding.condition === condition);
  expect(found.map(({ code, resources }) => [code, resources.map(({ name }) => name)])).toEqual(listed);
});

test('no fault is told twice in the same words', () => {
  const faults = singleFaults.map(({ fault }) => fault);
  expect(new Set(faults).size).toBe(faults.length);
});
