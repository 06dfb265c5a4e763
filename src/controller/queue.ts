import PQueue from 'p-queue';
import type { Clock, Timer } from '../runtime/clock.ts';

export interface WorkResult {
  readonly requeueAfterMs?: number;
}

export interface WorkQueueOptions {
  readonly clock: Clock;
  readonly concurrency: number;
  /** Work on one key; the signal asks it to give up. */
  readonly work: (key: string, signal: AbortSignal) => Promise<WorkResult>;
  /** Told of every failure, and how many in a row that makes. */
  readonly onError?: (key: string, error: unknown, failures: number) => void;
  readonly backoffMs?: number;
  readonly maxBackoffMs?: number;
  /** When work on one key is asked to give up, and its place is given to another. */
  readonly timeoutMs?: number;
  readonly random?: () => number;
}

/** Work that failed, and in how many milliseconds the key has to be worked on even if its backoff is longer. */
export class WorkFailed extends Error {
  readonly requeueAfterMs: number;

  constructor(cause: unknown, requeueAfterMs: number) {
    super('Work failed, and is due again before long', { cause });
    this.name = 'WorkFailed';
    this.requeueAfterMs = requeueAfterMs;
  }
}

export class WorkTimeout extends Error {
  constructor(key: string, timeoutMs: number) {
    super(`Work on ${key} took longer than ${timeoutMs} ms`);
    this.name = 'WorkTimeout';
  }
}

interface Delayed {
  readonly at: number;
  readonly timer: Timer;
}

/** How far a backoff strays to either side, so that keys that failed together do not come back together. */
const JITTER = 0.2;

/**
 * Keys to work on. A key waits at most once and is never worked on twice at a time; if it is added meanwhile, it is worked
 * on again. A key that fails comes back later and later, until it succeeds or is forgotten.
 */
export class WorkQueue {
  readonly #options: Required<Omit<WorkQueueOptions, 'onError'>> & Pick<WorkQueueOptions, 'onError'>;
  readonly #executor: PQueue;
  readonly #queued = new Set<string>();
  readonly #running = new Set<string>();
  readonly #dirty = new Set<string>();
  readonly #failures = new Map<string, number>();
  readonly #delayed = new Map<string, Delayed>();
  readonly #stopped = new AbortController();

  constructor(options: WorkQueueOptions) {
    this.#options = { backoffMs: 500, maxBackoffMs: 300_000, timeoutMs: 60_000, random: Math.random, ...options };
    this.#executor = new PQueue({ concurrency: options.concurrency });
  }

  /** Keys that are ready and wait for a worker. */
  get depth(): number {
    return this.#queued.size;
  }

  /** Keys whose time has not come. */
  get waiting(): number {
    return this.#delayed.size;
  }

  get inFlight(): number {
    return this.#running.size;
  }

  add(key: string): void {
    if (this.#stopped.signal.aborted) return;
    this.#undelay(key);
    if (this.#running.has(key)) {
      this.#dirty.add(key);
      return;
    }
    if (this.#queued.has(key)) return;
    this.#queued.add(key);
    void this.#executor.add(() => this.#run(key));
  }

  /** Adds the key later; of two times, the earlier stands. */
  addAfter(key: string, ms: number): void {
    if (this.#stopped.signal.aborted) return;
    if (ms <= 0) return this.add(key);
    const { clock } = this.#options;
    const at = clock.monotonic() + ms;
    const standing = this.#delayed.get(key);
    if (standing && standing.at <= at) return;
    this.#undelay(key);
    this.#delayed.set(key, { at, timer: clock.setTimeout(() => this.#due(key), ms) });
  }

  /** Drops what is remembered or planned for a key that no longer exists. */
  forget(key: string): void {
    this.#undelay(key);
    this.#failures.delete(key);
    this.#dirty.delete(key);
  }

  /** Takes no more work, asks what runs to give up, and resolves when it has. */
  async shutdown(): Promise<void> {
    this.#stopped.abort();
    for (const key of this.#delayed.keys()) this.#undelay(key);
    this.#executor.clear();
    this.#queued.clear();
    this.#dirty.clear();
    await this.#executor.onIdle();
  }

  /** Holds one of the executor's places until the work ends or its time is over. Never rejects. */
  async #run(key: string): Promise<void> {
    const { clock, timeoutMs } = this.#options;
    this.#queued.delete(key);
    this.#running.add(key);
    const timeout = new AbortController();
    const timer = clock.setTimeout(() => {
      this.#fail(key, new WorkTimeout(key, timeoutMs));
      timeout.abort();
    }, timeoutMs);
    const timedOut = new Promise<void>((resolve) => {
      timeout.signal.addEventListener('abort', () => resolve(), { once: true });
    });
    await Promise.race([this.#work(key, timeout.signal), timedOut]);
    timer.cancel();
  }

  /** What ends after its time was counted as a failure already. The key stays taken until then. Never rejects. */
  async #work(key: string, timeout: AbortSignal): Promise<void> {
    try {
      const result = await this.#options.work(key, AbortSignal.any([this.#stopped.signal, timeout]));
      if (!timeout.aborted) this.#succeed(key, result);
    } catch (error) {
      if (!timeout.aborted) this.#fail(key, error);
    }
    this.#running.delete(key);
    if (this.#dirty.delete(key)) this.add(key);
  }

  #succeed(key: string, { requeueAfterMs }: WorkResult): void {
    this.#failures.delete(key);
    if (requeueAfterMs !== undefined) this.addAfter(key, requeueAfterMs);
  }

  #fail(key: string, error: unknown): void {
    if (this.#stopped.signal.aborted) return;
    const { backoffMs, maxBackoffMs, random, onError } = this.#options;
    const failures = (this.#failures.get(key) ?? 0) + 1;
    this.#failures.set(key, failures);
    const backoff = Math.min(maxBackoffMs, backoffMs * 2 ** Math.min(failures - 1, 30));
    this.addAfter(key, backoff * (1 - JITTER + 2 * JITTER * random()));
    if (error instanceof WorkFailed) this.addAfter(key, error.requeueAfterMs);
    onError?.(key, error instanceof WorkFailed ? error.cause : error, failures);
  }

  #due(key: string): void {
    this.#delayed.delete(key);
    this.add(key);
  }

  #undelay(key: string): void {
    this.#delayed.get(key)?.timer.cancel();
    this.#delayed.delete(key);
  }
}
