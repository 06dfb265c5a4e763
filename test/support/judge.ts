import type { Check } from '../../src/checks/define-check.ts';
import { evaluate, type CheckResult } from '../../src/checks/evaluate.ts';
import type { Goal } from '../../src/snapshot/policy.ts';
import { notObserved, type NotObserved, type Observed } from '../../src/snapshot/section.ts';
import type { SectionName, Sections } from '../../src/snapshot/snapshot.ts';
import { aSnapshot, observed, type SnapshotChanges } from './builders.ts';

/** Runs a check on a healthy IPv6 cluster with some values changed; what the check throws fails the test. */
export function judge(
  check: Check,
  values: Partial<Sections> = {},
  { goal = 'Operate', ...changes }: Omit<SnapshotChanges, 'values'> & { readonly goal?: Goal } = {},
): CheckResult {
  return evaluate(check, aSnapshot({ values, ...changes }), {
    goal,
    onCheckError: (_, error) => {
      throw error;
    },
  });
}

/** Outcome, reason and message: what every test of a check asserts together. */
export function said({ outcome, reason, message }: CheckResult): readonly [string, string, string] {
  return [outcome, reason, message];
}

export function denied(permission: string): NotObserved {
  return notObserved('AccessDenied', `Not allowed: ${permission}.`, permission);
}

/** The section a healthy cluster gives, with something missing from it. */
export function partly<K extends SectionName>(value: Sections[K], gap: string): Observed<Sections[K]> {
  return observed(value, { gaps: [gap] });
}
