import { objectsOf } from './core-events.ts';
import type { ObjectStore, StoredObject } from './object-store.ts';
import { keyOf } from './object-store.ts';
import { groupVersion, type ResourceKind } from './resource-kinds.ts';
import type { Selection } from './selectors.ts';
import {
  badRequest,
  expired,
  forbiddenField,
  invalidObject,
  type StatusError,
  tooLargeVersion,
} from './status-error.ts';

export interface ListRequest {
  readonly kind: ResourceKind;
  readonly namespace: string | undefined;
  readonly selection: Selection;
  readonly query: URLSearchParams;
}

interface Snapshot {
  readonly revision: number;
  readonly items: readonly StoredObject[];
}

const tooOld =
  'The provided continue parameter is too old to display a consistent list result. You can start a new list without ' +
  'the continue parameter, or use the continue token in this response to retrieve the remainder of the results. ' +
  'Continuing with the provided token results in an inconsistent list - objects that were created, modified, or ' +
  'deleted between the time the first chunk was returned and now may show up in the list.';

/** Lists in pages of one consistent snapshot; snapshots are few, so tokens expire. */
export class Lists {
  readonly #store: ObjectStore;
  readonly #snapshots = new Map<string, Snapshot>();
  readonly #limit = 20;

  constructor(store: ObjectStore) {
    this.#store = store;
  }

  /** Every token handed out so far expires. */
  expire(): void {
    this.#snapshots.clear();
  }

  answer(request: ListRequest): Record<string, unknown> {
    const { kind, selection, query } = request;
    checkVersions(query, this.#store.revision);
    const token = query.get('continue');
    const snapshot = token === null ? this.#take(request) : this.#find(request, token);
    const after = token === null ? '' : readToken(token).after;
    const start = after === '' ? 0 : snapshot.items.findIndex((item) => itemKey(item) > after);
    const rest = start < 0 ? [] : snapshot.items.slice(start);
    // With resourceVersion 0 the watch cache answers, and that knows no limit.
    const limit = query.get('resourceVersion') === '0' ? 0 : Number(query.get('limit') ?? 0);
    const items = limit > 0 ? rest.slice(0, limit) : rest;
    const remaining = rest.length - items.length;
    const last = items.at(-1);
    const more = remaining > 0 && last !== undefined;
    if (more) this.#keep(request, snapshot);
    return {
      kind: `${kind.kind}List`,
      apiVersion: groupVersion(kind),
      metadata: {
        resourceVersion: String(snapshot.revision),
        ...(more ? { continue: writeToken({ revision: snapshot.revision, after: itemKey(last) }) } : {}),
        ...(more && !selection.selective ? { remainingItemCount: remaining } : {}),
      },
      items: items.map(withoutKind),
    };
  }

  #take({ kind, namespace, selection }: ListRequest): Snapshot {
    const items = objectsOf(this.#store, kind)
      .filter((object) => namespace === undefined || object.metadata.namespace === namespace)
      .filter(selection.matches);
    return { revision: this.#store.revision, items };
  }

  #find(request: ListRequest, token: string): Snapshot {
    const { revision, after } = readToken(token);
    const found = this.#snapshots.get(snapshotKey(request, revision));
    if (found !== undefined) return found;
    const now = this.#take(request);
    this.#keep(request, now);
    throw expired(tooOld, writeToken({ revision: now.revision, after }));
  }

  #keep(request: ListRequest, snapshot: Snapshot): void {
    this.#snapshots.set(snapshotKey(request, snapshot.revision), snapshot);
    const oldest = this.#snapshots.keys().next().value;
    if (this.#snapshots.size > this.#limit && oldest !== undefined) this.#snapshots.delete(oldest);
  }
}

function checkVersions(query: URLSearchParams, current: number): void {
  const version = query.get('resourceVersion') ?? '';
  const errors = [];
  if (query.get('resourceVersionMatch') !== null && version === '') {
    errors.push(
      forbiddenField('resourceVersionMatch', 'resourceVersionMatch is forbidden unless resourceVersion is provided'),
    );
  }
  if (query.get('continue') !== null && query.get('resourceVersionMatch') !== null) {
    errors.push(forbiddenField('resourceVersionMatch', 'resourceVersionMatch is forbidden when continue is provided'));
  }
  if (errors.length > 0) throw invalidObject({ kind: 'ListOptions', group: 'meta.k8s.io', name: '' }, errors);
  if (version !== '' && version !== '0' && query.get('continue') !== null) {
    throw badRequest('specifying resource version is not allowed when using continue');
  }
  if (version !== '' && !/^\d+$/.test(version)) throw badVersion(version);
  if (Number(version) > current) throw tooLargeVersion(version, String(current));
}

export function badVersion(version: string): StatusError {
  const detail = `strconv.ParseUint: parsing "${version}": invalid syntax`;
  return badRequest(`invalid resource version: resourceVersion: Invalid value: "${version}": ${detail}`);
}

interface Token {
  readonly revision: number;
  readonly after: string;
}

function writeToken({ revision, after }: Token): string {
  return Buffer.from(`${revision}:${after}`).toString('base64url');
}

function readToken(token: string): Token {
  const match = Buffer.from(token, 'base64url')
    .toString()
    .match(/^(\d+):(.+)$/s);
  if (match?.[1] === undefined || match[2] === undefined)
    throw badRequest('invalid continue token: continue key is not valid');
  return { revision: Number(match[1]), after: match[2] };
}

function snapshotKey({ kind, namespace, query }: ListRequest, revision: number): string {
  const selectors = `${query.get('labelSelector') ?? ''};${query.get('fieldSelector') ?? ''}`;
  return `${groupVersion(kind)}/${kind.plural};${namespace ?? ''};${selectors};${revision}`;
}

function itemKey(item: StoredObject): string {
  return keyOf(item.metadata.namespace, item.metadata.name);
}

/** Items of built-in lists carry neither apiVersion nor kind; those of custom resources do. */
function withoutKind(object: StoredObject): Record<string, unknown> {
  if (object.apiVersion.includes('.') && !object.apiVersion.includes('.k8s.io/')) return object;
  const { apiVersion: _, kind: __, ...rest } = object;
  return rest;
}
