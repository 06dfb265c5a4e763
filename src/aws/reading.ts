import type { Call } from './calls.ts';

/** What one section read works with: its time is already running. */
export interface Reading {
  readonly region: string;
  readonly mostPages: number;
  readonly signal: AbortSignal;
  /** Epoch milliseconds. */
  now(): number;
  /** `signal` unset: the reading's own. */
  ask<Answer>(call: Omit<Call<Answer>, 'signal'> & { readonly signal?: AbortSignal }): Promise<Answer>;
  /** Grants the time for this many more calls. */
  expect(calls: number): void;
}
