import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { LeaseElector } from '../../../src/kube/lease.ts';
import { type VirtualClock, virtualClock } from '../../support/virtual-clock.ts';
import { FakeApiServer, reset, silence } from './fake-api-server.ts';
import { FakeLeases } from './fake-leases.ts';
import { until } from './reflected.ts';

let server: FakeApiServer;
let leases: FakeLeases;
let clock: VirtualClock;
let stop: AbortController;
let lost: string[];

beforeEach(async () => {
  server = await FakeApiServer.start();
  leases = new FakeLeases();
  server.always('other', leases.reply);
  clock = virtualClock('2026-11-23T12:00:00.000Z');
  stop = new AbortController();
  lost = [];
});

afterEach(async () => {
  stop.abort();
  await server.close();
});

function elector(identity: string, ownClock: VirtualClock = clock): LeaseElector {
  return new LeaseElector({
    http: server.http(ownClock),
    clock: ownClock,
    namespace: 'ops',
    name: 'operator',
    identity,
    random: () => 0,
    onLost: (to) => lost.push(to === 'others' ? `${identity} to others` : identity),
  });
}

/** As the operator does: hold once acquired. */
async function run(candidate: LeaseElector): Promise<void> {
  if (await candidate.acquire(stop.signal)) await candidate.hold(stop.signal);
}

const spec = () => leases.lease?.spec;
/** All timers that a waiting elector has: the sleep until its next attempt. */
const asleep = (ms: number) => until(() => expect(clock.pending()).toEqual([ms]));

describe('a free lease', () => {
  test('is created, and renewed every 2 s: its renewTime is the heartbeat', async () => {
    const one = elector('one');
    const running = run(one);
    await asleep(2_000);
    expect(one.isLeader).toBe(true);
    expect(spec()).toEqual({
      holderIdentity: 'one',
      leaseDurationSeconds: 15,
      acquireTime: '2026-11-23T12:00:00.000000Z',
      renewTime: '2026-11-23T12:00:00.000000Z',
      leaseTransitions: 0,
    });
    await clock.advance(2_000);
    await asleep(2_000);
    expect(spec()).toMatchObject({
      acquireTime: '2026-11-23T12:00:00.000000Z',
      renewTime: '2026-11-23T12:00:02.000000Z',
    });
    expect(one.renewedAt).toBe(clock.now());
    stop.abort();
    await running;
  });

  test('goes to one of two that want it at once', async () => {
    const [one, two] = [elector('one'), elector('two')];
    void run(one);
    void run(two);
    await until(() => expect(clock.pending()).toEqual([2_000, 2_000]));
    expect([one.isLeader, two.isLeader].filter(Boolean)).toHaveLength(1);
    expect(spec()?.['leaseTransitions']).toBe(0);
  });

  test('that was released is taken at the next attempt', async () => {
    const one = elector('one');
    const running = run(one);
    await asleep(2_000);
    stop.abort();
    await running;
    expect(spec()).toMatchObject({ holderIdentity: '', leaseDurationSeconds: 1 });
    expect({ leader: one.isLeader, lost }).toEqual({ leader: false, lost: [] });

    stop = new AbortController();
    const two = elector('two');
    expect(await two.acquire(stop.signal)).toBe(true);
    expect(spec()).toMatchObject({ holderIdentity: 'two', leaseTransitions: 1 });
  });
});

describe("another's lease", () => {
  const held = {
    holderIdentity: 'other',
    leaseDurationSeconds: 15,
    renewTime: '2026-11-23T11:00:00.000000Z',
    leaseTransitions: 4,
  };

  test('is taken only when we saw no renewal for its whole duration, whatever its renewTime says (F36)', async () => {
    leases.store(held);
    const one = elector('one');
    void run(one);
    for (let waited = 0; waited < 14_000; waited += 2_000) {
      await asleep(2_000);
      await clock.advance(2_000);
    }
    await asleep(2_000);
    expect(spec()).toEqual(held);
    await clock.advance(2_000);
    await until(() => expect(one.isLeader).toBe(true));
    expect(spec()).toMatchObject({ holderIdentity: 'one', leaseTransitions: 5 });
  });

  test('is not taken while it is renewed, even if the wall clock jumps by a day (F36)', async () => {
    leases.store(held);
    const one = elector('one');
    void run(one);
    for (let i = 0; i < 15; i++) {
      await asleep(2_000);
      clock.jump(i % 2 === 0 ? 86_400_000 : -86_400_000);
      leases.store(held);
      await clock.advance(2_000);
    }
    await asleep(2_000);
    expect(one.isLeader).toBe(false);
    expect(spec()).toEqual(held);
  });

  test('is waited for until the signal says to stop', async () => {
    leases.store(held);
    const acquiring = elector('one').acquire(stop.signal);
    await asleep(2_000);
    stop.abort();
    expect(await acquiring).toBe(false);
    expect(clock.pending()).toEqual([]);
  });
});

describe('leadership', () => {
  async function leading(): Promise<LeaseElector> {
    const one = elector('one');
    void run(one);
    await asleep(2_000);
    return one;
  }

  test('survives an API server that is away for less than the renew deadline', async () => {
    const one = await leading();
    server.queue('other', reset, reset, reset);
    for (let i = 0; i < 4; i++) {
      await clock.advance(2_000);
      await asleep(2_000);
    }
    await until(() => expect(spec()).toMatchObject({ renewTime: '2026-11-23T12:00:08.000000Z' }));
    expect({ leader: one.isLeader, lost }).toEqual({ leader: true, lost: [] });
  });

  test('ends at the renew deadline without a renewal, before others may take the lease (F33)', async () => {
    const one = await leading();
    server.always('other', reset);
    for (let i = 0; i < 4; i++) {
      await clock.advance(2_000);
      await asleep(2_000);
    }
    await clock.advance(1_999);
    expect(one.isLeader).toBe(true);
    await clock.advance(1);
    expect(one.isLeader).toBe(false);
    await until(() => expect(lost).toEqual(['one']));
  });

  test('is had again, without a restart, once an API server is back that was away for too long (F02)', async () => {
    const one = elector('one');
    const again = (async () => {
      while (await one.acquire(stop.signal)) await one.hold(stop.signal);
    })();
    await asleep(2_000);
    server.always('other', reset);
    for (let i = 0; i < 10; i++) {
      await clock.advance(2_000);
      await until(() => expect(clock.pending()).toHaveLength(1));
    }
    expect({ leader: one.isLeader, lost }).toEqual({ leader: false, lost: ['one'] });
    server.always('other', leases.reply);
    await clock.advance(2_000);
    await until(() => expect(one.isLeader).toBe(true));
    expect(spec()).toMatchObject({ holderIdentity: 'one', leaseTransitions: 0 });
    stop.abort();
    await again;
  });

  test('that was lost while nobody could be asked, and went to another, is told as lost to that one', async () => {
    const one = elector('one');
    await one.acquire(stop.signal);
    leases.store({ holderIdentity: 'other', leaseDurationSeconds: 15 });
    expect(await one.acquire(stop.signal)).toBe(false);
    expect(lost).toEqual(['one to others']);
  });

  test('ends in time even if a renewal is never answered', async () => {
    const one = await leading();
    server.always('other', silence);
    await clock.advance(2_000);
    await until(() => expect(clock.pending()).toEqual([5_000]));
    await clock.advance(5_000);
    await asleep(2_000);
    await clock.advance(2_000);
    await until(() => expect(clock.pending()).toEqual([1_000]));
    await clock.advance(1_000);
    expect(one.isLeader).toBe(false);
    await until(() => expect(lost).toEqual(['one']));
  });

  test('ends at once when somebody else holds the lease', async () => {
    const one = await leading();
    leases.store({ holderIdentity: 'thief', leaseDurationSeconds: 15 });
    await clock.advance(2_000);
    await until(() => expect(lost).toEqual(['one to others']));
    expect(one.isLeader).toBe(false);
    expect(spec()).toMatchObject({ holderIdentity: 'thief' });
  });

  test('is over on waking from a stop of a minute, before anything is asked or written (F37)', async () => {
    const one = await leading();
    const asked = server.requests.length;
    clock.skip(60_000);
    expect(one.isLeader).toBe(false);
    await clock.advance(0);
    await until(() => expect(lost).toEqual(['one']));
    expect(server.requests).toHaveLength(asked);
  });

  test('does not depend on the wall clock (F36)', async () => {
    const one = await leading();
    for (const jump of [3_600_000, -7_200_000, 86_400_000]) {
      clock.jump(jump);
      expect(one.isLeader).toBe(true);
      await clock.advance(2_000);
      await asleep(2_000);
    }
    expect({ leader: one.isLeader, lost }).toEqual({ leader: true, lost: [] });
  });

  test("that is over is not released: the lease may be another's by now", async () => {
    const one = await leading();
    leases.store({ holderIdentity: 'thief', leaseDurationSeconds: 15 });
    stop.abort();
    await until(() => expect(one.isLeader).toBe(false));
    await until(() => expect(server.requests.at(-1)?.method).toBe('GET'));
    expect(spec()).toMatchObject({ holderIdentity: 'thief' });
  });
});

test('a lease must outlast the renew deadline, and last whole seconds', () => {
  const options = {
    http: server.http(),
    clock,
    namespace: 'ops',
    name: 'operator',
    identity: 'one',
    onLost: () => undefined,
  };
  expect(() => new LeaseElector({ ...options, leaseMs: 10_000, renewDeadlineMs: 10_000 })).toThrow(
    'The renew deadline must be shorter than the lease.',
  );
  expect(() => new LeaseElector({ ...options, leaseMs: 12_500 })).toThrow('A lease lasts whole seconds.');
});
