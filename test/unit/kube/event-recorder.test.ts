import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type EventOutcome, EventRecorder, type EventRecord } from '../../../src/kube/event-recorder.ts';
import { quietLogger } from '../../support/quiet-logger.ts';
import { virtualClock } from '../../support/virtual-clock.ts';
import { FakeApiServer, json, reset, silence, status } from './fake-api-server.ts';

let server: FakeApiServer;
let recorder: EventRecorder;
let outcomes: EventOutcome[];
let clock: ReturnType<typeof virtualClock>;

beforeEach(async () => {
  server = await FakeApiServer.start();
  server.always('other', json(201, {}));
  clock = virtualClock('2026-11-23T12:00:00.007Z');
  outcomes = [];
  recorder = new EventRecorder({
    http: server.http(),
    clock,
    logger: quietLogger(),
    instance: 'pod-1',
    onOutcome: (outcome) => outcomes.push(outcome),
  });
});

afterEach(async () => {
  await server.close();
});

function anEvent(options: Partial<EventRecord> = {}, uid = 'u1'): EventRecord {
  return {
    regarding: { apiVersion: 'ipv6readiness.io/v1alpha1', kind: 'Ipv6Readiness', name: 'prod', uid },
    type: 'Warning',
    reason: 'SubnetsWithoutIpv6',
    action: 'SubnetsDualStack',
    note: 'One subnet has no IPv6 CIDR block.',
    ...options,
  };
}

async function record(...events: readonly EventRecord[]): Promise<void> {
  for (const event of events) recorder.record(event);
  await recorder.flush();
}

const sent = () => server.requests.map(({ method, body }) => [method, body]);

describe('an event', () => {
  test('tells what happened to which object, in the namespace where describe looks', async () => {
    await record(anEvent());
    expect(server.requests).toHaveLength(1);
    expect(server.requests[0]).toMatchObject({
      method: 'POST',
      path: '/apis/events.k8s.io/v1/namespaces/default/events',
    });
    expect(server.requests[0]?.body).toEqual({
      apiVersion: 'events.k8s.io/v1',
      kind: 'Event',
      metadata: { name: expect.stringMatching(/^prod\.[0-9a-f]{16}$/), namespace: 'default' },
      eventTime: '2026-11-23T12:00:00.007000Z',
      reportingController: 'ipv6-readiness',
      reportingInstance: 'pod-1',
      action: 'SubnetsDualStack',
      reason: 'SubnetsWithoutIpv6',
      regarding: { apiVersion: 'ipv6readiness.io/v1alpha1', kind: 'Ipv6Readiness', name: 'prod', uid: 'u1' },
      note: 'One subnet has no IPv6 CIDR block.',
      type: 'Warning',
    });
    expect(outcomes).toEqual(['created']);
  });

  test.each([
    ['x'.repeat(1024), 1024],
    ['x'.repeat(1025), 1024],
    [`${'x'.repeat(1023)}ä`, 1023],
    ['€'.repeat(400), 1023],
    ['😀'.repeat(300), 1024],
  ])('has its note cut at 1024 bytes, between two characters (%#)', async (note, bytes) => {
    await record(anEvent({ note }));
    expect(server.requests).toHaveLength(1);
    const body = JSON.stringify(server.requests[0]?.body);
    const written = /"note":"([^"]*)"/u.exec(body)?.[1] ?? '';
    expect(Buffer.byteLength(written)).toBe(bytes);
    expect(note.startsWith(written)).toBe(true);
  });

  test('of an object with a very long name has a name that is allowed', async () => {
    const name = `${'a'.repeat(229)}.${'b'.repeat(23)}`;
    await record(anEvent({ regarding: { ...anEvent().regarding, name } }));
    expect(server.requests[0]?.body).toMatchObject({
      metadata: { name: expect.stringMatching(/^a{229}\.[0-9a-f]{16}$/) },
      regarding: { name },
    });
  });
});

describe('a repeated event', () => {
  test('becomes a series of the first', async () => {
    await record(anEvent());
    await clock.advance(60_000);
    await record(anEvent(), anEvent());
    const name = /"name":"(prod\.[0-9a-f]+)"/u.exec(JSON.stringify(server.requests[0]?.body))?.[1];
    expect(server.requests.slice(1).map(({ path }) => path)).toEqual(
      Array(2).fill(`/apis/events.k8s.io/v1/namespaces/default/events/${name}`),
    );
    expect(sent().slice(1)).toEqual([
      ['PATCH', { series: { count: 2, lastObservedTime: '2026-11-23T12:01:00.007000Z' } }],
      ['PATCH', { series: { count: 3, lastObservedTime: '2026-11-23T12:01:00.007000Z' } }],
    ]);
    expect(outcomes).toEqual(['created', 'repeated', 'repeated']);
  });

  test('is a new one after ten minutes', async () => {
    await record(anEvent());
    await clock.advance(10 * 60_000 + 1);
    await record(anEvent());
    expect(outcomes).toEqual(['created', 'created']);
  });

  test('is a new one when the first no longer exists', async () => {
    await record(anEvent());
    server.queue('other', status(404, 'NotFound', 'expired'));
    await record(anEvent(), anEvent());
    expect(sent().map(([method]) => method)).toEqual(['POST', 'PATCH', 'POST', 'PATCH']);
    expect(outcomes).toEqual(['created', 'created', 'repeated']);
  });

  test.each([
    ['another object', anEvent({}, 'u2')],
    ['another reason', anEvent({ reason: 'AllSubnetsHaveIpv6' })],
    ['another action', anEvent({ action: 'VpcDualStack' })],
    ['another note', anEvent({ note: 'Two.' })],
  ])('is not one of %s', async (_what, other) => {
    await record(anEvent(), other);
    expect(outcomes).toEqual(['created', 'created']);
  });

  test('is one with another number in its note, where its key says so', async () => {
    await record(anEvent({ note: '3 free', seriesKey: 'free' }), anEvent({ note: '2 free', seriesKey: 'free' }));
    expect(outcomes).toEqual(['created', 'repeated']);
  });
});

describe('too many events', () => {
  test('of one object are dropped after 25, then one in five minutes passes; others are not affected', async () => {
    await record(...Array.from({ length: 30 }, (_, i) => anEvent({ note: `${i}` })), anEvent({}, 'u2'));
    expect(outcomes.filter((outcome) => outcome === 'created')).toHaveLength(26);
    expect(outcomes.filter((outcome) => outcome === 'rateLimited')).toHaveLength(5);
    outcomes = [];
    for (let minute = 0; minute < 60; minute++) {
      await clock.advance(60_000);
      await record(anEvent({ note: `minute ${minute}` }));
    }
    expect(outcomes.filter((outcome) => outcome === 'created')).toHaveLength(12);
  });

  test('at once are dropped beyond what can wait', async () => {
    await record(...Array.from({ length: 250 }, (_, i) => anEvent({}, `u${i}`)));
    expect(outcomes.filter((outcome) => outcome === 'created')).toHaveLength(200);
    expect(outcomes.filter((outcome) => outcome === 'queueFull')).toHaveLength(50);
  });
});

test.each([
  ['a namespace that is terminating (F31)', status(403, 'Forbidden', 'is being terminated')],
  ['a namespace that does not exist (F31)', status(404, 'NotFound', 'namespaces "default" not found')],
  ['an API server that is down (F32)', reset],
])('is without consequence when refused by %s: counted, and the next is recorded', async (_what, reply) => {
  server.queue('other', reply);
  await record(anEvent(), anEvent({ note: 'next' }));
  expect(outcomes).toEqual(['failed', 'created']);
});

test('keeps the end of the process waiting for two seconds at most, however many wait (F38)', async () => {
  server.always('other', silence);
  for (const note of ['first', 'second', 'third']) recorder.record(anEvent({ note }));
  await expect.poll(() => server.requests.length).toBe(1);
  const stopped = recorder.stop();
  await clock.advance(1_999);
  expect(outcomes).toEqual([]);
  await clock.advance(1);
  await stopped;
  expect(outcomes).toEqual(['failed', 'failed', 'failed']);
  expect(server.requests).toHaveLength(1);
});
