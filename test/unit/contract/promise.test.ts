import { describe, expect, test } from 'vitest';
import { evaluate } from '../../../src/checks/evaluate.ts';
import { checks } from '../../../src/checks/index.ts';
import type { Goal } from '../../../src/snapshot/policy.ts';
import type { Section } from '../../../src/snapshot/section.ts';
import { sectionNames } from '../../../src/snapshot/section-table.ts';
import type { SectionName, Sections, Snapshot } from '../../../src/snapshot/snapshot.ts';
import { aCluster, aNodeGroup, asOf } from '../../support/builders.ts';
import { denied } from '../../support/judge.ts';
import { aLaunchTemplate } from '../../support/node-builders.ts';
import { aHealthyWorld, anIpv4VpcCni } from '../../support/single-faults/healthy-worlds.ts';

/** What a healthy cluster must have besides, so that a check applies to it which does not apply to every healthy cluster, by code. */
const appliesTo: Readonly<Record<string, Partial<Sections>>> = {
  'NOD-007': {
    nodeGroups: [aNodeGroup({ hasLaunchTemplate: true, launchTemplate: { id: 'lt-1', version: '1' } })],
    launchTemplates: [aLaunchTemplate()],
  },
  'CAP-002': {
    cluster: aCluster({ ipFamily: 'ipv4' }),
    vpcCni: anIpv4VpcCni({ ENABLE_PREFIX_DELEGATION: 'true' }),
  },
};

function healthyFor(code: string, goal: Goal): Snapshot {
  return aHealthyWorld(goal, appliesTo[code]);
}

const cases = (['Operate', 'Migrate'] as const).flatMap((goal) =>
  checks
    .filter((check) => check.goals.includes(goal))
    .map((check) => ({ code: check.code, check, goal, healthy: healthyFor(check.code, goal) })),
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

/** The promise of the product: never green on data that is missing, stale or denied. */
describe.each(cases)('$code under goal $goal', ({ check, goal, healthy }) => {
  test('is green on a healthy cluster', () => {
    expect(['pass', 'info']).toContain(evaluate(check, healthy, { goal }).outcome);
  });

  test.each(['denied', 'stale', 'partly'] as const)('is unknown when any input is %s', (fault) => {
    for (const need of check.needs) {
      const result = evaluate(check, without(healthy, need, fault), { goal });
      expect([need, result.outcome]).toEqual([need, 'unknown']);
      expect(result.missing.map(({ section }) => section)).toEqual([need]);
    }
  });

  test('is the same while inputs are missing that it does not need', () => {
    const others = sectionNames.filter((name) => !check.needs.includes(name));
    const bare = others.reduce((snapshot, name) => without(snapshot, name, 'denied'), healthy);
    expect(evaluate(check, bare, { goal })).toEqual(evaluate(check, healthy, { goal }));
  });
});
