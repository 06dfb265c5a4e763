import type { Clock } from '../runtime/clock.ts';

const BURST = 25;
const REFILL_MS = 5 * 60_000;

interface Bucket {
  tokens: number;
  filledAt: number;
}

/** How many events an object may still cause: 25 at once, then one in five minutes. */
export class EventBudget {
  readonly #clock: Clock;
  readonly #buckets = new Map<string, Bucket>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Takes one, unless there is none. */
  take(uid: string): boolean {
    const now = this.#clock.monotonic();
    const bucket = this.#buckets.get(uid) ?? { tokens: BURST, filledAt: now };
    const refills = Math.floor((now - bucket.filledAt) / REFILL_MS);
    bucket.tokens = Math.min(BURST, bucket.tokens + refills);
    bucket.filledAt += refills * REFILL_MS;
    this.#buckets.set(uid, bucket);
    if (bucket.tokens === 0) return false;
    bucket.tokens--;
    return true;
  }

  /** Forgets objects whose budget is whole again. */
  tidy(): void {
    const now = this.#clock.monotonic();
    for (const [uid, { tokens, filledAt }] of this.#buckets) {
      if (tokens + Math.floor((now - filledAt) / REFILL_MS) >= BURST) this.#buckets.delete(uid);
    }
  }
}
