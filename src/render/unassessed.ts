import type { Condition } from '../api/condition.ts';
import type { InvalidResource, Ipv6ReadinessResource } from '../api/resource.ts';
import type { Ipv6ReadinessStatus } from '../api/status.ts';
import { conditionTypes } from '../checks/conditions.ts';
import type { Check } from '../checks/define-check.ts';
import { stampConditions } from './conditions.ts';

export interface UnassessedContext {
  readonly checks: readonly Check[];
  /** Conditions as they stand. */
  readonly previous: readonly Condition[];
  /** Epoch milliseconds. */
  readonly now: number;
}

/** Status of a resource that is not assessed because `spec.suspend` is set: every condition Unknown, no old finding left. */
export function suspendedStatus(
  { metadata }: Pick<Ipv6ReadinessResource, 'metadata'>,
  context: UnassessedContext,
): Ipv6ReadinessStatus {
  const message = 'The assessment is suspended by spec.suspend.';
  return unassessed({ reason: 'Suspended', message }, metadata.generation, context);
}

/** Status of a resource whose spec cannot be worked with; the message names every field that is wrong. */
export function invalidStatus(
  { metadata, problems }: Pick<InvalidResource, 'metadata' | 'problems'>,
  context: UnassessedContext,
): Ipv6ReadinessStatus {
  return unassessed({ reason: 'InvalidSpec', message: problems.join(' ') }, metadata.generation, context);
}

function unassessed(
  why: { readonly reason: string; readonly message: string },
  generation: number,
  { checks, previous, now }: UnassessedContext,
): Ipv6ReadinessStatus {
  const fed = new Set<string>(checks.map(({ condition }) => condition));
  const types = [...conditionTypes.filter((type) => fed.has(type)), 'InputsObserved', 'Ready'];
  const judged = types.map((type) => ({ type, status: 'Unknown' as const, ...why }));
  return { observedGeneration: generation, conditions: stampConditions(judged, { generation, previous, now }) };
}
