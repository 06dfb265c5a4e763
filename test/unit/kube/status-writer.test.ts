import { afterEach, beforeEach, expect, test } from 'vitest';
import { applyStatus, type StatusWrite } from '../../../src/kube/status-writer.ts';
import { aStatus, FakeApiServer, json, reset, status } from './fake-api-server.ts';

let server: FakeApiServer;

beforeEach(async () => {
  server = await FakeApiServer.start();
});

afterEach(async () => {
  await server.close();
});

const write = (options: Partial<StatusWrite> = {}) =>
  applyStatus(server.http(), { name: 'prod', uid: 'u1', status: { goal: 'Migrate' }, ...options });

test('applies the whole status as its one owner', async () => {
  server.queue('other', json(200, { metadata: { resourceVersion: '7' } }));
  expect(await write()).toEqual({ outcome: 'written', object: { metadata: { resourceVersion: '7' } } });
  expect(server.requests[0]).toMatchObject({
    method: 'PATCH',
    path: '/apis/ipv6readiness.io/v1alpha1/ipv6readinesses/prod/status',
    query: { fieldManager: 'ipv6-readiness', force: 'true' },
    body: {
      apiVersion: 'ipv6readiness.io/v1alpha1',
      kind: 'Ipv6Readiness',
      metadata: { name: 'prod' },
      status: { goal: 'Migrate' },
    },
  });
  expect(server.requests[0]?.headers['content-type']).toBe('application/apply-patch+yaml');
});

test('drops the status of a resource that is gone (F20)', async () => {
  server.queue('other', status(404, 'NotFound', 'not found'));
  expect(await write()).toEqual({ outcome: 'gone' });
});

test('does not even ask where the name belongs to another object by now (F21)', async () => {
  expect(await write({ currentUid: () => 'u2' })).toEqual({ outcome: 'gone' });
  expect(await write({ currentUid: () => undefined })).toEqual({ outcome: 'gone' });
  expect(server.requests).toEqual([]);
});

test.each([
  ['a conflict, for the caller to read again (F18)', status(409, 'Conflict', 'modified'), 'Conflict'],
  ['a status that does not validate (F19)', status(422, 'Invalid', 'conditions[0].status: Required value'), 'Invalid'],
  [
    'a field that the schema does not have',
    json(500, aStatus(500, '', 'failed to create typed patch object: .status.x: field not declared in schema')),
    'Invalid',
  ],
  [
    'a condition type that comes twice',
    json(500, aStatus(500, '', 'failed to create typed patch object: duplicate entries for key [type="Ready"]')),
    'Invalid',
  ],
  ['a status too large for etcd', json(500, aStatus(500, '', 'etcdserver: request is too large')), 'Invalid'],
  ['a status too large for the request', status(413, 'RequestEntityTooLarge', 'limit is 3145728'), 'Invalid'],
  ['an etcd that changes its leader', json(500, aStatus(500, '', 'etcdserver: leader changed')), 'Unavailable'],
  [
    'an error page of whatever stands between',
    (response: Parameters<typeof reset>[0]) => void response.writeHead(500).end('<html>'),
    'Unavailable',
  ],
  ['throttling', status(429, 'TooManyRequests', 'later', { 'Retry-After': '3' }), 'Throttled'],
  ['a missing permission', status(403, 'Forbidden', 'no'), 'AccessDenied'],
  ['a connection that breaks', reset, 'Unavailable'],
])('tells %s', async (_what, reply, kind) => {
  server.queue('other', reply);
  await expect(write()).rejects.toMatchObject({ kind });
  expect(server.requests).toHaveLength(1);
});

test('tells how long to wait when throttled', async () => {
  server.queue('other', status(429, 'TooManyRequests', 'later', { 'Retry-After': '3' }));
  await expect(write()).rejects.toMatchObject({ retryAfterMs: 3_000 });
});
