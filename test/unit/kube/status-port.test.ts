import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Ipv6ReadinessStatus } from '../../../src/api/status.ts';
import type { StatusPort } from '../../../src/controller/ports.ts';
import { statusPort } from '../../../src/kube/status-port.ts';
import { type LoggedLine, quietLogger } from '../../support/quiet-logger.ts';
import { type VirtualClock, virtualClock } from '../../support/virtual-clock.ts';
import { aResource, anInvalidResource, FakeResources } from '../../support/resources.ts';
import { FakeApiServer, json, raw, status } from './fake-api-server.ts';

let server: FakeApiServer;
let resources: FakeResources;
let lines: LoggedLine[];
let port: StatusPort;
let clock: VirtualClock;
let refusals: string[];

const prod = { name: 'prod', uid: 'uid-of-prod' };
const ok = json(200, {});
const invalid = status(422, 'Invalid', 'status.conditions[0].reason: Invalid value');

beforeEach(async () => {
  server = await FakeApiServer.start();
  resources = new FakeResources();
  resources.put(aResource());
  lines = [];
  refusals = [];
  clock = virtualClock();
  port = statusPort({
    http: server.http(),
    clock,
    logger: quietLogger(lines),
    resources,
    onRefused: ({ name }) => refusals.push(name),
  });
});

afterEach(async () => {
  await server.close();
});

function ready(message: string, lastTransitionTime = '2026-11-22T12:00:00Z'): Ipv6ReadinessStatus {
  return { conditions: [{ type: 'Ready', status: 'True', reason: 'Ready', message, lastTransitionTime }] };
}

function write(content = ready('a'), signal = new AbortController().signal) {
  return port.write(prod, content, signal);
}

test('a status is applied to the resource', async () => {
  server.queue('other', ok);
  expect(await write()).toBe('written');
  expect(server.requests[0]).toMatchObject({
    method: 'PATCH',
    path: '/apis/ipv6readiness.io/v1alpha1/ipv6readinesses/prod/status',
    body: { status: ready('a') },
  });
});

describe('a resource that is not the one that was judged', () => {
  test.each([
    ['is gone from the cache', () => resources.remove('prod')],
    ['is another by now', () => resources.put(aResource({ uid: 'another' }))],
  ])('%s: nothing is sent', async (_, happen) => {
    happen();
    expect(await write()).toBe('gone');
    expect(server.requests).toEqual([]);
  });

  test('is gone from the API server: that is an answer, not an error', async () => {
    server.queue('other', status(404, 'NotFound', 'not found'));
    expect(await write()).toBe('gone');
  });

  test('is written to also while its spec is invalid', async () => {
    resources.put(anInvalidResource(['spec.goal: "Destroy" was seen.']));
    server.queue('other', ok);
    expect(await write()).toBe('written');
  });
});

describe('content that the API server refuses (F19)', () => {
  test('is sent once and told once, whatever its transition times', async () => {
    server.queue('other', invalid);
    expect(await write()).toBe('refused');
    expect(await write()).toBe('refused');
    expect(await write(ready('a', '2026-11-22T13:00:00Z'))).toBe('refused');
    expect(server.requests).toHaveLength(1);
    expect(refusals).toEqual(['prod']);
    expect(lines).toMatchObject([
      { level: 'error', fields: { resource: 'prod' }, message: 'The API server refuses this status.' },
    ]);
  });

  test('is sent again after a minute, then twice as late each time up to half an hour, and told no more', async () => {
    server.always('other', invalid);
    const sentAt: number[] = [];
    for (let minute = 0; minute <= 121; minute++) {
      const before = server.requests.length;
      expect(await write()).toBe('refused');
      if (server.requests.length > before) sentAt.push(minute);
      await clock.advance(60_000);
    }
    expect(sentAt).toEqual([0, 1, 3, 7, 15, 31, 61, 91, 121]);
    expect([refusals, lines.length]).toEqual([['prod'], 1]);
    server.always('other', ok);
    await clock.advance(1_800_000);
    expect(await write()).toBe('written');
  });

  test('is followed by other content', async () => {
    server.queue('other', invalid, ok);
    await write(ready('a'));
    expect(await write(ready('b'))).toBe('written');
  });

  test('is sent again after other content was taken', async () => {
    server.queue('other', invalid, ok, ok);
    await write(ready('a'));
    await write(ready('b'));
    expect(await write(ready('a'))).toBe('written');
    expect(server.requests).toHaveLength(3);
  });

  test('of one resource says nothing of another with the same', async () => {
    resources.put(aResource({ name: 'other' }));
    server.queue('other', invalid, ok);
    await write();
    const outcome = await port.write({ name: 'other', uid: 'uid-of-other' }, ready('a'), new AbortController().signal);
    expect(outcome).toBe('written');
  });
});

describe('a definition that is older than the operator (F17)', () => {
  const undeclared = (path: string) =>
    status(500, '', `failed to create typed patch object (/prod; x, Kind=Y): ${path}: field not declared in schema`);
  const full: Ipv6ReadinessStatus = { ...ready('a'), goal: 'Operate', clusterName: 'prod' };

  test('gets the members that it knows, is told once, and costs no second attempt later', async () => {
    server.queue('other', undeclared('.status.clusterName'), undeclared('.status.goal'), ok, ok);
    expect(await write(full)).toBe('written');
    expect(server.requests.map(({ body }) => Object.keys(Object(Object(body).status)))).toEqual([
      ['conditions', 'goal', 'clusterName'],
      ['conditions', 'goal'],
      ['conditions'],
    ]);
    expect(port.accepted?.(full)).toEqual(ready('a'));
    expect(await write({ ...full, ...ready('b') })).toBe('written');
    expect(server.requests).toHaveLength(4);
    expect(lines.map(({ fields }) => fields)).toEqual([{ member: 'clusterName' }, { member: 'goal' }]);
  });

  test('may be brought up to date: the whole status is tried again after an hour', async () => {
    server.queue('other', undeclared('.status.clusterName'), ok);
    await write(full);
    await clock.advance(3_600_000);
    expect(port.accepted?.(full)).toEqual(full);
  });

  test('that does not even know conditions refuses the status', async () => {
    server.queue('other', undeclared('.status.conditions[0].observedGeneration'));
    expect(await write(full)).toBe('refused');
    expect(server.requests).toHaveLength(1);
  });
});

test('a failure that may pass is thrown, and the same content is sent again', async () => {
  server.queue('other', status(503, 'ServiceUnavailable', 'away'), status(409, 'Conflict', 'modified'), ok);
  await expect(write()).rejects.toMatchObject({ kind: 'Unavailable' });
  await expect(write()).rejects.toMatchObject({ kind: 'Conflict' });
  expect(await write()).toBe('written');
});

test('a write that hangs ends with its signal', async () => {
  server.queue('other', raw([], 'hang'));
  const stopping = new AbortController();
  const writing = write(ready('a'), stopping.signal);
  setTimeout(() => stopping.abort(new Error('the operator ends')), 20);
  await expect(writing).rejects.toThrow('the operator ends');
});
