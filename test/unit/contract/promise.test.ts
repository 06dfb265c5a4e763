import { describe, expect, test } from 'vitest';
import { evaluate } from '../../../src/checks/evaluate.ts';
import { checks } from '../../../src/checks/index.ts';
import { optionalReads, type Goal } from '../../../src/snapshot/policy.ts';
import type { Section } from '../../../src/snapshot/section.ts';
import { sectionNames } from '../../../src/snapshot/section-table.ts';
import type { SectionName, Snapshot } from '../../../src/snapshot/snapshot.ts';
import { aCluster, aSnapshot, asOf, ipv4Nodes, settings, aVpcCni, aContainer } from '../../support/builders.ts';
import { denied } from '../../support/judge.ts';

const everythingRead = { optionalReads };

/** The promise of the product: never green on data that is missing, stale or denied. */
const healthy: Readonly<Record<Goal, Snapshot>> = {
  Operate: aSnapshot({ policy: everythingRead }),
  Migrate: aSnapshot({
    policy: everythingRead,
    values: {
      cluster: aCluster({ ipFamily: 'ipv4' }),
      nodes: [ipv4Nodes(['node-1'])],
      vpcCni: aVpcCni({ main: aContainer({ environment: settings({ ENABLE_IPv4: 'true' }) }) }),
    },
  }),
};
const cases = (['Operate', 'Migrate'] as const).flatMap((goal) =>
  checks.filter((check) => check.goals.includes(goal)).map((check) => ({ code: check.code, check, goal })),
);

const faults = {
  denied: () => denied('the read'),
  stale: (section: Section<unknown>) => ({ ...section, freshUntil: asOf - 1 }),
  partly: (section: Section<unknown>) => ({ ...section, gaps: ['something is missing'] }),
} as const;

function without(snapshot: Snapshot, name: SectionName, fault: keyof typeof faults): Snapshot {
  const section: Section<unknown> = snapshot.sections[name];
  return { ...snapshot, sections: { ...snapshot.sections, [name]: faults[fault](section) } };
}

describe.each(cases)('$code under goal $goal', ({ check, goal }) => {
  test('is green on a healthy cluster', () => {
    expect(['pass', 'info']).toContain(evaluate(check, healthy[goal], { goal }).outcome);
  });

  test.each(['denied', 'stale', 'partly'] as const)('is unknown when any input is %s', (fault) => {
    for (const need of check.needs) {
      const result = evaluate(check, without(healthy[goal], need, fault), { goal });
      expect([need, result.outcome]).toEqual([need, 'unknown']);
      expect(result.missing.map(({ section }) => section)).toEqual([need]);
    }
  });

  test('is the same while inputs are missing that it does not need', () => {
    const others = sectionNames.filter((name) => !check.needs.includes(name));
    const bare = others.reduce((snapshot, name) => without(snapshot, name, 'denied'), healthy[goal]);
    expect(evaluate(check, bare, { goal })).toEqual(evaluate(check, healthy[goal], { goal }));
  });
});
