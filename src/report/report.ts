import type { Check } from '../checks/define-check.ts';
import { evaluate, type MissingInput } from '../checks/evaluate.ts';
import type { Goal } from '../snapshot/policy.ts';
import { isObserved, type Section } from '../snapshot/section.ts';
import type { SectionName, Snapshot } from '../snapshot/snapshot.ts';
import { judgeConditions, weightOf, type ConditionVerdict, type Weight } from './conditions.ts';
import { missingInputs, neededSections } from './inputs.ts';
import { buildInventory, type Inventory } from './inventory.ts';
import { summarize, type RootVerdict } from './root-verdict.ts';
import { selectChecks } from './select-checks.ts';
import { applyWaivers, nextWaiverExpiry, waiversOfNoCheck, type JudgedResult } from './waivers.ts';

/** Everything one assessment says; operator and CLI render the same report. */
export interface Report {
  readonly asOf: number;
  readonly clusterName?: string;
  readonly region?: string;
  /** Resolved: absent while the goal is Auto and the cluster's IP family is not known. */
  readonly goal?: Goal;
  /** Of the enabled checks, in the registry's order. */
  readonly results: readonly JudgedResult[];
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
  readonly counts: Readonly<Record<Weight, number>>;
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
  const found = enabled.map((check) => evaluate(check, snapshot, { ...options, goal }));
  const { waivers } = snapshot.policy;
  const results = applyWaivers(found, waivers, snapshot.asOf);
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
    root: summarize({
      results,
      inputs,
      deselected,
      unknownChecks,
      waiversOfNoCheck: waiversOfNoCheck(waivers, checks),
    }),
    counts: countWeights(results),
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

/** Any section that grows too old changes a verdict, or takes numbers out of the status; so does a waiver that ends. */
function nextExpiry({ sections, asOf, policy }: Snapshot): number | undefined {
  const all: readonly Section<unknown>[] = Object.values(sections);
  const times = all.filter(isObserved).map(({ freshUntil }) => freshUntil);
  const ahead = times.filter((time) => time >= asOf).map((time) => time + 1);
  const waiverEnds = nextWaiverExpiry(policy.waivers, asOf);
  const next = waiverEnds === undefined ? ahead : [...ahead, waiverEnds];
  return next.length === 0 ? undefined : Math.min(...next);
}

function countWeights(results: readonly JudgedResult[]): Record<Weight, number> {
  const none = { pass: 0, blocker: 0, warning: 0, waived: 0, info: 0, unknown: 0, notApplicable: 0 };
  const counts: Record<Weight, number> = none;
  for (const result of results) counts[weightOf(result)] += 1;
  return counts;
}
