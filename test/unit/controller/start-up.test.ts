import { beforeEach, describe, expect, test } from 'vitest';
import { StartUp } from '../../../src/controller/start-up.ts';
import type { Report } from '../../../src/report/report.ts';
import { notObserved } from '../../../src/snapshot/section.ts';
import { aResource } from '../../support/resources.ts';
import { reportOn, statusOf } from '../render/reports.ts';

const notYet = notObserved('NotYetObserved', 'Not read yet.');
const waiting: Report = reportOn({ sections: { subnets: notYet } });
const settled: Report = reportOn();
const denied: Report = reportOn({ sections: { subnets: notObserved('AccessDenied', 'Not allowed.') } });
const judged = aResource({ status: statusOf(settled) });

let startUp: StartUp;

beforeEach(() => {
  startUp = new StartUp();
});

describe('a status of the same generation', () => {
  test('is kept while something was not read once', () => {
    expect(startUp.holdMs(judged, waiting, 0)).toBeGreaterThan(0);
    expect(startUp.holdMs(judged, waiting, 59_999)).toBeGreaterThan(0);
  });

  test('is kept for a minute at most', () => {
    startUp.holdMs(judged, waiting, 0);
    expect(startUp.holdMs(judged, waiting, 60_000)).toBe(0);
  });

  test('is looked at again soon', () => {
    expect(startUp.holdMs(judged, waiting, 0)).toBeLessThanOrEqual(1_000);
  });

  test.each([
    ['all was read', settled],
    ['what was not read is refused', denied],
  ])('is kept no longer once %s, not even if a section is awaited again', (_, report) => {
    expect(startUp.holdMs(judged, waiting, 0)).toBeGreaterThan(0);
    expect(startUp.holdMs(judged, report, 1_000)).toBe(0);
    expect(startUp.holdMs(judged, waiting, 2_000)).toBe(0);
  });
});

describe('is written at once', () => {
  test('the Unknown of a resource without a status', () => {
    expect(startUp.holdMs(aResource(), waiting, 0)).toBe(0);
  });

  test('the Unknown of a resource that asks for something else', () => {
    expect(startUp.holdMs(aResource({ generation: 2, status: statusOf(settled) }), waiting, 0)).toBe(0);
  });
});

test('another resource under the old name is new', () => {
  startUp.holdMs(judged, settled, 0);
  const anew = aResource({ uid: 'another', status: statusOf(settled) });
  expect(startUp.holdMs(anew, waiting, 120_000)).toBeGreaterThan(0);
});

test('a forgotten resource is new', () => {
  startUp.holdMs(judged, settled, 0);
  startUp.isNewGeneration(judged);
  startUp.forget('prod');
  expect(startUp.holdMs(judged, waiting, 120_000)).toBeGreaterThan(0);
  expect(startUp.isNewGeneration(aResource({ generation: 2 }))).toBe(false);
});

test('a generation is new once, and only after another one was seen', () => {
  const seen = [1, 1, 2, 2, 3].map((generation) => startUp.isNewGeneration(aResource({ generation })));
  expect(seen).toEqual([false, false, true, false, true]);
});
