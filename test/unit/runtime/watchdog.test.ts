import { expect, test } from 'vitest';
import { startWatchdog } from '../../../src/runtime/watchdog.ts';
import { virtualClock } from '../../support/virtual-clock.ts';

test('F46 an event loop that was blocked for more than five seconds is told once, and is unsteady for ten more', async () => {
  const clock = virtualClock();
  const stalls: number[] = [];
  const watchdog = startWatchdog({ clock, onStall: (ms) => stalls.push(ms) });
  await clock.advance(60_000);
  expect({ steady: watchdog.steady, stalls }).toEqual({ steady: true, stalls: [] });
  clock.skip(6_001);
  expect(watchdog.steady).toBe(false);
  await clock.advance(0);
  expect({ steady: watchdog.steady, stalls }).toEqual({ steady: false, stalls: [5_001] });
  await clock.advance(9_999);
  expect(watchdog.steady).toBe(false);
  await clock.advance(1);
  expect({ steady: watchdog.steady, stalls }).toEqual({ steady: true, stalls: [5_001] });
  watchdog.stop();
  expect(clock.pending()).toEqual([]);
});

test('a loop that is late by less is busy, not blocked', async () => {
  const clock = virtualClock();
  const watchdog = startWatchdog({ clock, onStall: () => expect.unreachable() });
  for (let i = 0; i < 20; i++) {
    clock.skip(6_000);
    await clock.advance(0);
    expect(watchdog.steady).toBe(true);
  }
});
