import type { Ipv6ReadinessResource } from '../api/resource.ts';
import type { Report } from '../report/report.ts';

/** How long a status of the same generation is kept while the first answers come in. */
const patienceMs = 60_000;
/** How often to look whether they have. */
const lookAgainMs = 1_000;

/**
 * A restart must not turn a good status to Unknown and back. A status that answers the current generation stands until
 * every needed section was read once, at most a minute; a resource without one gets its Unknown at once.
 */
export class StartUp {
  readonly #firstSeen = new Map<string, { readonly uid: string; readonly at: number; readonly settled: boolean }>();
  readonly #generations = new Map<string, string>();

  /** True once for each generation that follows another one seen by this process. */
  isNewGeneration({ metadata }: Ipv6ReadinessResource): boolean {
    const generation = `${metadata.uid}/${metadata.generation}`;
    const last = this.#generations.get(metadata.name);
    this.#generations.set(metadata.name, generation);
    return last !== undefined && last !== generation;
  }

  /** Milliseconds to wait before anything may be written; 0: write. */
  holdMs({ metadata, status }: Ipv6ReadinessResource, report: Report, now: number): number {
    const seen = this.#firstSeen.get(metadata.name);
    const first = seen?.uid === metadata.uid ? seen : { uid: metadata.uid, at: now, settled: false };
    const waiting = report.inputs.some(({ reason }) => reason === 'NotYetObserved');
    const settled = first.settled || !waiting || now - first.at >= patienceMs;
    this.#firstSeen.set(metadata.name, { ...first, settled });
    if (settled || status?.observedGeneration !== metadata.generation) return 0;
    return lookAgainMs;
  }

  forget(name: string): void {
    this.#firstSeen.delete(name);
    this.#generations.delete(name);
  }
}
