import type { Check, Outcome } from '../checks/define-check.ts';
import { evaluate, type CheckResult, type MissingInput } from '../checks/evaluate.ts';
import type { Goal } from '../snapshot/policy.ts';
import { isObserved, type Section } from '../snapshot/section.ts';
import type { SectionName, Snapshot } from '../snapshot/snapshot.ts';
import { judgeConditions, type ConditionVerdict } from './conditions.ts';
import { missingInputs, neededSections } from './inputs.ts';
import { buildInventory, type Inventory } from './inventory.ts';
import { summarize, type RootVerdict } from './root-verdict.ts';
import { selectChecks } from './select-checks.ts';

/** Everything one assessment says; operator and CLI render the same report. */
export interface Report {
  readonly asOf: number;
  readonly clusterName?: string;
  readonly region?: string;
  /** Resolved: absent while the goal is Auto and the cluster's IP family is not known. */
  readonly goal?: Goal;
  /** Of the enabled checks, in the registry's order. */
  readonly results: readonly CheckResult[];
  /** Codes of checks that `spec.checks` leaves out. */
  readonly deselected: readonly string[];
  /** What `spec.checks` names and no registered check is called. */
  readonly unknownChecks: readonly string[];
  readonly conditions: readonly ConditionVerdict[];
  /** Sections that what is judged hangs on. */
  readonly needed: readonly SectionName[];
  /** Those of them that are not observed, not fresh or not whole. */
  readonly inputs: readonly MissingInput[];
  readonly root: RootVerdict;
  readonly counts: Readonly<Record<Outcome, number>>;
  readonly inventory: Inventory;
  /** The next time at which the same data says something else, epoch milliseconds; absent if never. */
  readonly nextExpiry?: number;
}

export interface ReportOptions {
  readonly onCheckError?: (check: Check, error: unknown) => void;
}

export function buildReport(checks: readonly Check[], snapshot: Snapshot, options: ReportOptions = {}): Report {
  const { clusterName, region } = snapshot;
  const goal = resolveGoal(snapshot);
  const { enabled, deselected, unknownChecks } = selectChecks(checks, snapshot.policy);
  const results = enabled.map((check) => evaluate(check, snapshot, { ...options, goal }));
  const needed = neededSections(enabled, snapshot, goal);
  const inputs = missingInputs(needed, snapshot);
  const expiry = nextExpiry(snapshot);
  return {
    asOf: snapshot.asOf,
    ...(clusterName === undefined ? {} : { clusterName }),
    ...(region === undefined ? {} : { region }),
    ...(goal === undefined ? {} : { goal }),
    results,
    deselected,
    unknownChecks,
    conditions: judgeConditions(results, checks),
    needed,
    inputs,
    root: summarize({ results, inputs, deselected, unknownChecks }),
    counts: countOutcomes(results),
    inventory: buildInventory(snapshot),
    ...(expiry === undefined ? {} : { nextExpiry: expiry }),
  };
}

/** `Auto` follows the IP family of the cluster, once it was seen and while what was seen is fresh. */
export function resolveGoal({ policy, sections: { cluster }, asOf }: Snapshot): Goal | undefined {
  if (policy.goal !== 'Auto') return policy.goal;
  if (!isObserved(cluster) || asOf > cluster.freshUntil || cluster.gaps.length > 0) return undefined;
  return cluster.value.ipFamily === 'ipv6' ? 'Operate' : 'Migrate';
}

/** Any section that grows too old changes a verdict, or takes numbers out of the status. */
function nextExpiry({ sections, asOf }: Snapshot): number | undefined {
  const all: readonly Section<unknown>[] = Object.values(sections);
  const times = all.filter(isObserved).map(({ freshUntil }) => freshUntil);
  const ahead = times.filter((time) => time >= asOf);
  return ahead.length === 0 ? undefined : Math.min(...ahead) + 1;
}

function countOutcomes(results: readonly CheckResult[]): Record<Outcome, number> {
  const counts: Record<Outcome, number> = { pass: 0, blocker: 0, warning: 0, info: 0, unknown: 0, notApplicable: 0 };
  for (const { outcome } of results) counts[outcome] += 1;
  return counts;
}
