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
