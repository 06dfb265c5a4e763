import type { Check } from '../checks/define-check.ts';
import type { CheckResult } from '../checks/evaluate.ts';
import type { Waiver } from '../snapshot/policy.ts';

/** A result as the report counts it: a blocker or warning that somebody answers for keeps its words and weighs nothing. */
export interface JudgedResult extends CheckResult {
  readonly waived?: Waiver;
}

/**
 * From this many on, names may have been left out where objects are only counted (`Tally`), so that a waiver that names
 * objects cannot be known to name them all.
 */
const mostNamed = 50;

/** A waiver that has ended waives nothing; what could not be judged is never waived. */
export function applyWaivers(
  results: readonly CheckResult[],
  waivers: readonly Waiver[],
  asOf: number,
): readonly JudgedResult[] {
  const standing = waivers.filter(({ expiresAt }) => asOf < expiresAt);
  return results.map((result) => {
    if (result.outcome !== 'blocker' && result.outcome !== 'warning') return result;
    const waived = standing.filter((waiver) => isOf(waiver, result.check)).find((waiver) => covers(waiver, result));
    return waived ? { ...result, waived } : result;
  });
}

/** The next moment at which a waiver that holds now ends, epoch milliseconds. */
export function nextWaiverExpiry(waivers: readonly Waiver[], asOf: number): number | undefined {
  const ahead = waivers.map(({ expiresAt }) => expiresAt).filter((time) => asOf < time);
  return ahead.length === 0 ? undefined : Math.min(...ahead);
}

/** Checks that waivers name and that do not exist: a slip of the pen waives nothing, and is told. */
export function waiversOfNoCheck(waivers: readonly Waiver[], checks: readonly Check[]): readonly string[] {
  const unknown = waivers.filter((waiver) => !checks.some((check) => isOf(waiver, check)));
  return [...new Set(unknown.map(({ check }) => check))];
}

function isOf(waiver: Waiver, { id, code }: Check): boolean {
  return waiver.check === id || waiver.check === code;
}

/** Every object the result names must be named: one that is not is a finding nobody answers for. */
function covers({ resources }: Waiver, found: CheckResult): boolean {
  if (resources.length === 0) return true;
  if (found.missing.length > 0 || found.resources.length === 0 || found.resources.length >= mostNamed) return false;
  return found.resources.every((each) =>
    resources.some(
      ({ kind, namespace, name }) => kind === each.kind && name === each.name && namespace === each.namespace,
    ),
  );
}
