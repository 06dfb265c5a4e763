import type { Tally } from '../snapshot/facts/tally.ts';
import type { ResourceRef } from './define-check.ts';

const mostNames = 5;

/** At most five names, "and N more". `total` counts what `names` is an excerpt of. */
export function listNames(names: readonly string[], total = names.length): string {
  const shown = names.slice(0, mostNames);
  const more = total - shown.length;
  return more > 0 ? `${shown.join(', ')} and ${more} more` : shown.join(', ');
}

/** `3 subnets`, `1 subnet`. */
export function count(number: number, singular: string, plural = `${singular}s`): string {
  return `${number} ${number === 1 ? singular : plural}`;
}

export function refs(kind: string, names: readonly string[]): ResourceRef[] {
  return names.map((name) => ({ kind, name }));
}

/** The same for tallies, which keep some of the names of what they count. */
export function listTallied(tallies: readonly Tally<unknown>[]): string {
  return listNames(namesOf(tallies), countOf(tallies));
}

export function namesOf(tallies: readonly Tally<unknown>[]): readonly string[] {
  return tallies.flatMap(({ names }) => names).toSorted();
}

export function countOf(tallies: readonly Tally<unknown>[]): number {
  return tallies.reduce((sum, tally) => sum + tally.count, 0);
}

/** One sentence of its parts: `2 nodes are old; 1 node is new` becomes `2 nodes are old; 1 node is new.` */
export function sentence(parts: readonly string[]): string {
  const text = parts.join('; ');
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}.`;
}
