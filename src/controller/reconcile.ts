import type { Ipv6ReadinessResource, InvalidResource } from '../api/resource.ts';
import type { Ipv6ReadinessStatus } from '../api/status.ts';
import type { Check } from '../checks/define-check.ts';
import { toSamples, toUnassessedSamples } from '../render/metrics.ts';
import { toStatus } from '../render/status.ts';
import { invalidStatus, suspendedStatus, type UnassessedContext } from '../render/unassessed.ts';
import { buildReport, type Report } from '../report/report.ts';
import type { Observe } from './ports.ts';
import { WorkFailed } from './queue.ts';
import type { StartUp } from './start-up.ts';
import { toPolicy } from './to-policy.ts';
import { isDeleted, writeStatus, type WriteStatusDeps } from './write-status.ts';

export interface ReconcileDeps extends WriteStatusDeps {
  readonly checks: readonly Check[];
  readonly observation: Observe;
  readonly startUp: StartUp;
  readonly onCheckError: (check: Check, error: unknown) => void;
}

export interface Requeue {
  readonly requeueAfterMs?: number;
}

type Context = ReconcileDeps & { readonly signal: AbortSignal };

/** One pass over one resource. Everything that decides is called; nothing decides here. */
export async function reconcile(name: string, deps: ReconcileDeps, signal: AbortSignal): Promise<Requeue> {
  const context = { ...deps, signal };
  const stored = deps.resources.get(name);
  if (!stored) return forget(name, deps);
  if ('invalid' in stored) {
    return isDeleted(stored.invalid) ? forget(name, deps) : unassessed(stored.invalid, context, invalidStatus);
  }
  const { resource } = stored;
  if (isDeleted(resource)) return forget(name, deps);
  return resource.spec.suspend ? unassessed(resource, context, suspendedStatus) : assess(resource, context);
}

async function assess(resource: Ipv6ReadinessResource, context: Context): Promise<Requeue> {
  const { checks, observation, metrics, gate, startUp, clock, onCheckError } = context;
  const { name, generation } = resource.metadata;
  if (startUp.isNewGeneration(resource)) observation.refresh(name);
  const snapshot = observation.observe(name, resource.spec, toPolicy(resource.spec));
  const report = buildReport(checks, snapshot, { onCheckError });
  observation.setUrgent(name, isLow(report));
  metrics.publish(name, toSamples(report)); // also when nothing can be written

  const holdMs = startUp.holdMs(resource, report, clock.monotonic());
  if (holdMs > 0) return { requeueAfterMs: holdMs };
  const previous = gate.standing(resource)?.conditions ?? [];
  const status = toStatus(report, { generation, previous, now: snapshot.asOf });
  const expiryMs = report.nextExpiry === undefined ? undefined : report.nextExpiry - snapshot.asOf;
  try {
    return soonest(expiryMs, await writeStatus(resource, status, { ...context, report }));
  } catch (error) {
    // The metrics must not go on with a verdict that expires before the write is tried again.
    throw expiryMs === undefined ? error : new WorkFailed(error, expiryMs);
  }
}

async function unassessed<T extends Ipv6ReadinessResource | InvalidResource>(
  resource: T,
  context: Context,
  render: (resource: T, context: UnassessedContext) => Ipv6ReadinessStatus,
): Promise<Requeue> {
  const { observation, metrics, gate, checks, clock } = context;
  const { name } = resource.metadata;
  await observation.forget(name);
  const previous = gate.standing(resource)?.conditions ?? [];
  const status = render(resource, { checks, previous, now: clock.now() });
  metrics.publish(name, toUnassessedSamples(status));
  return soonest(await writeStatus(resource, status, context));
}

async function forget(name: string, { gate, startUp, metrics, observation }: ReconcileDeps): Promise<Requeue> {
  gate.forget(name);
  startUp.forget(name);
  metrics.forget(name);
  await observation.forget(name);
  return {};
}

function isLow({ inventory }: Report): boolean {
  const { subnets = [], fargateProfiles = [] } = inventory;
  return [...subnets, ...fargateProfiles].some(({ state }) => state === 'Low' || state === 'Critical');
}

/** The next moment at which the verdict may change by itself, or at which a held-back write is due. */
function soonest(...waits: readonly (number | undefined)[]): Requeue {
  const times = waits.filter((ms) => ms !== undefined);
  return times.length === 0 ? {} : { requeueAfterMs: Math.max(0, Math.min(...times)) };
}
