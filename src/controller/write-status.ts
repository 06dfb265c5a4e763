import type { InvalidResource, Ipv6ReadinessResource } from '../api/resource.ts';
import type { Ipv6ReadinessStatus } from '../api/status.ts';
import { toEvents } from '../render/events.ts';
import type { Report } from '../report/report.ts';
import type { Clock } from '../runtime/clock.ts';
import type { EventPort, MetricsPort, Resources, StatusPort } from './ports.ts';
import type { StatusGate } from './status-gate.ts';

export interface WriteStatusDeps {
  readonly resources: Resources;
  readonly statusWriter: StatusPort;
  readonly events: EventPort;
  readonly metrics: MetricsPort;
  readonly gate: StatusGate;
  readonly clock: Clock;
  /** Writes only while this process holds the lease. */
  readonly mayWrite: () => boolean;
}

export interface WriteStatusContext extends WriteStatusDeps {
  readonly signal: AbortSignal;
  /** Absent where nothing was assessed. */
  readonly report?: Report;
}

type AnyResource = Ipv6ReadinessResource | InvalidResource;

/**
 * Writes the status if the gate lets it through, and records what it changed as events; otherwise says in how many
 * milliseconds it may be written.
 */
export async function writeStatus(
  resource: AnyResource,
  status: Ipv6ReadinessStatus,
  context: WriteStatusContext,
): Promise<number | undefined> {
  const { gate, clock, resources, statusWriter, metrics, events, report } = context;
  const { name, uid } = resource.metadata;
  const accepted = (): Ipv6ReadinessStatus => statusWriter.accepted?.(status) ?? status;
  const standing = gate.standing(resource);
  const decision = gate.decide(name, { written: standing, desired: accepted(), now: clock.monotonic() });
  if (!decision.write) return decision.afterMs;
  if (!context.mayWrite() || !isStillAsked(resource, resources)) return undefined;
  const outcome = await statusWriter.write({ name, uid }, status, context.signal);
  metrics.statusWritten(outcome);
  if (outcome !== 'written') return undefined;
  gate.wrote(resource, accepted(), clock.monotonic());
  for (const event of toEvents(standing, status, report)) events.record({ name, uid }, event);
  return undefined;
}

/** Deleted, replaced or changed meanwhile: what was judged is no longer what is asked; that change has queued the resource. */
function isStillAsked({ metadata }: AnyResource, resources: Resources): boolean {
  const stored = resources.get(metadata.name);
  const now = stored && ('resource' in stored ? stored.resource : stored.invalid);
  if (!now || isDeleted(now)) return false;
  return now.metadata.uid === metadata.uid && now.metadata.generation === metadata.generation;
}

export function isDeleted({ metadata }: AnyResource): boolean {
  return metadata.deletionTimestamp !== undefined;
}
