import type { Tally } from '../snapshot/facts/tally.ts';
import { canonicalKey, FactGroup } from './fact-group.ts';
import { KeyIndex, splitKey } from './key-index.ts';
import { Listeners } from './listeners.ts';
import type { KubeObject, ObjectKey, ReflectorSink } from './kube-object.ts';

export interface TallyStoreOptions<Facts extends object> {
  /** Undefined: the object does not count. */
  readonly project: (raw: KubeObject) => Facts | undefined;
  /** Whether the names of objects with these facts are kept, as exemplars of something worth naming. */
  readonly named?: (facts: Facts) => boolean;
  /** How many names of a group are kept, where a group may be most of a bulk kind; of more, those that came first. Default: all. */
  readonly mostNames?: number;
}

/** The group of objects whose projection throws. */
const UNREADABLE = 0;

/**
 * Counts objects by what matters about them, and keeps nothing else: a name and a number for each. The number is twice
 * the index of the object's group, plus a bit that tells whether the object was seen in the sync that runs.
 */
export class TallyStore<Facts extends object> implements ReflectorSink {
  readonly #options: TallyStoreOptions<Facts>;
  readonly #entries = new KeyIndex();
  /** Undefined where an index is free, and at `UNREADABLE`. */
  readonly #groups: (FactGroup<Facts> | undefined)[] = [undefined];
  readonly #indexByFacts = new Map<string, number>();
  readonly #freeIndexes: number[] = [];
  readonly #listeners = new Listeners<[]>();
  #unreadable = 0;
  #seenBit = 0;
  #syncing = false;
  #revision = 0;
  #tallies: { readonly revision: number; readonly list: readonly Tally<Facts>[] } | undefined;

  constructor(options: TallyStoreOptions<Facts>) {
    this.#options = options;
  }

  /** Moves when a count moves, and only then. */
  get revision(): number {
    return this.#revision;
  }

  /** How many objects are counted now. */
  get size(): number {
    return this.#entries.size - this.#unreadable;
  }

  /** How many objects exist that could not be read: where this is not 0, the tallies are not the whole. */
  get projectionErrors(): number {
    return this.#unreadable;
  }

  /** Called after every change of a count. Gives the way to stop that. */
  onChange(listener: () => void): () => void {
    return this.#listeners.add(listener);
  }

  /** In the order of their facts, so that equal contents give equal lists. */
  tallies(): readonly Tally<Facts>[] {
    if (this.#tallies?.revision !== this.#revision) {
      const groups = this.#groups.filter((group) => group !== undefined);
      const list = groups.sort((a, b) => (a.key < b.key ? -1 : 1)).map((group) => group.tally());
      this.#tallies = { revision: this.#revision, list };
    }
    return this.#tallies.list;
  }

  upsert(raw: KubeObject): void {
    const { namespace = '', name } = raw.metadata;
    const previous = this.#entries.get(namespace, name);
    const index = this.#groupOf(raw);
    if (index === undefined) return this.#drop(namespace, name, previous);
    this.#entries.set(namespace, name, index * 2 + this.#seenBit);
    if (previous !== undefined && previous >> 1 === index) return;
    this.#join(index, displayName(namespace, name));
    if (previous !== undefined) this.#leave(previous >> 1, displayName(namespace, name));
    this.#changed();
  }

  remove(key: ObjectKey): void {
    const [namespace, name] = splitKey(key);
    this.#drop(namespace, name, this.#entries.get(namespace, name));
  }

  beginSync(): void {
    if (this.#syncing) this.#unmarkAll();
    else this.#seenBit = 1 - this.#seenBit;
    this.#syncing = true;
  }

  endSync(): void {
    if (!this.#syncing) return;
    this.#syncing = false;
    for (const [namespace, name, entry] of this.#entries.entries()) {
      if (entry % 2 !== this.#seenBit) this.#drop(namespace, name, entry);
    }
  }

  /** A sync that never ended has left marks, which must not count in the next. */
  #unmarkAll(): void {
    for (const [namespace, name, entry] of this.#entries.entries()) {
      this.#entries.set(namespace, name, (entry >> 1) * 2 + (1 - this.#seenBit));
    }
  }

  #groupOf(raw: KubeObject): number | undefined {
    let facts: Facts | undefined;
    try {
      facts = this.#options.project(raw);
    } catch {
      return UNREADABLE;
    }
    return facts === undefined ? undefined : this.#indexFor(facts);
  }

  #indexFor(facts: Facts): number {
    const key = canonicalKey(facts);
    const known = this.#indexByFacts.get(key);
    if (known !== undefined) return known;
    const index = this.#freeIndexes.pop() ?? this.#groups.length;
    const { named, mostNames } = this.#options;
    const limit = mostNames === undefined ? {} : { mostNames };
    this.#groups[index] = new FactGroup(facts, { key, named: named?.(facts) ?? false, ...limit });
    this.#indexByFacts.set(key, index);
    return index;
  }

  #drop(namespace: string, name: string, entry: number | undefined): void {
    if (entry === undefined) return;
    this.#entries.delete(namespace, name);
    this.#leave(entry >> 1, displayName(namespace, name));
    this.#changed();
  }

  #join(index: number, name: string): void {
    if (index === UNREADABLE) this.#unreadable++;
    this.#groups[index]?.add(name);
  }

  #leave(index: number, name: string): void {
    if (index === UNREADABLE) this.#unreadable--;
    const group = this.#groups[index];
    if (!group) return;
    group.remove(name);
    if (!group.isEmpty) return;
    this.#indexByFacts.delete(group.key);
    this.#groups[index] = undefined;
    this.#freeIndexes.push(index);
  }

  #changed(): void {
    this.#revision++;
    this.#listeners.tell();
  }
}

function displayName(namespace: string, name: string): string {
  return namespace === '' ? name : `${namespace}/${name}`;
}
