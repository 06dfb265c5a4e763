import { kubernetesSectionNames, type KubernetesSectionName } from '../../src/snapshot/section-table.ts';
import { type ClusterView, type KubernetesSections } from '../../src/observe/ports.ts';
import type { Clock } from '../../src/runtime/clock.ts';
import { notObserved, type NotObserved, type Section } from '../../src/snapshot/section.ts';
import type { Sections } from '../../src/snapshot/snapshot.ts';
import { healthyValues } from './builders.ts';

/** Caches that are always connected, with what a test puts in. */
export class FakeClusterView implements ClusterView {
  values: Pick<Sections, KubernetesSectionName>;
  readonly lost = new Map<KubernetesSectionName, NotObserved>();
  issuer: string | undefined;
  readonly #clock: Clock;

  constructor(clock: Clock, values: Partial<Sections> = {}) {
    this.#clock = clock;
    this.values = { ...healthy(), ...values };
  }

  set(values: Partial<Pick<Sections, KubernetesSectionName>>): void {
    this.values = { ...this.values, ...values };
  }

  sections(): KubernetesSections {
    const entries = kubernetesSectionNames.map((name) => [name, this.#section<unknown>(name, this.values[name])]);
    return Object.fromEntries(entries);
  }

  serviceAccountIssuer(): string | undefined {
    return this.issuer;
  }

  /** As after a bookmark of just now. */
  #section<T>(name: KubernetesSectionName, value: T): Section<T> {
    const now = this.#clock.now();
    return this.lost.get(name) ?? { rev: 1, observedAt: now, freshUntil: now + 200_000, value, gaps: [] };
  }
}

export const notSynced = notObserved('NotYetObserved', 'The cache of nodes has not synced yet.');

function healthy(): Pick<Sections, KubernetesSectionName> {
  const values = healthyValues();
  const entries = kubernetesSectionNames.map((name) => [name, values[name]]);
  return Object.fromEntries(entries);
}
