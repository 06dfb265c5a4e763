import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Agent } from 'undici';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { RealKubeApiserver } from '../real/kube-apiserver.ts';
import { startKubeApiserver } from '../real/kube-apiserver.ts';
import { createKubeClient } from '../real/kube-client.ts';
import { whyRealPartsAreSkipped } from '../real/parts.ts';
import { type ApiAnswer, type ApiClient, apiClient, type WatchLine } from '../world/api-client.ts';
import { ec2Node } from '../world/build-nodes.ts';
import { recordAt, textAt } from '../world/json.ts';
import { healthyIpv6 } from '../world/scenarios/healthy-ipv6.ts';
import { startWorld, type World } from '../world/world.ts';

/** What both servers are asked, in this order; `seen` holds the answers so far by name. */
interface Step {
  readonly name: string;
  readonly method?: string;
  readonly path: string | ((seen: Seen) => string);
  readonly user?: 'admin' | 'operator';
  readonly body?: unknown;
  readonly contentType?: string;
}

type Seen = ReadonlyMap<string, ApiAnswer>;

const readinesses = '/apis/ipv6readiness.io/v1alpha1/ipv6readinesses';
const leases = '/apis/coordination.k8s.io/v1/namespaces/ipv6-readiness/leases';
const events = '/apis/events.k8s.io/v1/namespaces/default/events';
const merge = { method: 'PATCH', contentType: 'application/merge-patch+json' };
const put = { method: 'PUT' };
const post = { method: 'POST' };

function readiness(spec: unknown, metadata: object = {}): object {
  return {
    apiVersion: 'ipv6readiness.io/v1alpha1',
    kind: 'Ipv6Readiness',
    metadata: { name: 'prod', ...metadata },
    spec,
  };
}

function lease(spec: unknown, metadata: object = {}): object {
  return {
    apiVersion: 'coordination.k8s.io/v1',
    kind: 'Lease',
    metadata: { name: 'ipv6-readiness', ...metadata },
    spec,
  };
}

function event(change: object, name = 'prod.1'): object {
  return {
    apiVersion: 'events.k8s.io/v1',
    kind: 'Event',
    metadata: { name },
    eventTime: '2026-11-24T10:00:00.000000Z',
    action: 'Assess',
    reason: 'SubnetsWithoutIpv6',
    type: 'Warning',
    reportingController: 'ipv6readiness.io/operator',
    reportingInstance: 'operator-0',
    regarding: { apiVersion: 'ipv6readiness.io/v1alpha1', kind: 'Ipv6Readiness', name: 'prod' },
    note: 'One subnet has no IPv6 CIDR block.',
    ...change,
  };
}

const ready = {
  type: 'Ready',
  status: 'True',
  reason: 'Ready',
  message: 'All is well.',
  lastTransitionTime: '2026-11-24T10:00:00Z',
};

function apply(
  name: string,
  status: unknown,
  query = 'fieldManager=ipv6-readiness&force=true',
  body: object = {},
): Step {
  return {
    name,
    method: 'PATCH',
    path: `${readinesses}/prod/status?${query}`,
    user: 'operator',
    contentType: 'application/apply-patch+yaml',
    body: {
      apiVersion: 'ipv6readiness.io/v1alpha1',
      kind: 'Ipv6Readiness',
      metadata: { name: 'prod' },
      status,
      ...body,
    },
  };
}

const invalidSpecs: readonly unknown[] = [
  { goal: 'Destroy' },
  { thresholds: { ipv4: { warningPercent: 120 } } },
  { thresholds: { ipv4: { warningPercent: -1 } } },
  { loadBalancerController: { name: 'a' } },
  { extraSubnets: { ids: Array.from({ length: 300 }, (_, index) => `subnet-${index.toString(16).padStart(8, '0')}`) } },
  { extraSubnets: { ids: ['subnet-x'] } },
  { extraSubnets: { ids: [] } },
  { extraSubnets: { ids: ['subnet-00000000', 'subnet-00000000'] } },
  { extraSubnets: { tags: {} } },
  { suspend: 'yes' },
  { goal: 7 },
  { thresholds: { ipv4: { warningPercent: 1.5 } } },
  { cluster: 'prod' },
  { cluster: { name: 'x'.repeat(101) } },
  { checks: { only: [] } },
];

const invalidEvents: readonly object[] = [
  { eventTime: null },
  { eventTime: '2026-11-24T10:00:00Z' },
  { action: '' },
  { reason: 'r'.repeat(129) },
  { reportingController: 'a b' },
  { reportingController: '' },
  { reportingInstance: '' },
  { type: 'Info' },
  { note: 'ä'.repeat(513) },
  { deprecatedCount: 2 },
  { regarding: { kind: 'Pod', name: 'a', namespace: 'batch' } },
  { series: { count: 1, lastObservedTime: '2026-11-24T10:00:00.000000Z' } },
  { series: { count: 2 } },
  { metadata: { generateName: 'prod.' } },
];

const versionOf = (answer: ApiAnswer | undefined): string =>
  textAt(recordAt(answer?.body, 'metadata'), 'resourceVersion') ?? '';

const steps: readonly Step[] = [
  { name: 'list without rights', path: '/api/v1/nodes', user: 'operator' },
  { name: 'named without rights', path: '/api/v1/namespaces/default/pods/a', user: 'operator' },
  { name: 'status without rights', ...merge, path: '/api/v1/nodes/a/status', user: 'operator', body: {} },
  { name: 'unknown group', path: '/apis/nothing.io/v1/things' },
  { name: 'unknown resource', path: '/api/v1/things' },
  { name: 'node that is not there', path: '/api/v1/nodes/nothing' },
  { name: 'resource that is not there', path: `${readinesses}/nothing` },
  { name: 'list of the future', path: '/api/v1/nodes?resourceVersion=99999999&resourceVersionMatch=NotOlderThan' },
  { name: 'match without version', path: '/api/v1/nodes?resourceVersionMatch=Exact' },
  { name: 'unknown field', path: '/api/v1/pods?fieldSelector=spec.colour%3Dred' },
  { name: 'bad version', path: '/api/v1/nodes?resourceVersion=abc' },
  { name: 'streamed list without match', path: '/api/v1/nodes?watch=true&sendInitialEvents=true' },
  { name: 'match in a watch', path: '/api/v1/nodes?watch=true&resourceVersionMatch=NotOlderThan' },
  { name: 'first page', path: '/api/v1/nodes?limit=2' },
  {
    name: 'second page',
    path: (seen) =>
      `/api/v1/nodes?limit=2&continue=${textAt(recordAt(seen.get('first page')?.body, 'metadata'), 'continue')}`,
  },
  { name: 'by label', path: '/api/v1/nodes?labelSelector=eks.amazonaws.com/nodegroup%3Dgeneral' },
  { name: 'bad token', path: '/api/v1/nodes?limit=2&continue=abc' },

  ...invalidSpecs.map(
    (spec): Step => ({
      name: `spec ${JSON.stringify(spec).slice(0, 60)}`,
      ...post,
      path: readinesses,
      body: readiness(spec),
    }),
  ),
  { name: 'misspelt', ...post, path: `${readinesses}?fieldValidation=Strict`, body: readiness({ gaol: 'Auto' }) },
  { name: 'bad name', ...post, path: readinesses, body: readiness({}, { name: 'A_b' }) },
  { name: 'wrong kind', ...post, path: readinesses, body: lease({}) },
  { name: 'with version', ...post, path: readinesses, body: readiness({}, { resourceVersion: '5' }) },
  { name: 'not JSON', ...post, path: readinesses, body: 'no' },
  {
    name: 'created',
    ...post,
    path: readinesses,
    body: { ...readiness({ goal: 'Auto' }), status: { goal: 'Migrate' } },
  },
  { name: 'created again', ...post, path: readinesses, body: readiness({}) },
  { name: 'labelled', ...merge, path: `${readinesses}/prod`, body: { metadata: { labels: { a: 'b' } } } },
  { name: 'changed', ...merge, path: `${readinesses}/prod`, body: { spec: { goal: 'Migrate' } } },
  { name: 'same', ...merge, path: `${readinesses}/prod`, body: { spec: { goal: 'Migrate' } } },
  { name: 'put without version', ...put, path: `${readinesses}/prod`, body: readiness({}) },
  { name: 'put stale', ...put, path: `${readinesses}/prod`, body: readiness({}, { resourceVersion: '1' }) },
  { name: 'put other name', ...put, path: `${readinesses}/prod`, body: readiness({}, { name: 'x' }) },
  { name: 'json patch of nothing', ...merge, path: `${readinesses}/nothing`, body: {} },
  { name: 'unknown media type', ...merge, contentType: 'text/plain', path: `${readinesses}/prod`, body: {} },
  { name: 'too large', ...post, path: readinesses, body: readiness({ cluster: { name: 'x'.repeat(3_200_000) } }) },

  { name: 'custom list', path: readinesses },
  apply('apply', { goal: 'Operate', conditions: [ready] }),
  apply('apply again', { conditions: [ready], goal: 'Operate' }),
  apply('apply less', { conditions: [ready] }),
  apply('apply as another', { region: 'eu-west-1' }, 'fieldManager=other&force=true'),
  apply('apply beside another', { conditions: [ready] }),
  apply('apply against another', { region: 'eu-west-2' }, 'fieldManager=ipv6-readiness'),
  apply('apply over another', { region: 'eu-west-2', conditions: [ready] }),
  apply('apply without manager', {}, 'force=true'),
  apply('apply unknown field', { colour: 'red' }),
  apply('apply twice the same', { conditions: [ready, ready] }),
  apply('apply without reason', { conditions: [{ ...ready, reason: undefined }] }),
  apply('apply enum', { goal: 'Auto' }),
  apply('apply stale', {}, 'fieldManager=ipv6-readiness&force=true', {
    metadata: { name: 'prod', resourceVersion: '1' },
  }),
  apply('apply foreign uid', { conditions: [ready] }, 'fieldManager=ipv6-readiness&force=true', {
    metadata: { name: 'prod', uid: 'x' },
  }),
  {
    ...apply('apply to nothing', {}),
    path: `${readinesses}/nothing/status?fieldManager=a&force=true`,
    body: { ...readiness({}, { name: 'nothing' }), spec: undefined, status: {} },
  },

  {
    name: 'lease',
    ...post,
    path: leases,
    user: 'operator',
    body: lease({ holderIdentity: 'a', leaseDurationSeconds: 15, renewTime: '2026-11-24T10:00:00.000000Z' }),
  },
  { name: 'lease again', ...post, path: leases, user: 'operator', body: lease({}) },
  { name: 'lease without version', ...put, path: `${leases}/ipv6-readiness`, user: 'operator', body: lease({}) },
  {
    name: 'lease stale',
    ...put,
    path: `${leases}/ipv6-readiness`,
    user: 'operator',
    body: lease({}, { resourceVersion: '1' }),
  },
  {
    name: 'lease fraction',
    ...post,
    path: leases,
    user: 'operator',
    body: lease({ leaseDurationSeconds: 2.5 }, { name: 'b' }),
  },
  {
    name: 'lease zero',
    ...post,
    path: leases,
    user: 'operator',
    body: lease({ leaseDurationSeconds: 0 }, { name: 'b' }),
  },
  {
    name: 'lease time',
    ...post,
    path: leases,
    user: 'operator',
    body: lease({ renewTime: '2026-11-24T10:00:00.000Z' }, { name: 'b' }),
  },
  { name: 'lease of others', path: `${leases}/other`, user: 'operator' },
  { name: 'delete lease without right', method: 'DELETE', path: `${leases}/ipv6-readiness`, user: 'operator' },

  ...invalidEvents.map(
    (change): Step => ({
      name: `event ${JSON.stringify(change).slice(0, 60)}`,
      ...post,
      path: events,
      user: 'operator',
      body: event(change),
    }),
  ),
  { name: 'event', ...post, path: events, user: 'operator', body: event({}) },
  { name: 'event again', ...post, path: events, user: 'operator', body: event({}) },
  {
    name: 'event series',
    ...merge,
    path: `${events}/prod.1`,
    user: 'operator',
    body: { series: { count: 2, lastObservedTime: '2026-11-24T10:01:00.000000Z' } },
  },
  { name: 'event note', ...merge, path: `${events}/prod.1`, user: 'operator', body: { note: 'Other.' } },
  {
    name: 'event elsewhere',
    ...post,
    path: events.replace('default', 'kube-system'),
    user: 'operator',
    body: event({}),
  },
  {
    name: 'namespace that is not there',
    ...post,
    path: '/api/v1/namespaces/nowhere/configmaps',
    body: { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'a' } },
  },
  { name: 'deleted', method: 'DELETE', path: `${readinesses}/prod` },
];

/** What a client can go by: the rest (ids, versions, times) is each server's own. */
function comparable({ status, body, text, headers }: ApiAnswer): unknown {
  const warning = headers.get('warning');
  if (body['kind'] !== 'Status')
    return { status, warning, ...(Object.keys(body).length === 0 ? { text } : { said: whatWasSaid(body) }) };
  const { reason, message, details } = body;
  return {
    status,
    warning,
    reason,
    message: masked(message),
    details: JSON.parse(masked(JSON.stringify(details ?? {}))),
  };
}

function whatWasSaid(body: object): unknown {
  const { generation, labels } = recordAt(body, 'metadata');
  return {
    kind: textAt(body, 'kind'),
    generation,
    labels,
    spec: recordAt(body, 'spec'),
    status: recordAt(body, 'status'),
  };
}

function masked(text: unknown): string {
  return String(text)
    .replaceAll(/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/g, 'UID')
    .replaceAll(/current: \d+/g, 'current: N')
    .replaceAll(/prod\.[0-9a-z]{5}/g, 'prod.GENERATED')
    .replaceAll(/(json parse error|continue key is not valid)[^"]*/g, '$1');
}

const skipped = whyRealPartsAreSkipped() !== undefined;

describe.skipIf(skipped)('the embedded API server', () => {
  let world: World;
  let server: RealKubeApiserver;
  let agent: Agent;
  let embedded: Record<'admin' | 'operator', ApiClient>;
  let real: Record<'admin' | 'operator', ApiClient>;

  beforeAll(async () => {
    server = await startKubeApiserver();
    agent = new Agent({ connect: { ca: await readFile(server.caFile, 'utf8') } });
    const nodes = ['10.0.3.1', '10.0.3.2', '10.0.3.3'].map((ipv4) => ec2Node({ zone: 'a', ipv4 }));
    world = await startWorld({ ...healthyIpv6, objects: nodes });
    const repository = join(import.meta.dirname, '..', '..');
    await server.kubectl(['create', 'namespace', 'ipv6-readiness']);
    for (const folder of ['crds', 'config/rbac']) {
      await server.kubectl(['apply', '--server-side', '--recursive', '--filename', join(repository, folder)]);
    }
    await server.kubectl(['wait', '--for=condition=Established', '--timeout=30s', 'crd', '--all']);
    const client = await createKubeClient(server);
    for (const node of nodes) await client.apply(node);
    await client.close();
    embedded = {
      admin: apiClient(world.api.url, 'token-of-the-admin'),
      operator: apiClient(world.api.url, 'token-of-the-operator'),
    };
    real = {
      admin: apiClient(server.url, server.tokenFor('admin'), agent),
      operator: apiClient(server.url, server.tokenFor('operator'), agent),
    };
  });

  afterAll(async () => {
    await agent?.close();
    await Promise.all([world?.stop(), server?.stop()]);
  });

  test('answers what the real one answers', async () => {
    const seen = { embedded: new Map<string, ApiAnswer>(), real: new Map<string, ApiAnswer>() };
    const ask = async (clients: typeof real, answers: Map<string, ApiAnswer>, step: Step): Promise<unknown> => {
      const { name, method = 'GET', path, user = 'admin', ...rest } = step;
      const answer = await clients[user].request(method, typeof path === 'string' ? path : path(answers), rest);
      answers.set(name, answer);
      return comparable(answer);
    };
    const said: Record<string, unknown> = {};
    const expected: Record<string, unknown> = {};
    for (const step of steps) {
      said[step.name] = await ask(embedded, seen.embedded, step);
      expected[step.name] = await ask(real, seen.real, step);
    }
    expect(said).toEqual(expected);
    const moved = (answers: Seen, one: string, other: string): boolean =>
      versionOf(answers.get(one)) !== versionOf(answers.get(other));
    for (const [one, other] of [
      ['apply', 'apply again'],
      ['changed', 'same'],
      ['labelled', 'changed'],
      ['apply again', 'apply less'],
    ] as const) {
      expect([one, other, moved(seen.embedded, one, other)]).toEqual([one, other, moved(seen.real, one, other)]);
    }
  });

  test('streams what the real one streams', async () => {
    const told = await watchStory(embedded.admin);
    expect(told).toEqual(await watchStory(real.admin));
  });
});

const watchList = 'watch=true&sendInitialEvents=true&resourceVersionMatch=NotOlderThan&allowWatchBookmarks=true';

/** One thing after the other that a client may see in a watch; the same on both servers. */
async function watchStory(client: ApiClient): Promise<Record<string, unknown>> {
  const nodes = '/api/v1/nodes';
  const version = async (): Promise<string> => versionOf(await client.request('GET', `${nodes}?limit=1`));
  const told: Record<string, unknown> = {};
  const watch = async (name: string, query: string, count: number, act?: () => Promise<void>): Promise<void> => {
    const stream = await client.watch(`${query.startsWith('/') ? query : `${nodes}?${query}`}&timeoutSeconds=20`);
    const taking = stream.take(count);
    await act?.();
    told[name] = { status: stream.status, lines: (await taking).map(lineTold) };
    stream.close();
  };
  const patch = async (body: object): Promise<void> => {
    await client.request('PATCH', `${nodes}/extra`, { body, contentType: 'application/merge-patch+json' });
  };

  await watch('streamed list', watchList, 4);
  await watch('streamed list of DaemonSets', `/apis/apps/v1/daemonsets?${watchList}`, 1);
  await watch('from any version', 'watch=true&resourceVersion=0', 3);
  await watch('without a version', 'watch=true', 3);
  await watch('from the future', 'timeoutSeconds=1&watch=true&resourceVersion=99999999', 1);
  await watch('streamed list of the future', `${watchList}&timeoutSeconds=5&resourceVersion=99999999`, 1);
  const before = await version();
  const create = async (): Promise<void> => {
    const body = { apiVersion: 'v1', kind: 'Node', metadata: { name: 'extra', labels: { zone: 'a' } } };
    await client.request('POST', nodes, { body });
  };
  await watch('what happens', `watch=true&resourceVersion=${before}`, 2, async () => {
    await create();
    await patch({ metadata: { labels: { zone: 'b' } } });
  });
  await watch('what happened', `watch=true&resourceVersion=${before}`, 2);
  await watch('what happened to some', `watch=true&resourceVersion=${before}&labelSelector=zone%3Db`, 1);
  const unschedulable = 'fieldSelector=spec.unschedulable%3Dtrue';
  await watch('coming and going', `watch=true&resourceVersion=${await version()}&${unschedulable}`, 3, async () => {
    await patch({ spec: { unschedulable: true } });
    await patch({ metadata: { labels: { zone: 'c' } } });
    await patch({ spec: { unschedulable: null } });
  });
  await watch('the end', `watch=true&resourceVersion=${await version()}`, 1, async () => {
    await client.request('DELETE', `${nodes}/extra`);
  });
  return told;
}

function lineTold({ type, object }: WatchLine): unknown {
  const { metadata, kind, code, reason, message } = object;
  return {
    type,
    kind,
    name: metadata.name,
    annotations: type === 'BOOKMARK' ? metadata.annotations : undefined,
    code,
    reason,
    message: message === undefined ? undefined : masked(message),
  };
}
