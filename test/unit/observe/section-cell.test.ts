import { beforeEach, describe, expect, test } from 'vitest';
import { SectionCell } from '../../../src/observe/section-cell.ts';
import type { NotObservedReason } from '../../../src/snapshot/section.ts';
import { forbidden, throttled } from '../../support/fake-aws-reader.ts';
import { type VirtualClock, virtualClock } from '../../support/virtual-clock.ts';

let clock: VirtualClock;
let cell: SectionCell<readonly string[]>;

beforeEach(() => {
  clock = virtualClock();
  cell = new SectionCell({ clock, budgetMs: 180_000 });
});

const answer = (...value: string[]) => ({ value, gaps: [] });
const failure = (reason: NotObservedReason) => ({ failure: { reason, message: `${reason}.` } });

test('before the first answer nothing is observed', () => {
  expect(cell.section).toEqual({ notObserved: { reason: 'NotYetObserved', message: 'Not read yet.' } });
  expect(cell.ageMs).toBeUndefined();
});

test('an answer counts from when it came until its budget is spent', async () => {
  cell.settle(answer('a'));
  const observedAt = clock.now();
  await clock.advance(60_000);
  expect(cell.section).toEqual({ rev: 1, observedAt, freshUntil: observedAt + 180_000, value: ['a'], gaps: [] });
  expect(cell.ageMs).toBe(60_000);
});

test('a wall clock that is set back makes no answer younger, one that is set forward none older', async () => {
  cell.settle(answer('a'));
  await clock.advance(60_000);
  for (const jump of [-3_600_000, 7_200_000]) {
    clock.jump(jump);
    expect(cell.section).toMatchObject({ observedAt: clock.now() - 60_000, freshUntil: clock.now() + 120_000 });
  }
});

describe('a read that fails', () => {
  test.each(['AccessDenied', 'NotFound', 'ClusterNotActive', 'RegionMismatch'] as const)(
    'with %s takes the value away at once',
    (reason) => {
      cell.settle(answer('a'));
      expect(cell.settle(failure(reason))).toBe(true);
      expect(cell.section).toEqual({ notObserved: { reason, message: `${reason}.` } });
    },
  );

  test.each([
    'Throttled',
    'Unavailable',
    'InvalidAnswer',
    'AnswerTooLarge',
    'PaginationLoop',
    'CredentialsUnavailable',
  ] as const)('with %s leaves the value, no younger than it was, and says that it fails', async (reason) => {
    cell.settle(answer('a'));
    const observedAt = clock.now();
    await clock.advance(60_000);
    expect(cell.settle(failure(reason))).toBe(true);
    expect(cell.section).toEqual({
      rev: 1,
      observedAt,
      freshUntil: observedAt + 180_000,
      value: ['a'],
      gaps: [],
      failing: { reason, message: `${reason}.` },
    });
  });

  test('before the first answer says why there is none', () => {
    cell.settle({ failure: throttled });
    expect(cell.section).toEqual({ notObserved: throttled });
    cell.settle({ failure: forbidden });
    expect(cell.section).toEqual({ notObserved: forbidden });
  });

  test('is over with the next answer', () => {
    cell.settle(answer('a'));
    cell.settle({ failure: forbidden });
    expect(cell.settle(answer('a'))).toBe(true);
    expect(cell.section).toMatchObject({ value: ['a'] });
    expect(cell.section).not.toHaveProperty('failing');
    expect(cell.failures).toBe(0);
  });

  test('counts with those before it, an answer with a failed part too', () => {
    cell.settle({ failure: throttled });
    cell.settle({ failure: throttled });
    expect(cell.failures).toBe(2);
    cell.settle({ ...answer('a'), gaps: ['b could not be described'], gapFailure: forbidden });
    expect(cell.failures).toBe(3);
    cell.settle({ ...answer('a'), gaps: ['b does not exist'] });
    expect(cell.failures).toBe(0);
  });
});

describe('whether anything changed', () => {
  test('an equal answer is no change, and makes the value younger', async () => {
    expect(cell.settle(answer('a'))).toBe(true);
    await clock.advance(30_000);
    expect(cell.settle(answer('a'))).toBe(false);
    expect(cell.section).toMatchObject({ rev: 1, observedAt: clock.now() });
  });

  test('another value or other gaps are, and move the revision', () => {
    cell.settle(answer('a'));
    expect(cell.settle(answer('b'))).toBe(true);
    expect(cell.settle({ ...answer('b'), gaps: ['c could not be described'] })).toBe(true);
    expect(cell.section).toMatchObject({ rev: 3 });
  });

  test('the same failure again is not, another one is', () => {
    cell.settle(answer('a'));
    expect(cell.settle({ failure: throttled })).toBe(true);
    expect(cell.settle({ failure: throttled })).toBe(false);
    expect(cell.settle(failure('Unavailable'))).toBe(true);
    expect(cell.settle({ failure: forbidden })).toBe(true);
    expect(cell.settle({ failure: { ...forbidden, permission: 'ec2:DescribeVpcs' } })).toBe(true);
  });
});

test('what is forgotten was never read', () => {
  cell.settle(answer('a'));
  cell.settle({ failure: throttled });
  cell.forget();
  expect(cell.section).toMatchObject({ notObserved: { reason: 'NotYetObserved' } });
  expect(cell.failures).toBe(0);
});
