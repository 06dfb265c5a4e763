import { describe, expect, test } from 'vitest';
import type { Ipv6ReadinessStatus } from '../../../src/api/status.ts';
import { byGoal, type Check } from '../../../src/checks/define-check.ts';
import { type StatusEvent, toEvents } from '../../../src/render/events.ts';
import { suspendedStatus } from '../../../src/render/unassessed.ts';
import { notObserved } from '../../../src/snapshot/section.ts';
import { aCheck } from '../../support/a-check.ts';
import { asOf, type SnapshotChanges } from '../../support/builders.ts';
import { reportOn, statusOf } from './reports.ts';

interface Moment {
  readonly checks: readonly Check[];
  readonly changes?: SnapshotChanges;
}

/** The events of going from one moment to the next; without the first, of the very first status. */
function eventsBetween(before: Moment | undefined, after: Moment): readonly StatusEvent[] {
  const old = before && statusOf(reportOn(before.changes, before.checks));
  const report = reportOn(after.changes, after.checks);
  return toEvents(old, statusOf(report, old), report);
}

function lines(events: readonly StatusEvent[]): readonly string[] {
  return events.map(({ type, action, reason, note }) => `${type} ${action} ${reason}: ${note}`);
}

/** One check at different times: all of its reasons are declared, and one is given. */
const passes = aCheck('pass');
const warns = aCheck('warning', { message: 'At least 12 are free.', exact: '13 are free.' });
const blocks = aCheck('blocker');
const reasons = { ...passes.reasons, ...warns.reasons, ...blocks.reasons };
const [good, warning, blocker] = [
  { ...passes, reasons },
  { ...warns, reasons },
  { ...blocks, reasons },
] as const;
const denied: SnapshotChanges = { sections: { vpc: notObserved('AccessDenied', 'Not allowed: ec2:DescribeVpcs.') } };
const notYet: SnapshotChanges = { sections: { vpc: notObserved('NotYetObserved', 'Not read yet.') } };

describe('the first moments', () => {
  test('are no event', () => {
    expect(eventsBetween(undefined, { checks: [good], changes: notYet })).toEqual([]);
  });

  test('end with one event for Ready, and one for each trouble', () => {
    const other = aCheck('blocker', { code: 'TST-002', condition: 'NodesEligible' });
    expect(lines(eventsBetween({ checks: [good, other], changes: notYet }, { checks: [good, other] }))).toEqual([
      'Warning NodesEligible IsBlocker: NodesEligible is False: TST-002 ends as blocker.',
      'Warning Ready Blocked: Ready is False: 1 check blocks: TST-002: TST-002 ends as blocker.',
    ]);
  });

  test('of a healthy cluster end with Ready alone', () => {
    expect(lines(eventsBetween({ checks: [good], changes: notYet }, { checks: [good] }))).toEqual([
      'Normal Ready Ready: Ready is True: 1 check, nothing blocks and nothing warns.',
    ]);
  });
});

describe('a transition', () => {
  test('that did not happen is no event', () => {
    for (const check of [good, warning, blocker]) {
      expect(eventsBetween({ checks: [check] }, { checks: [check] })).toEqual([]);
    }
  });

  test('of words and numbers alone is no event', () => {
    const fewer = aCheck('warning', { message: 'At least 8 are free.', exact: '9 are free.' });
    expect(eventsBetween({ checks: [warning] }, { checks: [fewer] })).toEqual([]);
  });

  test('to a warning under an unchanged True is a Warning with exact numbers; its series goes by the banded ones', () => {
    const events = eventsBetween({ checks: [good] }, { checks: [warning] });
    expect(lines(events)).toEqual([
      'Warning Ready ReadyWithWarnings: Ready is True: 1 check warns: TST-001: At least 12 are free.',
      'Warning VpcDualStack IsWarning: VpcDualStack is True: 13 are free.',
    ]);
    expect(events[1]?.seriesKey).toBe('True: At least 12 are free.');
  });

  test('of severity alone, under the same reason, is an event', () => {
    const info = aCheck('info', { reason: 'AddressesFew' });
    const byTheGoal = { AddressesFew: byGoal({ Migrate: 'info', Operate: 'warning' }, 'Few.', 'seen') };
    const checks = [{ ...info, reasons: byTheGoal }];
    const [migrate, operate] = [{ policy: { goal: 'Migrate' } }, { policy: { goal: 'Operate' } }] as const;
    const events = eventsBetween({ checks, changes: migrate }, { checks, changes: operate });
    expect(events.map(({ type, action }) => `${type} ${action}`)).toEqual(['Warning Ready', 'Warning VpcDualStack']);
    expect(eventsBetween({ checks, changes: operate }, { checks, changes: operate })).toEqual([]);
  });

  test('takes its severity from its own checks, not from others with the same reason', () => {
    const info = aCheck('info', { code: 'TST-001', reason: 'SubnetsLow' });
    const other = aCheck('warning', { code: 'TST-000', reason: 'SubnetsLow', condition: 'NodesEligible' });
    expect(eventsBetween({ checks: [good, other] }, { checks: [info, other] })).toEqual([]);
  });

  test('is told also where the finding is listed under another check that found the same fault', () => {
    const fault = { resources: [{ kind: 'Subnet', name: 'subnet-a' }] };
    const concern = 'ipv4-headroom';
    const worse = { ...aCheck('blocker', { ...fault, code: 'TST-000', condition: 'NodesEligible' }), concern };
    const mild = { ...aCheck('warning', fault), concern };
    const calm = aCheck('pass', { code: 'TST-000', condition: 'NodesEligible' });
    const events = eventsBetween({ checks: [calm, good] }, { checks: [worse, mild] });
    expect(events.map(({ action }) => action)).toEqual(['NodesEligible', 'Ready', 'VpcDualStack']);
    expect(eventsBetween({ checks: [worse, mild] }, { checks: [worse, mild] })).toEqual([]);
  });

  test('to False or Unknown is a Warning', () => {
    expect(lines(eventsBetween({ checks: [good] }, { checks: [good], changes: denied }))).toEqual([
      'Warning Ready Undetermined: Ready is Unknown: 1 check could not be judged: TST-001: Not allowed: ec2:DescribeVpcs.',
      'Warning VpcDualStack AccessDenied: VpcDualStack is Unknown: Not allowed: ec2:DescribeVpcs.',
    ]);
    expect(eventsBetween({ checks: [warning] }, { checks: [blocker] }).map(({ type }) => type)).toEqual([
      'Warning',
      'Warning',
    ]);
  });

  test('of InputsObserved is told by the conditions that depend on the input', () => {
    expect(
      eventsBetween({ checks: [good] }, { checks: [good], changes: denied }).map(({ action }) => action),
    ).not.toContain('InputsObserved');
  });

  test.each([
    ['a warning', { checks: [warning] }],
    ['a blocker', { checks: [blocker] }],
    ['a denied read', { checks: [good], changes: denied }],
  ])('back from %s to good is told as recovery', (_, before) => {
    expect(lines(eventsBetween(before, { checks: [good] }))).toEqual([
      'Normal Ready Ready: Ready is True: 1 check, nothing blocks and nothing warns.',
      'Normal VpcDualStack IsPass: VpcDualStack is True: TST-001 ends as pass.',
    ]);
  });

  test('between two good reasons is no event', () => {
    const [one, other] = [aCheck('pass', { reason: 'AllThere' }), aCheck('notApplicable', { reason: 'NotUsed' })];
    expect(eventsBetween({ checks: [one] }, { checks: [other] })).toEqual([]);
  });

  test('of a condition that is not selected is no event, when it goes and when it comes back good', () => {
    const other = aCheck('blocker', { code: 'TST-002', condition: 'NodesEligible' });
    const without: SnapshotChanges = { policy: { skip: ['TST-002'] } };
    const actions = (events: readonly StatusEvent[]): readonly string[] => events.map(({ action }) => action);
    const checks = [good, other];
    expect(actions(eventsBetween({ checks }, { checks, changes: without }))).toEqual(['Ready']);
    const mended = [good, aCheck('pass', { code: 'TST-002', condition: 'NodesEligible' })];
    expect(actions(eventsBetween({ checks, changes: without }, { checks: mended }))).toEqual([]);
  });
});

describe('suspending', () => {
  const resource = { metadata: { name: 'prod', uid: 'u', generation: 2, resourceVersion: '5' } };
  const suspended = (before: Ipv6ReadinessStatus): Ipv6ReadinessStatus =>
    suspendedStatus(resource, { checks: [good], previous: before.conditions ?? [], now: asOf });

  test('is one event, of Ready, and no alarm', () => {
    const before = statusOf(reportOn({}, [good]));
    expect(lines(toEvents(before, suspended(before)))).toEqual([
      'Normal Ready Suspended: Ready is Unknown: The assessment is suspended by spec.suspend.',
    ]);
  });

  test('and lifting it again tells of Ready and of trouble, not of what is good', () => {
    const before = suspended(statusOf(reportOn({}, [good])));
    const report = reportOn({}, [good, aCheck('blocker', { code: 'TST-002', condition: 'NodesEligible' })]);
    const actions = toEvents(before, statusOf(report, before), report).map(({ action }) => action);
    expect(actions).toEqual(['NodesEligible', 'Ready']);
  });
});
