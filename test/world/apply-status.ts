import { typedStatus } from './custom-resource.ts';
import { isRecord, type JsonRecord, recordAt, sameJson, textAt } from './json.ts';
import type { StoredObject } from './object-store.ts';
import { type ObjectWriter, readObject, type Target, type Written } from './object-writer.ts';
import { badRequest, conflict, invalidObject, required, StatusError } from './status-error.ts';

/** Parameters of a server-side apply. */
export interface ApplyOptions {
  readonly fieldManager: string | null;
  readonly force: boolean;
  readonly now: Date;
}

/**
 * Server-side apply on the status of a custom resource, with one simplification: fields are owned as the keys of the
 * status, and conditions by their type; the real server goes deeper. What a manager no longer sends and alone owns goes.
 */
export function applyStatus(writer: ObjectWriter, target: Target, body: unknown, options: ApplyOptions): Written {
  const { fieldManager: manager, force, now } = options;
  if (manager === null || manager === '') {
    const error = required('fieldManager', 'is required for apply patch');
    throw invalidObject({ kind: 'PatchOptions', group: 'meta.k8s.io', name: '' }, [error]);
  }
  const { custom } = target;
  if (custom === undefined) throw badRequest('this server applies to the status of custom resources only');
  const sent = readObject(target, body);
  if (!isRecord(body) || body['apiVersion'] === undefined || body['kind'] === undefined) {
    throw badRequest("Object 'apiVersion' and 'kind' are needed for an apply");
  }
  if (sent.metadata['managedFields'] !== undefined) throw badRequest('metadata.managedFields must be nil');
  const old = writer.find(target);
  const version = textAt(sent.metadata, 'resourceVersion') ?? '';
  if (version !== '' && version !== old.metadata.resourceVersion) throw conflict(target.kind, target.name);
  typedStatus(custom, sent);

  const wanted = flatten(recordAt(sent, 'status'));
  const live = flatten(recordAt(old, 'status'));
  const entries = managedEntries(old);
  const others = entries.filter((entry) => entry.manager !== manager);
  refuseConflicts({ wanted, live, others, force });
  for (const field of entries.find((entry) => entry.manager === manager)?.fields ?? []) {
    if (!wanted.has(field) && !others.some((other) => other.fields.includes(field))) live.delete(field);
  }
  // Conditions come in the order in which they were sent, those of others after them.
  const next = new Map([...wanted, ...[...live].filter(([field]) => !wanted.has(field))]);

  const owned = [...wanted.keys()].toSorted();
  const kept = others.map((other) => ({
    ...other,
    fields: other.fields.filter(
      (field) => !force || !wanted.has(field) || sameJson(live.get(field), wanted.get(field)),
    ),
  }));
  const unchanged =
    sameJson(unflatten(next), recordAt(old, 'status')) &&
    entries.some((entry) => entry.manager === manager && sameJson(entry.fields, owned));
  if (unchanged) return { object: old, unknown: [] };
  const mine: ManagedEntry = { manager, fields: owned, time: `${now.toISOString().slice(0, 19)}Z` };
  const managedFields = [...kept, mine].map((entry) => toManagedField(entry, old.apiVersion));
  return writer.saveStatus(target, old, {
    ...old,
    metadata: { ...old.metadata, managedFields },
    status: unflatten(next),
  });
}

interface ManagedEntry {
  readonly manager: string;
  /** `goal`, or `conditions/Ready`. */
  readonly fields: readonly string[];
  readonly time: string;
}

interface Claims {
  readonly wanted: ReadonlyMap<string, unknown>;
  readonly live: ReadonlyMap<string, unknown>;
  readonly others: readonly ManagedEntry[];
  readonly force: boolean;
}

function refuseConflicts({ wanted, live, others, force }: Claims): void {
  if (force) return;
  const conflicts = others.flatMap(({ manager, fields }) =>
    fields
      .filter((field) => wanted.has(field) && !sameJson(wanted.get(field), live.get(field)))
      .map((field) => ({ manager, field: fieldPath(field) })),
  );
  const [first] = conflicts;
  if (first === undefined) return;
  const counted = `Apply failed with ${conflicts.length} conflict${conflicts.length === 1 ? '' : 's'}`;
  throw new StatusError({
    code: 409,
    reason: 'Conflict',
    message: `${counted}: conflict with "${first.manager}" with subresource "status": ${first.field}`,
    details: {
      causes: conflicts.map(({ manager, field }) => ({
        reason: 'FieldManagerConflict',
        message: `conflict with "${manager}" with subresource "status"`,
        field,
      })),
    },
  });
}

function fieldPath(field: string): string {
  const [key, type] = splitField(field);
  return type === undefined ? `.status.${key}` : `.status.${key}[type="${type}"]`;
}

function splitField(field: string): [key: string, type: string | undefined] {
  const slash = field.indexOf('/');
  return slash < 0 ? [field, undefined] : [field.slice(0, slash), field.slice(slash + 1)];
}

/** Keys of the status to their values, conditions one by one. */
function flatten(status: JsonRecord): Map<string, unknown> {
  const flat = new Map<string, unknown>();
  for (const [key, value] of Object.entries(status)) {
    if (key !== 'conditions' || !Array.isArray(value)) flat.set(key, value);
    else for (const condition of value) flat.set(`conditions/${textAt(condition, 'type') ?? ''}`, condition);
  }
  return flat;
}

function unflatten(flat: ReadonlyMap<string, unknown>): JsonRecord {
  const status: JsonRecord = {};
  const conditions: unknown[] = [];
  for (const [field, value] of flat) {
    if (field.startsWith('conditions/')) conditions.push(value);
    else status[field] = value;
  }
  return conditions.length === 0 ? status : { ...status, conditions };
}

function managedEntries(object: StoredObject): ManagedEntry[] {
  const list = Array.isArray(object.metadata['managedFields']) ? object.metadata['managedFields'] : [];
  return list.map((entry) => {
    const status = recordAt(recordAt(entry, 'fieldsV1'), 'f:status');
    const fields = Object.entries(status).flatMap(([key, value]) => ownedFields(key.slice(2), value));
    return { manager: textAt(entry, 'manager') ?? '', time: textAt(entry, 'time') ?? '', fields: fields.toSorted() };
  });
}

function ownedFields(key: string, value: unknown): string[] {
  if (key !== 'conditions' || !isRecord(value)) return [key];
  return Object.keys(value).map((item) => {
    const type = item.match(/^k:\{"type":"(.*)"\}$/)?.[1] ?? '';
    return `conditions/${type}`;
  });
}

function toManagedField({ manager, fields, time }: ManagedEntry, apiVersion: string): JsonRecord {
  const status: JsonRecord = {};
  for (const field of fields) {
    const [key, type] = splitField(field);
    const inner = isRecord(status[`f:${key}`]) ? recordAt(status, `f:${key}`) : {};
    status[`f:${key}`] = type === undefined ? {} : { ...inner, [`k:{"type":"${type}"}`]: {} };
  }
  const fieldsV1 = { 'f:status': status };
  return { manager, operation: 'Apply', apiVersion, time, fieldsType: 'FieldsV1', fieldsV1, subresource: 'status' };
}
