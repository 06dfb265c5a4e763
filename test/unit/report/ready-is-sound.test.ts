import { type Arbitrary, array, assert, constant, constantFrom, oneof, property, record, subarray } from 'fast-check';
import { expect, test } from 'vitest';
import { conditionTypes } from '../../../src/checks/conditions.ts';
import type { Check, Outcome } from '../../../src/checks/define-check.ts';
import { checks } from '../../../src/checks/index.ts';
import { buildReport, resolveGoal } from '../../../src/report/report.ts';
import { isObserved, notObserved, type Section } from '../../../src/snapshot/section.ts';
import { sectionNames } from '../../../src/snapshot/section-table.ts';
import type { SectionName, Snapshot } from '../../../src/snapshot/snapshot.ts';
import { aCheck } from '../../support/a-check.ts';
import { aSnapshot, asOf } from '../../support/builders.ts';

type State = 'fresh' | 'stale' | 'staleAndFailing' | 'gaps' | 'notYet' | 'denied';

const failing = { reason: 'Throttled', message: 'AWS asks to slow down.' } as const;

const states: Readonly<Record<State, (section: Section<unknown>) => Section<unknown>>> = {
  fresh: (section) => section,
  stale: (section) => ({ ...section, freshUntil: asOf - 1 }),
  staleAndFailing: (section) => ({ ...section, freshUntil: asOf - 1, failing }),
  gaps: (section) => ({ ...section, gaps: ['something is missing'] }),
  notYet: () => notObserved('NotYetObserved', 'Not read yet.'),
  denied: () => notObserved('AccessDenied', 'Not allowed.', 'some:Action'),
};

/** Mostly fresh, or Ready would hardly ever be True: of all sections one has a fault, on average. */
const anyState = oneof(
  { weight: sectionNames.length, arbitrary: constant<State>('fresh') },
  { weight: 1, arbitrary: constantFrom<State>('stale', 'staleAndFailing', 'gaps', 'notYet', 'denied') },
);

const anySnapshot: Arbitrary<Snapshot> = record({
  chosen: record(Object.fromEntries(sectionNames.map((name) => [name, anyState]))),
  goal: constantFrom('Auto', 'Operate', 'Migrate'),
}).map(({ chosen, goal }) => {
  const snapshot = aSnapshot({ policy: { goal } });
  const sections = sectionNames.map((name) => [name, states[chosen[name] ?? 'fresh'](snapshot.sections[name])]);
  return { ...snapshot, sections: { ...snapshot.sections, ...Object.fromEntries(sections) } };
});

/** Mostly good, for the same reason. */
const anyOutcome = oneof(
  { weight: 8, arbitrary: constantFrom<Outcome>('pass', 'info', 'warning', 'notApplicable') },
  { weight: 1, arbitrary: constantFrom<Outcome>('blocker', 'unknown') },
);

const anyChecks: Arbitrary<readonly Check[]> = array(
  record({
    outcome: anyOutcome,
    condition: constantFrom(...conditionTypes),
    needs: subarray([...sectionNames], { maxLength: 3 }),
    goals: subarray(['Migrate', 'Operate'] as const, { minLength: 1 }),
    drawnFrom: constantFrom('seen', 'absence'),
  }),
  { maxLength: 6 },
).map((all) =>
  all.map(({ outcome, ...options }, index) => aCheck(outcome, { ...options, code: `TST-${100 + index}` })),
);

function isWhole(snapshot: Snapshot, name: SectionName): boolean {
  const section: Section<unknown> = snapshot.sections[name];
  return isObserved(section) && section.freshUntil >= snapshot.asOf && section.gaps.length === 0;
}

function needed(all: readonly Check[], snapshot: Snapshot): readonly SectionName[] {
  const goal = resolveGoal(snapshot);
  const { optionalReads } = snapshot.policy;
  const inScope = all
    .filter(({ goals }) => goal === undefined || goals.includes(goal))
    .filter(({ feature }) => feature === undefined || optionalReads.includes(feature));
  return inScope.flatMap(({ needs }) => needs);
}

/** Says whether Ready was True, so that the tests can tell that they saw that at all. */
function expectSound(all: readonly Check[], snapshot: Snapshot): boolean {
  const { root, results } = buildReport(all, snapshot);
  const isComplete = needed(all, snapshot).every((name) => isWhole(snapshot, name));
  const outcomes = new Set(results.map(({ outcome }) => outcome));
  const isGreen = root.ready.status === 'True';
  expect({
    green: isGreen,
    blocked: root.ready.status === 'False',
    inputsObserved: root.inputsObserved.status === 'True',
  }).toEqual({
    green: isGreen && isComplete && !outcomes.has('blocker') && !outcomes.has('unknown') && hasGoal(all, snapshot),
    blocked: outcomes.has('blocker'),
    inputsObserved: isComplete && hasCluster(all, snapshot),
  });
  return isGreen;
}

/** A goal that is known, and some check for it. */
function hasGoal(all: readonly Check[], snapshot: Snapshot): boolean {
  const goal = resolveGoal(snapshot);
  return goal !== undefined && all.some(({ goals }) => goals.includes(goal));
}

/** `Auto` hangs on the cluster. */
function hasCluster(all: readonly Check[], snapshot: Snapshot): boolean {
  return all.length === 0 || snapshot.policy.goal !== 'Auto' || isWhole(snapshot, 'cluster');
}

test('Ready is True only if every needed section is observed, whole and fresh, whatever the checks say', () => {
  let green = 0;
  assert(
    property(anyChecks, anySnapshot, (all, snapshot) => {
      green += Number(expectSound(all, snapshot));
    }),
    { numRuns: 3_000, seed: 20_261_124 },
  );
  expect(green).toBeGreaterThan(300);
});

test('the same holds for the checks there are', () => {
  let green = 0;
  assert(
    property(anySnapshot, (snapshot) => {
      green += Number(expectSound(checks, snapshot));
    }),
    { numRuns: 600, seed: 20_261_124 },
  );
  expect(green).toBeGreaterThan(20);
});
