import type { Condition } from '../api/condition.ts';
import type { Ipv6ReadinessStatus } from '../api/status.ts';
import type { Report } from '../report/report.ts';

/** One transition, in the words of an Event. `action` is the condition. */
export interface StatusEvent {
  readonly type: 'Normal' | 'Warning';
  readonly reason: string;
  readonly action: string;
  /** With exact numbers. */
  readonly note: string;
  /** The same with numbers in bands: two notes with the same one tell the same. */
  readonly seriesKey: string;
}

/** Reasons of the first moments, and of what nobody asked for: no news. */
const noNews: ReadonlySet<string> = new Set(['NotYetObserved', 'GoalUnresolved', 'NotSelected']);
/** Reasons that all conditions have alike, so that Ready tells it for all of them. */
const sharedByAll: ReadonlySet<string> = new Set(['Suspended', 'InvalidSpec']);

/**
 * Events for what changed between two statuses: a condition's status, its reason, or its severity, so that a warning that
 * appears under an unchanged True is seen. Without a report nothing was assessed.
 */
export function toEvents(
  before: Ipv6ReadinessStatus | undefined,
  after: Ipv6ReadinessStatus,
  report?: Report,
): readonly StatusEvent[] {
  const previous = new Map((before?.conditions ?? []).map((condition) => [condition.type, condition]));
  const exact = new Map<string, string>(report?.conditions.map((condition) => [condition.type, condition.exact]));
  const conditionOf = new Map<string, string>(report?.results.map(({ check }) => [check.code, check.condition]));
  return (after.conditions ?? []).flatMap((condition) => {
    const told = previous.get(condition.type);
    const now = { ...condition, warns: warns(condition, after, conditionOf) };
    const last = told && { ...told, warns: warns(told, before, conditionOf) };
    if (!isTransition(last, now) || !isNews(last, now)) return [];
    return [toEvent(now, exact.get(condition.type) ?? condition.message)];
  });
}

interface Told extends Condition {
  /** True, but with a warning. */
  readonly warns: boolean;
}

function isTransition(last: Told | undefined, now: Told): boolean {
  return last?.status !== now.status || last.reason !== now.reason || last.warns !== now.warns;
}

function isNews(last: Told | undefined, now: Told): boolean {
  // InputsObserved repeats what the conditions say that depend on the input.
  if (now.type === 'InputsObserved' || noNews.has(now.reason)) return false;
  if (now.type === 'Ready') return true;
  if (sharedByAll.has(now.reason)) return false;
  if (isTrouble(now)) return true;
  return last !== undefined && !noNews.has(last.reason) && !sharedByAll.has(last.reason) && isTrouble(last);
}

function isTrouble({ status, warns: doesWarn }: Told): boolean {
  return status !== 'True' || doesWarn;
}

function toEvent(now: Told, note: string): StatusEvent {
  const { type, status, reason, message } = now;
  const wanted = reason === 'Suspended';
  return {
    type: isTrouble(now) && !wanted ? 'Warning' : 'Normal',
    reason,
    action: type,
    note: `${type} is ${status}: ${note}`,
    seriesKey: `${status}: ${message}`,
  };
}

/** Other conditions may have a finding of the same reason, so the finding must be of a check that feeds this one. */
function warns(
  { type, status, reason }: Condition,
  whole: Ipv6ReadinessStatus | undefined,
  conditionOf: ReadonlyMap<string, string>,
): boolean {
  if (status !== 'True') return false;
  if (type === 'Ready') return reason === 'ReadyWithWarnings';
  return (whole?.findings ?? []).some(
    (finding) => finding.severity === 'warning' && finding.reason === reason && conditionOf.get(finding.code) === type,
  );
}
