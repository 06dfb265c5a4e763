import type { Tally } from '../snapshot/facts/tally.ts';

const MAX_NAMES = 50;

export interface FactGroupOptions {
  readonly key: string;
  readonly named: boolean;
  /** How many names are kept; of a larger group, those that came first. Default: all. */
  readonly mostNames?: number;
}

/** Objects with equal facts: how many, and where names are kept, which. */
export class FactGroup<Facts extends object> {
  readonly key: string;
  readonly #facts: Facts;
  readonly #names: Set<string> | undefined;
  readonly #mostKept: number;
  #count = 0;
  #tally: Tally<Facts> | undefined;

  constructor(facts: Facts, options: FactGroupOptions) {
    this.key = options.key;
    this.#facts = facts;
    this.#names = options.named ? new Set() : undefined;
    this.#mostKept = options.mostNames ?? Number.POSITIVE_INFINITY;
  }

  get isEmpty(): boolean {
    return this.#count === 0;
  }

  add(name: string): void {
    this.#count++;
    if (this.#names && this.#names.size < this.#mostKept) this.#names.add(name);
    this.#tally = undefined;
  }

  remove(name: string): void {
    this.#count--;
    this.#names?.delete(name);
    this.#tally = undefined;
  }

  tally(): Tally<Facts> {
    this.#tally ??= { facts: this.#facts, count: this.#count, names: smallest(this.#names ?? [], MAX_NAMES) };
    return this.#tally;
  }
}

/** Equal for equal facts, whatever the order in which they were written. */
export function canonicalKey(facts: object): string {
  const present = Object.entries(facts).filter(([, value]) => value !== undefined);
  return JSON.stringify(present.sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** The first `limit` in order, without sorting all of them. */
function smallest(names: Iterable<string>, limit: number): readonly string[] {
  const found: string[] = [];
  for (const name of names) {
    const last = found.at(-1);
    if (found.length === limit && last !== undefined && name >= last) continue;
    const at = found.findIndex((other) => other > name);
    found.splice(at < 0 ? found.length : at, 0, name);
    if (found.length > limit) found.pop();
  }
  return found;
}
