import type { Check } from '../checks/define-check.ts';
import type { Policy } from '../snapshot/policy.ts';

export interface Selection {
  readonly enabled: readonly Check[];
  /** Codes of those left out. */
  readonly deselected: readonly string[];
  /** Names that no check has: a slip of the pen must not pass for a check that was run, or left out on purpose. */
  readonly unknownChecks: readonly string[];
}

/** What `spec.checks` asks for, each check by its code or its id. */
export function selectChecks(checks: readonly Check[], { only, skip }: Pick<Policy, 'only' | 'skip'>): Selection {
  const isEnabled = (check: Check): boolean => (only.length === 0 || names(only, check)) && !names(skip, check);
  const known = new Set(checks.flatMap(({ id, code }) => [id, code]));
  return {
    enabled: checks.filter(isEnabled),
    deselected: checks.filter((check) => !isEnabled(check)).map(({ code }) => code),
    unknownChecks: [...only, ...skip].filter((name) => !known.has(name)),
  };
}

function names(list: readonly string[], { id, code }: Check): boolean {
  return list.includes(id) || list.includes(code);
}
