import type { Ipv6ReadinessResource, InvalidResource } from '../api/resource.ts';
import type { Ipv6ReadinessStatus } from '../api/status.ts';
import type { Check } from '../checks/define-check.ts';
import { toEvents } from '../render/events.ts';
import { toStatus } from '../render/status.ts';
import { buildReport, type Report } from '../report/report.ts';
import type { Clock } from '../runtime/clock.ts';
import { invalidStatus, suspendedStatus } from '../render/unassessed.ts';
import type { EventPort, MetricsPort, Observe, Resources, StatusPort } from './ports.ts';
import type { StartUp } from './start-up.ts';
import type { StatusGate } from './status-gate.ts';
import { toPolicy } from './to-policy.ts';

export interface ReconcileDeps {
  readonly checks: readonly Check[];
  readonly resources: Resources;
  readonly observation: Observe;
  readonly statusWriter: StatusPort;
  readonly events: EventPort;
  readonly metrics: MetricsPort;
  readonly gate: StatusGate;
  readonly startUp: StartUp;
  readonly clock: Clock;
  /** Writes only while this process holds the lease. */
  readonly mayWrite: () => boolean;
  readonly onCheckError: (check: Check, error: unknown) => void;
}

export interface Requeue {
  readonly requeueAfterMs?: number;
}

/** One pass over one resource. Everything that decides is called; nothing decides here. */
export async function reconcile(name: string, deps: ReconcileDeps): Promise<Requeue> {
  const stored = deps.resources.get(name);
  const current = stored && ('resource' in stored ? stored.resource : stored.invalid);
  if (!stored || !current || current.metadata.deletionTimestamp !== undefined) return forget(name, deps);
  if ('invalid' in stored) return writeUnassessed(stored.invalid, deps, invalidStatus);
  if (stored.resource.spec.suspend) return writeUnassessed(stored.resource, deps, suspendedStatus);
  return assess(stored.resource, deps);
}

async function assess(resource: Ipv6ReadinessResource, deps: ReconcileDeps): Promise<Requeue> {
  const { name, generation } = resource.metadata;
  if (deps.startUp.isNewGeneration(resource)) deps.observation.refresh(name);
  const snapshot = deps.observation.observe(name, resource.spec, toPolicy(resource.spec));
  const report = buildReport(deps.checks, snapshot, { onCheckError: deps.onCheckError });
  deps.observation.setUrgent(name, isLow(report));
  deps.metrics.publish(name, report); // also when nothing can be written

  const holdMs = deps.startUp.holdMs(resource, report, deps.clock.monotonic());
  if (holdMs > 0) return { requeueAfterMs: holdMs };
  const previous = deps.gate.standing(resource)?.conditions ?? [];
  const status = toStatus(report, { generation, previous, now: snapshot.asOf });
  const waitMs = await write(resource, status, deps, report);
  return after(report, snapshot.asOf, waitMs);
}

/** Writes the status if the gate lets it through; otherwise says in how many milliseconds it may. */
async function write(
  resource: Ipv6ReadinessResource | InvalidResource,
  status: Ipv6ReadinessStatus,
  deps: ReconcileDeps,
  report?: Report,
): Promise<number | undefined> {
  const { name, uid, generation } = resource.metadata;
  const standing = deps.gate.standing(resource);
  const decision = deps.gate.decide(name, { written: standing, desired: status, now: deps.clock.monotonic() });
  if (!decision.write) return decision.afterMs;
  const latest = deps.resources.get(name);
  const metadata = latest && ('resource' in latest ? latest.resource : latest.invalid).metadata;
  // Deleted, replaced or changed meanwhile: what was judged is no longer what is asked; the change has queued the resource.
  if (!deps.mayWrite() || metadata?.uid !== uid || metadata.generation !== generation) return undefined;
  const result = await deps.statusWriter.write(name, uid, status);
  deps.metrics.statusWritten(result);
  if (result !== 'written') return undefined;
  deps.gate.wrote(resource, status, deps.clock.monotonic());
  if (report) for (const event of toEvents(standing, status, report)) deps.events.record({ name, uid }, event);
  return undefined;
}

async function writeUnassessed<T extends Ipv6ReadinessResource | InvalidResource>(
  resource: T,
  deps: ReconcileDeps,
  render: (resource: T, checks: readonly Check[], now: number) => Ipv6ReadinessStatus,
): Promise<Requeue> {
  await deps.observation.forget(resource.metadata.name);
  deps.metrics.forget(resource.metadata.name);
  const waitMs = await write(resource, render(resource, deps.checks, deps.clock.now()), deps);
  return waitMs === undefined ? {} : { requeueAfterMs: waitMs };
}

async function forget(name: string, deps: ReconcileDeps): Promise<Requeue> {
  deps.gate.forget(name);
  deps.startUp.forget(name);
  deps.metrics.forget(name);
  await deps.observation.forget(name);
  return {};
}

function isLow({ inventory }: Report): boolean {
  return (inventory.subnets ?? []).some(({ state }) => state !== 'Ok');
}

/** The next moment at which the verdict may change by itself, or at which a held-back write is due. */
function after({ nextExpiry }: Report, asOf: number, waitMs: number | undefined): Requeue {
  const times = [nextExpiry === undefined ? undefined : nextExpiry - asOf, waitMs].filter((ms) => ms !== undefined);
  return times.length === 0 ? {} : { requeueAfterMs: Math.max(0, Math.min(...times)) };
}
