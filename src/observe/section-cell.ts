import type { Clock } from '../runtime/clock.ts';
import { notObserved, type NotObserved, type ReadFailure, type Section } from '../snapshot/section.ts';
import type { ReadOutcome } from './ports.ts';

/** Failures that say "you cannot have this": the old value no longer counts, however fresh it is. */
const finalReasons: ReadonlySet<ReadFailure['reason']> = new Set([
  'AccessDenied',
  'NotFound',
  'ClusterNotActive',
  'RegionMismatch',
]);

const notYetObserved = notObserved('NotYetObserved', 'Not read yet.');

export interface SectionCellOptions {
  readonly clock: Clock;
  /** How long an answer counts, milliseconds. */
  readonly budgetMs: number;
}

interface Answer<T> {
  readonly rev: number;
  /** On the monotonic clock, so that a wall clock that is set back makes no answer younger. */
  readonly at: number;
  readonly value: T;
  readonly gaps: readonly string[];
  readonly failing?: ReadFailure;
}

/**
 * The state of one section that is read by polling: the last good value with how long it counts, and the latest failure.
 * Throttled, failing, hanging and garbled reads leave the value until its budget is spent; a denied one does not.
 */
export class SectionCell<T> {
  readonly #options: SectionCellOptions;
  #state: Answer<T> | NotObserved = notYetObserved;
  #rev = 0;
  #failures = 0;

  constructor(options: SectionCellOptions) {
    this.#options = options;
  }

  get section(): Section<T> {
    const state = this.#state;
    if ('notObserved' in state) return state;
    const { at, ...answer } = state;
    const { clock, budgetMs } = this.#options;
    const observedAt = Math.round(clock.now() - (clock.monotonic() - at));
    return { ...answer, observedAt, freshUntil: observedAt + budgetMs };
  }

  /** Milliseconds since the last good answer; undefined without one. */
  get ageMs(): number | undefined {
    return 'notObserved' in this.#state ? undefined : this.#options.clock.monotonic() - this.#state.at;
  }

  /** Reads that failed in a row, wholly or in part. */
  get failures(): number {
    return this.#failures;
  }

  /** What was read was about something else than what is asked now. */
  forget(): void {
    this.#state = notYetObserved;
    this.#failures = 0;
  }

  /** Takes what a read gave. Says whether a verdict may change: the value, its gaps or the failure is another one. */
  settle(outcome: ReadOutcome<T>): boolean {
    const before = this.#state;
    if ('failure' in outcome) {
      this.#failures += 1;
      this.#state = afterFailure(before, outcome.failure);
    } else {
      this.#failures = outcome.gapFailure ? this.#failures + 1 : 0;
      this.#state = this.#afterAnswer(before, outcome);
    }
    return !isSame(meaningOf(before), meaningOf(this.#state));
  }

  #afterAnswer(before: Answer<T> | NotObserved, outcome: Exclude<ReadOutcome<T>, { failure: unknown }>): Answer<T> {
    const { value, gaps, gapFailure } = outcome;
    const known = 'notObserved' in before ? undefined : before;
    const unchanged = known && isSame([known.value, known.gaps], [value, gaps]);
    if (!unchanged) this.#rev += 1;
    return {
      rev: this.#rev,
      at: this.#options.clock.monotonic(),
      value: unchanged ? known.value : value,
      gaps,
      ...(gapFailure ? { failing: gapFailure } : {}),
    };
  }
}

function afterFailure<T>(before: Answer<T> | NotObserved, failure: ReadFailure): Answer<T> | NotObserved {
  if ('notObserved' in before || finalReasons.has(failure.reason)) return { notObserved: failure };
  return { ...before, failing: failure };
}

function meaningOf(state: Answer<unknown> | NotObserved): unknown {
  return 'notObserved' in state ? state : [state.rev, state.failing];
}

/** Section values and failures are small plain data in a fixed order of members, so their text decides. */
function isSame(a: unknown, b: unknown): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}
