import { beforeEach, describe, expect, test } from 'vitest';
import { WorkFailed, WorkQueue, type WorkQueueOptions, type WorkResult } from '../../../src/controller/queue.ts';
import { type VirtualClock, virtualClock } from '../../support/virtual-clock.ts';

let clock: VirtualClock;
let worked: string[];

beforeEach(() => {
  clock = virtualClock();
  worked = [];
});

function aQueue(work: WorkQueueOptions['work'] = async () => ({}), options: Partial<WorkQueueOptions> = {}): WorkQueue {
  return new WorkQueue({
    clock,
    concurrency: 2,
    random: () => 0.5,
    work: (key, signal) => {
      worked.push(key);
      return work(key, signal);
    },
    ...options,
  });
}

/** Work that ends when told to. */
function held(): { work: WorkQueueOptions['work']; end: (key: string, result?: WorkResult | Error) => Promise<void> } {
  const pending = new Map<string, (result: WorkResult | Error) => void>();
  return {
    work: (key) =>
      new Promise((resolve, reject) => {
        pending.set(key, (result) => (result instanceof Error ? reject(result) : resolve(result)));
      }),
    end: async (key, result = {}) => {
      pending.get(key)?.(result);
      await clock.advance(0);
    },
  };
}

describe('a key', () => {
  test('that is added many times while it waits is worked on once', async () => {
    const { work, end } = held();
    const queue = aQueue(work, { concurrency: 1 });
    queue.add('busy');
    for (let i = 0; i < 10; i++) queue.add('a');
    expect({ depth: queue.depth, inFlight: queue.inFlight }).toEqual({ depth: 1, inFlight: 1 });
    await end('busy');
    await end('a');
    expect(worked).toEqual(['busy', 'a']);
    expect({ depth: queue.depth, inFlight: queue.inFlight }).toEqual({ depth: 0, inFlight: 0 });
  });

  test('is never worked on twice at a time; added meanwhile, it is worked on once more', async () => {
    const { work, end } = held();
    const queue = aQueue(work);
    queue.add('a');
    for (let i = 0; i < 10; i++) queue.add('a');
    await clock.advance(0);
    expect({ worked, inFlight: queue.inFlight }).toEqual({ worked: ['a'], inFlight: 1 });
    await end('a');
    expect(worked).toEqual(['a', 'a']);
    await end('a');
    expect({ worked, inFlight: queue.inFlight }).toEqual({ worked: ['a', 'a'], inFlight: 0 });
  });

  test('does not wait for others beyond the number of workers', async () => {
    const { work, end } = held();
    const queue = aQueue(work);
    for (const key of ['a', 'b', 'c']) queue.add(key);
    expect({ worked, depth: queue.depth, inFlight: queue.inFlight }).toEqual({
      worked: ['a', 'b'],
      depth: 1,
      inFlight: 2,
    });
    await end('a');
    expect(worked).toEqual(['a', 'b', 'c']);
  });
});

describe('later', () => {
  test('of two times, the earlier stands', async () => {
    const queue = aQueue();
    queue.addAfter('a', 5_000);
    queue.addAfter('a', 1_000);
    queue.addAfter('a', 9_000);
    expect(queue.waiting).toBe(1);
    await clock.advance(999);
    expect(worked).toEqual([]);
    await clock.advance(1);
    expect(worked).toEqual(['a']);
    await clock.advance(60_000);
    expect(worked).toEqual(['a']);
  });

  test('is overtaken by now', async () => {
    const queue = aQueue();
    queue.addAfter('a', 5_000);
    queue.add('a');
    await clock.advance(60_000);
    expect({ worked, waiting: queue.waiting }).toEqual({ worked: ['a'], waiting: 0 });
  });

  test('is when the work itself asks to come back', async () => {
    const queue = aQueue(async () => (worked.length < 2 ? { requeueAfterMs: 30_000 } : {}));
    queue.add('a');
    await clock.advance(29_999);
    expect(worked).toHaveLength(1);
    await clock.advance(1);
    await clock.advance(600_000);
    expect(worked).toHaveLength(2);
  });

  test('does not depend on the wall clock', async () => {
    const queue = aQueue();
    queue.addAfter('a', 5_000);
    clock.jump(-86_400_000);
    queue.addAfter('a', 1_000);
    await clock.advance(1_000);
    expect(worked).toEqual(['a']);
  });
});

describe('a key that fails', () => {
  const failing = async (): Promise<never> => {
    throw new Error('no');
  };

  test('comes back after 0.5 s, then twice as late each time, up to five minutes', async () => {
    const failures: number[] = [];
    const queue = aQueue(failing, { onError: (_key, _error, count) => failures.push(count) });
    queue.add('a');
    for (const ms of [500, 1_000, 2_000, 4_000, 8_000, 16_000, 32_000, 64_000, 128_000, 256_000, 300_000, 300_000]) {
      await clock.advance(0);
      expect(clock.pending()).toEqual([ms]);
      await clock.advance(ms);
    }
    expect(failures).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13]);
  });

  test.each([
    [0, 400],
    [0.999, 600],
  ])('does not come back exactly when others do (%d)', async (random, ms) => {
    aQueue(failing, { random: () => random }).add('a');
    await clock.advance(0);
    expect(Math.round(clock.pending()[0] ?? 0)).toBe(ms);
  });

  test('comes back before its backoff is over where something is due sooner, and tells the cause', async () => {
    const told: unknown[] = [];
    const cause = new Error('no');
    const dueSoon = async (): Promise<never> => {
      throw new WorkFailed(cause, 100);
    };
    aQueue(dueSoon, { onError: (_key, error) => told.push(error) }).add('a');
    await clock.advance(0);
    expect([clock.pending(), told]).toEqual([[100], [cause]]);
  });

  test('starts from the beginning once it succeeded', async () => {
    const queue = aQueue(async () => {
      if (worked.length !== 3) throw new Error('no');
      return {};
    });
    queue.add('a');
    await clock.advance(500);
    await clock.advance(1_000);
    expect(worked).toHaveLength(3);
    queue.add('a');
    await clock.advance(0);
    expect(clock.pending()).toEqual([500]);
  });

  test('also by throwing at once, does not keep others from their turn', async () => {
    const queue = aQueue(
      (key) => {
        if (key === 'a') throw new Error('at once');
        return Promise.resolve({});
      },
      { concurrency: 1 },
    );
    queue.add('a');
    queue.add('b');
    await clock.advance(0);
    expect(worked).toEqual(['a', 'b']);
  });

  test('is forgotten with its failures and its next time', async () => {
    const queue = aQueue(failing);
    queue.add('a');
    await clock.advance(500);
    queue.forget('a');
    await clock.advance(600_000);
    expect({ worked: worked.length, waiting: queue.waiting }).toEqual({ worked: 2, waiting: 0 });
    queue.add('a');
    await clock.advance(0);
    expect(clock.pending()).toEqual([500]);
  });
});

describe('work that takes too long', () => {
  test('is asked to give up, counts as failed, and comes back later', async () => {
    const errors: unknown[] = [];
    const gaveUp: string[] = [];
    const queue = aQueue(
      (key, signal) =>
        new Promise((_resolve, reject) => {
          signal.addEventListener('abort', () => {
            gaveUp.push(key);
            reject(new Error('given up'));
          });
        }),
      { timeoutMs: 1_000, onError: (_key, error) => errors.push(error) },
    );
    queue.add('a');
    await clock.advance(1_000);
    expect(gaveUp).toEqual(['a']);
    expect(errors).toEqual([
      expect.objectContaining({ name: 'WorkTimeout', message: 'Work on a took longer than 1000 ms' }),
    ]);
    expect({ inFlight: queue.inFlight, pending: clock.pending() }).toEqual({ inFlight: 0, pending: [500] });
  });

  test('and does not give up loses its place to others, but its key is not worked on again until it ends', async () => {
    const { work, end } = held();
    const queue = aQueue(work, { concurrency: 1, timeoutMs: 1_000 });
    queue.add('a');
    queue.add('b');
    await clock.advance(1_000);
    expect(worked).toEqual(['a', 'b']);
    await clock.advance(500);
    expect(worked).toEqual(['a', 'b']);
    await end('b');
    await end('a');
    expect(worked).toEqual(['a', 'b', 'a']);
  });
});

test('shutdown takes no more work, asks what runs to give up, and waits for it', async () => {
  const signals: AbortSignal[] = [];
  const { work, end } = held();
  const queue = aQueue(
    (key, signal) => {
      signals.push(signal);
      return work(key, signal);
    },
    { concurrency: 1 },
  );
  queue.add('a');
  queue.add('b');
  queue.addAfter('c', 1_000);
  let down = false;
  const shutdown = queue.shutdown().then(() => {
    down = true;
  });
  queue.add('d');
  queue.addAfter('e', 1);
  await clock.advance(2_000);
  expect({ down, aborted: signals[0]?.aborted, waiting: queue.waiting, depth: queue.depth }).toEqual({
    down: false,
    aborted: true,
    waiting: 0,
    depth: 0,
  });
  await end('a', new Error('aborted'));
  await shutdown;
  expect({ worked, pending: clock.pending() }).toEqual({ worked: ['a'], pending: [] });
});
