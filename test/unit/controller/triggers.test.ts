import { expect, test } from 'vitest';
import { coalesced } from '../../../src/controller/triggers.ts';
import { virtualClock } from '../../support/virtual-clock.ts';

test('a burst of calls is one run, some time after the first of them', async () => {
  const clock = virtualClock();
  const runs: number[] = [];
  const moved = coalesced(clock, 200, () => runs.push(clock.monotonic()));
  for (let i = 0; i < 1_000; i++) moved.call();
  await clock.advance(150);
  moved.call();
  await clock.advance(1_000);
  expect(runs).toEqual([200]);
  moved.call();
  await clock.advance(1_000);
  expect(runs).toEqual([200, 1_350]);
});

test('a steady stream of calls does not put the run off for ever', async () => {
  const clock = virtualClock();
  let runs = 0;
  const moved = coalesced(clock, 200, () => runs++);
  for (let ms = 0; ms < 2_000; ms += 10) {
    moved.call();
    await clock.advance(10);
  }
  expect(runs).toBeGreaterThanOrEqual(9);
  expect(runs).toBeLessThanOrEqual(10);
});

test('cancelled, it runs no more', async () => {
  const clock = virtualClock();
  let runs = 0;
  const moved = coalesced(clock, 200, () => runs++);
  moved.call();
  moved.cancel();
  await clock.advance(1_000);
  expect([runs, clock.pending()]).toEqual([0, []]);
});
