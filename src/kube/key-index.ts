import type { ObjectKey } from './kube-object.ts';

const NO_NAMESPACE = '';

/**
 * A number for each of very many objects. Namespaces are kept once and names as they are parsed, because a joined key
 * would be the largest part of what an object costs.
 */
export class KeyIndex {
  readonly #namespaces = new Map<string, Map<string, number>>();
  #size = 0;

  get size(): number {
    return this.#size;
  }

  get(namespace: string | undefined, name: string): number | undefined {
    return this.#namespaces.get(namespace ?? NO_NAMESPACE)?.get(name);
  }

  set(namespace: string | undefined, name: string, value: number): void {
    const key = namespace ?? NO_NAMESPACE;
    let names = this.#namespaces.get(key);
    if (!names) this.#namespaces.set(key, (names = new Map()));
    const before = names.size;
    names.set(name, value);
    this.#size += names.size - before;
  }

  delete(namespace: string | undefined, name: string): void {
    const names = this.#namespaces.get(namespace ?? NO_NAMESPACE);
    if (!names?.delete(name)) return;
    this.#size--;
    if (names.size === 0) this.#namespaces.delete(namespace ?? NO_NAMESPACE);
  }

  /** Every entry; it may be changed or deleted on the way. */
  *entries(): Generator<readonly [namespace: string, name: string, value: number]> {
    for (const [namespace, names] of this.#namespaces) {
      for (const [name, value] of names) yield [namespace, name, value];
    }
  }
}

export function splitKey(key: ObjectKey): readonly [namespace: string, name: string] {
  const slash = key.indexOf('/');
  return slash < 0 ? [NO_NAMESPACE, key] : [key.slice(0, slash), key.slice(slash + 1)];
}
