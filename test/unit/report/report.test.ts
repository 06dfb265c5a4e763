import { describe, expect, test } from 'vitest';
import { buildReport } from '../../../src/report/report.ts';
import { isObserved, notObserved, type Section } from '../../../src/snapshot/section.ts';
import type { Snapshot } from '../../../src/snapshot/snapshot.ts';
import { aCheck } from '../../support/a-check.ts';
import { aSnapshot, asOf, aVpc, observed } from '../../support/builders.ts';

describe('a condition', () => {
  test('is the worst of its checks, and of equals the one that is registered first, whatever its code', () => {
    const order = ['blocker', 'unknown', 'warning', 'info', 'pass', 'notApplicable'] as const;
    for (const [index, worst] of order.entries()) {
      const better = order.slice(index + 1).map((outcome, at) => aCheck(outcome, { code: `TST-00${at}` }));
      const equals = [aCheck(worst, { code: 'TST-900' }), aCheck(worst, { code: 'TST-100' })];
      const [condition] = buildReport([...better, ...equals], aSnapshot()).conditions;
      expect(condition).toMatchObject({ outcome: worst, code: 'TST-900' });
    }
  });

  test.each(['blocker', 'unknown', 'warning'] as const)(
    'names every check that ends as %s, in both texts',
    (outcome) => {
      const checks = [
        aCheck('pass', { code: 'TST-001' }),
        aCheck(outcome, { code: 'TST-900', message: 'At least 16 are free.', exact: '17 are free.' }),
        aCheck(outcome, { code: 'TST-100' }),
        aCheck(outcome, { code: 'TST-200', condition: 'NodesEligible' }),
        aCheck(outcome, { code: 'TST-300' }),
      ];
      expect(buildReport(checks, aSnapshot()).conditions[0]).toMatchObject({
        message: 'At least 16 are free. Also: TST-100, TST-300.',
        exact: '17 are free. Also: TST-100, TST-300.',
      });
    },
  );

  test.each(['info', 'pass', 'notApplicable'] as const)('where all end as %s says what the first does', (outcome) => {
    const checks = [aCheck(outcome, { code: 'TST-900' }), aCheck(outcome, { code: 'TST-100' })];
    expect(buildReport(checks, aSnapshot()).conditions[0]?.message).toBe(`TST-900 ends as ${outcome}.`);
  });

  test.each([
    ['blocker', 'False'],
    ['unknown', 'Unknown'],
    ['warning', 'True'],
    ['info', 'True'],
    ['pass', 'True'],
    ['notApplicable', 'True'],
  ] as const)('whose worst check ends as %s is %s', (outcome, status) => {
    expect(buildReport([aCheck(outcome)], aSnapshot()).conditions[0]?.status).toBe(status);
  });

  test('has the exact numbers of the check beside the banded ones', () => {
    const check = aCheck('warning', { message: 'At least 16 are free.', exact: '17 are free.' });
    expect(buildReport([check], aSnapshot()).conditions[0]).toMatchObject({
      message: 'At least 16 are free.',
      exact: '17 are free.',
    });
  });
});

describe('data with gaps', () => {
  const partly = { sections: { vpc: observed(aVpc(), { gaps: ['block B could not be described'] }) } };

  test('leaves a blocker that was seen', () => {
    const check = aCheck('blocker', { drawnFrom: 'seen' });
    expect(buildReport([check], aSnapshot(partly)).root.ready).toMatchObject({ status: 'False', reason: 'Blocked' });
  });

  test('makes a blocker that was drawn from absence Unknown', () => {
    const { root, conditions } = buildReport([aCheck('blocker', { drawnFrom: 'absence' })], aSnapshot(partly));
    expect(root.ready).toMatchObject({ status: 'Unknown', reason: 'Undetermined' });
    expect(conditions[0]).toMatchObject({
      reason: 'PartlyObserved',
      message: 'Partly observed: block B could not be described.',
    });
  });

  test('makes a warning Unknown, and keeps what it saw', () => {
    const check = aCheck('warning', { resources: [{ kind: 'Subnet', name: 'subnet-a' }] });
    const [result] = buildReport([check], aSnapshot(partly)).results;
    expect(result).toMatchObject({
      outcome: 'unknown',
      reason: 'PartlyObserved',
      message: 'TST-001 ends as warning. Partly observed: block B could not be described.',
      resources: [{ kind: 'Subnet', name: 'subnet-a' }],
    });
  });
});

describe('the next expiry', () => {
  function expiring(times: readonly number[]): Snapshot {
    const snapshot = aSnapshot();
    const sections = Object.entries(snapshot.sections).map(([name, section], index): [string, Section<unknown>] => {
      const freshUntil = times[index] ?? asOf + 1_000_000;
      return [name, isObserved<unknown>(section) ? { ...section, freshUntil } : section];
    });
    return { ...snapshot, sections: { ...snapshot.sections, ...Object.fromEntries(sections) } };
  }

  test('is the first moment at which a section no longer counts', () => {
    expect(buildReport([aCheck('pass')], expiring([asOf + 5_000, asOf + 3_000])).nextExpiry).toBe(asOf + 3_001);
  });

  test('passes over sections that have expired already', () => {
    expect(buildReport([aCheck('pass')], expiring([asOf - 1, asOf + 7_000])).nextExpiry).toBe(asOf + 7_001);
  });

  test('is also that of data no check needs: its numbers leave the status', () => {
    const needsPods = aCheck('pass', { needs: ['pods'] });
    expect(buildReport([needsPods], expiring([asOf + 4_000])).nextExpiry).toBe(asOf + 4_001);
  });

  test('is absent when nothing is observed', () => {
    const { sections, ...snapshot } = aSnapshot();
    const notYet = notObserved('NotYetObserved', 'Not read yet.');
    const none = Object.fromEntries(Object.keys(sections).map((name) => [name, notYet]));
    expect(
      buildReport([aCheck('pass')], { ...snapshot, sections: { ...sections, ...none } }).nextExpiry,
    ).toBeUndefined();
  });
});
