import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { virtualClock } from '../../support/virtual-clock.ts';
import { events, FakeApiServer, json, raw, reset, silence, status } from './fake-api-server.ts';
import { added, aPod, bookmark, endOfList, errorEvent, modified } from './objects.ts';
import { type Reflected, reflect, until } from './reflected.ts';

let server: FakeApiServer;
let reflected: Reflected;
const clock = virtualClock();

beforeEach(async () => {
  server = await FakeApiServer.start();
  reflected = reflect(server, clock);
});

afterEach(async () => {
  await reflected.reflector.stop();
  await server.close();
});

const state = () => reflected.reflector.state();
const errors = () => reflected.events.flatMap((event) => (event.type === 'watchError' ? [event.reason] : []));
const line = (event: object) => `${JSON.stringify(event)}\n`;

/** Waits until the reflector waits, checks how long, and lets that time pass. */
async function afterWaiting(ms: number): Promise<void> {
  await until(() => expect(clock.pending()).toEqual([ms]));
  await clock.advance(ms);
}

describe('a resourceVersion the API server no longer has', () => {
  test.each([
    ['as an HTTP status (F03)', status(410, 'Expired', 'too old resource version')],
    ['as an event of the stream (F04)', events([errorEvent(410, 'Expired')])],
  ])('said %s, costs one streaming list that finds what was deleted meanwhile (F26)', async (_how, gone) => {
    server.queue('streamingList', events([added({ name: 'a' }), added({ name: 'b' }), endOfList('9')], 'reset'));
    server.queue('watch', gone);
    server.queue('streamingList', events([added({ name: 'b' }), added({ name: 'c' }), endOfList('50')]));
    reflected.reflector.start();
    await afterWaiting(800);
    await afterWaiting(500);
    await until(() => expect(state().connected).toBe(true));
    expect(reflected.changes).toEqual(['+a', '+b', '+c', '-a']);
    expect(server.seen('streamingList')).toHaveLength(2);
    expect(server.seen('list')).toEqual([]);
    expect(errors()).toEqual(['Unavailable', 'Gone']);
  });

  test('again and again, is asked about less and less often', async () => {
    server.always('streamingList', events([endOfList('9'), errorEvent(410, 'Expired')]));
    reflected.reflector.start();
    for (const ms of [500, 1_000, 2_000, 4_000, 8_000, 15_000, 15_000]) await afterWaiting(ms);
    await until(() => expect(server.seen('streamingList')).toHaveLength(8));
  });

  test('that lies in its future, makes it read everything anew (F06)', async () => {
    server.queue('streamingList', events([endOfList('900')], 'reset'));
    server.queue(
      'watch',
      json(504, {
        kind: 'Status',
        code: 504,
        reason: 'Timeout',
        message: 'Too large resource version: 900',
        details: { causes: [{ reason: 'ResourceVersionTooLarge' }] },
      }),
    );
    server.queue('streamingList', events([endOfList('3')]));
    reflected.reflector.start();
    await afterWaiting(800);
    await afterWaiting(500);
    await until(() => expect(state().connected).toBe(true));
  });
});

describe('a connection that says nothing', () => {
  test('is given up after 200 s and resumed at once (F07)', async () => {
    server.queue('streamingList', events([added({ name: 'a' }), endOfList('9')]));
    reflected.reflector.start();
    await until(() => expect(state().connected).toBe(true));
    await clock.advance(199_000);
    expect(server.requests).toHaveLength(1);
    await clock.advance(1_000);
    await until(() => expect(server.seen('watch').map(({ query }) => query['resourceVersion'])).toEqual(['9']));
    await until(() => expect(state()).toMatchObject({ connected: true, lastActivity: clock.now() }));
    expect(errors()).toEqual(['Idle']);
    expect(state().lastError).toBeUndefined();
  });

  test('is left alone while bookmarks come', async () => {
    let send = (_event: object): void => undefined;
    server.queue('streamingList', (response, request) => {
      events([endOfList('9')])(response, request);
      send = (event) => void response.write(line(event));
    });
    reflected.reflector.start();
    await until(() => expect(state().connected).toBe(true));
    for (const minute of [1, 2, 3, 4, 5, 6]) {
      await clock.advance(60_000);
      send(bookmark(`${minute}`));
      await until(() => expect(state().lastActivity).toBe(clock.now()));
    }
    expect(server.requests).toHaveLength(1);
  });

  test('from the start, is tried again after a minute', async () => {
    server.queue('streamingList', silence);
    server.queue('streamingList', events([endOfList('9')]));
    reflected.reflector.start();
    await until(() => expect(server.requests).toHaveLength(1));
    await clock.advance(60_000);
    await afterWaiting(800);
    await until(() => expect(state().connected).toBe(true));
    expect(errors()).toEqual(['Idle']);
  });
});

describe('a stream that is not as it should be', () => {
  const second = line(modified({ name: 'a', phase: 'Failed', resourceVersion: '11' }));

  const first = line(added({ name: 'a', resourceVersion: '10' }));

  test.each([
    ['ends in mid-event', raw([first, second.slice(0, 40)], 'end')],
    ['carries no JSON', raw([first, `{"type":"ADDED",\n${second}`], 'hang')],
    ['carries an event without an object', raw([first, line({ type: 'ADDED' })], 'hang')],
    ['carries a bookmark without an object', raw([first, line({ type: 'BOOKMARK' })], 'hang')],
    ['carries an object without an identity', raw([first, line({ type: 'ADDED', object: { metadata: {} } })], 'hang')],
    [
      'is not UTF-8',
      raw([first, Buffer.from(line(added({ name: '\u00e4', resourceVersion: '11' })), 'latin1')], 'hang'),
    ],
  ])(
    'because it %s, is closed and resumed from the last good event; nothing is skipped (F09)',
    async (_what, broken) => {
      server.queue('streamingList', events([endOfList('9')], 'reset'));
      server.queue('watch', broken, raw([second], 'hang'));
      reflected.reflector.start();
      await afterWaiting(800);
      await afterWaiting(800);
      await until(() => expect(reflected.pods()).toEqual(['a:Failed']));
      expect(server.seen('watch').map(({ query }) => query['resourceVersion'])).toEqual(['9', '10']);
      expect(errors()).toEqual(['Unavailable', 'Malformed']);
    },
  );

  test('because a line never ends, is dropped at 4 MiB (F11)', async () => {
    const mebibyte = 'x'.repeat(1024 * 1024);
    server.queue('streamingList', raw([line(endOfList('9')), ...Array<string>(6).fill(mebibyte)], 'hang'));
    reflected.reflector.start();
    await afterWaiting(800);
    expect(errors()).toEqual(['TooLarge']);
    expect(reflected.lines.at(-1)?.fields).toMatchObject({
      kind: 'TooLarge',
      err: { message: 'An event is larger than 4194304 bytes' },
    });
  });

  test('because its list never ends, is dropped at 64 MiB and reported (F29)', async () => {
    const pod = JSON.stringify({ ...aPod(), padding: 'x'.repeat(1024 * 1024) });
    server.queue('streamingList', status(422, 'Invalid', 'no'));
    server.queue(
      'list',
      raw(
        ['{"kind":"PodList","metadata":{"resourceVersion":"1"},"items":[', ...Array<string>(70).fill(`${pod},`)],
        'hang',
      ),
    );
    reflected.reflector.start();
    await until(() => expect(clock.pending()).toEqual([800]));
    expect(state()).toMatchObject({
      synced: false,
      lastError: { kind: 'TooLarge', message: 'A page of the list is larger than 67108864 bytes' },
    });
  });

  test('because a failure comes as an event, is resumed with backoff', async () => {
    server.queue('streamingList', events([endOfList('9'), errorEvent(500, 'InternalError')]));
    reflected.reflector.start();
    await until(() => expect(clock.pending()).toEqual([800]));
    expect(state().lastError).toMatchObject({
      kind: 'Unavailable',
      message: 'watch pods: HTTP 500 InternalError: it is InternalError',
    });
  });
});

describe('an API server that asks for patience', () => {
  const inSeconds = (seconds: number) => new Date(clock.now() + seconds * 1000).toUTCString();

  test.each([
    ['seconds', () => '7', 7_000],
    ['an HTTP date', () => inSeconds(9), 9_000],
    ['a huge number', () => '86400', 60_000],
    ['a negative number, which says nothing', () => '-5', 800],
    ['a word, which says nothing', () => 'soon', 800],
  ])('is left alone for as long as it says in %s (F12)', async (_form, header, ms) => {
    server.queue('streamingList', (response, request) =>
      status(429, 'TooManyRequests', 'storage is (re)initializing', { 'Retry-After': header() })(response, request),
    );
    reflected.reflector.start();
    await until(() => expect(clock.pending()).toHaveLength(1));
    expect(Math.abs((clock.pending()[0] ?? 0) - ms)).toBeLessThan(1_000);
    expect(state().lastError).toMatchObject({ kind: 'Throttled' });
  });

  test('is left alone a little longer than it says, differently by each client', async () => {
    await reflected.reflector.stop();
    reflected = reflect(server, clock, { random: () => 0.5 });
    server.queue('streamingList', status(429, 'TooManyRequests', 'slow down', { 'Retry-After': '10' }));
    reflected.reflector.start();
    await until(() => expect(clock.pending()).toEqual([11_000]));
  });

  test('backs off where it does not say how long, also from an HTML error page, of which nothing is kept (F12, F13)', async () => {
    server.queue('streamingList', status(429, 'TooManyRequests', 'slow down'));
    server.queue('streamingList', (response) => {
      response.writeHead(502, { 'Content-Type': 'text/html' });
      response.end(`<html>secret ${'x'.repeat(100_000)}</html>`);
    });
    reflected.reflector.start();
    await afterWaiting(800);
    await until(() => expect(clock.pending()).toEqual([1_600]));
    expect(state().lastError).toMatchObject({ kind: 'Unavailable', message: 'GET /api/v1/pods: HTTP 502' });
    expect(JSON.stringify(reflected.lines)).not.toContain('secret');
  });
});

describe('a refusal', () => {
  test('is told as denied only once it has lasted 30 s (F15)', async () => {
    server.always('streamingList', status(403, 'Forbidden', 'pods is forbidden'));
    reflected.reflector.start();
    await until(() => expect(state().lastError?.kind).toBe('AccessDenied'));
    const since = clock.now();
    expect(state().lastError).toMatchObject({ kind: 'AccessDenied', since });
    for (const ms of [800, 1_600, 3_200, 5_000, 5_000, 5_000, 5_000]) {
      await until(() => expect(clock.pending()[0]).toBe(ms));
      await clock.advance(ms);
    }
    await until(() => expect(clock.pending()).toEqual([30_000 - 25_600, 5_000]));
    const before = reflected.stateChanges();
    await clock.advance(4_399);
    expect(state().deniedSince).toBeUndefined();
    await clock.advance(1);
    expect(state().deniedSince).toBe(since);
    expect(reflected.stateChanges()).toBeGreaterThan(before);
  });

  test('of the first seconds of an API server is not told as denied, and its restart changes nothing that did not change (F77)', async () => {
    server.queue('streamingList', events([added({ name: 'a' }), endOfList('9')], 'reset'));
    server.queue(
      'watch',
      reset,
      status(403, 'Forbidden', 'RBAC: not yet loaded'),
      status(429, 'TooManyRequests', 'storage is (re)initializing', { 'Retry-After': '1' }),
    );
    server.queue('watch', events([errorEvent(410, 'Expired')]));
    server.queue('streamingList', events([added({ name: 'a' }), endOfList('90')]));
    reflected.reflector.start();
    await afterWaiting(800);
    await afterWaiting(1_600);
    await until(() => expect(state().lastError?.kind).toBe('AccessDenied'));
    expect(state().deniedSince).toBeUndefined();
    await clock.advance(3_200);
    await afterWaiting(1_000);
    await afterWaiting(500);
    await until(() => expect(state().connected).toBe(true));
    await clock.advance(60_000);
    expect(state().deniedSince).toBeUndefined();
    expect(reflected.changes).toEqual(['+a']);
    expect(
      reflected.lines.map(({ level, message }) => [level, message]).filter(([level]) => level !== 'debug'),
    ).toEqual([
      ['warn', 'Reading failed; it is tried again.'],
      ['info', 'The API server answers again.'],
      ['warn', 'Reading failed; it is tried again.'],
      ['info', 'The API server answers again.'],
    ]);
  });

  test('is asked about again within 5 s, however long the waits have become (F77)', async () => {
    for (let failure = 0; failure < 5; failure += 1) server.queue('streamingList', status(502, 'BadGateway', 'no'));
    server.queue('streamingList', status(403, 'Forbidden', 'RBAC: not yet loaded'), events([endOfList('9')]));
    reflected.reflector.start();
    for (const ms of [800, 1_600, 3_200, 6_400, 12_800]) await afterWaiting(ms);
    await until(() => expect(state().lastError?.kind).toBe('AccessDenied'));
    await clock.advance(5_000);
    await until(() => expect(state().connected).toBe(true));
  });

  test('that was not heard again is not told as denied, however long ago it was (F77)', async () => {
    server.queue('streamingList', status(403, 'Forbidden', 'RBAC: not yet loaded'), () => {});
    reflected.reflector.start();
    await until(() => expect(clock.pending()).toEqual([800, 30_000]));
    await clock.advance(800);
    await clock.advance(31_000);
    expect(state().lastError?.kind).toBe('AccessDenied');
    expect(state().deniedSince).toBeUndefined();
  });

  test('that ends, is forgotten', async () => {
    server.queue('streamingList', status(403, 'Forbidden', 'no'), events([endOfList('9')]));
    reflected.reflector.start();
    await until(() => expect(state().lastError?.kind).toBe('AccessDenied'));
    await clock.advance(800);
    await until(() => expect(state().connected).toBe(true));
    await clock.advance(60_000);
    expect(state()).toEqual({ synced: true, connected: true, lastActivity: expect.any(Number) });
  });

  test('because the kind is not served is told as such, and read anew once it is (F16)', async () => {
    server.queue('streamingList', events([endOfList('9')], 'end'));
    server.queue('watch', (response) => response.writeHead(404).end('404 page not found\n'));
    server.queue('streamingList', events([added({ name: 'a' }), endOfList('20')]));
    reflected.reflector.start();
    await afterWaiting(800);
    await until(() => expect(clock.pending()).toEqual([1_600]));
    expect(state()).toMatchObject({
      connected: false,
      lastError: { kind: 'NotFound', message: 'GET /api/v1/pods: HTTP 404' },
    });
    expect(reflected.lines.at(-1)).toMatchObject({
      level: 'warn',
      message: 'The API server does not serve this resource.',
    });
    await clock.advance(1_600);
    await until(() => expect(reflected.pods()).toEqual(['a:Running']));
  });
});

test('says since when it is disconnected, and since when it fails, through changes of the wall clock (F36)', async () => {
  server.queue('streamingList', events([endOfList('9')], 'reset'));
  server.always('watch', reset);
  reflected.reflector.start();
  await until(() => expect(clock.pending()).toEqual([800]));
  const since = clock.now();
  expect(state()).toMatchObject({ synced: true, connected: false, disconnectedSince: since });
  await clock.advance(800);
  await until(() => expect(clock.pending()).toEqual([1_600]));
  clock.jump(3_600_000);
  expect(state()).toMatchObject({
    disconnectedSince: since + 3_600_000,
    lastError: { kind: 'Unavailable', since: since + 3_600_000 },
  });
});

test('a list in pages that a starved API server never finishes is given up, then begun again with backoff (F30)', async () => {
  server.queue('streamingList', status(422, 'Invalid', 'no'));
  server.queue('list', raw(['{"kind":"PodList","metadata":{"resourceVersion":"1"},"items":['], 'hang'));
  server.queue('list', status(504, 'Timeout', 'the request took too long'));
  server.queue(
    'list',
    json(200, { kind: 'PodList', metadata: { resourceVersion: '7' }, items: [aPod({ name: 'a' })] }),
  );
  reflected.reflector.start();
  await until(() => expect(server.seen('list')).toHaveLength(1));
  await until(() => expect(clock.pending().length).toBeGreaterThan(0));
  const [givenUpAfter = 0] = clock.pending();
  expect(givenUpAfter).toBeLessThanOrEqual(60_000);
  await clock.advance(givenUpAfter);
  expect(state().synced).toBe(false);
  await afterWaiting(800);
  await afterWaiting(1_600);
  await until(() => expect(reflected.pods()).toEqual(['a:Running']));
  expect(server.seen('list').map(({ query }) => query['limit'])).toEqual(['500', '500', '500']);
  expect(errors()).toEqual(['Invalid', 'Timeout', 'Timeout']);
});

test('retries within 30 s however long the API server is away', async () => {
  server.always('streamingList', reset);
  reflected.reflector.start();
  for (const ms of [800, 1_600, 3_200, 6_400, 12_800, 15_000, 15_000, 15_000]) await afterWaiting(ms);
  await until(() => expect(server.requests).toHaveLength(9));
});
