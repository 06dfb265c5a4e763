import { describe, expect, test } from 'vitest';
import { toFindings } from '../../../src/render/findings.ts';
import { buildReport } from '../../../src/report/report.ts';
import type { Waiver } from '../../../src/snapshot/policy.ts';
import { aCheck } from '../../support/a-check.ts';
import { aSnapshot, asOf } from '../../support/builders.ts';
import { denied } from '../../support/judge.ts';

const hour = 3_600_000;
const subnets = ['subnet-a', 'subnet-b'].map((name) => ({ kind: 'Subnet', name }));

function aWaiver(changes: Partial<Waiver> = {}): Waiver {
  return { check: 'TST-001', resources: [], reason: 'moves in December', expiresAt: asOf + hour, ...changes };
}

function reportOf(
  checks: Parameters<typeof buildReport>[0],
  waivers: readonly Waiver[],
  changes: Parameters<typeof aSnapshot>[0] = {},
) {
  return buildReport(checks, aSnapshot({ ...changes, policy: { waivers } }));
}

describe('a waived finding', () => {
  const checks = [aCheck('blocker', { message: 'Two subnets lack IPv6.', resources: subnets })];

  test('stays listed with its severity, its words and its waiver', () => {
    const waiver = aWaiver();
    expect(toFindings(reportOf(checks, [waiver]))).toMatchObject([
      { code: 'TST-001', severity: 'blocker', message: 'Two subnets lack IPv6.', resources: subnets, waived: waiver },
    ]);
  });

  test('counts for nothing: its condition is True and says until when, and Ready names it', () => {
    const { conditions, root, counts } = reportOf([...checks, aCheck('pass', { code: 'TST-002' })], [aWaiver()]);
    expect(conditions[0]).toMatchObject({
      status: 'True',
      reason: 'Waived',
      message: 'Waived until 2026-11-22T13:00:00Z (moves in December): Two subnets lack IPv6.',
    });
    expect(root.ready).toMatchObject({ status: 'True', reason: 'Ready' });
    expect(root.ready.message).toContain('Waived: TST-001 until 2026-11-22T13:00:00Z.');
    expect(counts).toMatchObject({ blocker: 0, waived: 1, pass: 1 });
  });

  test('counts again from the moment its waiver ends, which is the next time to look', () => {
    const waiver = aWaiver({ expiresAt: asOf + 1_000 });
    expect(reportOf(checks, [waiver]).nextExpiry).toBe(asOf + 1_000);
    expect(reportOf(checks, [{ ...waiver, expiresAt: asOf }]).root.ready.status).toBe('False');
  });

  test('is found by the code of its check and by its id', () => {
    expect(reportOf(checks, [aWaiver({ check: 'tst-001-holds' })]).root.ready.status).toBe('True');
    expect(reportOf(checks, [aWaiver({ check: 'TST-002' })]).root.ready.status).toBe('False');
  });
});

describe('a waiver that names objects', () => {
  const checks = [aCheck('warning', { resources: subnets })];
  const reasonOf = (names: readonly string[]): string =>
    reportOf(checks, [aWaiver({ resources: names.map((name) => ({ kind: 'Subnet', name })) })]).root.ready.reason;

  test('holds where it names all that were found, and more', () => {
    expect(reasonOf(['subnet-a', 'subnet-b'])).toBe('Ready');
    expect(reasonOf(['subnet-a', 'subnet-b', 'subnet-c'])).toBe('Ready');
  });

  test('does not where one that was found is not among them', () => {
    expect(reasonOf(['subnet-a'])).toBe('ReadyWithWarnings');
  });

  test('tells namespaces apart', () => {
    const found = [aCheck('warning', { resources: [{ kind: 'Service', namespace: 'shop', name: 'web' }] })];
    const waiver = aWaiver({ resources: [{ kind: 'Service', namespace: 'bank', name: 'web' }] });
    expect(reportOf(found, [waiver]).root.ready.reason).toBe('ReadyWithWarnings');
  });

  test('does not hold for a finding of so many objects that names may have been left out', () => {
    const many = Array.from({ length: 50 }, (_, index) => ({ kind: 'Node', name: `node-${index}` }));
    const found = [aCheck('warning', { resources: many })];
    expect(reportOf(found, [aWaiver({ resources: many })]).root.ready.reason).toBe('ReadyWithWarnings');
    expect(reportOf(found, [aWaiver()]).root.ready.reason).toBe('Ready');
  });
});

describe('what cannot be waived', () => {
  test('is a check that could not be judged', () => {
    const { root, conditions } = reportOf([aCheck('unknown')], [aWaiver()]);
    expect([root.ready.status, conditions[0]?.status]).toEqual(['Unknown', 'Unknown']);
  });

  test('is an input that was not observed', () => {
    const { root } = reportOf([aCheck('pass')], [aWaiver()], { sections: { vpc: denied('ec2:DescribeVpcs') } });
    expect([root.ready.status, root.inputsObserved.status]).toEqual(['Unknown', 'False']);
  });

  test('is a check that does not exist, which Ready tells', () => {
    const { root } = reportOf([aCheck('pass')], [aWaiver({ check: 'TST-999' })]);
    expect(root.ready.message).toContain('Waivers name no such check: TST-999.');
  });
});
