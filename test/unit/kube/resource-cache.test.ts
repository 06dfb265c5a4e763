import { afterEach, beforeEach, expect, test } from 'vitest';
import { metadataOf, ResourceCache } from '../../../src/kube/resource-cache.ts';
import { virtualClock } from '../../support/virtual-clock.ts';
import { quietLogger } from '../../support/quiet-logger.ts';
import { type HeldStream, heldStream } from './cluster-objects.ts';
import { FakeApiServer } from './fake-api-server.ts';
import { endOfList } from './objects.ts';
import { until } from './reflected.ts';

let server: FakeApiServer;
let cache: ResourceCache;
let stream: HeldStream;
/** Names of resources that have to be looked at. */
let changed: string[];

beforeEach(async () => {
  server = await FakeApiServer.start();
  stream = heldStream();
  server.always('streamingList', stream.reply);
  changed = [];
  const clock = virtualClock();
  cache = new ResourceCache({
    http: server.http(clock),
    clock,
    logger: quietLogger(),
    onChange: (name) => changed.push(name),
  });
  cache.start();
});

afterEach(async () => {
  await cache.stop();
  await server.close();
});

interface Stored {
  readonly name?: string;
  readonly uid?: string;
  readonly generation?: number;
  readonly deletionTimestamp?: string;
  readonly labels?: Readonly<Record<string, string>>;
  readonly spec?: object;
  readonly status?: object;
}

let version = 0;

function event(type: 'ADDED' | 'MODIFIED' | 'DELETED', { spec = {}, status, ...metadata }: Stored = {}): object {
  version++;
  const stamped = { name: 'prod', uid: 'u1', generation: 1, resourceVersion: String(version), ...metadata };
  return { type, object: { metadata: stamped, spec, ...(status ? { status } : {}) } };
}

/** Sends events and waits until the last of them was taken in. */
async function send(...events: readonly object[]): Promise<void> {
  stream.send([...events, event('ADDED', { name: `end-${version}`, uid: `end-${version}` })]);
  const marker = `end-${version - 1}`;
  await until(() => expect(cache.get(marker)).toBeDefined());
  changed = changed.filter((name) => !name.startsWith('end-'));
}

test('resources are held parsed, invalid ones too', async () => {
  stream.send([
    event('ADDED', { spec: { goal: 'Migrate' } }),
    event('ADDED', { name: 'bad', uid: 'u2', spec: { goal: 'Destroy' } }),
    endOfList('100'),
  ]);
  await until(() =>
    expect(cache.cache()).toMatchObject({ kind: 'ipv6readinesses', objects: 2, state: { synced: true } }),
  );
  expect(cache.get('prod')).toMatchObject({ resource: { spec: { goal: 'Migrate', suspend: false } } });
  expect(cache.get('bad')).toMatchObject({
    invalid: { problems: [expect.stringContaining('spec.goal: "Destroy" was seen')] },
  });
  expect(cache.list().map((each) => metadataOf(each).name)).toEqual(['bad', 'prod']);
  expect(changed.toSorted()).toEqual(['bad', 'prod']);
});

test('a resource that asks for something else, is made anew, is to be deleted or is gone has to be looked at', async () => {
  await send(event('ADDED'));
  expect(changed).toEqual(['prod']);
  await send(event('MODIFIED', { generation: 2 }));
  expect(changed).toEqual(['prod', 'prod']);
  await send(event('MODIFIED', { generation: 2, deletionTimestamp: '2026-11-23T12:00:00Z' }));
  expect(changed).toHaveLength(3);
  await send(event('DELETED', { generation: 2 }));
  expect(changed).toHaveLength(4);
  expect(cache.get('prod')).toBeUndefined();
  await send(event('ADDED', { uid: 'u3' }));
  expect(changed).toHaveLength(5);
});

test('our own status writes wake nobody, and neither do labels; the cache shows them', async () => {
  await send(event('ADDED'));
  changed = [];
  await send(
    event('MODIFIED', { status: { goal: 'Operate' } }),
    event('MODIFIED', { status: { goal: 'Operate' }, labels: { team: 'edge' } }),
  );
  expect(changed).toEqual([]);
  expect(cache.get('prod')).toMatchObject({ resource: { status: { goal: 'Operate' } } });
});
