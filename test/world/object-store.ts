import { groupVersion, type ResourceKind } from './resource-kinds.ts';
import type { KubernetesObject, ObjectMetadata } from './scenario.ts';

/** An object as the server holds it. */
export interface StoredObject extends KubernetesObject {
  readonly metadata: ObjectMetadata & {
    readonly uid: string;
    readonly resourceVersion: string;
    readonly creationTimestamp: string;
  };
}

export interface StoreEvent {
  readonly type: 'ADDED' | 'MODIFIED' | 'DELETED';
  readonly revision: number;
  readonly object: StoredObject;
  readonly previous: StoredObject | undefined;
}

type Listener = (event: StoreEvent | 'closed') => void;

interface Table {
  readonly objects: Map<string, StoredObject>;
  history: StoreEvent[];
  /** Revisions before this one can no longer be resumed from. */
  oldest: number;
  readonly listeners: Set<Listener>;
}

/** All objects, with one revision counter for all of them and a bounded history for each resource, as etcd and the watch cache have. */
export class ObjectStore {
  #revision = 48_210;
  #uids = 0;
  readonly #tables = new Map<ResourceKind, Table>();
  readonly #historyLimit: number;
  readonly #now: () => Date;

  constructor(historyLimit: number, now: () => Date) {
    this.#historyLimit = historyLimit;
    this.#now = now;
  }

  get revision(): number {
    return this.#revision;
  }

  /** In key order, as etcd lists. */
  list(kind: ResourceKind): StoredObject[] {
    return [...this.#table(kind).objects.entries()]
      .toSorted(([a], [b]) => (a < b ? -1 : 1))
      .map(([, object]) => object);
  }

  get(kind: ResourceKind, namespace: string | undefined, name: string): StoredObject | undefined {
    return this.#table(kind).objects.get(keyOf(namespace, name));
  }

  /** Creates or replaces; what comes in must be valid and complete but for what the server gives. */
  put(kind: ResourceKind, object: KubernetesObject): StoredObject {
    const { name, namespace } = object.metadata;
    const previous = this.get(kind, namespace, name);
    this.#revision += 1;
    const { apiVersion: _, kind: __, metadata, ...rest } = object;
    const stored: StoredObject = {
      apiVersion: groupVersion(kind),
      kind: kind.kind,
      metadata: {
        ...metadata,
        uid: previous?.metadata.uid ?? this.#nextUid(),
        creationTimestamp: previous?.metadata.creationTimestamp ?? `${this.#now().toISOString().slice(0, 19)}Z`,
        resourceVersion: String(this.#revision),
      },
      ...rest,
    };
    this.#table(kind).objects.set(keyOf(namespace, name), stored);
    this.#emit(kind, {
      type: previous === undefined ? 'ADDED' : 'MODIFIED',
      revision: this.#revision,
      object: stored,
      previous,
    });
    return stored;
  }

  remove(kind: ResourceKind, object: StoredObject): StoredObject {
    this.#revision += 1;
    this.#table(kind).objects.delete(keyOf(object.metadata.namespace, object.metadata.name));
    const last = { ...object, metadata: { ...object.metadata, resourceVersion: String(this.#revision) } };
    this.#emit(kind, { type: 'DELETED', revision: this.#revision, object: last, previous: object });
    return last;
  }

  /** What happened after a revision; undefined if that is no longer known. */
  since(kind: ResourceKind, revision: number): readonly StoreEvent[] | undefined {
    const { history, oldest } = this.#table(kind);
    return revision < oldest ? undefined : history.filter((event) => event.revision > revision);
  }

  oldest(kind: ResourceKind): number {
    return this.#table(kind).oldest;
  }

  /** The listener hears every later event, and `closed` when watches have to end. */
  subscribe(kind: ResourceKind, listener: Listener): () => void {
    const { listeners } = this.#table(kind);
    listeners.add(listener);
    return () => void listeners.delete(listener);
  }

  closeWatches(kind: ResourceKind): void {
    for (const listener of this.#table(kind).listeners) listener('closed');
  }

  /** Every revision handed out so far becomes too old, as after a restart of the server. */
  expireHistory(): void {
    this.#revision += 1;
    for (const table of this.#tables.values()) {
      table.history = [];
      table.oldest = this.#revision;
    }
  }

  /** Never the same twice, and the same in every run. */
  #nextUid(): string {
    this.#uids += 1;
    return `5e0b1c00-0000-4000-8000-${this.#uids.toString(16).padStart(12, '0')}`;
  }

  #emit(kind: ResourceKind, event: StoreEvent): void {
    const table = this.#table(kind);
    table.history.push(event);
    if (table.history.length > this.#historyLimit) table.oldest = table.history.shift()?.revision ?? table.oldest;
    for (const listener of table.listeners) listener(event);
  }

  #table(kind: ResourceKind): Table {
    const found = this.#tables.get(kind);
    if (found !== undefined) return found;
    const table: Table = { objects: new Map(), history: [], oldest: this.#revision, listeners: new Set() };
    this.#tables.set(kind, table);
    return table;
  }
}

export function keyOf(namespace: string | undefined, name: string): string {
  return namespace === undefined ? name : `${namespace}/${name}`;
}
