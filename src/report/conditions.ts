import { conditionTypes, type ConditionType } from '../checks/conditions.ts';
import type { Check, Outcome } from '../checks/define-check.ts';
import type { Waiver } from '../snapshot/policy.ts';
import type { JudgedResult } from './waivers.ts';

export type ConditionStatus = 'True' | 'False' | 'Unknown';

/** One condition: the worst of the checks that carry its name, and of equals the one that is registered first. */
export interface ConditionVerdict {
  readonly type: ConditionType;
  readonly status: ConditionStatus;
  readonly outcome: Weight | 'notSelected';
  readonly reason: string;
  readonly message: string;
  readonly exact: string;
  /** Code of the check that decided. */
  readonly code?: string;
}

/** What a result counts for: its outcome, unless somebody answers for it. */
export type Weight = Outcome | 'waived';

export function weightOf({ outcome, waived }: JudgedResult): Weight {
  return waived ? 'waived' : outcome;
}

/** Worst first. */
const worstToBest: readonly Weight[] = ['blocker', 'unknown', 'warning', 'waived', 'info', 'pass', 'notApplicable'];

const statusOf: Readonly<Record<Weight, ConditionStatus>> = {
  blocker: 'False',
  unknown: 'Unknown',
  warning: 'True',
  waived: 'True',
  info: 'True',
  pass: 'True',
  notApplicable: 'True',
};

/** Outcomes of which every check is named, not the one that decides alone. */
const toldOfAll: ReadonlySet<Weight> = new Set(['blocker', 'unknown', 'warning', 'waived']);

export function worstFirst(a: JudgedResult, b: JudgedResult): number {
  const places = worstToBest.indexOf(weightOf(a)) - worstToBest.indexOf(weightOf(b));
  return places || compareText(a.check.code, b.check.code);
}

export function compareText(a: string, b: string): number {
  return a < b ? -1 : Number(a > b);
}

/** Every condition that some registered check feeds, also when none of its checks is enabled. */
export function judgeConditions(
  results: readonly JudgedResult[],
  registered: readonly Check[],
): readonly ConditionVerdict[] {
  const fed = new Set(registered.map(({ condition }) => condition));
  return conditionTypes.filter((type) => fed.has(type)).map((type) => judge(type, results));
}

function judge(type: ConditionType, results: readonly JudgedResult[]): ConditionVerdict {
  const own = results.filter(({ check }) => check.condition === type);
  const worst = worstToBest.find((each) => own.some((result) => weightOf(result) === each));
  const [main, ...others] = own.filter((result) => weightOf(result) === worst);
  if (!main) {
    const message = 'None of the checks of this condition is selected.';
    return { type, status: 'Unknown', outcome: 'notSelected', reason: 'NotSelected', message, exact: message };
  }
  const outcome = weightOf(main);
  const also = toldOfAll.has(outcome) ? alsoSay(others) : '';
  const before = main.waived ? `${untilWhen(main.waived)}: ` : '';
  return {
    type,
    status: statusOf[outcome],
    outcome,
    reason: main.waived ? 'Waived' : main.reason,
    message: `${before}${main.message}${also}`,
    exact: `${before}${main.exact}${also}`,
    code: main.check.code,
  };
}

/** `Waived until 2026-12-31T00:00:00Z (moves in December)`. */
export function untilWhen({ expiresAt, reason }: Waiver): string {
  return `Waived until ${toIso(expiresAt)} (${reason})`;
}

/** Whole seconds, as the API server writes times. */
export function toIso(epochMs: number): string {
  return `${new Date(epochMs).toISOString().slice(0, 19)}Z`;
}

/** Names the checks that end as the one before them does; empty where there is none. */
export function alsoSay(others: readonly JudgedResult[]): string {
  return others.length > 0 ? ` Also: ${others.map(({ check }) => check.code).join(', ')}.` : '';
}
