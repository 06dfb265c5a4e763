import { isDeepStrictEqual } from 'node:util';
import type { Condition } from '../api/condition.ts';
import type { Ipv6ReadinessStatus } from '../api/status.ts';

/** Whether to write a status now, at a later moment, or not at all. */
export type GateDecision = { readonly write: true } | { readonly write: false; readonly afterMs?: number };

/** What is not worse waits, so that a condition that flaps is not written with every flap. */
const calmMs = 5_000;
/** Numbers and words alone wait longer: a count that swings around the edge of its band says nothing new. */
const detailsMs = 60_000;

export interface GateInput {
  /** The status that stands, see `standing`. */
  readonly written: Ipv6ReadinessStatus | undefined;
  readonly desired: Ipv6ReadinessStatus;
  /** Monotonic milliseconds. */
  readonly now: number;
}

interface LastWrite {
  readonly at: number;
  /** The version of the resource that was written over. */
  readonly over: string;
  readonly status: Ipv6ReadinessStatus;
}

/**
 * The hysteresis of status writes. Equal in meaning: no write. Worse: at once. Another verdict that is not worse: at most
 * one write in five seconds. Details of the same verdict: once they have differed for a minute, or with the next write.
 */
export class StatusGate {
  readonly #lastWrite = new Map<string, LastWrite>();
  readonly #detailsSince = new Map<string, number>();

  decide(key: string, { written, desired, now }: GateInput): GateDecision {
    const change = changeBetween(written, desired);
    if (change !== 'details') this.#detailsSince.delete(key);
    if (change === 'none') return { write: false };
    const earliest = this.#earliest(key, change, now);
    return now >= earliest ? { write: true } : { write: false, afterMs: earliest - now };
  }

  /**
   * The status that stands: the last one written, until the cache shows another version of the resource than the one it was
   * written over. Without it a pass that runs before the watch delivers our own write would write again.
   */
  standing({ metadata, status }: Versioned): Ipv6ReadinessStatus | undefined {
    const last = this.#lastWrite.get(metadata.name);
    return last?.over === versionOf(metadata) ? last.status : status;
  }

  wrote({ metadata }: Versioned, status: Ipv6ReadinessStatus, now: number): void {
    this.#lastWrite.set(metadata.name, { at: now, over: versionOf(metadata), status });
    this.#detailsSince.delete(metadata.name);
  }

  forget(key: string): void {
    this.#lastWrite.delete(key);
    this.#detailsSince.delete(key);
  }

  #earliest(key: string, change: Exclude<Change, 'none'>, now: number): number {
    if (change === 'worse') return now;
    if (change === 'verdict') return (this.#lastWrite.get(key)?.at ?? -Infinity) + calmMs;
    const since = this.#detailsSince.get(key) ?? now;
    this.#detailsSince.set(key, since);
    return since + detailsMs;
  }
}

interface Versioned {
  readonly metadata: { readonly name: string; readonly uid: string; readonly resourceVersion: string };
  readonly status?: Ipv6ReadinessStatus;
}

function versionOf({ uid, resourceVersion }: Versioned['metadata']): string {
  return `${uid}/${resourceVersion}`;
}

type Change = 'none' | 'worse' | 'verdict' | 'details';

function changeBetween(before: Ipv6ReadinessStatus | undefined, after: Ipv6ReadinessStatus): Change {
  if (before && isDeepStrictEqual(withoutTimes(before), withoutTimes(after))) return 'none';
  if (!before || isWorse(before, after)) return 'worse';
  return isDeepStrictEqual(verdictOf(before), verdictOf(after)) ? 'details' : 'verdict';
}

/**
 * Another spec is answered, the first verdict is there, a condition fell, more checks found fault or fail to be judged, or
 * addresses became fewer.
 */
function isWorse(before: Ipv6ReadinessStatus, after: Ipv6ReadinessStatus): boolean {
  return (
    before.observedGeneration !== after.observedGeneration ||
    isFirstVerdict(before, after) ||
    someConditionFell(before, after) ||
    faults(after) > faults(before) ||
    someSubnetShrank(before, after)
  );
}

/** Who has just applied a resource waits for its verdict: it is not held back for a Ready that only said that nothing was read. */
function isFirstVerdict(before: Ipv6ReadinessStatus, after: Ipv6ReadinessStatus): boolean {
  const awaited = ({ conditions = [] }: Ipv6ReadinessStatus): boolean =>
    conditions.some(({ type, reason }) => type === 'Ready' && reason === 'NotYetObserved');
  return awaited(before) && !awaited(after);
}

/** A blocker that is known is worse than one that may be; nobody takes either for ready. */
const rank: Readonly<Record<Condition['status'], number>> = { False: 0, Unknown: 1, True: 2 };

function someConditionFell(before: Ipv6ReadinessStatus, after: Ipv6ReadinessStatus): boolean {
  const last = new Map(before.conditions?.map(({ type, status }) => [type, rank[status]]));
  return (after.conditions ?? []).some(({ type, status }) => rank[status] < (last.get(type) ?? Infinity));
}

/** One more blocker outweighs any number of others, one more unknown any number of warnings. */
function faults({ summary }: Ipv6ReadinessStatus): number {
  return summary ? summary.blockers * 1_000_000 + summary.unknown * 1_000 + summary.warnings : 0;
}

function someSubnetShrank(before: Ipv6ReadinessStatus, after: Ipv6ReadinessStatus): boolean {
  const free = new Map(before.subnets?.map(({ id, freeIPv4 }) => [id, freeIPv4]));
  return (after.subnets ?? []).some(({ id, freeIPv4 }) => freeIPv4 < (free.get(id) ?? -Infinity));
}

function verdictOf({ goal, conditions, findings }: Ipv6ReadinessStatus): unknown {
  return {
    goal,
    conditions: conditions?.map(({ type, status, reason }) => [type, status, reason]),
    findings: findings?.map(({ code, severity, reason, resources }) => [code, severity, reason, resources]),
  };
}

function withoutTimes(status: Ipv6ReadinessStatus): unknown {
  return { ...status, conditions: status.conditions?.map(({ lastTransitionTime: _, ...condition }) => condition) };
}
