import type { Clock, Timer } from '../runtime/clock.ts';

export interface PollerOptions {
  readonly clock: Clock;
  /** One read; never rejects. Runs are never concurrent. False: what the read needs is not known yet, nothing was asked. */
  readonly read: (signal: AbortSignal) => Promise<boolean>;
  /** Milliseconds until the next read, asked after each one. */
  readonly interval: () => number;
  /** A poke brings the next read forward, to no sooner than this many milliseconds after the start of the last one. */
  readonly leastIntervalMs: number;
  readonly random?: () => number;
}

/** How far an interval strays to either side, so that many operators do not read in step. */
const jitter = 0.1;

/** Reads at once, then again after each interval. One read at a time; a poke brings the next one forward. */
export class Poller {
  readonly #options: PollerOptions;
  readonly #abort = new AbortController();
  #timer: Timer | undefined;
  #dueAt = Number.POSITIVE_INFINITY;
  #lastStart = Number.NEGATIVE_INFINITY;
  #running: Promise<void> | undefined;
  #pokedWhileRunning = false;

  constructor(options: PollerOptions) {
    this.#options = options;
  }

  start(): void {
    this.#schedule(0);
  }

  /** Asks for a read soon: at once if the last one is old enough, by default `leastIntervalMs`. */
  poke(leastIntervalMs = this.#options.leastIntervalMs): void {
    if (this.#running) {
      this.#pokedWhileRunning = true;
      return;
    }
    const { clock } = this.#options;
    const wait = Math.max(0, this.#lastStart + leastIntervalMs - clock.monotonic());
    if (clock.monotonic() + wait < this.#dueAt) this.#schedule(wait);
  }

  async stop(): Promise<void> {
    this.#abort.abort();
    this.#timer?.cancel();
    await this.#running;
  }

  #schedule(ms: number): void {
    if (this.#abort.signal.aborted) return;
    this.#timer?.cancel();
    this.#dueAt = this.#options.clock.monotonic() + ms;
    this.#timer = this.#options.clock.setTimeout(() => {
      this.#running = this.#run();
    }, ms);
  }

  async #run(): Promise<void> {
    const startedAt = this.#options.clock.monotonic();
    this.#dueAt = Number.POSITIVE_INFINITY;
    this.#pokedWhileRunning = false;
    const asked = await this.#options.read(this.#abort.signal);
    if (asked) this.#lastStart = startedAt;
    this.#running = undefined;
    const { interval, random = Math.random } = this.#options;
    this.#schedule(interval() * (1 - jitter + 2 * jitter * random()));
    if (this.#pokedWhileRunning) this.poke();
  }
}
