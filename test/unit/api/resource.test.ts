import { describe, expect, test } from 'vitest';
import { parseResource, type Ipv6ReadinessResource } from '../../../src/api/resource.ts';
import { badSpecs } from './bad-specs.ts';

const metadata = { name: 'prod', uid: 'a-uid', generation: 3, resourceVersion: '17' };

function problemsOf(spec: unknown): readonly string[] {
  const parsed = parseResource({ metadata, spec });
  return 'invalid' in parsed ? parsed.invalid.problems : [];
}

function resourceOf(raw: unknown): Ipv6ReadinessResource {
  const parsed = parseResource(raw);
  if ('invalid' in parsed) throw new Error(parsed.invalid.problems.join('\n'));
  return parsed.resource;
}

describe('a spec that got past the API server (F74, F75, F76)', () => {
  test.each(badSpecs)('$title is a problem that names the field', ({ spec, field, problem }) => {
    const problems = problemsOf(spec);
    expect(problems).toHaveLength(1);
    expect(problems[0]?.split(': ')[0]).toBe(field);
    expect(problems[0]).toContain(problem);
  });

  test('says everything that is wrong, each in its own sentence', () => {
    expect(problemsOf({ goal: 'Destroy', thresholds: { ipv4: { warningPercent: 120 } } })).toEqual([
      'spec.goal: "Destroy" was seen, one of Auto, Migrate, Operate is expected.',
      'spec.thresholds.ipv4.warningPercent: 120 was seen, at most 100 is expected.',
    ]);
  });

  test.each([NaN, Infinity, -Infinity])('refuses %s as a percentage', (warningPercent) => {
    expect(problemsOf({ thresholds: { ipv4: { warningPercent } } })).toEqual([
      `spec.thresholds.ipv4.warningPercent: ${warningPercent} was seen, a whole number is expected.`,
    ]);
  });

  test('keeps what a user wrote short in the problem', () => {
    const [problem = ''] = problemsOf({ goal: 'x'.repeat(10_000) });
    expect(problem.length).toBeLessThan(200);
    expect(problem).toContain('x…');
  });

  test('lists at most ten problems', () => {
    expect(problemsOf({ checks: { skip: Array.from({ length: 50 }, () => '?') } })).toHaveLength(10);
  });

  test('keeps the generation, so that the answer can say which spec it is about', () => {
    expect(parseResource({ metadata, spec: { goal: 'Destroy' } })).toMatchObject({ invalid: { metadata } });
  });
});

describe('a spec that is fine', () => {
  test('needs nothing in it', () => {
    expect(resourceOf({ metadata, spec: {} }).spec).toEqual({ goal: 'Auto', suspend: false });
  });

  test('may be missing', () => {
    expect(resourceOf({ metadata }).spec).toEqual({ goal: 'Auto', suspend: false });
  });

  test('may have fields of a newer version, which are dropped', () => {
    const { spec } = resourceOf({
      metadata,
      spec: { forecast: { horizon: '30m' }, cluster: { name: 'prod', vpc: 1 } },
    });
    expect(spec).toEqual({ goal: 'Auto', suspend: false, cluster: { name: 'prod' } });
  });

  test.each([
    'eu-west-1',
    'us-gov-east-1',
    'cn-north-1',
    'us-iso-east-1',
    'us-isob-east-1',
    'eusc-de-east-1',
    'ap-southeast-4',
  ])('may name the Region %s', (region) => {
    expect(resourceOf({ metadata, spec: { cluster: { region } } }).spec.cluster).toEqual({ region });
  });

  test('may set warning and critical to the same value', () => {
    expect(problemsOf({ thresholds: { ipv4: { warningPercent: 5, criticalPercent: 5 } } })).toEqual([]);
  });

  test('may set only one of warning and critical, whatever the default of the other', () => {
    expect(problemsOf({ thresholds: { ipv4: { criticalPercent: 50 }, fargate: { warningCount: 0 } } })).toEqual([]);
  });
});

describe('what surrounds the spec', () => {
  test('keeps the deletion timestamp', () => {
    const deleted = { ...metadata, deletionTimestamp: '2026-11-24T10:00:00Z' };
    expect(resourceOf({ metadata: deleted, spec: {} }).metadata).toEqual(deleted);
  });

  test('keeps the status', () => {
    const status = { observedGeneration: 3, goal: 'Operate', conditions: [aCondition()] };
    expect(resourceOf({ metadata, spec: {}, status }).status).toEqual(status);
  });

  test('keeps the conditions of a status that another version wrote', () => {
    const status = { observedGeneration: 'three', goal: 'Explore', conditions: [aCondition(), { type: 'Half' }] };
    expect(resourceOf({ metadata, spec: {}, status }).status).toEqual({ conditions: [aCondition()] });
  });

  test.each([
    undefined,
    null,
    7,
    'text',
    [],
    { metadata: null },
    { metadata: [], spec: [] },
    { metadata: { name: 1 } },
  ])('never throws, whatever it is given: %j', (raw) => {
    expect(() => parseResource(raw)).not.toThrow();
  });
});

function aCondition() {
  return {
    type: 'Ready',
    status: 'True',
    observedGeneration: 3,
    lastTransitionTime: '2026-11-24T10:00:00Z',
    reason: 'AllChecksPassed',
    message: 'All checks passed.',
  };
}
