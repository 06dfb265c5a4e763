import type { InvalidResource, Ipv6ReadinessResource } from '../api/resource.ts';
import type { Ipv6ReadinessStatus } from '../api/status.ts';
import { conditionTypes } from '../checks/conditions.ts';
import type { Check } from '../checks/define-check.ts';
import { stampConditions } from './conditions.ts';

/** Status of a resource that is not assessed because `spec.suspend` is set: every condition Unknown, no old finding left. */
export function suspendedStatus(
  resource: Ipv6ReadinessResource,
  checks: readonly Check[],
  now: number,
): Ipv6ReadinessStatus {
  return unassessed(resource, checks, {
    now,
    reason: 'Suspended',
    message: 'The assessment is suspended by spec.suspend.',
  });
}

/** Status of a resource whose spec cannot be worked with; the message names every field that is wrong. */
export function invalidStatus(resource: InvalidResource, checks: readonly Check[], now: number): Ipv6ReadinessStatus {
  return unassessed(resource, checks, { now, reason: 'InvalidSpec', message: resource.problems.join(' ') });
}

function unassessed(
  { metadata, status }: Ipv6ReadinessResource | InvalidResource,
  checks: readonly Check[],
  { now, reason, message }: { readonly now: number; readonly reason: string; readonly message: string },
): Ipv6ReadinessStatus {
  const fed = new Set<string>(checks.map(({ condition }) => condition));
  const types = [...conditionTypes.filter((type) => fed.has(type)), 'InputsObserved', 'Ready'];
  const judged = types.map((type) => ({ type, status: 'Unknown' as const, reason, message }));
  const { generation } = metadata;
  return {
    observedGeneration: generation,
    conditions: stampConditions(judged, { generation, previous: status?.conditions ?? [], now }),
  };
}
