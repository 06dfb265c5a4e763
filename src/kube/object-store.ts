import { isDeepStrictEqual } from 'node:util';
import { Listeners } from './listeners.ts';
import { type KubeObject, keyOf, type ObjectKey, type ReflectorSink } from './kube-object.ts';

/** Before undefined: new. After undefined: gone. */
export type ObjectListener<T> = (key: ObjectKey, before: T | undefined, after: T | undefined) => void;

interface Entry<T> {
  readonly uid: string;
  readonly value: T;
}

/** Keeps what is needed of each object of a small kind. An object recreated under its name is told as gone, then new. */
export class ObjectStore<T> implements ReflectorSink {
  readonly #project: (raw: KubeObject) => T | undefined;
  readonly #entries = new Map<ObjectKey, Entry<T>>();
  readonly #unreadable = new Set<ObjectKey>();
  readonly #listeners = new Listeners<Parameters<ObjectListener<T>>>();
  #seen: Set<ObjectKey> | undefined;
  #revision = 0;
  #list: { readonly revision: number; readonly values: readonly T[] } | undefined;

  /** A projection that gives undefined leaves the object out. */
  constructor(project: (raw: KubeObject) => T | undefined) {
    this.#project = project;
  }

  /** Moves when a value appears, changes or goes, and only then. */
  get revision(): number {
    return this.#revision;
  }

  get size(): number {
    return this.#entries.size;
  }

  /** How many objects exist that could not be read: where this is not 0, the values are not the whole. */
  get projectionErrors(): number {
    return this.#unreadable.size;
  }

  get(key: ObjectKey): T | undefined {
    return this.#entries.get(key)?.value;
  }

  uid(key: ObjectKey): string | undefined {
    return this.#entries.get(key)?.uid;
  }

  /** In the order of their keys. */
  list(): readonly T[] {
    if (this.#list?.revision !== this.#revision) {
      const sorted = [...this.#entries].sort(([a], [b]) => (a < b ? -1 : 1));
      this.#list = { revision: this.#revision, values: sorted.map(([, entry]) => entry.value) };
    }
    return this.#list.values;
  }

  /** Gives the way to stop listening. */
  onChange(listener: ObjectListener<T>): () => void {
    return this.#listeners.add(listener);
  }

  upsert(raw: KubeObject): void {
    const key = keyOf(raw);
    this.#seen?.add(key);
    const value = this.#read(key, raw);
    if (value === undefined) return this.#drop(key);
    const before = this.#entries.get(key);
    const { uid } = raw.metadata;
    if (before?.uid === uid && isDeepStrictEqual(before.value, value)) return;
    if (before && before.uid !== uid) this.#drop(key);
    this.#entries.set(key, { uid, value });
    this.#changed(key, before?.uid === uid ? before.value : undefined, value);
  }

  remove(key: ObjectKey): void {
    this.#seen?.delete(key);
    this.#unreadable.delete(key);
    this.#drop(key);
  }

  beginSync(): void {
    this.#seen = new Set();
  }

  endSync(): void {
    const seen = this.#seen;
    if (!seen) return;
    this.#seen = undefined;
    for (const key of [...this.#entries.keys(), ...this.#unreadable]) {
      if (!seen.has(key)) this.remove(key);
    }
  }

  #read(key: ObjectKey, raw: KubeObject): T | undefined {
    this.#unreadable.delete(key);
    try {
      return this.#project(raw);
    } catch {
      this.#unreadable.add(key);
      return undefined;
    }
  }

  #drop(key: ObjectKey): void {
    const before = this.#entries.get(key);
    if (!before) return;
    this.#entries.delete(key);
    this.#changed(key, before.value, undefined);
  }

  #changed(key: ObjectKey, before: T | undefined, after: T | undefined): void {
    this.#revision++;
    this.#listeners.tell(key, before, after);
  }
}
