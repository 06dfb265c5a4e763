import type { Condition } from '../api/condition.ts';
import type { Ipv6ReadinessStatus } from '../api/status.ts';
import type { Check } from '../checks/define-check.ts';
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
  const checks = report?.results.map(({ check }) => check) ?? [];
  return (after.conditions ?? []).flatMap((condition) => {
    const told = previous.get(condition.type);
    const now = { ...condition, warns: warns(condition, after, checks) };
    const last = told && { ...told, warns: warns(told, before, checks) };
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

/** By what its checks declare: findings are cut and brought together, so one that is missing from them says nothing. */
function warns({ type, status, reason }: Condition, whole: Ipv6ReadinessStatus | undefined, checks: readonly Check[]) {
  if (status !== 'True') return false;
  if (type === 'Ready') return reason === 'ReadyWithWarnings';
  return checks.some(({ condition, reasons }) => {
    const outcome = condition === type ? reasons[reason]?.outcome : undefined;
    return (typeof outcome === 'object' && whole?.goal ? outcome[whole.goal] : outcome) === 'warning';
  });
}
