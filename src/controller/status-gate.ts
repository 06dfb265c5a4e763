import { isDeepStrictEqual } from 'node:util';
import type { Condition } from '../api/condition.ts';
import type { Ipv6ReadinessStatus } from '../api/status.ts';

/** Whether to write a status now, at a later moment, or not at all. */
export type GateDecision = { readonly write: true } | { readonly write: false; readonly afterMs?: number };

/** Improvements wait, so that a condition that flaps is not written with every flap. */
const improvementDelayMs = 5_000;
/** Numbers alone that get better wait longer: a count that swings around the edge of its band says nothing new. */
const numbersDelayMs = 60_000;

export interface GateInput {
  readonly written: Ipv6ReadinessStatus | undefined;
  readonly desired: Ipv6ReadinessStatus;
  readonly now: number;
}

/**
 * The hysteresis of status writes. Equal in meaning: no write. Worse: at once. Better: at most one write in five seconds.
 * Remembers, for each resource, when it was last written and since when a mere change of numbers stands.
 */
export class StatusGate {
  readonly #lastWrite = new Map<
    string,
    { readonly at: number; readonly over: string; readonly status: Ipv6ReadinessStatus }
  >();
  readonly #numbersSince = new Map<string, number>();

  decide(key: string, { written, desired, now }: GateInput): GateDecision {
    const change = changeBetween(written, desired);
    if (change === 'none') {
      this.#numbersSince.delete(key);
      return { write: false };
    }
    if (change === 'worse') return { write: true };
    const since = this.#numbersSince.get(key) ?? now;
    if (change === 'numbers') this.#numbersSince.set(key, since);
    const earliest =
      change === 'numbers' ? since + numbersDelayMs : (this.#lastWrite.get(key)?.at ?? -Infinity) + improvementDelayMs;
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
    this.#numbersSince.delete(metadata.name);
  }

  forget(key: string): void {
    this.#lastWrite.delete(key);
    this.#numbersSince.delete(key);
  }
}

interface Versioned {
  readonly metadata: { readonly name: string; readonly uid: string; readonly resourceVersion: string };
  readonly status?: Ipv6ReadinessStatus;
}

function versionOf({ uid, resourceVersion }: Versioned['metadata']): string {
  return `${uid}/${resourceVersion}`;
}

type Change = 'none' | 'worse' | 'better' | 'numbers';

function changeBetween(before: Ipv6ReadinessStatus | undefined, after: Ipv6ReadinessStatus): Change {
  if (!before) return 'worse';
  if (isDeepStrictEqual(withoutTimes(before), withoutTimes(after))) return 'none';
  if (before.observedGeneration !== after.observedGeneration || before.goal !== after.goal) return 'worse';
  const worse = (after.conditions ?? []).some((condition) => {
    const last = before.conditions?.find(({ type }) => type === condition.type);
    return !last || rank(condition) < rank(last) || (condition.status !== 'True' && condition.reason !== last.reason);
  });
  if (worse || severityRank(after) > severityRank(before) || fewerFree(before, after)) return 'worse';
  return isDeepStrictEqual(verdictOf(before), verdictOf(after)) ? 'numbers' : 'better';
}

/** Unknown is worse than False for nobody, but both are worse than True; a change between them is written at once. */
function rank({ status }: Condition): number {
  return status === 'True' ? 1 : 0;
}

function severityRank({ summary }: Ipv6ReadinessStatus): number {
  return summary ? summary.blockers * 1_000_000 + summary.unknown * 1_000 + summary.warnings : 0;
}

function fewerFree(before: Ipv6ReadinessStatus, after: Ipv6ReadinessStatus): boolean {
  const free = new Map((before.subnets ?? []).map(({ id, freeIPv4 }) => [id, freeIPv4]));
  return (after.subnets ?? []).some(({ id, freeIPv4 }) => freeIPv4 < (free.get(id) ?? -1));
}

function verdictOf(status: Ipv6ReadinessStatus): unknown {
  return {
    conditions: status.conditions?.map(({ type, status: is, reason }) => [type, is, reason]),
    findings: status.findings?.map(({ code, severity, reason, resources }) => [code, severity, reason, resources]),
  };
}

function withoutTimes(status: Ipv6ReadinessStatus): unknown {
  return { ...status, conditions: status.conditions?.map(({ lastTransitionTime: _, ...condition }) => condition) };
}
