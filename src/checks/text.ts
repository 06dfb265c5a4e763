import { atLeast } from '../net/band.ts';
import type { Tally } from '../snapshot/facts/tally.ts';
import type { WorkloadKind } from '../snapshot/workload-sections.ts';
import type { ResourceRef } from './define-check.ts';

const mostNames = 5;

/** At most five names, "and N more". */
export function listNames(names: readonly string[]): string {
  const shown = names.slice(0, mostNames);
  const more = names.length - shown.length;
  return more > 0 ? `${shown.join(', ')} and ${more} more` : shown.join(', ');
}

/** `3 subnets`, `1 subnet`. */
export function count(number: number, singular: string, plural = `${singular}s`): string {
  return `${number} ${number === 1 ? singular : plural}`;
}

/** The same for tallies, which keep some of the names of what they count; how many more is rounded, see `atLeast`. */
export function listTallied(tallies: readonly Tally<unknown>[]): string {
  const shown = firstNames(tallies);
  const more = countOf(tallies) - shown.length;
  return more > 0 ? `${shown.join(', ')} and ${atLeast(more)} more` : shown.join(', ');
}

/** `3 nodes`, `at least 12 nodes`: for numbers that change with every node. */
export function roughly(number: number, singular: string): string {
  return `${atLeast(number)} ${number === 1 ? singular : `${singular}s`}`;
}

export function namesOf(tallies: readonly Tally<unknown>[]): readonly string[] {
  return tallies.flatMap(({ names }) => names).toSorted();
}

/** The first of all names in their order, without sorting the thousands that nobody is told. */
function firstNames(tallies: readonly Tally<unknown>[]): readonly string[] {
  const first: string[] = [];
  for (const { names } of tallies) {
    for (const name of names) {
      const last = first[mostNames - 1];
      if (last !== undefined && name >= last) continue;
      const place = first.findIndex((each) => name < each);
      first.splice(place < 0 ? first.length : place, 0, name);
      first.length = Math.min(first.length, mostNames);
    }
  }
  return first;
}

export function countOf(tallies: readonly Tally<unknown>[]): number {
  return tallies.reduce((sum, tally) => sum + tally.count, 0);
}

export function refs(kind: string, names: readonly string[]): ResourceRef[] {
  return names.map((name) => ({ kind, name }));
}

/** The same for names with their namespace in front: `default/shop`. */
export function namespacedRefs(kind: string, names: readonly string[]): ResourceRef[] {
  return names.map((text) => {
    const slash = text.indexOf('/');
    return slash < 0 ? { kind, name: text } : { kind, namespace: text.slice(0, slash), name: text.slice(slash + 1) };
  });
}

const workloadKinds: readonly WorkloadKind[] = ['DaemonSet', 'Deployment', 'StatefulSet'];

/** By kind and name, whatever the order of the tallies. */
export function workloadRefs(found: readonly Tally<{ readonly kind: WorkloadKind }>[]): ResourceRef[] {
  return workloadKinds.flatMap((kind) =>
    namespacedRefs(kind, namesOf(found.filter(({ facts }) => facts.kind === kind))),
  );
}

/** One sentence of its parts: `2 nodes are old; 1 node is new` becomes `2 nodes are old; 1 node is new.` */
export function sentence(parts: readonly string[]): string {
  const text = parts.join('; ');
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}.`;
}

/** Lists come in no order that would last; what is said of them must not depend on it. */
export function sortedByName<T extends { readonly name: string; readonly namespace?: string; readonly kind?: string }>(
  list: readonly T[],
): readonly T[] {
  const key = ({ namespace = '', name, kind = '' }: T) => `${namespace}/${name}/${kind}`;
  return list.toSorted((a, b) => (key(a) < key(b) ? -1 : 1));
}
