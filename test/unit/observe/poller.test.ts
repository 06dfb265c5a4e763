import { beforeEach, describe, expect, test } from 'vitest';
import { Poller } from '../../../src/observe/poller.ts';
import { type VirtualClock, virtualClock } from '../../support/virtual-clock.ts';

let clock: VirtualClock;
/** When each read began, milliseconds since the start. */
let reads: number[];

beforeEach(() => {
  clock = virtualClock();
  reads = [];
});

interface Options {
  readonly work?: (signal: AbortSignal) => Promise<boolean>;
  readonly intervalMs?: number;
  readonly random?: number;
}

/** Every 30 s, and after a poke no sooner than 10 s after the last read. */
function aPoller({ work = async () => true, intervalMs = 30_000, random = 0.5 }: Options = {}): Poller {
  const poller = new Poller({
    clock,
    leastIntervalMs: 10_000,
    interval: () => intervalMs,
    random: () => random,
    read: (signal) => {
      reads.push(clock.monotonic());
      return work(signal);
    },
  });
  poller.start();
  return poller;
}

/** Work that ends when told to. */
function held(): { readonly work: () => Promise<boolean>; readonly end: () => Promise<void> } {
  const ends: (() => void)[] = [];
  return {
    work: () => new Promise((resolve) => ends.push(() => resolve(true))),
    end: async () => {
      ends.shift()?.();
      await clock.advance(0);
    },
  };
}

test('reads at once and then after each interval', async () => {
  aPoller();
  await clock.advance(90_000);
  expect(reads).toEqual([0, 30_000, 60_000, 90_000]);
});

test('jitter strays at most a tenth to either side', async () => {
  aPoller({ random: 0 });
  await clock.advance(27_000);
  expect(reads).toEqual([0, 27_000]);
  reads = [];
  clock = virtualClock();
  aPoller({ random: 1 });
  await clock.advance(33_000);
  expect(reads).toEqual([0, 33_000]);
});

test('the interval runs from the end of a read, and no second one begins meanwhile', async () => {
  const { work, end } = held();
  const poller = aPoller({ work });
  await clock.advance(100_000);
  poller.poke();
  await clock.advance(100_000);
  expect(reads).toEqual([0]);
  await end();
  await clock.advance(0);
  expect(reads).toEqual([0, 200_000]);
});

describe('a poke', () => {
  test('brings the next read forward to the floor after the last one, however many there are', async () => {
    const poller = aPoller();
    await clock.advance(4_000);
    for (let i = 0; i < 20; i++) poller.poke();
    await clock.advance(5_999);
    expect(reads).toEqual([0]);
    await clock.advance(1);
    expect(reads).toEqual([0, 10_000]);
    await clock.advance(30_000);
    expect(reads).toEqual([0, 10_000, 40_000]);
  });

  test('reads at once when the last read is old enough', async () => {
    const poller = aPoller();
    await clock.advance(15_000);
    poller.poke();
    await clock.advance(0);
    expect(reads).toEqual([0, 15_000]);
  });

  test('does not push back a read that is due sooner', async () => {
    const poller = aPoller({ intervalMs: 5_000 });
    await clock.advance(1_000);
    poller.poke();
    await clock.advance(4_000);
    expect(reads).toEqual([0, 5_000]);
  });

  test('under constant pressure keeps the reads a floor apart', async () => {
    const poller = aPoller();
    for (let second = 0; second < 60; second++) {
      poller.poke();
      await clock.advance(1_000);
    }
    expect(reads).toEqual([0, 10_000, 20_000, 30_000, 40_000, 50_000, 60_000]);
  });

  test('while a read runs asks for one more after it', async () => {
    const { work, end } = held();
    const poller = aPoller({ work });
    await clock.advance(3_000);
    poller.poke();
    await end();
    await clock.advance(7_000);
    expect(reads).toEqual([0, 10_000]);
  });

  test('has no floor after a read that asked nothing', async () => {
    let known = false;
    const poller = aPoller({ work: async () => known });
    await clock.advance(1_000);
    known = true;
    poller.poke();
    await clock.advance(0);
    expect(reads).toEqual([0, 1_000]);
  });
});

test('stop aborts the read that runs, waits for it, and lets no further one begin', async () => {
  let aborted = false;
  const poller = aPoller({
    work: (signal) =>
      new Promise((resolve) => {
        signal.addEventListener('abort', () => {
          aborted = true;
          resolve(true);
        });
      }),
  });
  await clock.advance(1_000);
  await poller.stop();
  expect(aborted).toBe(true);
  poller.poke();
  await clock.advance(300_000);
  expect(reads).toEqual([0]);
  expect(clock.pending()).toEqual([]);
});
