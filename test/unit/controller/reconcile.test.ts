import { beforeEach, describe, expect, test } from 'vitest';
import type { Observe } from '../../../src/controller/ports.ts';
import { reconcile } from '../../../src/controller/reconcile.ts';
import { notObserved } from '../../../src/snapshot/section.ts';
import { threeSubnets } from '../../support/builders.ts';
import { forbidden } from '../../support/fake-aws-reader.ts';
import { notSynced } from '../../support/fake-cluster-view.ts';
import { aResource, anInvalidResource } from '../../support/resources.ts';
import { AssessedWorld } from './assessed-world.ts';

let world: AssessedWorld;

beforeEach(() => {
  world = new AssessedWorld();
});

/** A healthy cluster, judged and written. */
async function settled(): Promise<void> {
  world.apply();
  await world.clock.advance(10_000);
  expect(world.verdict()).toBe('True Ready');
}

function exhaustSubnets(): void {
  world.aws.world.subnets = threeSubnets({ freeIpv4: 0 });
}

describe('a new resource', () => {
  test('gets its Unknown at once and its verdict within seconds, and one event', async () => {
    world.apply();
    await world.clock.advance(0);
    expect(world.writes).toHaveLength(1);
    expect(world.verdict()).toBe('Unknown NotYetObserved');
    expect(world.events).toEqual([]);
    await world.clock.advance(10_000);
    expect(world.verdict()).toBe('True Ready');
    expect(world.writes.length).toBeLessThanOrEqual(3);
    expect(world.events.map(({ action, reason, about }) => [action, reason, about])).toEqual([
      ['Ready', 'Ready', { name: 'prod', uid: 'uid-of-prod' }],
    ]);
  });

  test('has its metrics published also while nothing can be written', async () => {
    world.leads = false;
    world.apply();
    await world.clock.advance(10_000);
    expect(world.writes).toEqual([]);
    expect(world.events).toEqual([]);
    expect(world.samples.get('prod')).toContainEqual({
      metric: 'ipv6_readiness_condition',
      labels: { type: 'Ready', status: 'True' },
      value: 1,
    });
  });
});

describe('after a restart', () => {
  test('a good status stands until every input was read, and is then found to be equal', async () => {
    await settled();
    const standing = world.latest;
    world = new AssessedWorld();
    world.view.lost.set('self', notSynced).set('pods', notSynced);
    world.apply({ status: standing });
    await world.clock.advance(30_000);
    world.view.lost.clear();
    world.clusterChanged();
    await world.clock.advance(300_000);
    expect(world.writes).toEqual([]);
    expect(world.events).toEqual([]);
  });

  test('a good status turns Unknown after a minute in which something was not read', async () => {
    await settled();
    const standing = world.latest;
    world = new AssessedWorld();
    world.aws.hanging.add('subnets');
    world.apply({ status: standing });
    await world.clock.advance(59_000);
    expect(world.writes).toEqual([]);
    await world.clock.advance(2_000);
    expect(world.verdict()).toBe('Unknown NotYetObserved');
  });

  test('a good status turns Unknown as soon as a read is refused', async () => {
    await settled();
    const standing = world.latest;
    world = new AssessedWorld();
    world.aws.failures.set('subnets', forbidden);
    world.apply({ status: standing });
    await world.clock.advance(5_000);
    expect(world.verdict()).toBe('Unknown Undetermined');
    expect(world.verdict('SubnetsDualStack')).toBe('Unknown AccessDenied');
  });
});

describe('data that is lost', () => {
  test('by refusal turns Ready Unknown at the next read, and back when it is granted again', async () => {
    await settled();
    world.aws.failures.set('subnets', forbidden);
    await world.clock.advance(34_000);
    expect(world.verdict()).toBe('Unknown Undetermined');
    world.aws.failures.clear();
    await world.clock.advance(60_000);
    expect(world.verdict()).toBe('True Ready');
  });

  test('by hanging turns Ready Unknown when the budget is spent, though nothing tells of it', async () => {
    await settled();
    world.aws.hanging.add('subnets');
    await world.clock.advance(140_000);
    expect(world.verdict()).toBe('True Ready');
    await world.clock.advance(50_000);
    expect(world.verdict()).toBe('Unknown Undetermined');
    expect(world.verdict('SubnetsDualStack')).toBe('Unknown Stale');
  });

  test('in a cache turns Ready Unknown with the next pass', async () => {
    await settled();
    world.view.lost.set('pods', notObserved('AccessDenied', 'Access denied: RBAC verbs list and watch on pods.'));
    world.clusterChanged();
    await world.clock.advance(0);
    expect(world.verdict('FargateIPv4Available')).toBe('Unknown AccessDenied');
    expect(world.verdict()).toBe('Unknown Undetermined');
  });
});

describe('a resource that is not what was judged any more', () => {
  test('deleted: nothing is written, nothing is kept, and nothing is read for it', async () => {
    await settled();
    world.resources.remove('prod');
    exhaustSubnets();
    world.queue.add('prod');
    await world.clock.advance(0);
    world.aws.calls.length = 0;
    const writes = world.writes.length;
    await world.clock.advance(3_600_000);
    expect(world.writes).toHaveLength(writes);
    expect(world.samples.has('prod')).toBe(false);
    expect(world.aws.calls).toEqual([]);
    expect(world.clock.pending()).toEqual([]);
  });

  test('asked to be deleted: the same, while it still exists', async () => {
    await settled();
    world.apply({ deletionTimestamp: '2026-11-23T12:00:00Z', resourceVersion: '9' });
    exhaustSubnets();
    const writes = world.writes.length;
    await world.clock.advance(3_600_000);
    expect(world.writes).toHaveLength(writes);
    expect(world.samples.has('prod')).toBe(false);
  });

  test.each([
    ['deleted', () => world.resources.remove('prod')],
    ['made anew under its name', () => world.resources.put(aResource({ uid: 'another' }))],
    ['given another spec', () => world.resources.put(aResource({ generation: 2 }))],
    ['asked to be deleted', () => world.resources.put(aResource({ deletionTimestamp: '2026-11-23T12:00:00Z' }))],
  ])('%s while its old spec is judged: nothing is written (F22)', async (_, happen) => {
    world.resources.put(aResource());
    const observation: Observe = {
      observe: (name, spec, policy) => {
        happen();
        return world.observation.observe(name, spec, policy);
      },
      refresh: (name) => world.observation.refresh(name),
      setUrgent: (name, urgent) => world.observation.setUrgent(name, urgent),
      forget: (name) => world.observation.forget(name),
    };
    await reconcile('prod', { ...world.deps, observation }, new AbortController().signal);
    expect(world.writes).toEqual([]);
    expect(world.outcomes).toEqual([]);
  });

  test('made anew under its name: judged afresh, its first status written', async () => {
    await settled();
    world.apply({ uid: 'another' });
    await world.clock.advance(10_000);
    expect(world.writes.at(-1)).toMatchObject({ resource: { name: 'prod', uid: 'another' } });
    expect(world.verdict()).toBe('True Ready');
  });

  test('given another spec: answered at once (F22)', async () => {
    await settled();
    world.apply({ generation: 2, resourceVersion: '9', spec: { goal: 'Migrate' }, status: world.latest });
    await world.clock.advance(0);
    expect(world.latest).toMatchObject({ observedGeneration: 2, goal: 'Migrate' });
    expect(world.verdict()).toBe('False Blocked');
  });
});

describe('a write', () => {
  test('that the watch has not delivered yet is not made again', async () => {
    await settled();
    world.deliversWrites = false;
    exhaustSubnets();
    await world.clock.advance(40_000);
    const [writes, events] = [world.writes.length, world.events.length];
    expect(world.verdict()).toBe('False Blocked');
    for (let i = 0; i < 20; i++) world.queue.add('prod');
    await world.clock.advance(30_000);
    expect([world.writes.length, world.events.length]).toEqual([writes, events]);
  });

  test('to a resource that is gone is no error and no event', async () => {
    world.answer = () => 'gone';
    world.apply();
    await world.clock.advance(10_000);
    expect([world.outcomes[0], world.events, world.errors]).toEqual(['gone', [], []]);
  });

  test('that is refused is no event, and no pass fails for it', async () => {
    world.answer = () => 'refused';
    world.apply();
    await world.clock.advance(10_000);
    expect([new Set(world.outcomes), world.events, world.errors]).toEqual([new Set(['refused']), [], []]);
  });

  test('that fails is repeated with backoff until it succeeds', async () => {
    world.answer = () => Promise.reject(new Error('the API server is away'));
    world.apply();
    await world.clock.advance(10_000);
    expect(world.errors.length).toBeGreaterThan(2);
    expect(world.writes).toEqual([]);
    world.answer = () => 'written';
    await world.clock.advance(60_000);
    expect(world.verdict()).toBe('True Ready');
  });

  test('is not made without the lease', async () => {
    await settled();
    world.leads = false;
    exhaustSubnets();
    const writes = world.writes.length;
    await world.clock.advance(300_000);
    expect(world.writes).toHaveLength(writes);
    expect(world.events).toHaveLength(1);
  });
});

describe('a resource that is not assessed', () => {
  test('when suspended says so once, and AWS is no longer read for it', async () => {
    await settled();
    world.apply({ generation: 2, resourceVersion: '9', spec: { suspend: true }, status: world.latest });
    await world.clock.advance(0);
    expect(world.verdict()).toBe('Unknown Suspended');
    expect(world.events.at(-1)).toMatchObject({ action: 'Ready', reason: 'Suspended', type: 'Normal' });
    expect(world.samples.get('prod')).toContainEqual({
      metric: 'ipv6_readiness_condition',
      labels: { type: 'Ready', status: 'Unknown' },
      value: 1,
    });
    world.aws.calls.length = 0;
    const writes = world.writes.length;
    await world.clock.advance(3_600_000);
    expect(world.aws.calls).toEqual([]);
    expect(world.writes).toHaveLength(writes);
  });

  test('when resumed gets its verdict back', async () => {
    world.apply({ spec: { suspend: true } });
    await world.clock.advance(0);
    world.apply({ generation: 2, resourceVersion: '9', status: world.latest });
    await world.clock.advance(20_000);
    expect(world.verdict()).toBe('True Ready');
  });

  test('when its spec cannot be worked with names the fields, and warns (F74)', async () => {
    world.resources.put(anInvalidResource(['spec.goal: "Destroy" was seen.']));
    await world.pass();
    expect(world.latest.conditions?.find(({ type }) => type === 'Ready')).toMatchObject({
      status: 'Unknown',
      reason: 'InvalidSpec',
      message: 'spec.goal: "Destroy" was seen.',
    });
    expect(world.events.map(({ type, action }) => `${type} ${action}`)).toEqual(['Warning Ready']);
    expect(world.aws.calls).toEqual([]);
  });

  test('when invalid and deleted is forgotten', async () => {
    world.resources.put(anInvalidResource(['x'], { deletionTimestamp: '2026-11-23T12:00:00Z' }));
    await world.pass();
    expect(world.writes).toEqual([]);
  });
});

test('F45 a check that throws is told, and the others still report', async () => {
  const evaluate = () => {
    throw new Error('a defect');
  };
  const checks = world.deps.checks.map((check) => (check.code === 'CAP-001' ? { ...check, evaluate } : check));
  world.resources.put(aResource());
  const deps = { ...world.deps, checks };
  const signal = new AbortController().signal;
  await reconcile('prod', deps, signal);
  await world.clock.advance(1_000);
  await reconcile('prod', deps, signal);
  expect(world.errors).toContainEqual(new Error('a defect'));
  expect(world.verdict('IPv4HeadroomAvailable')).toBe('Unknown CheckError');
  expect(world.verdict('VpcDualStack')).toMatch(/^True /);
});

test('low headroom has the subnets counted more often, and only while it lasts', async () => {
  await settled();
  world.aws.world.subnets = threeSubnets({ freeIpv4: 20 });
  await world.clock.advance(60_000);
  world.aws.calls.length = 0;
  await world.clock.advance(600_000);
  expect(world.aws.countOf('subnets')).toBeGreaterThan(50);
  world.aws.world.subnets = threeSubnets();
  await world.clock.advance(60_000);
  world.aws.calls.length = 0;
  await world.clock.advance(600_000);
  expect(world.aws.countOf('subnets')).toBeLessThan(25);
});
