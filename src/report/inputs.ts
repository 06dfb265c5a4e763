import type { Check } from '../checks/define-check.ts';
import { freshOrMissing, gapsOf, isOff, type MissingInput } from '../checks/evaluate.ts';
import type { Goal } from '../snapshot/policy.ts';
import { sectionNames } from '../snapshot/section-table.ts';
import type { SectionName, Snapshot } from '../snapshot/snapshot.ts';

/** Sections that the enabled checks in scope need. The goal `Auto` needs the cluster, which tells what is judged. */
export function neededSections(
  enabled: readonly Check[],
  { policy }: Snapshot,
  goal: Goal | undefined,
): readonly SectionName[] {
  const inScope = enabled
    .filter(({ goals }) => goal === undefined || goals.includes(goal))
    .filter((check) => !isOff(check, policy));
  const needed = new Set(inScope.flatMap(({ needs }) => needs));
  if (policy.goal === 'Auto' && enabled.length > 0) needed.add('cluster');
  return sectionNames.filter((name) => needed.has(name));
}

/** Those that are not observed, not fresh or not whole; one entry each. */
export function missingInputs(needed: readonly SectionName[], { sections, asOf }: Snapshot): readonly MissingInput[] {
  return needed.flatMap((name) => freshOrMissing(name, sections[name], asOf) ?? gapsOf(name, sections[name]) ?? []);
}
