import { beforeEach, describe, expect, test } from 'vitest';
import type { Ipv6ReadinessStatus } from '../../../src/api/status.ts';
import { type GateDecision, StatusGate } from '../../../src/controller/status-gate.ts';
import { aResource } from '../../support/resources.ts';
import { conditionOf, reportOn, statusOf } from '../render/reports.ts';

type Change = Partial<Ipv6ReadinessStatus>;

const base = statusOf(reportOn());
const resource = aResource({ status: base });

/** The base status with one condition changed. */
function changed(
  condition: { status?: 'True' | 'False' | 'Unknown'; reason?: string; message?: string },
  more: Change = {},
) {
  const conditions = base.conditions?.map((each) => (each.type === 'VpcDualStack' ? { ...each, ...condition } : each));
  return { ...base, conditions, ...more };
}

function withFree(freeIPv4: number, more: Change = {}): Ipv6ReadinessStatus {
  return { ...base, subnets: base.subnets?.map((subnet) => ({ ...subnet, freeIPv4 })), ...more };
}

const isFalse = changed({ status: 'False', reason: 'NoIpv6Block' });
const isUnknown = changed({ status: 'Unknown', reason: 'AccessDenied' });

let gate: StatusGate;

beforeEach(() => {
  gate = new StatusGate();
});

function decide(written: Ipv6ReadinessStatus | undefined, desired: Ipv6ReadinessStatus, now = 0): GateDecision {
  return gate.decide('prod', { written, desired, now });
}

const atOnce: GateDecision = { write: true };
const notAtAll: GateDecision = { write: false };

describe('a status that says the same', () => {
  test('is not written', () => {
    expect(decide(base, base)).toEqual(notAtAll);
  });

  test('is not written for another transition time or order of members', () => {
    const later = base.conditions?.map((each) => ({ ...each, lastTransitionTime: '2030-01-01T00:00:00Z' }));
    const { conditions: _, ...rest } = base;
    expect(decide(base, { conditions: later, ...rest })).toEqual(notAtAll);
  });
});

describe('at once is written', () => {
  test.each<readonly [string, Ipv6ReadinessStatus | undefined, Ipv6ReadinessStatus]>([
    ['the first status', undefined, base],
    ['the first verdict', awaited(), base],
    ['the answer to another generation', base, { ...base, observedGeneration: 2 }],
    ['a condition that falls to False', base, isFalse],
    ['a condition that falls to Unknown', base, isUnknown],
    ['a blocker where it was not known', isUnknown, isFalse],
    ['a condition that was not there', { ...base, conditions: base.conditions?.slice(1) }, base],
    ['one more warning under a condition that stays True', base, changed({ reason: 'Low' }, summary({ warnings: 1 }))],
    [
      'one more blocker under a condition that is False',
      changed({ status: 'False' }, summary({ blockers: 1 })),
      changed({ status: 'False' }, summary({ blockers: 2 })),
    ],
    ['one more check that cannot be judged', base, changed({}, summary({ unknown: 1 }))],
    ['a subnet with fewer free addresses', withFree(64), withFree(48)],
    ['a subnet with fewer free addresses where others have more', withFree(64), mixed()],
  ])('%s', (_, written, desired) => {
    gate.wrote(resource, base, 0);
    expect(decide(written, desired, 1)).toEqual(atOnce);
  });

  function summary(counts: Partial<NonNullable<Ipv6ReadinessStatus['summary']>>): Change {
    const zero = { blockers: 0, warnings: 0, unknown: 0, info: 0, passed: 13, notApplicable: 0 };
    return { summary: { ...zero, ...counts } };
  }

  function awaited(): Ipv6ReadinessStatus {
    const notYet = { status: 'Unknown', reason: 'NotYetObserved' } as const;
    return { ...base, conditions: base.conditions?.map((each) => ({ ...each, ...notYet })) };
  }

  function mixed(): Ipv6ReadinessStatus {
    const [first, ...others] = withFree(96).subnets ?? [];
    return { ...base, subnets: first ? [{ ...first, freeIPv4: 48 }, ...others] : [] };
  }
});

describe('another verdict that is not worse', () => {
  test.each<readonly [string, Ipv6ReadinessStatus, Ipv6ReadinessStatus]>([
    ['a condition that turns True', isFalse, base],
    ['a blocker that can no longer be told', isFalse, isUnknown],
    ['another reason for what is not True', isUnknown, changed({ status: 'Unknown', reason: 'Throttled' })],
    ['a finding that is gone', changed({ reason: 'Low' }), base],
    ['a goal that is resolved', { ...base, goal: undefined }, base],
  ])('%s is written at most once in five seconds', (_, written, desired) => {
    expect(decide(written, desired)).toEqual(atOnce);
    gate.wrote(resource, base, 1_000);
    expect(decide(written, desired, 1_000)).toEqual({ write: false, afterMs: 5_000 });
    expect(decide(written, desired, 5_999)).toEqual({ write: false, afterMs: 1 });
    expect(decide(written, desired, 6_000)).toEqual(atOnce);
  });

  test('of one resource does not wait for another', () => {
    gate.wrote(aResource({ name: 'other' }), base, 0);
    expect(decide(isFalse, base, 1)).toEqual(atOnce);
  });
});

describe('details of the same verdict', () => {
  test.each<readonly [string, Ipv6ReadinessStatus, Ipv6ReadinessStatus]>([
    ['more free addresses', withFree(48), withFree(64)],
    [
      'another number of nodes',
      base,
      { ...base, nodes: { total: 9, ec2: 9, fargate: 0, auto: 0, hybrid: 0, unknown: 0, ipv6: 9 } },
    ],
    ['another message', base, changed({ message: 'Other words.' })],
  ])('%s are written once they have differed for a minute', (_, written, desired) => {
    expect(decide(written, desired, 0)).toEqual({ write: false, afterMs: 60_000 });
    expect(decide(written, desired, 59_999)).toEqual({ write: false, afterMs: 1 });
    expect(decide(written, desired, 60_000)).toEqual(atOnce);
  });

  test('wait anew after they were as written in between', () => {
    decide(withFree(48), withFree(64), 0);
    decide(withFree(48), withFree(48), 30_000);
    expect(decide(withFree(48), withFree(64), 59_000)).toEqual({ write: false, afterMs: 60_000 });
  });

  test('wait anew after a write', () => {
    decide(withFree(48), withFree(64), 0);
    gate.wrote(resource, withFree(32), 50_000);
    expect(decide(withFree(32), withFree(64), 60_000)).toEqual({ write: false, afterMs: 60_000 });
  });

  test('wait no longer because they go on getting better', () => {
    decide(withFree(48), withFree(64), 0);
    expect(decide(withFree(48), withFree(96), 60_000)).toEqual(atOnce);
  });
});

describe('the status that stands', () => {
  test('is what the cache shows while this process has written nothing', () => {
    expect(gate.standing(resource)).toBe(base);
    expect(gate.standing(aResource())).toBeUndefined();
  });

  test('is the last one written until the cache shows another version', () => {
    gate.wrote(resource, isFalse, 0);
    expect(conditionOf(gate.standing(resource) ?? {}, 'VpcDualStack')?.status).toBe('False');
    expect(gate.standing(aResource({ resourceVersion: '2', status: isUnknown }))).toBe(isUnknown);
  });

  test('is not that of an earlier resource of the same name', () => {
    gate.wrote(resource, isFalse, 0);
    expect(gate.standing(aResource({ uid: 'another' }))).toBeUndefined();
  });

  test('is forgotten with the resource, and so is when it was written', () => {
    gate.wrote(resource, isFalse, 0);
    decide(withFree(48), withFree(64), 0);
    gate.forget('prod');
    expect(gate.standing(resource)).toBe(base);
    expect(decide(isFalse, base, 1)).toEqual(atOnce);
    expect(decide(withFree(48), withFree(64), 59_000)).toEqual({ write: false, afterMs: 60_000 });
  });
});
