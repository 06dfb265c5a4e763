export interface BackoffOptions {
  readonly firstMs: number;
  readonly maxMs: number;
  /** Gives a number in [0, 1). */
  readonly random?: () => number;
}

/** Exponential waiting times with jitter inside the cap: many clients of one broken server must not come back together. */
export class Backoff {
  readonly #options: Required<BackoffOptions>;
  #failures = 0;

  constructor(options: BackoffOptions) {
    this.#options = { random: Math.random, ...options };
  }

  /** Milliseconds to wait after one more failure: between once and twice `firstMs` at first, between half the cap and the cap at last. */
  next(): number {
    const { firstMs, maxMs, random } = this.#options;
    const ceiling = Math.min(maxMs, firstMs * 2 ** (Math.min(this.#failures, 30) + 1));
    this.#failures++;
    return ceiling * (0.5 + 0.5 * random());
  }

  reset(): void {
    this.#failures = 0;
  }
}
