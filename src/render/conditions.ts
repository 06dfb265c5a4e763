import type { Condition } from '../api/condition.ts';
import type { Report } from '../report/report.ts';
import { cut } from './text.ts';

export interface ConditionContext {
  readonly generation: number;
  /** Conditions as they stand: `lastTransitionTime` moves only when `status` does. */
  readonly previous: readonly Condition[];
  /** Epoch milliseconds. */
  readonly now: number;
}

export type Judged = Pick<Condition, 'type' | 'status' | 'reason' | 'message'>;

/** Less than the API server takes, so that all conditions together leave room for the rest of the status. */
export const longestMessage = 4096;

/** Ready, InputsObserved and one condition per topic. */
export function judgedConditions({ conditions, root }: Report): readonly Judged[] {
  return [...conditions, { type: 'InputsObserved', ...root.inputsObserved }, { type: 'Ready', ...root.ready }];
}

export function toConditions(report: Report, context: ConditionContext): readonly Condition[] {
  return stampConditions(judgedConditions(report), context);
}

/** Adds generation and transition time, cuts messages, and sorts by type so that the same verdict is the same text. */
export function stampConditions(
  judged: readonly Judged[],
  { generation, previous, now }: ConditionContext,
): readonly Condition[] {
  const before = new Map(previous.map((condition) => [condition.type, condition]));
  return judged
    .map(({ type, status, reason, message }): Condition => {
      const last = before.get(type);
      const lastTransitionTime = last?.status === status ? last.lastTransitionTime : toTime(now);
      return {
        type,
        status,
        reason,
        message: cut(message, longestMessage),
        observedGeneration: generation,
        lastTransitionTime,
      };
    })
    .toSorted((a, b) => (a.type < b.type ? -1 : 1));
}

/** The API server's one format: whole seconds, `Z`. Another spelling of the same time would count as a change. */
function toTime(epochMs: number): string {
  return `${new Date(epochMs).toISOString().slice(0, 19)}Z`;
}
