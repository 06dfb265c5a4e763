import { expect, test } from 'vitest';
import { statusSchema } from '../../../src/api/status.ts';
import { checks } from '../../../src/checks/index.ts';
import { invalidStatus, suspendedStatus } from '../../../src/render/unassessed.ts';
import { asOf } from '../../support/builders.ts';
import { conditionOf, reportOn, statusOf } from './reports.ts';

const metadata = { name: 'prod', uid: 'u', generation: 7, resourceVersion: '5' };

test('a suspended resource has every condition Unknown, and nothing of what was seen before', () => {
  const before = statusOf(reportOn());
  const status = suspendedStatus({ metadata }, { checks, previous: before.conditions ?? [], now: asOf + 1_000 });
  expect(statusSchema.parse(status)).toEqual(status);
  expect(Object.keys(status).toSorted()).toEqual(['conditions', 'observedGeneration']);
  expect(status.observedGeneration).toBe(7);
  expect(status.conditions?.map(({ type }) => type)).toEqual(before.conditions?.map(({ type }) => type));
  for (const condition of status.conditions ?? []) {
    expect(condition).toMatchObject({
      status: 'Unknown',
      reason: 'Suspended',
      message: 'The assessment is suspended by spec.suspend.',
      lastTransitionTime: '2026-11-22T12:00:01Z',
    });
  }
});

test('suspending twice moves no transition time', () => {
  const first = suspendedStatus({ metadata }, { checks, previous: [], now: asOf });
  expect(suspendedStatus({ metadata }, { checks, previous: first.conditions ?? [], now: asOf + 60_000 })).toEqual(
    first,
  );
});

test('a spec that cannot be worked with is named field by field', () => {
  const problems = [
    'spec.goal: "Destroy" was seen, one of Auto, Migrate, Operate is expected.',
    'spec.x: nothing was seen.',
  ];
  const status = invalidStatus({ metadata, problems }, { checks, previous: [], now: asOf });
  expect(statusSchema.parse(status)).toEqual(status);
  expect(conditionOf(status, 'Ready')).toMatchObject({
    status: 'Unknown',
    reason: 'InvalidSpec',
    message: `${problems[0]} ${problems[1]}`,
  });
});
