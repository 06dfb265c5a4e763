import type { ConditionType } from '../../src/checks/conditions.ts';
import type { Check, Outcome, ReasonDeclaration, ResourceRef } from '../../src/checks/define-check.ts';
import type { Goal } from '../../src/snapshot/policy.ts';
import type { SectionName } from '../../src/snapshot/snapshot.ts';

export interface CheckOptions {
  readonly code?: string;
  readonly condition?: ConditionType;
  readonly needs?: readonly SectionName[];
  readonly goals?: readonly Goal[];
  readonly drawnFrom?: ReasonDeclaration['drawnFrom'];
  readonly reason?: string;
  readonly message?: string;
  readonly exact?: string;
  readonly resources?: readonly ResourceRef[];
}

/** A check that always ends the same way, for what is done with results. */
export function aCheck(outcome: Outcome, options: CheckOptions = {}): Check {
  const { code = 'TST-001', condition = 'VpcDualStack', needs = ['vpc'], goals = ['Migrate', 'Operate'] } = options;
  const { drawnFrom = 'seen', reason = `Is${outcome[0]?.toUpperCase()}${outcome.slice(1)}`, resources = [] } = options;
  const { message = `${code} ends as ${outcome}.`, exact } = options;
  return {
    id: `${code.toLowerCase()}-holds`,
    code,
    condition,
    title: 'A check of a test',
    goals,
    needs,
    reasons: { [reason]: { outcome, text: 'Always.', drawnFrom } },
    sources: [],
    remediation: { text: '', url: '' },
    evaluate: (_, verdict) => verdict(reason, message, { resources, ...(exact === undefined ? {} : { exact }) }),
  };
}
