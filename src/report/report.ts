import type { ConditionType } from '../checks/conditions.ts';
import type { Check, Outcome } from '../checks/define-check.ts';
import { evaluate, type CheckResult, type MissingInput } from '../checks/evaluate.ts';
import type { Goal } from '../snapshot/policy.ts';
import { isObserved, type Section } from '../snapshot/section.ts';
import type { Snapshot } from '../snapshot/snapshot.ts';
import { buildInventory, type Inventory } from './inventory.ts';
import { missingInputs } from './inputs.ts';
import { judgeConditions, type ConditionVerdict } from './conditions.ts';
import { summarize, type RootVerdict } from './root-verdict.ts';

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
  readonly conditions: readonly ConditionVerdict[];
  readonly inputs: readonly MissingInput[];
  readonly root: RootVerdict;
  readonly counts: Readonly<Record<Outcome, number>>;
  readonly inventory: Inventory;
  /** The next time at which the same data gives another verdict, epoch milliseconds; absent if never. */
  readonly nextExpiry?: number;
}

export interface ReportOptions {
  readonly onCheckError?: (check: Check, error: unknown) => void;
}

export function buildReport(checks: readonly Check[], snapshot: Snapshot, options: ReportOptions = {}): Report {
  const goal = resolveGoal(snapshot);
  const enabled = checks.filter((check) => isSelected(check, snapshot));
  const deselected = checks.filter((check) => !enabled.includes(check)).map(({ code }) => code);
  const results = enabled.map((check) => evaluate(check, snapshot, { ...options, goal }));
  const conditions = judgeConditions(results, checks);
  const inputs = missingInputs(enabled, snapshot, goal);
  const expiry = nextExpiry(enabled, snapshot);
  return {
    asOf: snapshot.asOf,
    ...(snapshot.clusterName === undefined ? {} : { clusterName: snapshot.clusterName }),
    ...(snapshot.region === undefined ? {} : { region: snapshot.region }),
    ...(goal === undefined ? {} : { goal }),
    results,
    deselected,
    conditions,
    inputs,
    root: summarize({ conditions, results, inputs, deselected }),
    counts: countOutcomes(results),
    inventory: buildInventory(snapshot),
    ...(expiry === undefined ? {} : { nextExpiry: expiry }),
  };
}

/** `Auto` follows the IP family of the cluster, once it was seen and while what was seen is fresh. */
export function resolveGoal({ policy, sections: { cluster }, asOf }: Snapshot): Goal | undefined {
  if (policy.goal !== 'Auto') return policy.goal;
  if (!isObserved(cluster) || asOf > cluster.freshUntil) return undefined;
  return cluster.value.ipFamily === 'ipv6' ? 'Operate' : 'Migrate';
}

function isSelected({ id, code }: Check, { policy }: Snapshot): boolean {
  const names = (list: readonly string[]): boolean => list.includes(id) || list.includes(code);
  return (policy.only.length === 0 || names(policy.only)) && !names(policy.skip);
}

/** Only data that some enabled check needs can change its verdict by growing old. */
function nextExpiry(enabled: readonly Check[], { sections, asOf }: Snapshot): number | undefined {
  const needed = new Set(enabled.flatMap(({ needs }) => needs));
  const times = [...needed].flatMap((name) => {
    const section: Section<unknown> = sections[name];
    return isObserved(section) && section.freshUntil >= asOf ? [section.freshUntil] : [];
  });
  return times.length === 0 ? undefined : Math.min(...times) + 1;
}

function countOutcomes(results: readonly CheckResult[]): Record<Outcome, number> {
  const counts: Record<Outcome, number> = { pass: 0, blocker: 0, warning: 0, info: 0, unknown: 0, notApplicable: 0 };
  for (const { outcome } of results) counts[outcome] += 1;
  return counts;
}

export type { ConditionType, ConditionVerdict };
