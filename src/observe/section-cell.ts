import { isObserved, notObserved, type ReadFailure, type Section } from '../snapshot/section.ts';
import type { ReadOutcome } from './ports.ts';

/** Failures that say "you cannot have this": the old value no longer counts, however fresh it is. */
const finalReasons: ReadonlySet<ReadFailure['reason']> = new Set([
  'AccessDenied',
  'NotFound',
  'ClusterNotActive',
  'RegionMismatch',
]);

/**
 * The state of one section that is read by polling: the last good value with how long it counts, and the latest failure.
 * Throttled, failing, hanging and garbled reads leave the value until its budget is spent; a denied one does not.
 */
export class SectionCell<T> {
  #section: Section<T> = notObserved('NotYetObserved', 'Not read yet.');
  #rev = 0;
  #failures = 0;
  readonly #budgetMs: number;

  constructor(budgetMs: number) {
    this.#budgetMs = budgetMs;
  }

  get section(): Section<T> {
    return this.#section;
  }

  /** Reads that failed in a row. */
  get failures(): number {
    return this.#failures;
  }

  /** Takes what a read gave. Says whether a verdict may change: the value, its gaps or the failure is another one. */
  settle(outcome: ReadOutcome<T>, observedAt: number): boolean {
    const before = this.#section;
    if ('failure' in outcome) {
      this.#failures += 1;
      this.#section = this.#afterFailure(outcome.failure);
      return failureOf(before)?.reason !== outcome.failure.reason || isObserved(before) !== isObserved(this.#section);
    }
    this.#failures = outcome.gapFailure ? this.#failures + 1 : 0;
    const same = isObserved(before) && sameValue(before, outcome);
    if (!same) this.#rev += 1;
    this.#section = {
      rev: this.#rev,
      observedAt,
      freshUntil: observedAt + this.#budgetMs,
      value: same ? before.value : outcome.value,
      gaps: outcome.gaps,
      ...(outcome.gapFailure ? { failing: outcome.gapFailure } : {}),
    };
    return !same || failureOf(before) !== undefined;
  }

  #afterFailure(failure: ReadFailure): Section<T> {
    if (!isObserved(this.#section) || finalReasons.has(failure.reason)) return { notObserved: failure };
    return { ...this.#section, failing: failure };
  }
}

function failureOf(section: Section<unknown>): ReadFailure | undefined {
  return isObserved(section) ? section.failing : section.notObserved;
}

function sameValue(
  before: { value: unknown; gaps: readonly string[] },
  after: { value: unknown; gaps: readonly string[] },
): boolean {
  // Section values are small plain data in a fixed order of members, so their text decides.
  return JSON.stringify([before.value, before.gaps]) === JSON.stringify([after.value, after.gaps]);
}
