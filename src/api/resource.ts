import { z } from 'zod';
import { conditionSchema } from './condition.ts';
import { toProblem } from './problem.ts';
import { isRecord, type UnknownRecord } from './record.ts';
import { specSchema, type Ipv6ReadinessSpec } from './spec.ts';
import { statusSchema, type Ipv6ReadinessStatus } from './status.ts';

export interface ResourceMetadata {
  readonly name: string;
  readonly uid: string;
  readonly generation: number;
  readonly resourceVersion: string;
  /** Set once deletion was asked for. */
  readonly deletionTimestamp?: string;
}

/** One `Ipv6Readiness` as the operator works with it: defaults filled in, unknown fields dropped. */
export interface Ipv6ReadinessResource {
  readonly metadata: ResourceMetadata;
  readonly spec: Ipv6ReadinessSpec;
  readonly status?: Ipv6ReadinessStatus;
}

/** A resource whose spec cannot be worked with: it got past the API server's schema, or was stored under an older one. */
export interface InvalidResource {
  readonly metadata: ResourceMetadata;
  /** One sentence each: the field, what was seen, what was expected. */
  readonly problems: readonly string[];
  readonly status?: Ipv6ReadinessStatus;
}

export type ParsedResource = { readonly resource: Ipv6ReadinessResource } | { readonly invalid: InvalidResource };

const mostProblems = 10;

const metadataSchema = z.object({
  name: z.string().catch(''),
  uid: z.string().catch(''),
  generation: z.int().catch(0),
  resourceVersion: z.string().catch(''),
  deletionTimestamp: z.string().optional().catch(undefined),
});

/**
 * Reads what the API server holds. Lenient towards fields it does not know, so that a newer CRD does not stop an older
 * operator; an invalid spec is a value too. Never throws.
 */
export function parseResource(raw: unknown): ParsedResource {
  const { metadata: rawMetadata, spec: rawSpec, status: rawStatus } = asRecord(raw);
  const { deletionTimestamp, ...required } = metadataSchema.parse(asRecord(rawMetadata));
  const metadata = { ...required, ...(deletionTimestamp === undefined ? {} : { deletionTimestamp }) };
  const status = parseStatus(rawStatus);
  const withStatus = status ? { metadata, status } : { metadata };

  const parsed = specSchema.safeParse(rawSpec ?? {});
  if (parsed.success) return { resource: { ...withStatus, spec: parsed.data } };
  const problems = parsed.error.issues.slice(0, mostProblems).map((issue) => toProblem(issue, rawSpec));
  return { invalid: { ...withStatus, problems } };
}

/** Another version's status may not fit this schema; its conditions still tell what was last said and since when. */
function parseStatus(raw: unknown): Ipv6ReadinessStatus | undefined {
  if (raw === undefined || raw === null) return undefined;
  const parsed = statusSchema.safeParse(raw);
  if (parsed.success) return parsed.data;
  const { conditions } = asRecord(raw);
  if (!Array.isArray(conditions)) return {};
  return { conditions: conditions.flatMap((condition: unknown) => conditionSchema.safeParse(condition).data ?? []) };
}

function asRecord(value: unknown): UnknownRecord {
  return isRecord(value) && !Array.isArray(value) ? value : {};
}
