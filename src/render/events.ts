import type { Condition } from '../api/condition.ts';
import type { Ipv6ReadinessStatus } from '../api/status.ts';
import type { Report } from '../report/report.ts';

/** One transition, in the words of an Event. `action` is the condition. */
export interface StatusEvent {
  readonly type: 'Normal' | 'Warning';
  readonly reason: string;
  readonly action: string;
  readonly note: string;
}

/** Reasons of the first moments: that nothing was read yet is no news. */
const notNews: ReadonlySet<string> = new Set(['NotYetObserved', 'GoalUnresolved', 'NotSelected']);

/**
 * Events for what changed between two statuses: a condition's status, its reason, or its severity, so that a warning that
 * appears under an unchanged True is seen. Notes carry exact numbers.
 */
export function toEvents(
  before: Ipv6ReadinessStatus | undefined,
  after: Ipv6ReadinessStatus,
  report: Report,
): readonly StatusEvent[] {
  const exact = new Map<string, string>(report.conditions.map((condition) => [condition.type, condition.exact]));
  const previous = new Map((before?.conditions ?? []).map((condition) => [condition.type, condition]));
  return (after.conditions ?? []).flatMap((condition) => {
    const last = previous.get(condition.type);
    if (last && keyOf(last, before) === keyOf(condition, after)) return [];
    if (!isNews(last, before, condition, after)) return [];
    return [toEvent(condition, after, exact.get(condition.type) ?? condition.message)];
  });
}

function toEvent(condition: Condition, status: Ipv6ReadinessStatus, note: string): StatusEvent {
  const { type, reason } = condition;
  return {
    type: isTrouble(condition, status) ? 'Warning' : 'Normal',
    reason,
    action: type,
    note: `${type} is ${condition.status}: ${note}`,
  };
}

function isNews(
  last: Condition | undefined,
  before: Ipv6ReadinessStatus | undefined,
  now: Condition,
  after: Ipv6ReadinessStatus,
): boolean {
  // InputsObserved repeats what the conditions say that depend on the input.
  if (now.type === 'InputsObserved' || notNews.has(now.reason)) return false;
  if (now.type === 'Ready') return true;
  if (isTrouble(now, after)) return true;
  return last !== undefined && !notNews.has(last.reason) && isTrouble(last, before);
}

function isTrouble(condition: Condition, status: Ipv6ReadinessStatus | undefined): boolean {
  return (
    condition.status !== 'True' || severity(condition, status) === 'warning' || condition.reason === 'ReadyWithWarnings'
  );
}

function keyOf(condition: Condition, status: Ipv6ReadinessStatus | undefined): string {
  return [condition.status, condition.reason, severity(condition, status) ?? ''].join('/');
}

/** A condition's reason is that of the finding that decided it. */
function severity({ reason }: Condition, status: Ipv6ReadinessStatus | undefined): string | undefined {
  return status?.findings?.find((finding) => finding.reason === reason)?.severity;
}
