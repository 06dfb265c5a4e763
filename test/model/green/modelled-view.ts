import { type KubernetesSectionName, kubernetesSectionNames } from '../../../src/snapshot/section-table.ts';
import type { ClusterView, KubernetesSections } from '../../../src/observe/ports.ts';
import type { Clock } from '../../../src/runtime/clock.ts';
import { notObserved, type Section } from '../../../src/snapshot/section.ts';
import type { Sections } from '../../../src/snapshot/snapshot.ts';
import { facts, ourIssuer } from './facts.ts';
import { forever, type Ledger } from './ledger.ts';

/** `silent`: connected without a byte. `unreadable`: an object came that cannot be read. */
export const viewFaults = ['disconnected', 'silent', 'denied', 'unreadable'] as const;
export type ViewFault = (typeof viewFaults)[number] | 'none';

const bookmarkMs = 60_000;
const silenceBudgetMs = 200_000;
const disconnectedBudgetMs = 120_000;

interface Cache {
  readonly synced: boolean;
  readonly fact: number;
  readonly fault: ViewFault;
  /** Monotonic; a cache that is connected hears a bookmark every minute. */
  readonly lastByteAt: number;
  readonly faultAt: number;
}

/** Informer caches as they tell of themselves: what they hold, how far it can be trusted, and an entry in the ledger. */
export class ModelledView implements ClusterView {
  /** What the cluster would say now. */
  readonly truth = new Map<KubernetesSectionName, number>();
  onChange: () => void = () => undefined;
  readonly #caches = new Map<KubernetesSectionName, Cache>();
  readonly #clock: Clock;
  readonly #ledger: Ledger;

  constructor(clock: Clock, ledger: Ledger) {
    this.#clock = clock;
    this.#ledger = ledger;
    this.restart();
  }

  setFact(section: KubernetesSectionName, fact: number): void {
    this.truth.set(section, fact);
    if (this.#cache(section).fault === 'none') this.#connect(section);
  }

  setFault(section: KubernetesSectionName, fault: ViewFault): void {
    // One fault at a time: the one before has ended, and all was read anew, when the next begins.
    if (fault === this.#cache(section).fault) return;
    this.#connect(section);
    if (fault === 'none') return;
    const now = this.#clock.monotonic();
    const before = this.#cache(section);
    this.#caches.set(section, { ...before, lastByteAt: this.#lastByteAt(before), fault, faultAt: now });
    const budgets = { silent: silenceBudgetMs, disconnected: disconnectedBudgetMs, denied: 0, unreadable: 0 };
    this.#ledger.lost(section, now + budgets[fault]);
    this.onChange();
  }

  /** As a new process: what cannot be read now is not known at all. */
  restart(): void {
    this.#ledger.forget(kubernetesSectionNames);
    for (const section of kubernetesSectionNames) {
      const cache = this.#caches.get(section);
      if (cache && cache.fault !== 'none') this.#caches.set(section, { ...cache, synced: false });
      else this.#connect(section);
    }
  }

  sections(): KubernetesSections {
    const entries = kubernetesSectionNames.map((name) => [name, this.#section(name)]);
    return Object.fromEntries(entries);
  }

  serviceAccountIssuer(): string | undefined {
    return ourIssuer;
  }

  #connect(section: KubernetesSectionName): void {
    const now = this.#clock.monotonic();
    const fact = this.truth.get(section) ?? 0;
    this.#caches.set(section, { synced: true, fact, fault: 'none', lastByteAt: now, faultAt: now });
    this.#ledger.delivered(section, { fact, since: now, until: forever });
    this.onChange();
  }

  #cache(section: KubernetesSectionName): Cache {
    const cache = this.#caches.get(section);
    if (!cache) throw new Error(`${section} has no cache.`);
    return cache;
  }

  #lastByteAt({ fault, lastByteAt }: Cache): number {
    const now = this.#clock.monotonic();
    return fault === 'none' || fault === 'unreadable' ? now - ((now - lastByteAt) % bookmarkMs) : lastByteAt;
  }

  #section<K extends KubernetesSectionName>(name: K): Section<Sections[K]> {
    const cache = this.#cache(name);
    const { fault, synced, fact, faultAt } = cache;
    if (fault === 'denied') return notObserved('AccessDenied', 'Access denied.', `list,watch ${name}`);
    if (!synced) return notObserved('NotYetObserved', `The cache of ${name} has not synced yet.`);
    const lastByteAt = this.#lastByteAt(cache);
    const trustedUntil = lastByteAt + silenceBudgetMs;
    const until = fault === 'disconnected' ? Math.min(trustedUntil, faultAt + disconnectedBudgetMs) : trustedUntil;
    const wall = this.#clock.now() - this.#clock.monotonic();
    const found = facts[name][fact];
    if (!found) throw new Error(`${name} has no fact ${fact}.`);
    return {
      rev: fact,
      observedAt: wall + lastByteAt,
      freshUntil: wall + until,
      value: found.value,
      gaps: fault === 'unreadable' ? ['1 of them could not be read'] : [],
    };
  }
}
