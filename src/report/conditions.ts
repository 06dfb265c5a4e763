import { conditionTypes, type ConditionType } from '../checks/conditions.ts';
import type { Check, Outcome } from '../checks/define-check.ts';
import type { CheckResult } from '../checks/evaluate.ts';

export type ConditionStatus = 'True' | 'False' | 'Unknown';

/** One condition: the worst of the checks that carry its name, and of equals the one that is registered first. */
export interface ConditionVerdict {
  readonly type: ConditionType;
  readonly status: ConditionStatus;
  readonly outcome: Outcome | 'notSelected';
  readonly reason: string;
  readonly message: string;
  readonly exact: string;
  /** Code of the check that decided. */
  readonly code?: string;
}

/** Worst first. */
export const outcomeOrder: readonly Outcome[] = ['blocker', 'unknown', 'warning', 'info', 'pass', 'notApplicable'];

const statusOfOutcome: Readonly<Record<Outcome, ConditionStatus>> = {
  blocker: 'False',
  unknown: 'Unknown',
  warning: 'True',
  info: 'True',
  pass: 'True',
  notApplicable: 'True',
};

/** Outcomes of which every check is named, not the one that decides alone. */
const toldOfAll: ReadonlySet<Outcome> = new Set(['blocker', 'unknown', 'warning']);

export function worstFirst(a: CheckResult, b: CheckResult): number {
  return outcomeOrder.indexOf(a.outcome) - outcomeOrder.indexOf(b.outcome) || compareText(a.check.code, b.check.code);
}

export function compareText(a: string, b: string): number {
  return a < b ? -1 : Number(a > b);
}

/** Every condition that some registered check feeds, also when none of its checks is enabled. */
export function judgeConditions(
  results: readonly CheckResult[],
  registered: readonly Check[],
): readonly ConditionVerdict[] {
  const fed = new Set(registered.map(({ condition }) => condition));
  return conditionTypes.filter((type) => fed.has(type)).map((type) => judge(type, results));
}

function judge(type: ConditionType, results: readonly CheckResult[]): ConditionVerdict {
  const own = results.filter(({ check }) => check.condition === type);
  const worst = outcomeOrder.find((each) => own.some(({ outcome }) => outcome === each));
  const [main, ...others] = own.filter(({ outcome }) => outcome === worst);
  if (!main) {
    const message = 'None of the checks of this condition is selected.';
    return { type, status: 'Unknown', outcome: 'notSelected', reason: 'NotSelected', message, exact: message };
  }
  const { outcome, reason, check } = main;
  const also = toldOfAll.has(outcome) ? alsoSay(others) : '';
  const [message, exact] = [`${main.message}${also}`, `${main.exact}${also}`];
  return { type, status: statusOfOutcome[outcome], outcome, reason, message, exact, code: check.code };
}

/** Names the checks that end as the one before them does; empty where there is none. */
export function alsoSay(others: readonly CheckResult[]): string {
  return others.length > 0 ? ` Also: ${others.map(({ check }) => check.code).join(', ')}.` : '';
}
