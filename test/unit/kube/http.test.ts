import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { KubeHttp } from '../../../src/kube/http.ts';
import { type KubeError, parseRetryAfter } from '../../../src/kube/kube-error.ts';
import { systemClock } from '../../../src/runtime/clock.ts';
import { virtualClock } from '../../support/virtual-clock.ts';
import { FakeApiServer, json, raw, reset, silence, status } from './fake-api-server.ts';
import { until } from './reflected.ts';

let server: FakeApiServer;
const path = '/raw/thing';

beforeEach(async () => {
  server = await FakeApiServer.start();
});

afterEach(async () => {
  await server.close();
});

async function failure(call: Promise<unknown>): Promise<KubeError> {
  return call.then(
    () => expect.unreachable('the call succeeded'),
    (error: KubeError) => error,
  );
}

describe('a call', () => {
  test('says who asks, and gives the parsed answer', async () => {
    server.queue('other', json(201, { kind: 'Thing' }));
    const answer = await server.http().request(path, { method: 'POST', query: { a: 'b/c' }, body: { x: 1 } });
    expect(answer).toEqual({ status: 201, body: { kind: 'Thing' } });
    const [request] = server.requests;
    expect(request).toMatchObject({ method: 'POST', query: { a: 'b/c' }, body: { x: 1 } });
    expect(request?.headers).toMatchObject({
      'user-agent': 'ipv6-readiness/0.0.0-test',
      'content-type': 'application/json',
      accept: 'application/json',
    });
  });

  test('shares connections with those before it', async () => {
    server.always('other', json(200, {}));
    const http = server.http();
    for (let i = 0; i < 20; i++) await http.request(path);
    expect(server.connections).toBeLessThanOrEqual(2);
  });

  test.each([
    [400, 'BadRequest', 'Invalid'],
    [401, 'Unauthorized', 'Unauthorized'],
    [403, 'Forbidden', 'AccessDenied'],
    [404, 'NotFound', 'NotFound'],
    [409, 'AlreadyExists', 'Conflict'],
    [410, 'Expired', 'Gone'],
    [413, 'RequestEntityTooLarge', 'TooLarge'],
    [422, 'Invalid', 'Invalid'],
    [429, 'TooManyRequests', 'Throttled'],
    [500, 'InternalError', 'Unavailable'],
    [503, 'ServiceUnavailable', 'Unavailable'],
    [504, 'Timeout', 'Timeout'],
  ])('that is answered %i %s fails as %s', async (code, reason, kind) => {
    server.always('other', status(code, reason, 'because\nof\u0000this'));
    expect(await failure(server.http().request(path))).toMatchObject({
      kind,
      status: code,
      reason,
      message: `GET /raw/thing: HTTP ${code} ${reason}: because of this`,
    });
  });

  test('keeps a long explanation short', async () => {
    server.queue('other', status(500, '', 'x'.repeat(10_000)));
    expect((await failure(server.http().request(path))).message).toHaveLength(
      'GET /raw/thing: HTTP 500: '.length + 201,
    );
  });

  test('that breaks off, before or in the answer, fails as unavailable', async () => {
    server.queue('other', reset);
    expect(await failure(server.http().request(path))).toMatchObject({ kind: 'Unavailable', reason: 'ECONNRESET' });
    server.queue('other', raw(['{"half":'], 'reset'));
    expect(await failure(server.http().request(path))).toMatchObject({ kind: 'Unavailable', status: 0 });
  });

  test('to an address where nobody listens, names the network error', async () => {
    const other = await FakeApiServer.start();
    const http = other.http();
    await other.close();
    expect(await failure(http.request(path))).toMatchObject({
      kind: 'Unavailable',
      reason: 'ECONNREFUSED',
      message: 'GET /raw/thing: no answer from the API server (ECONNREFUSED)',
    });
  });

  test('has 30 s, for the answer and its last byte', async () => {
    const clock = virtualClock();
    for (const reply of [silence, raw(['{"half":'], 'hang')]) {
      server.queue('other', reply);
      const failed = failure(server.http(clock).request(path));
      await until(() => expect(server.requests.length).toBeGreaterThan(0));
      await clock.advance(29_999);
      await clock.advance(1);
      expect(await failed).toMatchObject({ kind: 'Timeout', message: 'GET /raw/thing: no answer within 30000 ms' });
    }
    expect(clock.pending()).toEqual([]);
  });

  test('ends with the reason of whoever aborts it', async () => {
    const abort = new AbortController();
    server.queue('other', silence);
    const failed = failure(server.http().request(path, { signal: abort.signal }));
    await until(() => expect(server.requests).toHaveLength(1));
    abort.abort(new Error('enough'));
    expect((await failed).message).toBe('enough');
    expect((await failure(server.http().request(path, { signal: abort.signal }))).message).toBe('enough');
    expect(server.requests).toHaveLength(1);
  });

  test('takes no more bytes than it may (F29)', async () => {
    server.queue('other', raw(Array<string>(100).fill(' '.repeat(1024)), 'hang'));
    expect(await failure(server.http().request(path, { maxBytes: 10_000 }))).toMatchObject({
      kind: 'TooLarge',
      message: 'GET /raw/thing: the answer is larger than 10000 bytes',
    });
  });

  test('does not take another form for an answer', async () => {
    server.queue('other', raw(['<html>ok</html>'], 'end'));
    expect(await failure(server.http().request(path))).toMatchObject({
      kind: 'Malformed',
      message: 'GET /raw/thing: the answer is not JSON',
    });
  });
});

describe('a token in a file', () => {
  const file = join(mkdtempSync(join(tmpdir(), 'token-')), 'token');
  const authorizations = () => server.requests.map(({ headers }) => headers['authorization']);

  function httpWithTokenFile(): KubeHttp {
    return new KubeHttp({
      config: server.config({ authProvider: { name: 'tokenFile', config: { tokenFile: file } } }),
      clock: systemClock,
    });
  }

  test('that was rotated is read again and tried once more, at once (F14)', async () => {
    writeFileSync(file, 'old\n');
    const http = httpWithTokenFile();
    server.queue('other', json(200, {}), status(401, 'Unauthorized', 'expired'), json(200, { fresh: true }));
    await http.request(path);
    writeFileSync(file, 'new\n');
    expect(await http.request(path)).toMatchObject({ body: { fresh: true } });
    expect(authorizations()).toEqual(['Bearer old', 'Bearer old', 'Bearer new']);
  });

  test('that is still refused fails after that one retry', async () => {
    writeFileSync(file, 'bad');
    server.always('other', status(401, 'Unauthorized', 'no'));
    expect(await failure(httpWithTokenFile().request(path))).toMatchObject({ kind: 'Unauthorized' });
    expect(server.requests).toHaveLength(2);
  });

  test('that cannot be read fails without asking the server, and without telling the path', async () => {
    const config = server.config({ authProvider: { name: 'tokenFile', config: { tokenFile: '/nowhere/token' } } });
    expect(await failure(new KubeHttp({ config, clock: systemClock }).request(path))).toMatchObject({
      kind: 'Unauthorized',
      reason: 'CredentialsUnavailable',
      message: 'GET /raw/thing: the credentials cannot be read',
    });
    expect(server.requests).toEqual([]);
  });
});

test.each([
  ['7', 7_000],
  ['0.5', 500],
  ['Mon, 23 Nov 2026 12:00:09 GMT', 9_000],
  ['Mon, 23 Nov 2026 11:00:00 GMT', 0],
  ['86400', 60_000],
  ['Tue, 24 Nov 2026 12:00:00 GMT', 60_000],
  ['-5', 0],
  ['', undefined],
  ['soon', undefined],
])('Retry-After %j is read as %j ms, at most a minute (F12)', (header, ms) => {
  expect(parseRetryAfter(header, Date.parse('2026-11-23T12:00:00Z'))).toBe(ms);
});

test('a stream ends when its signal says so', async () => {
  const abort = new AbortController();
  server.queue('other', raw(['one'], 'hang'));
  const bytes = await server.http().stream(path, { signal: abort.signal });
  const read = async (): Promise<void> => {
    for await (const chunk of bytes) {
      expect(Buffer.from(chunk).toString()).toBe('one');
      abort.abort(new Error('stop'));
    }
  };
  await expect(read()).rejects.toThrow('stop');
});

test('a stream that never begins fails after a minute', async () => {
  const clock = virtualClock();
  server.queue('other', silence);
  const failed = failure(server.http(clock).stream(path, { signal: new AbortController().signal }));
  await until(() => expect(server.requests).toHaveLength(1));
  await clock.advance(60_000);
  expect(await failed).toMatchObject({ kind: 'Timeout' });
});
