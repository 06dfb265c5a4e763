import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { virtualClock } from '../../support/virtual-clock.ts';
import { events, FakeApiServer, json, raw, status } from './fake-api-server.ts';
import { added, aList, aPod, bookmark, deleted, endOfList, modified } from './objects.ts';
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

const notSupported = status(
  422,
  'Invalid',
  'sendInitialEvents: Forbidden: unless the WatchList feature gate is enabled',
);

describe('reading a collection', () => {
  test('is complete only at the end of the streaming list', async () => {
    server.queue('streamingList', raw([`${JSON.stringify(added({ name: 'a' }))}\n`], 'hang'));
    reflected.reflector.start();
    await until(() => expect(reflected.pods()).toEqual(['a:Running']));
    expect(reflected.reflector.state()).toMatchObject({ synced: false, connected: false });
  });

  test('streams the list, then goes on with the same connection', async () => {
    server.queue(
      'streamingList',
      events([
        added({ name: 'a' }),
        added({ name: 'b' }),
        endOfList('9'),
        modified({ name: 'a', phase: 'Failed', resourceVersion: '10' }),
        deleted({ name: 'b' }),
      ]),
    );
    reflected.reflector.start();
    await until(() => expect(reflected.pods()).toEqual(['a:Failed']));
    expect(reflected.changes).toEqual(['+a', '+b', '~a', '-b']);
    expect(reflected.reflector.state()).toEqual({ synced: true, connected: true, lastActivity: clock.now() });
    expect(server.requests).toHaveLength(1);
  });

  test('asks for what the selector selects', async () => {
    await reflected.reflector.stop();
    reflected = reflect(server, clock, { query: { fieldSelector: 'status.phase!=Succeeded' } });
    server.queue('streamingList', notSupported);
    server.queue('list', json(200, aList([], { resourceVersion: '1' })));
    reflected.reflector.start();
    await until(() => expect(reflected.reflector.state().connected).toBe(true));
    expect(server.requests.map((request) => request.query['fieldSelector'])).toEqual(
      Array(3).fill('status.phase!=Succeeded'),
    );
  });

  test.each([400, 422])(
    'lists in pages of 500 where streaming lists answer %i, and remembers that (F28)',
    async (code) => {
      server.queue('streamingList', status(code, 'Invalid', 'sendInitialEvents is forbidden'));
      server.queue('list', json(200, aList([aPod({ name: 'a' })], { resourceVersion: '5', continue: 'more' })));
      server.queue('list', json(200, aList([aPod({ name: 'b' })], { resourceVersion: '5' })));
      server.queue('watch', status(410, 'Expired', 'too old'));
      server.queue('list', json(200, aList([aPod({ name: 'b' })], { resourceVersion: '8' })));
      reflected.reflector.start();
      await until(() => expect(clock.pending()).toEqual([500]));
      expect(reflected.pods()).toEqual(['a:Running', 'b:Running']);
      await clock.advance(500);
      await until(() => expect(reflected.reflector.state().connected).toBe(true));
      expect(reflected.pods()).toEqual(['b:Running']);
      expect(server.seen('list').map(({ query }) => query)).toEqual([
        { limit: '500' },
        { limit: '500', continue: 'more' },
        { limit: '500' },
      ]);
      expect(server.seen('streamingList')).toHaveLength(1);
      expect(server.seen('watch').map(({ query }) => query['resourceVersion'])).toEqual(['5', '8']);
    },
  );

  test('lists in pages after a streaming list that ended before its last object, and does not call the half complete (F28)', async () => {
    server.queue('streamingList', events([added({ name: 'a' })], 'end'));
    server.queue('list', json(200, aList([aPod({ name: 'b' })], { resourceVersion: '5' })));
    reflected.reflector.start();
    await until(() => expect(clock.pending()).toEqual([800]));
    expect(reflected.reflector.state()).toMatchObject({
      synced: false,
      lastError: { kind: 'Unavailable', message: 'watch pods: the list ended before its last object' },
    });
    await clock.advance(800);
    await until(() => expect(reflected.reflector.state()).toMatchObject({ synced: true, connected: true }));
    expect(reflected.pods()).toEqual(['b:Running']);
  });

  test('lists in pages where the streaming list never ends, as a server does that ignores the request for one', async () => {
    server.queue('streamingList', events([added({ name: 'a' })], 'hang'));
    server.queue('list', json(200, aList([aPod({ name: 'a' })], { resourceVersion: '5' })));
    reflected.reflector.start();
    await until(() => expect(reflected.pods()).toEqual(['a:Running']));
    await clock.advance(60_000);
    await clock.advance(800);
    await until(() => expect(reflected.reflector.state()).toMatchObject({ synced: true, connected: true }));
  });

  test('takes an empty collection for complete', async () => {
    server.queue('streamingList', notSupported);
    server.queue('list', json(200, { kind: 'PodList', metadata: { resourceVersion: '5' }, items: null }));
    reflected.reflector.start();
    await until(() => expect(reflected.reflector.state()).toMatchObject({ synced: true, connected: true }));
    expect(reflected.pods()).toEqual([]);
  });

  test('starts over when the token of the next page has expired, and prunes nothing before (F05)', async () => {
    server.queue('streamingList', events([added({ name: 'gone' }), endOfList('1')], 'reset'));
    server.queue('watch', status(410, 'Expired', 'too old'));
    server.queue('streamingList', notSupported);
    server.queue('list', json(200, aList([aPod({ name: 'a' })], { resourceVersion: '5', continue: 'more' })));
    server.queue(
      'list',
      json(410, { kind: 'Status', code: 410, reason: 'Expired', metadata: { continue: 'inconsistent' } }),
    );
    server.queue('list', json(200, aList([aPod({ name: 'a' }), aPod({ name: 'b' })], { resourceVersion: '6' })));
    reflected.reflector.start();
    await until(() => expect(clock.pending()).toEqual([800]));
    await clock.advance(800);
    await until(() => expect(clock.pending()).toEqual([500]));
    await clock.advance(500);
    await until(() => expect(server.seen('list')).toHaveLength(2));
    await until(() => expect(clock.pending()).toEqual([1_000]));
    expect(reflected.pods()).toEqual(['a:Running', 'gone:Running']);
    expect(reflected.reflector.state().connected).toBe(false);
    await clock.advance(1_000);
    await until(() => expect(reflected.pods()).toEqual(['a:Running', 'b:Running']));
    expect(server.seen('list')[2]?.query).toEqual({ limit: '500' });
    expect(reflected.changes).toEqual(['+gone', '+a', '+b', '-gone']);
  });

  test('stops at a page that names itself as the next', async () => {
    server.queue('streamingList', notSupported);
    server.always('list', json(200, aList([], { resourceVersion: '5', continue: 'again' })));
    reflected.reflector.start();
    await until(() => expect(clock.pending()).toEqual([800]));
    expect(server.seen('list')).toHaveLength(2);
    expect(reflected.reflector.state().lastError).toMatchObject({
      kind: 'Malformed',
      message: 'GET /api/v1/pods: the same page was offered twice',
    });
  });
});

describe('following a collection', () => {
  test('resumes where it was after a reset, without a new list and without losing or repeating an event (F01, F08)', async () => {
    server.queue(
      'streamingList',
      events([added({ name: 'a' }), endOfList('9'), added({ name: 'b', resourceVersion: '10' })], 'reset'),
    );
    server.queue('watch', events([added({ name: 'c', resourceVersion: '11' })]));
    reflected.reflector.start();
    await until(() => expect(clock.pending()).toEqual([800]));
    await clock.advance(800);
    await until(() => expect(reflected.changes).toEqual(['+a', '+b', '+c']));
    expect(server.requests.map(({ kind, query }) => [kind, query['resourceVersion']])).toEqual([
      ['streamingList', undefined],
      ['watch', '10'],
    ]);
    expect(reflected.reflector.state()).toMatchObject({ synced: true, connected: true });
  });

  test('treats a clean end like an error: backs off further each time nothing came of it', async () => {
    server.queue('streamingList', events([endOfList('9')], 'end'));
    server.always('watch', events([], 'end'));
    reflected.reflector.start();
    for (const waitMs of [800, 800 * 2, 800 * 4, 800 * 8, 800 * 16, 15_000, 15_000]) {
      await until(() => expect(clock.pending()).toEqual([waitMs]));
      await clock.advance(waitMs);
    }
    expect(server.seen('watch').every(({ query }) => query['resourceVersion'] === '9')).toBe(true);
  });

  test('starts from short delays again after a watch that stood for a while', async () => {
    server.queue('streamingList', events([endOfList('9')], 'reset'));
    server.queue('watch', events([], 'end'), (response) => {
      response.writeHead(200).flushHeaders();
      clock.setTimeout(() => response.end(), 11_000);
    });
    reflected.reflector.start();
    await until(() => expect(clock.pending()).toEqual([800]));
    await clock.advance(800);
    await until(() => expect(clock.pending()).toEqual([1_600]));
    await clock.advance(1_600);
    await until(() => expect(reflected.reflector.state().connected).toBe(true));
    await clock.advance(11_000);
    await until(() => expect(clock.pending()).toEqual([800]));
  });

  test('moves on with bookmarks alone, so that a reset after a quiet time needs no list (F27)', async () => {
    server.queue('streamingList', events([endOfList('9'), bookmark('20'), bookmark('30')], 'reset'));
    reflected.reflector.start();
    await until(() => expect(clock.pending()).toEqual([800]));
    await clock.advance(800);
    await until(() => expect(server.seen('watch').map(({ query }) => query['resourceVersion'])).toEqual(['30']));
  });

  test('counts a repeated, reordered or unknown event without harm (F25)', async () => {
    server.queue(
      'streamingList',
      events([
        added({ name: 'a' }),
        added({ name: 'a' }),
        endOfList('9'),
        added({ name: 'a' }),
        deleted({ name: 'never' }),
        { type: 'NEWS', object: {} },
        added({ name: 'b' }),
      ]),
    );
    reflected.reflector.start();
    await until(() => expect(reflected.changes).toEqual(['+a', '+b']));
    const received = reflected.events.flatMap((event) => (event.type === 'received' ? [event.eventType] : []));
    expect(received).toEqual(['ADDED', 'ADDED', 'BOOKMARK', 'ADDED', 'DELETED', 'NEWS', 'ADDED']);
  });

  test('tells an object recreated under its name as gone, then new', async () => {
    server.queue(
      'streamingList',
      events([added({ name: 'a', uid: '1' }), endOfList('9'), modified({ name: 'a', uid: '2' })]),
    );
    reflected.reflector.start();
    await until(() => expect(reflected.changes).toEqual(['+a', '-a', '+a']));
  });

  test('goes on when the sink or a listener throws, and counts it', async () => {
    const events410 = [added({ name: 'a' }), added({ name: 'b' }), endOfList('9')];
    server.queue('streamingList', events(events410));
    await reflected.reflector.stop();
    const taken: string[] = [];
    reflected = reflect(server, clock, {
      sink: {
        upsert: ({ metadata: { name } }) => {
          if (name === 'a') throw new Error('odd');
          taken.push(name);
        },
        remove: () => undefined,
        beginSync: () => undefined,
        endSync: () => undefined,
      },
      stateChanged: () => {
        throw new Error('listener');
      },
    });
    reflected.reflector.start();
    await until(() => expect(reflected.reflector.state().connected).toBe(true));
    expect(taken).toEqual(['b']);
    expect(reflected.events.filter(({ type }) => type === 'sinkError')).toHaveLength(1);
    expect(reflected.lines.map(({ message }) => message)).toContain('An object could not be taken in.');
  });

  test('delivers nothing after it was stopped, and ends its request', async () => {
    let goOn = (): void => undefined;
    server.queue('streamingList', (response, request) => {
      events([endOfList('9')])(response, request);
      goOn = () => void response.write(`${JSON.stringify(added())}\n`);
    });
    reflected.reflector.start();
    await until(() => expect(reflected.reflector.state().connected).toBe(true));
    await reflected.reflector.stop();
    goOn();
    await clock.advance(60_000);
    expect(reflected.changes).toEqual([]);
    expect(server.requests).toHaveLength(1);
    expect(clock.pending()).toEqual([]);
    expect(reflected.lines).toEqual([]);
  });

  test('starts once', async () => {
    server.always('streamingList', events([endOfList('9')]));
    reflected.reflector.start();
    reflected.reflector.start();
    await until(() => expect(reflected.reflector.state().connected).toBe(true));
    expect(server.requests).toHaveLength(1);
  });
});
