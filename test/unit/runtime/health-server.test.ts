import { connect } from 'node:net';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type HealthServer, startHealthServer } from '../../../src/runtime/health-server.ts';

let server: HealthServer;
let state: { alive: boolean; ready: boolean; metrics: () => Promise<string> };

beforeEach(async () => {
  state = { alive: true, ready: true, metrics: async () => 'ipv6_readiness_leader 1\n' };
  server = await startHealthServer({
    host: '127.0.0.1',
    port: 0,
    registry: { metrics: () => state.metrics(), contentType: 'text/plain; version=0.0.4; charset=utf-8' },
    alive: () => state.alive,
    ready: () => state.ready,
  });
});

afterEach(async () => {
  await server.stop();
});

async function get(path: string, init: RequestInit = {}): Promise<readonly [number, string, Headers]> {
  const response = await fetch(`http://127.0.0.1:${server.port}${path}`, init);
  return [response.status, await response.text(), response.headers];
}

async function statusOf(path: string, init?: RequestInit): Promise<number> {
  const [status] = await get(path, init);
  return status;
}

describe('probes', () => {
  test.each(['/healthz', '/readyz', '/healthz?verbose'])('%s says ok while it is', async (path) => {
    const [status, body] = await get(path);
    expect([status, body]).toEqual([200, 'ok\n']);
  });

  test('say 503 each for its own reason, and nothing more', async () => {
    state.ready = false;
    expect(await statusOf('/healthz')).toBe(200);
    const [status, body] = await get('/readyz');
    expect([status, body]).toEqual([503, 'not ok\n']);
    state.alive = false;
    expect(await statusOf('/healthz')).toBe(503);
  });
});

describe('metrics', () => {
  test('are what the registry gives, in its content type', async () => {
    const [status, body, headers] = await get('/metrics');
    expect([status, body]).toEqual([200, 'ipv6_readiness_leader 1\n']);
    expect(headers.get('content-type')).toBe('text/plain; version=0.0.4; charset=utf-8');
  });

  test('that cannot be collected are a 500, and the next scrape is answered', async () => {
    const { metrics } = state;
    state.metrics = async () => Promise.reject(new Error('a defect'));
    expect(await statusOf('/metrics')).toBe(500);
    state.metrics = metrics;
    expect(await statusOf('/metrics')).toBe(200);
  });
});

describe('anything else', () => {
  test.each(['/', '/metrics/', '/healthz/x', '/favicon.ico'])('%s is not found', async (path) => {
    expect(await statusOf(path)).toBe(404);
  });

  test.each(['POST', 'PUT', 'DELETE', 'HEAD'])('%s is not allowed, and GET is said to be', async (method) => {
    const [status, , headers] = await get('/metrics', { method });
    expect([status, headers.get('allow')]).toEqual([405, 'GET']);
  });

  test('an odd request target does not end the process', async () => {
    expect(await rawGet('//')).toContain('404');
    expect(await rawGet('http://[')).toContain('404');
    expect(await statusOf('/healthz')).toBe(200);
  });
});

/** The first line of the answer to a target that no client would send. */
async function rawGet(target: string): Promise<string> {
  const socket = connect(server.port, '127.0.0.1');
  socket.end(`GET ${target} HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n`);
  const chunks = await socket.toArray();
  return chunks.join('').split('\r\n')[0] ?? '';
}

test('stop is not held up by a client that keeps its connection', async () => {
  const socket = connect(server.port, '127.0.0.1');
  await new Promise((resolve) => socket.once('connect', resolve));
  const closed = new Promise((resolve) => socket.once('close', resolve));
  await server.stop();
  await closed;
  await expect(fetch(`http://127.0.0.1:${server.port}/healthz`)).rejects.toThrow('fetch failed');
});

test('an address that is taken fails the start', async () => {
  const start = startHealthServer({
    host: '127.0.0.1',
    registry: { metrics: state.metrics, contentType: 'text/plain; version=0.0.4; charset=utf-8' },
    port: server.port,
    alive: () => true,
    ready: () => true,
  });
  await expect(start).rejects.toThrow('EADDRINUSE');
});
