import { describe, expect, test } from 'vitest';
import {
  blocker,
  byGoal,
  defineCheck,
  pass,
  unknown,
  warning,
  type Check,
  type ReasonDeclaration,
} from '../../../src/checks/define-check.ts';
import { evaluate } from '../../../src/checks/evaluate.ts';
import type { Goal } from '../../../src/snapshot/policy.ts';
import { asOf, aCluster, aSnapshot, aVpc, observed } from '../../support/builders.ts';
import { denied, said } from '../../support/judge.ts';

/** A check that ends as it is told to. */
function aCheck(declaration: ReasonDeclaration, changes: Partial<Check> = {}): Check {
  return {
    ...defineCheck({
      id: 'a-check',
      code: 'AAA-001',
      condition: 'VpcDualStack',
      title: 'A check',
      goals: ['Migrate', 'Operate'],
      needs: ['cluster', 'vpc'],
      reasons: { Found: declaration },
      sources: [],
      remediation: { text: 'None.', url: 'https://docs.aws.amazon.com/' },
      evaluate: ({ vpc }, verdict) =>
        verdict('Found', `Found ${vpc.id}.`, { exact: 'Found exactly.', resources: [{ kind: 'Vpc', name: vpc.id }] }),
    }),
    ...changes,
  };
}

const gap = { sections: { vpc: observed(aVpc(), { gaps: ['a block was garbled', 'a page was lost'] }) } };
const operate = { goal: 'Operate' } as const;

describe('evaluating a check', () => {
  test('gives the outcome its reason declares, with message, exact message and resources', () => {
    expect(evaluate(aCheck(warning('Text.', 'seen')), aSnapshot(), operate)).toMatchObject({
      outcome: 'warning',
      reason: 'Found',
      message: 'Found vpc-1.',
      exact: 'Found exactly.',
      resources: [{ kind: 'Vpc', name: 'vpc-1' }],
      missing: [],
    });
  });

  test('an outcome may depend on the goal', () => {
    const check = aCheck(byGoal({ Migrate: 'info', Operate: 'blocker' }, 'Text.', 'seen'));
    expect(evaluate(check, aSnapshot(), { goal: 'Migrate' }).outcome).toBe('info');
    expect(evaluate(check, aSnapshot(), operate).outcome).toBe('blocker');
  });

  test('a goal that the check does not judge makes it not applicable, also without data', () => {
    const check = aCheck(pass('Text.'), { goals: ['Operate'] });
    const snapshot = aSnapshot({ sections: { vpc: denied('ec2:DescribeVpcs') } });
    expect(said(evaluate(check, snapshot, { goal: 'Migrate' }))).toEqual([
      'notApplicable',
      'GoalNotInScope',
      'Check AAA-001 does not apply to goal Migrate.',
    ]);
  });

  test('without a goal a check is judged only where both goals say the same', () => {
    const unresolved = [
      'unknown',
      'GoalUnresolved',
      'The goal is Auto and the IP family of the cluster was not observed.',
    ];
    const any = { goal: undefined };
    expect(said(evaluate(aCheck(pass('Text.')), aSnapshot(), any))).toEqual(['pass', 'Found', 'Found vpc-1.']);
    const differing = aCheck(byGoal({ Migrate: 'info', Operate: 'blocker' }, 'Text.', 'seen'));
    expect(said(evaluate(differing, aSnapshot(), any))).toEqual(unresolved);
    expect(said(evaluate(aCheck(pass('Text.'), { goals: ['Operate'] }), aSnapshot(), any))).toEqual(unresolved);
  });

  test('names every input that is missing and gives the reason of the first', () => {
    const sections = { cluster: denied('eks:DescribeCluster'), vpc: denied('ec2:DescribeVpcs') };
    const result = evaluate(aCheck(pass('Text.')), aSnapshot({ sections }), operate);
    expect(said(result)).toEqual(['unknown', 'AccessDenied', 'Not allowed: eks:DescribeCluster.']);
    expect(result.missing.map(({ section, permission }) => [section, permission])).toEqual([
      ['cluster', 'eks:DescribeCluster'],
      ['vpc', 'ec2:DescribeVpcs'],
    ]);
  });

  test('an input counts up to the end of its freshness budget and not after', () => {
    const at = (freshUntil: number) =>
      evaluate(aCheck(pass('Text.')), aSnapshot({ sections: { vpc: observed(aVpc(), { freshUntil }) } }), operate);
    expect(at(asOf).outcome).toBe('pass');
    expect(said(at(asOf - 1))).toEqual([
      'unknown',
      'Stale',
      'The last answer is older than its freshness budget: VPC.',
    ]);
  });

  test('an input that is stale because reading it fails has the reason of the failure', () => {
    const failing = { reason: 'Throttled', message: 'EC2 throttles ec2:DescribeVpcs.' } as const;
    const sections = { vpc: observed(aVpc(), { freshUntil: asOf - 1, failing }) };
    expect(said(evaluate(aCheck(pass('Text.')), aSnapshot({ sections }), operate))).toEqual([
      'unknown',
      'Throttled',
      'EC2 throttles ec2:DescribeVpcs.',
    ]);
  });

  test('an input that fails to be read anew still counts within its budget', () => {
    const failing = { reason: 'Throttled', message: 'EC2 throttles ec2:DescribeVpcs.' } as const;
    const sections = { vpc: observed(aVpc(), { failing }) };
    expect(evaluate(aCheck(pass('Text.')), aSnapshot({ sections }), operate).outcome).toBe('pass');
  });

  test('an input the check does not need may be missing', () => {
    const sections = { pods: denied('list pods') };
    expect(evaluate(aCheck(pass('Text.')), aSnapshot({ sections }), operate).outcome).toBe('pass');
  });
});

describe('a check whose data has gaps', () => {
  const partly = 'Partly observed: a block was garbled; a page was lost.';
  const judged = (declaration: ReasonDeclaration) => evaluate(aCheck(declaration), aSnapshot(gap), operate);

  test.each([
    ['a pass', pass('Text.')],
    ['what is unknown anyway', unknown('Text.')],
    ['a blocker drawn from absence', blocker('Text.', 'absence')],
    ['a warning drawn from absence', warning('Text.', 'absence')],
    ['an info by goal', byGoal({ Migrate: 'info', Operate: 'info' }, 'Text.', 'seen')],
  ])('is unknown instead of %s', (_, declaration) => {
    const result = judged(declaration);
    expect(said(result)).toEqual(['unknown', 'PartlyObserved', partly]);
    expect(result.resources).toEqual([]);
    expect(result.missing).toEqual([{ section: 'vpc', reason: 'InvalidData', message: partly }]);
  });

  test('stays a blocker where that was drawn from what was seen', () => {
    const result = judged(blocker('Text.', 'seen'));
    expect(said(result)).toEqual(['blocker', 'Found', 'Found vpc-1.']);
    expect(result.missing).toHaveLength(1);
  });

  test('keeps what a warning found, though nothing may be True', () => {
    const result = judged(warning('Text.', 'seen'));
    expect(said(result)).toEqual(['unknown', 'PartlyObserved', `Found vpc-1. ${partly}`]);
    expect(result.exact).toBe(`Found exactly. ${partly}`);
    expect(result.resources).toEqual([{ kind: 'Vpc', name: 'vpc-1' }]);
  });

  test('gives reason and permission of the read that failed', () => {
    const failing = { reason: 'AccessDenied', message: 'Denied.', permission: 'eks:DescribeNodegroup' } as const;
    const sections = { vpc: observed(aVpc(), { gaps: ['one'], failing }) };
    const result = evaluate(aCheck(pass('Text.')), aSnapshot({ sections }), operate);
    expect(result.missing).toEqual([
      { section: 'vpc', reason: 'AccessDenied', message: 'Partly observed: one.', permission: 'eks:DescribeNodegroup' },
    ]);
  });
});

describe('a check that is our mistake', () => {
  test.each([
    [
      'throws',
      {
        evaluate: () => {
          throw new Error('boom');
        },
      },
    ],
    ['gives a reason it did not declare', { reasons: {} }],
  ])('is unknown when it %s, and the error is handed on', (_, changes: Partial<Check>) => {
    const errors: unknown[] = [];
    const result = evaluate(aCheck(pass('Text.'), changes), aSnapshot({ values: { cluster: aCluster() } }), {
      goal: 'Operate' satisfies Goal,
      onCheckError: (check, error) => errors.push([check.code, error]),
    });
    expect(said(result)).toEqual([
      'unknown',
      'CheckError',
      'Check AAA-001 failed to run; this is a defect of ipv6-readiness.',
    ]);
    expect(errors).toEqual([['AAA-001', expect.any(Error)]]);
  });
});
