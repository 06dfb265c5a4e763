import { beforeEach, describe, expect, test } from 'vitest';
import type { Ipv6ReadinessStatus } from '../../../src/api/status.ts';
import type { Subnet } from '../../../src/snapshot/aws-sections.ts';
import { aVpc, pods, threeSubnets } from '../../support/builders.ts';
import { throttled } from '../../support/fake-aws-reader.ts';
import { AssessedWorld } from './assessed-world.ts';

const minute = 60_000;
const hour = 60 * minute;

let world: AssessedWorld;

beforeEach(async () => {
  world = new AssessedWorld();
  world.apply();
  await world.clock.advance(5 * minute);
  forget();
});

/** Counts from here. */
function forget(): void {
  world.writes.length = 0;
  world.events.length = 0;
  world.aws.calls.length = 0;
}

/** Gaps between one write and the next, milliseconds. */
function gaps(): readonly number[] {
  return world.writes.map(({ at }, index) => at - (world.writes[index - 1]?.at ?? -Infinity));
}

async function every(ms: number, forMs: number, change: (step: number) => void): Promise<void> {
  for (let step = 0; step * ms < forMs; step++) {
    change(step);
    world.clusterChanged();
    await world.clock.advance(ms);
  }
}

function isReady(status: Ipv6ReadinessStatus): boolean {
  return status.conditions?.some((condition) => condition.type === 'Ready' && condition.status === 'True') ?? false;
}

describe('a day in which nothing changes', () => {
  test('has no status write and no event, and AWS is read at its pace', async () => {
    await world.clock.advance(24 * hour);
    expect(world.samples.get('prod')).toContainEqual({
      metric: 'ipv6_readiness_condition',
      labels: { type: 'Ready', status: 'True' },
      value: 1,
    });
    expect([world.writes, world.events, world.errors]).toEqual([[], [], []]);
    expect(world.aws.countOf('subnets')).toBeGreaterThan(2_800);
    expect(world.aws.countOf('cluster')).toBeGreaterThan(140);
  }, 60_000);

  test('with twenty resources has neither, for the AWS calls of one', async () => {
    for (let i = 1; i < 20; i++) world.apply({ name: `team-${i}` });
    await world.clock.advance(5 * minute);
    forget();
    await world.clock.advance(2 * hour);
    expect([world.writes, world.events]).toEqual([[], []]);
    expect(world.aws.countOf('subnets')).toBeLessThan(245);
  }, 60_000);

  test('then one change is one write with one event for each condition that turned', async () => {
    await world.clock.advance(2 * hour);
    world.aws.world.vpc = aVpc({ ipv6Cidrs: [] });
    await world.clock.advance(2 * hour);
    expect(world.writes).toHaveLength(1);
    expect(world.verdict()).toBe('False Blocked');
    expect(world.events.map(({ type, action }) => `${type} ${action}`).toSorted()).toEqual([
      'Warning Ready',
      'Warning VpcDualStack',
    ]);
  }, 60_000);

  test('is also one while pods come and go without crossing a band', async () => {
    world.view.set({ pods: [pods(100)] });
    await every(1_000, 10 * minute, (step) => world.view.set({ pods: [pods(100 + (step % 20))] }));
    expect([world.writes, world.events]).toEqual([[], []]);
  }, 60_000);

  test('is also one while AWS throttles now and then, within the budgets', async () => {
    await every(minute, 2 * hour, (step) => {
      if (step % 2 === 0) world.aws.failures.set('subnets', throttled);
      else world.aws.failures.clear();
    });
    expect([world.writes, world.events]).toEqual([[], []]);
  }, 60_000);
});

describe('an hour of flapping', () => {
  const low = threeSubnets({ freeIpv4: 0 });
  const high = threeSubnets();

  /** As if every read saw the other side, and every pass another cache. */
  async function flap(sides: readonly (readonly Subnet[])[], everyMs: number): Promise<void> {
    await every(everyMs, hour, (step) => {
      world.aws.world.subnets = sides[step % sides.length] ?? high;
      world.observation.refresh('prod');
    });
  }

  test('between good and bad writes what is worse at once, and what is better five seconds after the last write', async () => {
    await flap([low, high], 11_000);
    const isBetter = world.writes.map(({ status }) => isReady(status));
    expect(isBetter.filter(Boolean).length).toBeGreaterThan(50);
    expect(Math.min(...gaps().filter((_, index) => isBetter[index]))).toBeGreaterThanOrEqual(5_000);
    expect(world.writes.length).toBeLessThan((2 * hour) / 5_000);
  }, 60_000);

  test('of a cache between two failures writes at most twice in five seconds', async () => {
    await every(250, hour / 6, (step) => {
      const reason = step % 2 === 0 ? ('AccessDenied' as const) : ('Unavailable' as const);
      world.view.lost.set('pods', { notObserved: { reason, message: `${reason}.` } });
    });
    expect(world.writes.length).toBeGreaterThan(2);
    expect(Math.min(...gaps())).toBeGreaterThanOrEqual(5_000);
  }, 60_000);

  test('of a number around the edge of its band writes what is fewer at once, and no more while it swings', async () => {
    world.aws.world.subnets = threeSubnets({ freeIpv4: 130 });
    await world.clock.advance(5 * minute);
    forget();
    await flap([threeSubnets({ freeIpv4: 127 }), threeSubnets({ freeIpv4: 130 })], 11_000);
    expect(world.writes).toHaveLength(1);
    expect(world.events).toEqual([]);
  }, 60_000);
});
