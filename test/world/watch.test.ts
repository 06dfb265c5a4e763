import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type ApiClient, apiClient, type WatchLine, type WatchStream } from './api-client.ts';
import { ec2Node } from './build-nodes.ts';
import { recordAt, textAt } from './json.ts';
import { healthyIpv6 } from './scenarios/healthy-ipv6.ts';
import { startWorld, type World, type WorldOptions } from './world.ts';

let world: World;
let operator: ApiClient;
const streams: WatchStream[] = [];

async function start(options: WorldOptions = {}): Promise<void> {
  world = await startWorld(healthyIpv6, options);
  operator = apiClient(world.api.url, 'token-of-the-operator');
}

beforeEach(() => start());

afterEach(async () => {
  for (const stream of streams.splice(0)) stream.close();
  await world.stop();
});

const watchList = 'watch=true&sendInitialEvents=true&resourceVersionMatch=NotOlderThan&allowWatchBookmarks=true';

async function watch(path: string): Promise<WatchStream> {
  const stream = await operator.watch(path);
  streams.push(stream);
  return stream;
}

async function currentVersion(): Promise<string> {
  const { body } = await operator.request('GET', '/api/v1/nodes?limit=1');
  return textAt(recordAt(body, 'metadata'), 'resourceVersion') ?? '';
}

const node = ec2Node({ zone: 'a', ipv4: '10.0.9.9' });
const reference = { apiVersion: 'v1', resource: 'nodes', name: node.metadata.name };

function summary({ type, object }: WatchLine): string {
  return `${type} ${object.metadata.name ?? ''}`.trim();
}

describe('a streamed list', () => {
  test('gives every object, then the bookmark that ends the list, then what happens', async () => {
    const stream = await watch(`/api/v1/nodes?${watchList}`);
    const initial = await stream.take(6);
    expect(initial.map(({ type }) => type)).toEqual(['ADDED', 'ADDED', 'ADDED', 'ADDED', 'ADDED', 'BOOKMARK']);
    expect(initial[0]?.object).toMatchObject({ apiVersion: 'v1', kind: 'Node' });
    expect(initial[5]?.object.metadata.annotations).toEqual({ 'k8s.io/initial-events-end': 'true' });
    await world.apply(node);
    await world.delete(reference);
    const later = await stream.take(3);
    expect(later.map(({ type }) => type)).toEqual(['ADDED', 'MODIFIED', 'DELETED']);
  });

  test('has no end without bookmarks', async () => {
    const query = 'watch=true&sendInitialEvents=true&resourceVersionMatch=NotOlderThan&timeoutSeconds=1';
    const lines = await (await watch(`/api/v1/nodes?${query}`)).take(99);
    expect(lines.map(({ type }) => type)).toEqual(['ADDED', 'ADDED', 'ADDED', 'ADDED', 'ADDED']);
  });

  test('needs resourceVersionMatch', async () => {
    const answer = await operator.request('GET', '/api/v1/nodes?watch=true&sendInitialEvents=true');
    expect(answer).toMatchObject({
      status: 422,
      body: {
        reason: 'Invalid',
        message:
          'ListOptions.meta.k8s.io "" is invalid: resourceVersionMatch: Forbidden: sendInitialEvents requires setting resourceVersionMatch to NotOlderThan',
      },
    });
  });

  test('is refused where the gate is off', async () => {
    await world.stop();
    await start({ watchList: false });
    const answer = await operator.request('GET', `/api/v1/nodes?${watchList}`);
    expect(answer).toMatchObject({
      status: 422,
      body: {
        message: expect.stringContaining(
          'sendInitialEvents: Forbidden: sendInitialEvents is forbidden for watch unless the WatchList feature gate is enabled',
        ),
      },
    });
  });

  test('of DaemonSets has bookmarks that always carry another annotation', async () => {
    await world.stop();
    await start({ bookmarkIntervalMs: 20 });
    const stream = await watch(`/apis/apps/v1/namespaces/kube-system/daemonsets?${watchList}`);
    const [, , end, bookmark] = await stream.take(4);
    const other = { 'deprecated.daemonset.template.generation': '0' };
    expect(end?.object.metadata.annotations).toEqual({ ...other, 'k8s.io/initial-events-end': 'true' });
    expect(bookmark?.object.metadata.annotations).toEqual(other);
  });
});

describe('a resumed watch', () => {
  test('misses nothing that happened meanwhile', async () => {
    const version = await currentVersion();
    await world.apply(node);
    await world.delete(reference);
    const stream = await watch(`/api/v1/nodes?watch=true&resourceVersion=${version}`);
    const missed = await stream.take(3);
    const { name } = node.metadata;
    expect(missed.map(summary)).toEqual([`ADDED ${name}`, `MODIFIED ${name}`, `DELETED ${name}`]);
  });

  test('is told in the stream that its version is too old', async () => {
    const version = await currentVersion();
    world.api.expireHistory();
    const stream = await watch(`/api/v1/nodes?watch=true&resourceVersion=${version}`);
    expect(stream.status).toBe(200);
    const error = await stream.next();
    expect(error).toMatchObject({
      type: 'ERROR',
      object: { kind: 'Status', code: 410, reason: 'Expired' },
    });
    expect(error?.object.message).toMatch(new RegExp(`^too old resource version: ${version} \\(\\d+\\)$`));
    expect(await stream.next()).toBeUndefined();
  });

  test('finds only so much of the past', async () => {
    await world.stop();
    await start({ historyLimit: 3 });
    const version = await currentVersion();
    await world.apply(node);
    const fresh = await watch(`/api/v1/nodes?watch=true&resourceVersion=${version}`);
    expect(await fresh.next()).toMatchObject({ type: 'ADDED' });
    for (const zone of ['a', 'b']) await world.apply({ ...node, metadata: { ...node.metadata, labels: { zone } } });
    const old = await watch(`/api/v1/nodes?watch=true&resourceVersion=${version}`);
    expect(await old.next()).toMatchObject({ type: 'ERROR', object: { code: 410 } });
  });

  test('gets bookmarks that move on although its kind is quiet', async () => {
    await world.stop();
    await start({ bookmarkIntervalMs: 20 });
    const version = await currentVersion();
    await world.apply({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'a', namespace: 'default' } });
    const stream = await watch(`/api/v1/nodes?watch=true&allowWatchBookmarks=true&resourceVersion=${version}`);
    const bookmark = await stream.next();
    expect(bookmark?.type).toBe('BOOKMARK');
    expect(Number(bookmark?.object.metadata.resourceVersion)).toBeGreaterThan(Number(version));
  });
});

describe('any watch', () => {
  test('sees an object come and go as the selection does', async () => {
    await world.apply(node);
    const selector = 'fieldSelector=spec.unschedulable%3Dtrue';
    const stream = await watch(`/api/v1/nodes?watch=true&${selector}&resourceVersion=${await currentVersion()}`);
    const cordoned = { ...node, spec: { unschedulable: true } };
    await world.apply(cordoned);
    await world.apply({ ...cordoned, metadata: { ...node.metadata, labels: {} } });
    await world.apply({ ...node, spec: {} });
    const lines = await stream.take(3);
    expect(lines.map(({ type }) => type)).toEqual(['ADDED', 'MODIFIED', 'DELETED']);
  });

  test('of one namespace sees that namespace alone', async () => {
    const stream = await watch(`/apis/apps/v1/namespaces/kube-system/daemonsets?watch=true&timeoutSeconds=1`);
    const lines = await stream.take(99);
    expect(lines.map(summary)).toEqual(['ADDED aws-node', 'ADDED kube-proxy']);
  });

  test('ends cleanly when connections are dropped, or the definition goes', async () => {
    const nodes = await watch(`/api/v1/nodes?watch=true&resourceVersion=${await currentVersion()}`);
    world.api.dropConnections();
    await expect(nodes.next()).rejects.toThrow('terminated');
    await world.apply({
      apiVersion: 'ipv6readiness.io/v1alpha1',
      kind: 'Ipv6Readiness',
      metadata: { name: 'prod' },
      spec: {},
    });
    const resources = await watch(`/apis/ipv6readiness.io/v1alpha1/ipv6readinesses?${watchList}`);
    await resources.take(2);
    world.api.withdrawCustomResources();
    const rest = await resources.take(99);
    expect(rest.map(summary)).toEqual(['DELETED prod']);
  });

  test('comes back after an outage, on the same address', async () => {
    const version = await currentVersion();
    await world.api.pause();
    await expect(operator.request('GET', '/readyz')).rejects.toThrow('fetch failed');
    await world.api.resume();
    await world.apply(node);
    const stream = await watch(`/api/v1/nodes?watch=true&resourceVersion=${version}`);
    expect(await stream.next()).toMatchObject({ type: 'ADDED' });
  });

  test('needs the right to watch', async () => {
    const answer = await operator.request('GET', '/api/v1/namespaces?watch=true');
    expect(answer).toMatchObject({
      status: 403,
      body: { message: expect.stringContaining('cannot watch resource "namespaces"') },
    });
  });
});
