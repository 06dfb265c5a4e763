import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import { PacedAction } from '../../../src/aws/pacing.ts';
import { ReadCancelled, type ReadError, readError } from '../../../src/aws/read-error.ts';
import { type VirtualClock, virtualClock } from '../../support/virtual-clock.ts';
import { anySignal } from './fake-aws.ts';

const limits = { shortestRestMs: 5_000, longestRestMs: 30_000, probeMs: 30_000, restoreMs: 60_000 };
const pace = { starts: 8, intervalMs: 100, concurrency: 2 };

function aPacedAction(random = 0) {
  const clock = virtualClock();
  const changes: boolean[] = [];
  const paced = new PacedAction({
    action: 'ec2:DescribeSubnets',
    pace,
    limits,
    clock,
    random: () => random,
    onChange: (_action, failing) => changes.push(failing),
  });
  return { paced, clock, changes };
}

const throttled = readError('Throttled', 'EC2 throttles.');
const unavailable = readError('Unavailable', 'EC2 answers with HTTP 500.');

async function fails(paced: PacedAction, error: ReadError): Promise<void> {
  await expect(paced.run(() => Promise.reject(error), anySignal())).rejects.toBe(error);
}

async function works(paced: PacedAction): Promise<boolean> {
  return paced.run(({ probe }) => Promise.resolve(probe), anySignal());
}

/** The queue counts its windows on the machine's clock. */
async function nextWindow(clock: VirtualClock): Promise<void> {
  await clock.advance(pace.intervalMs);
  await sleep(pace.intervalMs + 10);
}

/** How many of twenty calls may start within one interval. */
async function startsAtOnce(paced: PacedAction): Promise<number> {
  const stop = new AbortController();
  let started = 0;
  const calls = Array.from({ length: 20 }, () =>
    paced.run(() => {
      started += 1;
      return Promise.resolve();
    }, stop.signal),
  );
  // Well inside the real interval: the queue runs on the machine's clock.
  for (let turn = 0; turn < 50; turn += 1) await Promise.resolve();
  stop.abort(new ReadCancelled());
  await Promise.allSettled(calls);
  return started;
}

describe('an action that was throttled', () => {
  test.each([
    [0, 5_000],
    [0.5, 17_500],
    [0.999, 29_975],
  ])('rests between 5 and 30 seconds, at random: %d', async (random, rest) => {
    const { paced, clock } = aPacedAction(random);
    await fails(paced, throttled);
    await clock.advance(rest - 1);
    await expect(works(paced)).rejects.toBe(throttled);
    await clock.advance(1);
    expect(await works(paced)).toBe(true);
  });

  test('has half its pace from then on, and gains one start a minute', async () => {
    const { paced, clock } = aPacedAction();
    expect(await startsAtOnce(paced)).toBe(8);
    await clock.advance(100);
    await fails(paced, throttled);
    await clock.advance(5_000);
    await works(paced);
    await nextWindow(clock);
    expect(await startsAtOnce(paced)).toBe(4);
    await clock.advance(60_000);
    await works(paced);
    await nextWindow(clock);
    expect(await startsAtOnce(paced)).toBe(5);
  });

  test('never has less than one start', async () => {
    const { paced, clock } = aPacedAction();
    for (let time = 0; time < 6; time += 1) {
      await fails(paced, throttled);
      await clock.advance(30_000);
    }
    expect(await works(paced)).toBe(true);
  });
});

describe('an action that fails', () => {
  test('is probed by one call at a time, others fail at once with the last failure', async () => {
    const { paced, clock } = aPacedAction();
    await fails(paced, unavailable);
    await clock.advance(30_000);
    let answer: (value: string) => void = () => undefined;
    const probe = paced.run(() => new Promise<string>((resolve) => (answer = resolve)), anySignal());
    await expect(works(paced)).rejects.toBe(unavailable);
    answer('works');
    expect(await probe).toBe('works');
    expect(await works(paced)).toBe(false);
  });

  test('tells once that it fails, and once that it works again', async () => {
    const { paced, clock, changes } = aPacedAction();
    await fails(paced, unavailable);
    await clock.advance(30_000);
    await fails(paced, unavailable);
    await clock.advance(30_000);
    await works(paced);
    expect(changes).toEqual([true, false]);
  });

  test('is not probed again soon when the probe was cancelled', async () => {
    const { paced, clock } = aPacedAction();
    await fails(paced, unavailable);
    await clock.advance(30_000);
    await fails(paced, new ReadCancelled());
    await expect(works(paced)).rejects.toBe(unavailable);
    await clock.advance(30_000);
    expect(await works(paced)).toBe(true);
  });

  test('works again when it answers, though the answer is a refusal', async () => {
    const { paced, clock } = aPacedAction();
    await fails(paced, unavailable);
    await clock.advance(30_000);
    await fails(paced, readError('AccessDenied', 'Denied.'));
    expect(await works(paced)).toBe(false);
  });

  test('fails calls that were still waiting for their turn', async () => {
    const { paced } = aPacedAction();
    let fail: (error: unknown) => void = () => undefined;
    const stop = new AbortController();
    const hanging = paced.run(() => new Promise(() => undefined), stop.signal);
    const failing = paced.run(() => new Promise((_, reject) => (fail = reject)), anySignal());
    const waiting = paced.run(() => Promise.resolve('ran'), anySignal());
    fail(unavailable);
    const outcomes = await Promise.allSettled([failing, waiting]);
    expect(outcomes.map((outcome) => outcome.status === 'rejected' && outcome.reason)).toEqual([
      unavailable,
      unavailable,
    ]);
    stop.abort(new ReadCancelled());
    await Promise.allSettled([hanging]);
  });

  test('goes on resting when a call that began before the rest succeeds', async () => {
    const { paced } = aPacedAction();
    let answer: () => void = () => undefined;
    const early = paced.run(() => new Promise<void>((resolve) => (answer = resolve)), anySignal());
    await fails(paced, throttled);
    answer();
    await early;
    await expect(works(paced)).rejects.toBe(throttled);
  });

  test('is free for the next probe when a probe hangs past its time', async () => {
    const { paced, clock } = aPacedAction();
    await fails(paced, unavailable);
    await clock.advance(30_000);
    const stop = new AbortController();
    const probe = paced.run(() => new Promise(() => undefined), stop.signal);
    stop.abort(unavailable);
    await expect(probe).rejects.toBe(unavailable);
    await clock.advance(30_000);
    expect(await works(paced)).toBe(true);
  });
});

test('a wall clock that jumps back does not stall the turns', async () => {
  const { paced, clock } = aPacedAction();
  for (let call = 0; call < 8; call += 1) await works(paced);
  clock.jump(-3_600_000);
  expect(await startsAtOnce(paced)).toBe(8);
});
