import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { ClusterInformers } from '../../../src/kube/cluster-view.ts';
import type { KubeObject } from '../../../src/kube/kube-object.ts';
import { isObserved, type Section } from '../../../src/snapshot/section.ts';
import { quietLogger } from '../../support/quiet-logger.ts';
import { type VirtualClock, virtualClock } from '../../support/virtual-clock.ts';
import { anObject, forbidden, serve } from './cluster-objects.ts';
import { FakeApiServer, groupList, json, type Reply, status } from './fake-api-server.ts';
import { until } from './reflected.ts';

const nodePools = '/apis/karpenter.sh/v1/nodepools';
const missing = status(404, 'NotFound', 'the server could not find the requested resource');
const unavailable = status(503, 'ServiceUnavailable', 'away');
const karpenter = groupList({ apps: ['v1'], 'karpenter.sh': ['v1', 'v1beta1'] });
const noKarpenter = groupList({ apps: ['v1'] });

let server: FakeApiServer;
let clock: VirtualClock;
let informers: ClusterInformers;
let changes: number;

beforeEach(async () => {
  server = await FakeApiServer.start();
  clock = virtualClock();
  changes = 0;
  informers = new ClusterInformers({
    http: server.http(clock),
    clock,
    logger: quietLogger(),
    onChange: () => changes++,
    issuer: undefined,
  });
});

afterEach(async () => {
  await informers.stop();
  await server.close();
});

function started(groups: Reply, pools: readonly KubeObject[] = [], odd: Readonly<Record<string, Reply>> = {}): void {
  server.always('groups', groups);
  serve(server, { [nodePools]: pools }, odd);
  informers.start();
}

function section(): Section<readonly { readonly name: string }[]> {
  return informers.sections().nodePools;
}

/** Names of the NodePools, or why they are not known. */
function seen(): readonly string[] | string {
  const found = section();
  return isObserved(found) ? found.value.map(({ name }) => name) : found.notObserved.message;
}

function isFresh(): boolean {
  const found = section();
  return isObserved(found) && clock.now() <= found.freshUntil;
}

const watches = (path = nodePools) => server.requests.filter((request) => request.path === path).length;

describe('a kind that may not be installed', () => {
  test('is not known before the list of groups is', async () => {
    started((response) => void response);
    expect(section()).toEqual({
      notObserved: { reason: 'NotYetObserved', message: 'The cache of API groups has not synced yet.' },
    });
  });

  test('is observed and empty where its group is not served, and nothing of it is asked', async () => {
    started(noKarpenter);
    await until(() => expect(seen()).toEqual([]));
    expect(section()).toMatchObject({ gaps: [], value: [] });
    expect(watches()).toBe(0);
  });

  test('is watched where its group is served', async () => {
    started(karpenter, [anObject('general'), anObject('gpu')]);
    await until(() => expect(seen()).toEqual(['general', 'gpu']));
    expect(informers.caches().find(({ kind }) => kind === 'nodepools.karpenter.sh')?.objects).toBe(2);
  });

  test('is read in the preferred version of those that are served', async () => {
    started(groupList({ 'karpenter.sh': ['v1beta1'] }));
    await until(() => expect(seen()).toEqual([]));
    expect([watches(), watches('/apis/karpenter.sh/v1beta1/nodepools')]).toEqual([0, 1]);
  });

  test('is not observed where only versions are served that nobody here understands', async () => {
    started(groupList({ 'karpenter.sh': ['v2'] }));
    await until(() => expect(seen()).toBe('The API server has karpenter.sh in v2, and not in v1 or v1beta1.'));
    expect(section()).toMatchObject({ notObserved: { reason: 'NotFound' } });
  });

  test('is empty where its group is served without it, for as long as the server says so', async () => {
    started(karpenter, [], { [nodePools]: missing });
    await until(() => expect(seen()).toEqual([]));
    expect(isFresh()).toBe(true);
    serve(server, {}, { [nodePools]: unavailable });
    await passing(150_000);
    expect(section()).toMatchObject({ failing: { reason: 'Unavailable' } });
    await passing(60_000);
    expect(isFresh()).toBe(false);
  });

  test('that is forbidden where it is served is denied, and named', async () => {
    started(karpenter, [], { [nodePools]: forbidden });
    await until(() => expect(watches()).toBeGreaterThan(0));
    expect(seen()).toBe('The cache of nodepools.karpenter.sh has not synced yet.');
    await passing(40_000);
    expect(section()).toEqual({
      notObserved: {
        reason: 'AccessDenied',
        message: 'Access denied: RBAC verbs list and watch on nodepools.karpenter.sh are missing.',
        permission: 'list,watch nodepools.karpenter.sh',
      },
    });
  });
});

describe('a kind that comes and goes', () => {
  test('is watched within a minute of its installation, and that is told', async () => {
    started(noKarpenter, [anObject('general')]);
    await until(() => expect(seen()).toEqual([]));
    await passing(6_000);
    server.always('groups', karpenter);
    changes = 0;
    await passing(61_000);
    await until(() => expect(seen()).toEqual(['general']));
    expect(changes).toBeGreaterThan(0);
  });

  test('that is installed into a group that is there is watched within half a minute', async () => {
    started(karpenter, [], { [nodePools]: missing });
    await until(() => expect(seen()).toEqual([]));
    const before = revision();
    serve(server, { [nodePools]: [anObject('general')] });
    await passing(31_000);
    await until(() => expect(seen()).toEqual(['general']));
    expect(revision()).toBeGreaterThan(before);
  });

  test('is gone only when two lists lack its group: a server that starts may list too few', async () => {
    started(karpenter, [anObject('general')]);
    await until(() => expect(seen()).toEqual(['general']));
    server.queue('groups', noKarpenter);
    await passing(140_000);
    expect(seen()).toEqual(['general']);
    server.always('groups', noKarpenter);
    const asked = server.seen('groups').length;
    while (server.seen('groups').length === asked) await passing(1_000);
    expect(seen()).toEqual(['general']);
    await passing(6_000);
    await until(() => expect(seen()).toEqual([]));
    expect(isFresh()).toBe(true);
  });

  test('is empty as soon as the server says that there is no such resource', async () => {
    started(karpenter, [anObject('general')]);
    await until(() => expect(seen()).toEqual(['general']));
    serve(server, {}, { [nodePools]: missing });
    server.always('watch', missing);
    server.dropConnections();
    await passing(4_000);
    await until(() => expect(seen()).toEqual([]));
  });

  function revision(): number {
    const found = section();
    return isObserved(found) ? found.rev : 0;
  }
});

describe('a list of groups that cannot be read', () => {
  test.each([
    [unavailable, 'Unavailable'],
    [status(429, 'TooManyRequests', 'slow down'), 'Throttled'],
    [json(200, { kind: 'APIGroupList' }), 'InvalidAnswer'],
    [json(200, { kind: 'APIGroupList', groups: [{ name: 'karpenter.sh', versions: [{}] }] }), 'InvalidAnswer'],
    [json(200, { kind: 'Status', groups: [] }), 'InvalidAnswer'],
  ])('leaves what may not be installed unobserved, with its reason (%#)', async (reply, reason) => {
    started(reply);
    await until(() => expect(section()).toMatchObject({ notObserved: { reason } }));
    expect(seen()).toContain('Reading the list of API groups fails: ');
  });

  test('names the right that is missing, once it was refused for 30 s', async () => {
    started(status(403, 'Forbidden', 'forbidden: User "operator" cannot get path "/apis"'));
    await until(() => expect(server.seen('groups').length).toBeGreaterThan(0));
    expect(seen()).toBe('The cache of API groups has not synced yet.');
    await passing(40_000);
    expect(section()).toEqual({
      notObserved: {
        reason: 'AccessDenied',
        message: 'Access denied: RBAC verb get on the URL /apis is missing.',
        permission: 'get /apis',
      },
    });
  });

  test('lets "not installed" count for 120 s more, and says why it is not renewed', async () => {
    started(noKarpenter);
    await until(() => expect(seen()).toEqual([]));
    server.always('groups', unavailable);
    await passing(60_000);
    expect(isFresh()).toBe(true);
    expect(section()).toMatchObject({ failing: { reason: 'Unavailable' } });
    await passing(70_000);
    expect(isFresh()).toBe(false);
  });

  test('does not end the watch of what is installed', async () => {
    started(karpenter, [anObject('general')]);
    await until(() => expect(seen()).toEqual(['general']));
    server.always('groups', unavailable);
    await passing(70_000);
    expect(seen()).toEqual(['general']);
    expect(isFresh()).toBe(true);
  });
});

test('the list of groups is read once a minute', async () => {
  started(noKarpenter);
  await until(() => expect(seen()).toEqual([]));
  await passing(10_000);
  const before = server.seen('groups').length;
  await passing(300_000);
  expect(server.seen('groups').length - before).toBe(5);
});

/** Lets time pass in steps, as retries need answers of a real socket in between. */
async function passing(ms: number): Promise<void> {
  for (let left = ms; left > 0; left -= 1_000) {
    await clock.advance(Math.min(left, 1_000));
    await new Promise((resolve) => setTimeout(resolve, 2));
  }
}
