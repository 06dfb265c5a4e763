import { describe, expect, test } from 'vitest';
import type { Check } from '../../../src/checks/define-check.ts';
import { buildReport, type Report } from '../../../src/report/report.ts';
import { notObserved } from '../../../src/snapshot/section.ts';
import { aCheck } from '../../support/a-check.ts';
import { aCluster, aSnapshot, observed, type SnapshotChanges } from '../../support/builders.ts';

function report(checks: readonly Check[], changes: SnapshotChanges = {}): Report {
  return buildReport(checks, aSnapshot({ policy: { goal: 'Operate' }, ...changes }));
}

const notYet = notObserved('NotYetObserved', 'Not read yet.');
const denied = notObserved('AccessDenied', 'Not allowed: ec2:DescribeVpcs.', 'ec2:DescribeVpcs');

const passes = aCheck('pass', { code: 'TST-001' });
const warns = aCheck('warning', { code: 'TST-002' });
const blocks = aCheck('blocker', { code: 'TST-003' });
const needsPods = aCheck('pass', { code: 'TST-004', needs: ['pods'] });

describe('Ready', () => {
  test('is True when every check passes', () => {
    expect(report([passes]).root.ready).toEqual({
      status: 'True',
      reason: 'Ready',
      message: '1 check, nothing blocks and nothing warns.',
    });
  });

  test('is True with reason ReadyWithWarnings and the first warning when something warns', () => {
    expect(report([passes, warns, aCheck('warning', { code: 'TST-000' })]).root.ready).toEqual({
      status: 'True',
      reason: 'ReadyWithWarnings',
      message: '2 checks warn: TST-000: TST-000 ends as warning. Also: TST-002.',
    });
  });

  test('stays True with findings that are only worth knowing, and with checks that do not apply', () => {
    expect(report([aCheck('info'), aCheck('notApplicable', { code: 'TST-009' })]).root.ready).toMatchObject({
      status: 'True',
      reason: 'Ready',
    });
  });

  test('is False for one blocker, also when other checks could not be judged', () => {
    const { root } = report([passes, blocks, needsPods], { sections: { pods: denied } });
    expect(root.ready).toEqual({
      status: 'False',
      reason: 'Blocked',
      message: '1 check blocks: TST-003: TST-003 ends as blocker.',
    });
    expect(root.inputsObserved.status).toBe('False');
  });

  test('is Unknown when a check could not be judged, and says why', () => {
    const { root } = report([warns, needsPods], { sections: { pods: denied } });
    expect(root.ready).toEqual({
      status: 'Unknown',
      reason: 'Undetermined',
      message: '1 check could not be judged: TST-004: Not allowed: ec2:DescribeVpcs.',
    });
  });

  test('is Unknown when a check throws', () => {
    const throws: Check = {
      ...aCheck('pass', { code: 'TST-005' }),
      evaluate: () => {
        throw new Error('a defect');
      },
    };
    const { root, conditions } = report([throws]);
    expect(root.ready).toMatchObject({ status: 'Unknown', reason: 'Undetermined' });
    expect(conditions[0]).toMatchObject({ status: 'Unknown', reason: 'CheckError' });
    expect(root.ready.message).toContain('TST-005 failed to run');
  });
});

describe('the first moments', () => {
  test('are NotYetObserved, with the number of inputs that are awaited', () => {
    const { root } = report([passes, needsPods], { sections: { vpc: notYet, pods: notYet } });
    expect(root.ready).toEqual({
      status: 'Unknown',
      reason: 'NotYetObserved',
      message: 'The first answers are awaited: 2 inputs not read yet.',
    });
  });

  test('end with the first thing that is denied', () => {
    const { root } = report([passes, needsPods], { sections: { vpc: denied, pods: notYet } });
    expect(root.ready).toMatchObject({ status: 'Unknown', reason: 'Undetermined' });
  });
});

describe('checks that are not selected', () => {
  test('are named in the message of Ready, and their condition is NotSelected and does not count', () => {
    const other = aCheck('blocker', { code: 'TST-008', condition: 'NodesEligible' });
    const { root, conditions } = report([passes, other], { policy: { skip: ['TST-008'], goal: 'Operate' } });
    expect(root.ready).toEqual({
      status: 'True',
      reason: 'Ready',
      message: '1 check, nothing blocks and nothing warns. Not selected: TST-008.',
    });
    expect(conditions.find(({ type }) => type === 'NodesEligible')).toMatchObject({
      status: 'Unknown',
      reason: 'NotSelected',
      message: 'None of the checks of this condition is selected.',
    });
  });

  test('can be left out and chosen by their id too', () => {
    const policy = { only: ['tst-001-holds'], goal: 'Operate' as const };
    expect(report([passes, blocks], { policy })).toMatchObject({
      deselected: ['TST-003'],
      root: { ready: { status: 'True' } },
    });
  });

  test('ask for no input', () => {
    const { root } = report([passes, needsPods], {
      policy: { skip: ['TST-004'], goal: 'Operate' },
      sections: { pods: denied },
    });
    expect(root).toMatchObject({ ready: { status: 'True' }, inputsObserved: { reason: 'AllInputsObserved' } });
  });

  test('leave Ready Unknown when none is left over', () => {
    expect(report([passes], { policy: { skip: ['TST-001'], goal: 'Operate' } }).root.ready).toEqual({
      status: 'Unknown',
      reason: 'NotSelected',
      message: 'No check is selected. Not selected: TST-001.',
    });
  });
});

describe('a check that does not exist', () => {
  test.each(['only', 'skip'] as const)('in spec.checks.%s leaves Ready Unknown, and is named', (list) => {
    const names = list === 'only' ? ['TST-001', 'VPC-999'] : ['no-such-check'];
    const unknown = list === 'only' ? 'VPC-999' : 'no-such-check';
    expect(report([passes], { policy: { [list]: names, goal: 'Operate' } }).root.ready).toEqual({
      status: 'Unknown',
      reason: 'UnknownCheck',
      message: `spec.checks names checks that do not exist. No such check: ${unknown}.`,
    });
  });

  test('is named beside a blocker, which goes first', () => {
    const { ready } = report([blocks], { policy: { skip: ['VPC-999'], goal: 'Operate' } }).root;
    expect(ready).toMatchObject({ status: 'False', reason: 'Blocked' });
    expect(ready.message).toContain('No such check: VPC-999.');
  });
});

describe('the goal', () => {
  const operates = aCheck('pass', { code: 'TST-006', goals: ['Operate'], needs: ['nodes'] });

  test.each([
    ['ipv6', 'Operate'],
    ['ipv4', 'Migrate'],
  ] as const)('Auto follows an %s cluster: %s', (ipFamily, goal) => {
    const cluster = aCluster({ ipFamily });
    expect(report([passes], { policy: { goal: 'Auto' }, values: { cluster } }).goal).toBe(goal);
  });

  test('Auto is unresolved while the cluster is not observed: what hangs on the goal is GoalUnresolved', () => {
    const { goal, conditions, root } = report([operates], { policy: { goal: 'Auto' }, sections: { cluster: denied } });
    expect(goal).toBeUndefined();
    expect(conditions[0]).toMatchObject({
      status: 'Unknown',
      reason: 'GoalUnresolved',
      message: 'The goal is Auto and the IP family of the cluster was not observed.',
    });
    expect(root.ready).toMatchObject({ status: 'Unknown', reason: 'Undetermined' });
    expect(root.inputsObserved).toEqual({
      status: 'False',
      reason: 'AccessDenied',
      message: '1 input not observed: EKS cluster (AccessDenied: ec2:DescribeVpcs).',
    });
  });

  test('Auto is not resolved from a part of what EKS says', () => {
    const partly = { ...observed(aCluster()), gaps: ['one member could not be read'] };
    expect(report([operates], { policy: { goal: 'Auto' }, sections: { cluster: partly } }).goal).toBeUndefined();
  });

  test('Auto makes the cluster an input, so that Ready is not True while it is unresolved, whatever the checks say', () => {
    expect(report([passes], { policy: { goal: 'Auto' }, sections: { cluster: denied } }).root.ready).toEqual({
      status: 'Unknown',
      reason: 'InputsMissing',
      message: 'Not observed: EKS cluster.',
    });
  });

  test('Auto is unresolved again when what was seen of the cluster has grown too old', () => {
    const stale = observed(aCluster(), { freshUntil: 0 });
    expect(report([passes], { policy: { goal: 'Auto' }, sections: { cluster: stale } }).goal).toBeUndefined();
  });

  test('that no selected check is for leaves Ready Unknown', () => {
    expect(report([operates], { policy: { goal: 'Migrate' } }).root.ready).toEqual({
      status: 'Unknown',
      reason: 'NotInScope',
      message: 'None of the selected checks applies to the goal.',
    });
  });

  test('asks for no input of checks that are out of its scope', () => {
    const { needed, root } = report([passes, operates], { policy: { goal: 'Migrate' }, sections: { nodes: denied } });
    expect(needed).toEqual(['vpc']);
    expect(root.ready.status).toBe('True');
  });
});
