import type { Check } from '../checks/define-check.ts';
import { freshOrMissing, type MissingInput } from '../checks/evaluate.ts';
import type { Goal } from '../snapshot/policy.ts';
import { isObserved, type Section } from '../snapshot/section.ts';
import { sectionNames } from '../snapshot/section-table.ts';
import type { Snapshot } from '../snapshot/snapshot.ts';

/** Every section that an enabled check in scope needs and that is not observed, not fresh or not whole; one entry each. */
export function missingInputs(
  enabled: readonly Check[],
  snapshot: Snapshot,
  goal: Goal | undefined,
): readonly MissingInput[] {
  const inScope = enabled.filter(({ goals }) => goal === undefined || goals.includes(goal));
  const needed = new Set(inScope.flatMap(({ needs }) => needs));
  return sectionNames
    .filter((name) => needed.has(name))
    .flatMap((name): MissingInput[] => {
      const section: Section<unknown> = snapshot.sections[name];
      const missing = freshOrMissing(name, section, snapshot.asOf);
      if (missing) return [missing];
      if (!isObserved(section) || section.gaps.length === 0) return [];
      const { failing } = section;
      const message = `Partly observed: ${section.gaps.join('; ')}.`;
      return [
        {
          section: name,
          reason: failing?.reason ?? 'InvalidData',
          message,
          ...(failing?.permission ? { permission: failing.permission } : {}),
        },
      ];
    });
}
