import type { Ipv6ReadinessResource, InvalidResource } from '../api/resource.ts';
import type { Ipv6ReadinessStatus } from '../api/status.ts';
import type { StatusEvent } from '../render/events.ts';
import type { Sample } from '../render/metrics.ts';
import type { Policy } from '../snapshot/policy.ts';
import type { Snapshot } from '../snapshot/snapshot.ts';

/** Our own resources as the cache holds them, by name. */
export interface Resources {
  get(name: string): StoredResource | undefined;
  list(): readonly StoredResource[];
}

export type StoredResource = { readonly resource: Ipv6ReadinessResource } | { readonly invalid: InvalidResource };

export interface Observe {
  observe(name: string, spec: Ipv6ReadinessResource['spec'], policy: Policy): Snapshot;
  refresh(name: string): void;
  setUrgent(name: string, urgent: boolean): void;
  forget(name: string): Promise<void>;
}

/** One resource, not another one that has its name. */
export interface Identified {
  readonly name: string;
  readonly uid: string;
}

/** `gone`: the resource is no longer there; `refused`: the API server will never take the status as it is. */
export type WriteOutcome = 'written' | 'gone' | 'refused';

export interface StatusPort {
  /** What the API server would keep of a status, as far as is known; absent: all of it. */
  accepted?(status: Ipv6ReadinessStatus): Ipv6ReadinessStatus;
  /** Throws what a later attempt may mend. */
  write(resource: Identified, status: Ipv6ReadinessStatus, signal: AbortSignal): Promise<WriteOutcome>;
}

export interface EventPort {
  record(resource: Identified, event: StatusEvent): void;
}

export interface MetricsPort {
  publish(name: string, samples: readonly Sample[]): void;
  forget(name: string): void;
  statusWritten(outcome: WriteOutcome): void;
}
