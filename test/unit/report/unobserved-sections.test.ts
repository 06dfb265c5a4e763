import { describe, expect, test } from 'vitest';
import { checks } from '../../../src/checks/index.ts';
import { buildReport, type Report } from '../../../src/report/report.ts';
import { notObserved, type Section } from '../../../src/snapshot/section.ts';
import { sectionNames, sectionTable } from '../../../src/snapshot/section-table.ts';
import { optionalReads } from '../../../src/snapshot/policy.ts';
import type { SectionName, Snapshot } from '../../../src/snapshot/snapshot.ts';
import { aSnapshot, asOf } from '../../support/builders.ts';

const healthy = aSnapshot({ policy: { goal: 'Operate', optionalReads } });

function withSection(name: SectionName, change: (section: Section<unknown>) => Section<unknown>): Snapshot {
  const { sections } = healthy;
  return { ...healthy, sections: { ...sections, [name]: change(sections[name]) } };
}

function conditionsOf(report: Report): Readonly<Record<string, string>> {
  return Object.fromEntries(report.conditions.map(({ type, status, reason }) => [type, `${status} ${reason}`]));
}

/** Conditions that some check in scope feeds which needs the section. */
function dependents(name: SectionName): readonly string[] {
  const affected = checks.filter(({ needs, goals }) => goals.includes('Operate') && needs.includes(name));
  return [...new Set(affected.map(({ condition }) => condition))].toSorted();
}

const faults: readonly {
  readonly what: string;
  readonly reason: string;
  /** Of the conditions that depend on the section; that of the section unless said otherwise. */
  readonly conditionReason?: string;
  readonly put: (section: Section<unknown>) => Section<unknown>;
  readonly said: string;
}[] = [
  {
    what: 'denied',
    reason: 'AccessDenied',
    put: () => notObserved('AccessDenied', 'Not allowed: some:Action.', 'some:Action'),
    said: 'Not allowed: some:Action.',
  },
  {
    what: 'throttled and never read',
    reason: 'Throttled',
    put: () => notObserved('Throttled', 'AWS asks to slow down.'),
    said: 'AWS asks to slow down.',
  },
  {
    what: 'older than its budget',
    reason: 'Stale',
    put: (section) => ({ ...section, freshUntil: asOf - 1 }),
    said: 'older than its freshness budget',
  },
  {
    what: 'older than its budget while reading it fails',
    reason: 'Unavailable',
    put: (section) => ({
      ...section,
      freshUntil: asOf - 1,
      failing: { reason: 'Unavailable', message: 'EC2 answers 503.' },
    }),
    said: 'EC2 answers 503.',
  },
  {
    what: 'read in part',
    reason: 'InvalidData',
    conditionReason: 'PartlyObserved',
    put: (section) => ({ ...section, gaps: ['one page was lost'] }),
    said: 'one page was lost',
  },
];

test('a healthy cluster leaves no condition Unknown, so that the tables below see a difference', () => {
  const { conditions, root } = buildReport(checks, healthy);
  expect(conditions.filter(({ status }) => status !== 'True')).toEqual([]);
  expect(root.ready).toEqual({
    status: 'True',
    reason: 'Ready',
    message: `${checks.length} checks, nothing blocks and nothing warns.`,
  });
});

describe.each(sectionNames)('section %s', (name) => {
  test.each(faults)('$what: exactly the conditions of the checks that need it are Unknown', (fault) => {
    const before = conditionsOf(buildReport(checks, healthy));
    const report = buildReport(checks, withSection(name, fault.put));
    const unknown = report.conditions.filter(({ status }) => status === 'Unknown');
    expect(unknown.map(({ type }) => type).toSorted()).toEqual(dependents(name));
    for (const { reason, message } of unknown) {
      expect(reason).toBe(fault.conditionReason ?? fault.reason);
      expect(message).toContain(fault.said);
    }
    const others = ([type]: readonly [string, string]): boolean => !dependents(name).includes(type);
    const after = Object.entries(conditionsOf(report)).filter(others);
    expect(Object.fromEntries(after)).toEqual(Object.fromEntries(Object.entries(before).filter(others)));
  });

  test.each(faults)('$what: Ready is Unknown and InputsObserved names it, if anything needs it', (fault) => {
    const { ready, inputsObserved } = buildReport(checks, withSection(name, fault.put)).root;
    const permission = fault.reason === 'AccessDenied' ? ': some:Action' : '';
    const missing = `1 input not observed: ${sectionTable[name].title} (${fault.reason}${permission}).`;
    const isNeeded = dependents(name).length > 0;
    expect([ready.status, ready.reason]).toEqual(isNeeded ? ['Unknown', 'Undetermined'] : ['True', 'Ready']);
    expect(ready.message).toContain(isNeeded ? 'could not be judged' : 'nothing blocks');
    expect(inputsObserved).toEqual(
      isNeeded
        ? { status: 'False', reason: fault.reason, message: missing }
        : { status: 'True', reason: 'AllInputsObserved', message: 'Every input was read, whole and in time.' },
    );
  });
});
