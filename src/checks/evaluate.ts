import type { Goal, Policy } from '../snapshot/policy.ts';
import {
  isObserved,
  type NotObservedReason,
  type Observed,
  type ReadFailure,
  type Section,
} from '../snapshot/section.ts';
import type { SectionName, Sections, Snapshot } from '../snapshot/snapshot.ts';
import { sectionTable } from '../snapshot/section-table.ts';
import type { Check, Outcome, ReasonDeclaration, ResourceRef, Verdict, VerdictOf } from './define-check.ts';

/** What became of one check. `reason` is one of the check's own, or why it could not be judged. */
export interface CheckResult {
  readonly check: Check;
  readonly outcome: Outcome;
  readonly reason: string;
  readonly message: string;
  readonly exact: string;
  readonly resources: readonly ResourceRef[];
  /** Sections the check needed and did not get, or got with gaps. */
  readonly missing: readonly MissingInput[];
}

export interface MissingInput extends ReadFailure {
  readonly section: SectionName;
}

/** Reasons the engine gives by itself, beside those of the sections and the checks. */
export type EngineReason =
  | NotObservedReason
  | 'PartlyObserved'
  | 'GoalUnresolved'
  | 'CheckError'
  | 'GoalNotInScope'
  | 'FeatureOff';

/** The section's value if it counts at `asOf`; otherwise why not. The one place where staleness is judged. */
export function freshOrMissing(name: SectionName, section: Section<unknown>, asOf: number): MissingInput | undefined {
  if (!isObserved(section)) return { section: name, ...section.notObserved };
  if (asOf <= section.freshUntil) return undefined;
  if (section.failing) return { section: name, ...section.failing };
  const { title } = sectionTable[name];
  return {
    section: name,
    reason: 'Stale',
    message: `The last answer is older than its freshness budget: ${title}.`,
  };
}

/** What is missing from a section that was observed; undefined where it is whole. */
export function gapsOf(name: SectionName, section: Section<unknown>): MissingInput | undefined {
  if (!isObserved(section) || section.gaps.length === 0) return undefined;
  const { gaps, failing } = section;
  return {
    section: name,
    reason: failing?.reason ?? 'InvalidData',
    message: `Partly observed: ${gaps.join('; ')}.`,
    ...(failing?.permission ? { permission: failing.permission } : {}),
  };
}

export interface EvaluateOptions {
  readonly goal: Goal | undefined;
  /** Called with what a check threw: our bug, counted by a metric. */
  readonly onCheckError?: (check: Check, error: unknown) => void;
}

/**
 * Runs one check on a snapshot. Never throws: a check that throws is unknown (`CheckError`). Without a goal a check is
 * judged only if both goals give the same outcome.
 */
export function evaluate(check: Check, snapshot: Snapshot, options: EvaluateOptions): CheckResult {
  const { goal } = options;
  if (goal && !check.goals.includes(goal)) return outOfScope(check, goal);
  if (isOff(check, snapshot.policy)) return switchedOff(check);

  const missing = check.needs.flatMap((name) => freshOrMissing(name, snapshot.sections[name], snapshot.asOf) ?? []);
  const [firstMissing] = missing;
  if (firstMissing) return unknownResult(check, firstMissing, missing);
  if (!goal && check.goals.length < 2) return goalUnresolved(check);

  const verdicts = (goal ? [goal] : check.goals).map((each) => judge(check, snapshot, each, options));
  const [first, second] = verdicts as [CheckResult, CheckResult?];
  return second && (second.outcome !== first.outcome || second.reason !== first.reason) ? goalUnresolved(check) : first;
}

function judge(check: Check, snapshot: Snapshot, goal: Goal, options: EvaluateOptions): CheckResult {
  // The one cast from "what was observed" to "what the check declared": every need has just been seen to be there.
  const values = Object.fromEntries(
    check.needs.map((name) => [name, (snapshot.sections[name] as Observed<unknown>).value]),
  ) as unknown as Sections;
  try {
    const verdict = check.evaluate(values, makeVerdict, { goal, policy: snapshot.policy, asOf: snapshot.asOf });
    const declaration = check.reasons[verdict.reason];
    if (!declaration) throw new Error(`${check.id} gave the undeclared reason ${verdict.reason}`);
    return underGaps(check, snapshot, toResult(check, verdict, outcomeOf(declaration, goal)), declaration);
  } catch (error) {
    options.onCheckError?.(check, error);
    return result(
      check,
      'unknown',
      'CheckError',
      `Check ${check.code} failed to run; this is a defect of ipv6-readiness.`,
    );
  }
}

export function outcomeOf(declaration: ReasonDeclaration, goal: Goal): Outcome {
  return typeof declaration.outcome === 'string' ? declaration.outcome : declaration.outcome[goal];
}

/** With gaps nothing may be True, and only a failure drawn from what was seen stays one. Checks never see the gaps. */
function underGaps(check: Check, snapshot: Snapshot, found: CheckResult, declaration: ReasonDeclaration): CheckResult {
  const missing = check.needs.flatMap((name) => gapsOf(name, snapshot.sections[name]) ?? []);
  const [first] = missing;
  if (!first) return found;
  const stands = declaration.drawnFrom === 'seen';
  if (found.outcome === 'blocker' && stands) return { ...found, missing };
  const warned = found.outcome === 'warning' && stands;
  return {
    ...found,
    outcome: 'unknown',
    reason: 'PartlyObserved',
    message: warned ? `${found.message} ${first.message}` : first.message,
    exact: warned ? `${found.exact} ${first.message}` : first.message,
    resources: warned ? found.resources : [],
    missing,
  };
}

const makeVerdict: VerdictOf<string> = (reason, message, more = {}): Verdict => ({
  reason,
  message,
  resources: more.resources ?? [],
  ...(more.exact === undefined ? {} : { exact: more.exact }),
});

function toResult(check: Check, verdict: Verdict, outcome: Outcome): CheckResult {
  const { reason, message, resources, exact = message } = verdict;
  return { check, outcome, reason, message, exact, resources, missing: [] };
}

function result(check: Check, outcome: Outcome, reason: EngineReason, message: string): CheckResult {
  return { check, outcome, reason, message, exact: message, resources: [], missing: [] };
}

function unknownResult(check: Check, first: MissingInput, missing: readonly MissingInput[]): CheckResult {
  return { ...result(check, 'unknown', first.reason, first.message), missing };
}

function goalUnresolved(check: Check): CheckResult {
  return result(
    check,
    'unknown',
    'GoalUnresolved',
    'The goal is Auto and the IP family of the cluster was not observed.',
  );
}

/** Whether what the check needs is not read, because nobody asked for it. */
export function isOff({ feature }: Check, { optionalReads }: Pick<Policy, 'optionalReads'>): boolean {
  return feature !== undefined && !optionalReads.includes(feature);
}

function switchedOff(check: Check): CheckResult {
  const message = `Check ${check.code} runs only where spec.optionalReads names ${check.feature}.`;
  return result(check, 'notApplicable', 'FeatureOff', message);
}

function outOfScope(check: Check, goal: Goal): CheckResult {
  return result(check, 'notApplicable', 'GoalNotInScope', `Check ${check.code} does not apply to goal ${goal}.`);
}
