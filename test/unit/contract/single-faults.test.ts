import { describe, expect, test } from 'vitest';
import type { Outcome } from '../../../src/checks/define-check.ts';
import { type CheckResult, outcomeOf } from '../../../src/checks/evaluate.ts';
import { checks } from '../../../src/checks/index.ts';
import { toFindings } from '../../../src/render/findings.ts';
import { buildReport } from '../../../src/report/report.ts';
import type { Goal } from '../../../src/snapshot/policy.ts';
import type { Snapshot } from '../../../src/snapshot/snapshot.ts';
import { aVpcCni, nodes, threeSubnets } from '../../support/builders.ts';
import { exceptions, singleFaults } from '../../support/single-faults/all-faults.ts';
import { takingPrefixes } from '../../support/single-faults/capacity.ts';
import { aHealthyWorld } from '../../support/single-faults/healthy-worlds.ts';

const goals = ['Operate', 'Migrate'] as const;

/** What a check that throws is to be told by. */
const report = (snapshot: Snapshot) =>
  buildReport(checks, snapshot, {
    onCheckError: (_, error) => {
      throw error;
    },
  });

/** What the status lists, from what weighs least. */
const listed: readonly (Outcome | undefined)[] = ['info', 'unknown', 'warning', 'blocker'];
const weightOf = (outcome: Outcome | undefined): number => listed.indexOf(outcome);
const isFinding = (outcome: Outcome | undefined): boolean => weightOf(outcome) >= 0;
const isFault = ({ outcome }: CheckResult): boolean => isFinding(outcome) && outcome !== 'info';

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

  test('is a finding, and told by its checks with reasons of their own', () => {
    const outcomes = Object.entries(found).map(([code, reason]) => {
      const declaration = checks.find((each) => each.code === code)?.reasons[reason];
      return declaration && outcomeOf(declaration, goal);
    });
    expect(outcomes.some(isFinding)).toBe(true);
    expect(outcomes).not.toContain(undefined);
    expect(because !== undefined).toBe(outcomes.length > 1);
  });
});

describe.each(checks)('$code', (check) => {
  const outcomeIn = (reason: string, goal: Goal): Outcome | undefined => {
    const declaration = check.reasons[reason];
    return declaration && check.goals.includes(goal) ? outcomeOf(declaration, goal) : undefined;
  };
  const findings = Object.keys(check.reasons).filter((reason) =>
    goals.some((goal) => isFinding(outcomeIn(reason, goal))),
  );
  const told = singleFaults.flatMap(({ goal, found }) => {
    const reason = found[check.code];
    return reason === undefined ? [] : [{ goal, reason }];
  });
  const excepted = Object.keys(exceptions[check.code] ?? {});

  test('gives every finding it has by a single change, where it weighs most, but for the exceptions', () => {
    const isWorst = (reason: string, goal: Goal): boolean =>
      goals.every((other) => weightOf(outcomeIn(reason, goal)) >= weightOf(outcomeIn(reason, other)));
    const worst = new Set(told.filter(({ goal, reason }) => isWorst(reason, goal)).map(({ reason }) => reason));
    const missing = findings.filter((reason) => !worst.has(reason));
    expect(missing.toSorted()).toEqual(excepted.toSorted());
    expect(told.length + excepted.length).toBeGreaterThan(0);
  });
});

test('exceptions are of checks that there are, and say why', () => {
  const codes = checks.map(({ code }) => code);
  expect(Object.keys(exceptions).filter((code) => !codes.includes(code))).toEqual([]);
  for (const why of Object.values(exceptions).flatMap((ofCheck) => Object.values(ofCheck))) {
    expect(why).toMatch(/^[a-z].+[^.]$/);
  }
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
    'Operate',
    { subnets: { all: subnetsWithoutIpv6, fargateNodesByBlock: {} } },
    'SubnetsDualStack',
    [['VPC-002', ['subnet-a', 'subnet-b', 'subnet-c']]],
  ],
  [
    'a hybrid node, which is of no instance type',
    'Operate',
    { nodes: [nodes(['node-1']), nodes(['node-2'], { compute: 'hybrid' })] },
    'NodesEligible',
    [['CLU-007', ['node-2']]],
  ],
  [
    'a VPC CNI under another service account, whose role nobody looks for',
    'Operate',
    { vpcCni: aVpcCni({ serviceAccount: 'cni' }) },
    'VpcCniPermitted',
    [['CNI-004', ['cni']]],
  ],
  [
    'a subnet with three free addresses, where nodes, their prefixes and the control plane are',
    'Migrate',
    takingPrefixes({ freeIpv4: 3 }),
    'IPv4HeadroomAvailable',
    [['CAP-001', ['subnet-c']]],
  ],
] as const)('%s: listed once', (_, goal, values, condition, listed) => {
  const findings = toFindings(report(aHealthyWorld(goal, values)));
  const found = findings.filter((finding) => finding.condition === condition && finding.severity !== 'info');
  expect(found.map(({ code, resources }) => [code, resources.map(({ name }) => name)])).toEqual(listed);
});

test('no fault is told twice in the same words', () => {
  const faults = singleFaults.map(({ fault }) => fault);
  expect(new Set(faults).size).toBe(faults.length);
});
