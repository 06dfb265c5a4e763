import { describe, expect, test } from 'vitest';
import { systemClock } from '../../../src/runtime/clock.ts';
import { virtualClock } from '../../support/virtual-clock.ts';

describe('sleeping', () => {
  test('ends at its time, and not before', async () => {
    const started = systemClock.monotonic();
    await systemClock.sleep(20);
    expect(systemClock.monotonic() - started).toBeGreaterThanOrEqual(19);
  });

  test('ends at once when the signal aborts, or has aborted', async () => {
    const abort = new AbortController();
    const asleep = systemClock.sleep(60_000, abort.signal);
    abort.abort();
    await asleep;
    await systemClock.sleep(60_000, abort.signal);
    expect(abort.signal.aborted).toBe(true);
  });

  test('for longer than a timer can last does not end at once', async () => {
    let rang = false;
    const timer = systemClock.setTimeout(() => {
      rang = true;
    }, 2 ** 40);
    await systemClock.sleep(20);
    timer.cancel();
    expect(rang).toBe(false);
  });
});

describe('a virtual clock', () => {
  test('runs timers in the order of their times, also those that were set on the way', async () => {
    const clock = virtualClock();
    const rang: string[] = [];
    clock.setTimeout(() => rang.push(`late at ${clock.monotonic()}`), 100);
    clock.setTimeout(() => {
      rang.push(`early at ${clock.monotonic()}`);
      clock.setTimeout(() => rang.push(`between at ${clock.monotonic()}`), 20);
    }, 50);
    clock.setTimeout(() => rang.push('never'), 60).cancel();
    await clock.advance(100);
    expect(rang).toEqual(['early at 50', 'between at 70', 'late at 100']);
  });

  test('lets promises settle between timers', async () => {
    const clock = virtualClock();
    const woke: number[] = [];
    const sleeper = async (): Promise<void> => {
      for (let i = 0; i < 3; i++) {
        await clock.sleep(10);
        woke.push(clock.monotonic());
      }
    };
    void sleeper();
    await clock.advance(100);
    expect(woke).toEqual([10, 20, 30]);
  });

  test('jumps in wall time alone', async () => {
    const clock = virtualClock('2026-11-23T12:00:00Z');
    clock.jump(-3_600_000);
    await clock.advance(1_000);
    expect({ wall: new Date(clock.now()).toISOString(), monotonic: clock.monotonic() }).toEqual({
      wall: '2026-11-23T11:00:01.000Z',
      monotonic: 1_000,
    });
  });
});
