import type { Ipv6ReadinessResource, InvalidResource } from '../api/resource.ts';
import type { Ipv6ReadinessStatus } from '../api/status.ts';
import type { StatusEvent } from '../render/events.ts';
import type { Report } from '../report/report.ts';
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

/** Writes a status. `gone`: the resource is no longer there; `refused`: the API server will never take it as it is. */
export interface StatusPort {
  write(name: string, uid: string, status: Ipv6ReadinessStatus): Promise<'written' | 'gone' | 'refused'>;
}

export interface EventPort {
  record(resource: { readonly name: string; readonly uid: string }, event: StatusEvent): void;
}

export interface MetricsPort {
  publish(name: string, report: Report): void;
  forget(name: string): void;
  statusWritten(result: 'written' | 'gone' | 'refused'): void;
}
