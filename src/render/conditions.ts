import type { Condition } from '../api/condition.ts';
import { statusLimits } from '../api/status.ts';
import type { Report } from '../report/report.ts';

export interface ConditionContext {
  readonly generation: number;
  /** Conditions as they stand: `lastTransitionTime` moves only when `status` does. */
  readonly previous: readonly Condition[];
  /** Epoch milliseconds. */
  readonly now: number;
}

type Judged = Pick<Condition, 'type' | 'status' | 'reason' | 'message'>;

/** Ready, InputsObserved and one condition per topic, sorted by type so that the same verdict is the same text. */
export function toConditions(report: Report, context: ConditionContext): readonly Condition[] {
  const judged: Judged[] = [
    ...report.conditions,
    { type: 'InputsObserved', ...report.root.inputsObserved },
    { type: 'Ready', ...report.root.ready },
  ];
  return stampConditions(judged, context);
}

/** Adds generation and transition time, sorts, and cuts messages to what the API server takes. */
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
        message: cut(message, statusLimits.conditionMessage),
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

export function cut(text: string, most: number): string {
  return text.length <= most ? text : `${text.slice(0, most - 1)}…`;
}
