import { createServer, type Server } from 'node:http';
import { once } from 'node:events';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type FaultProxy, startFaultProxy } from './fault-proxy.ts';

let server: Server;
let proxy: FaultProxy;

beforeEach(async () => {
  server = createServer((request, response) => {
    response.writeHead(200, { 'content-type': 'application/json' });
    if (request.url?.includes('watch=true')) response.write('{"a":1}\n{"b":2}\n');
    else response.end(JSON.stringify({ method: request.method, text: 'x'.repeat(100) }));
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  proxy = await startFaultProxy({ url: `http://127.0.0.1:${typeof address === 'object' ? address?.port : 0}` });
});

afterEach(async () => {
  await proxy.stop();
  server.closeAllConnections();
  server.close();
});

const get = (path = '/', signal?: AbortSignal): Promise<Response> =>
  fetch(`${proxy.url}${path}`, { headers: { connection: 'close' }, ...(signal ? { signal } : {}) });
const outcome = async (path = '/', ms = 300): Promise<string> =>
  get(path, AbortSignal.timeout(ms))
    .then((answer) => answer.text())
    .then(
      (body) => `${body.length} bytes`,
      (error: unknown) => (error instanceof DOMException ? 'nothing in time' : 'broken'),
    );

test('without a fault everything passes, and the ledger holds requests, writes and bytes', async () => {
  const answer = await fetch(`${proxy.url}/things?limit=5`, { method: 'POST', body: '{"name":"a"}' });
  const body = await answer.text();
  expect(proxy.answers.calls).toMatchObject([
    { method: 'POST', path: '/things', body: '{"name":"a"}', status: 200, bytes: body.length },
  ]);
  expect(proxy.answers.calls[0]?.query.get('limit')).toBe('5');
  expect(proxy.connections.counts.bytesToClient).toBeGreaterThan(body.length);
});

describe('a connection', () => {
  test('that is half-open says nothing, and speaks again when it is healed', async () => {
    proxy.connections.pass({ silent: true });
    const waiting = outcome('/', 3_000);
    expect(await outcome()).toBe('nothing in time');
    proxy.heal();
    expect(await waiting).toMatch(/bytes$/);
  });

  test.each(['cut', 'reset'] as const)('that is %s breaks what was under way, and the next is fine', async (how) => {
    const response = await get('/?watch=true');
    const reading = response.text().then(
      () => 'ended',
      () => 'broken',
    );
    proxy.connections[how]();
    expect(await reading).toBe('broken');
    expect(await outcome()).toMatch(/bytes$/);
  });

  test('is refused until it is accepted again', async () => {
    await proxy.connections.refuse();
    expect(await outcome()).toBe('broken');
    await proxy.connections.accept();
    expect(await outcome()).toMatch(/bytes$/);
  });

  test('may be slow or late', async () => {
    proxy.connections.pass({ bytesPerSecond: 100 });
    expect(await outcome('/', 500)).toBe('nothing in time');
    proxy.connections.pass({ delayMs: 100 });
    const started = performance.now();
    expect(await outcome('/', 2_000)).toMatch(/bytes$/);
    expect(performance.now() - started).toBeGreaterThan(180);
  });
});

describe('an answer', () => {
  test('may be another one, for as often as asked', async () => {
    const instead = { status: 429, body: '{}', headers: { 'retry-after': '7' } };
    proxy.answers.add({ path: /^\/$/, times: 1, fault: { instead } });
    const first = await get();
    expect([first.status, first.headers.get('retry-after')]).toEqual([429, '7']);
    expect((await get()).status).toBe(200);
  });

  test('may be cut short, of another type, endless, or none', async () => {
    proxy.answers.add({ times: 1, fault: { truncateAfter: 10 } });
    expect(await outcome()).toBe('broken');
    proxy.answers.add({ times: 1, fault: { contentType: 'text/html' } });
    expect((await get()).headers.get('content-type')).toBe('text/html');
    proxy.answers.add({ times: 1, fault: { endless: ' '.repeat(65_536) } });
    expect(await outcome()).toBe('nothing in time');
    proxy.answers.add({ times: 1, fault: 'hang' });
    expect(await outcome()).toBe('nothing in time');
    proxy.answers.add({ times: 1, fault: 'reset' });
    expect(await outcome()).toBe('broken');
    expect(await outcome()).toMatch(/bytes$/);
  });

  test('may have its lines changed: garbage between events, events in another order, a 410 in the stream', async () => {
    const held: string[] = [];
    const lines = (line: string, index: number): readonly string[] => {
      held.push(line);
      return index === 0 ? ['garbage'] : held.toReversed();
    };
    proxy.answers.add({ watch: true, fault: { lines } });
    const reader = (await get('/?watch=true')).body?.getReader();
    let seen = '';
    while (!seen.includes('{"a":1}')) seen += Buffer.from((await reader?.read())?.value ?? []).toString();
    expect(seen).toBe('garbage\n{"b":2}\n{"a":1}\n');
    await reader?.cancel();
  });
});
