import type { Clock, Timer } from '../runtime/clock.ts';

/** Tells when a stream has been silent for too long. One timer, re-armed when it rings and not at every byte. */
export class IdleLimit {
  readonly #clock: Clock;
  readonly #limitMs: () => number;
  readonly #onIdle: () => void;
  #lastByteAt: number;
  #timer: Timer;

  /** The limit is asked for anew whenever it matters, as it may change during the stream. */
  constructor(clock: Clock, limitMs: () => number, onIdle: () => void) {
    this.#clock = clock;
    this.#limitMs = limitMs;
    this.#onIdle = onIdle;
    this.#lastByteAt = clock.monotonic();
    this.#timer = this.#arm(limitMs());
  }

  touch(): void {
    this.#lastByteAt = this.#clock.monotonic();
  }

  cancel(): void {
    this.#timer.cancel();
  }

  #arm(ms: number): Timer {
    return this.#clock.setTimeout(() => {
      const left = this.#lastByteAt + this.#limitMs() - this.#clock.monotonic();
      if (left > 0) this.#timer = this.#arm(left);
      else this.#onIdle();
    }, ms);
  }
}
