import { AppsV1Api, CoordinationV1Api, CoreV1Api, EventsV1Api, KubeConfig, V1MicroTime } from '@kubernetes/client-node';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type ApiAnswer, type ApiClient, apiClient } from './api-client.ts';
import { aPod } from './build-nodes.ts';
import { healthyIpv6 } from './scenarios/healthy-ipv6.ts';
import { recordAt, textAt } from './json.ts';
import { startWorld, type World } from './world.ts';

let world: World;
let admin: ApiClient;
let operator: ApiClient;

beforeEach(async () => {
  world = await startWorld(healthyIpv6);
  admin = apiClient(world.api.url, 'token-of-the-admin');
  operator = apiClient(world.api.url, 'token-of-the-operator');
});

afterEach(() => world.stop());

const readinesses = '/apis/ipv6readiness.io/v1alpha1/ipv6readinesses';
const leases = '/apis/coordination.k8s.io/v1/namespaces/ipv6-readiness/leases';

function metadataOf({ body }: ApiAnswer, field: string): string | undefined {
  return textAt(recordAt(body, 'metadata'), field);
}

function readiness(spec: unknown): unknown {
  return { apiVersion: 'ipv6readiness.io/v1alpha1', kind: 'Ipv6Readiness', metadata: { name: 'prod' }, spec };
}

describe('through the stock client', () => {
  test('reads, as any Kubernetes client does', async () => {
    const kubeConfig = new KubeConfig();
    kubeConfig.loadFromFile(world.kubernetes.kubeconfigFor('admin'));
    const nodes = await kubeConfig.makeApiClient(CoreV1Api).listNode({ limit: 2 });
    const daemonSet = await kubeConfig
      .makeApiClient(AppsV1Api)
      .readNamespacedDaemonSet({ namespace: 'kube-system', name: 'aws-node' });
    expect(nodes.items).toHaveLength(2);
    expect(nodes.metadata?._continue).toBeDefined();
    expect(daemonSet.spec?.template.spec?.containers.map(({ name }) => name)).toEqual([
      'aws-node',
      'aws-eks-nodeagent',
    ]);
  });

  test('a lease is created once, and renewed only from the version that was read', async () => {
    const kubeConfig = new KubeConfig();
    kubeConfig.loadFromFile(world.kubernetes.kubeconfigFor('operator'));
    const api = kubeConfig.makeApiClient(CoordinationV1Api);
    const namespace = 'ipv6-readiness';
    const body = {
      metadata: { name: 'ipv6-readiness' },
      spec: { holderIdentity: 'a', leaseDurationSeconds: 15, renewTime: new V1MicroTime() },
    };
    const lease = await api.createNamespacedLease({ namespace, body });
    await expect(api.createNamespacedLease({ namespace, body })).rejects.toMatchObject({ code: 409 });
    const name = 'ipv6-readiness';
    const renewed = await api.replaceNamespacedLease({
      namespace,
      name,
      body: { ...body, metadata: lease.metadata ?? {} },
    });
    expect(renewed.metadata?.resourceVersion).toBe(lease.metadata?.resourceVersion);
    const spec = { ...body.spec, holderIdentity: 'b' };
    await api.replaceNamespacedLease({ namespace, name, body: { metadata: lease.metadata ?? {}, spec } });
    const late = api.replaceNamespacedLease({ namespace, name, body: { metadata: lease.metadata ?? {}, spec } });
    await expect(late).rejects.toMatchObject({
      code: 409,
      body: expect.stringContaining('the object has been modified'),
    });
  });

  test('an event is created where kubectl describe finds it', async () => {
    const kubeConfig = new KubeConfig();
    kubeConfig.loadFromFile(world.kubernetes.kubeconfigFor('operator'));
    const api = kubeConfig.makeApiClient(EventsV1Api);
    const body = {
      metadata: { generateName: 'prod-', namespace: 'default' },
      eventTime: new V1MicroTime(),
      action: 'Assess',
      reason: 'Ready',
      type: 'Normal',
      reportingController: 'ipv6readiness.io/operator',
      reportingInstance: 'operator-0',
      regarding: { kind: 'Ipv6Readiness', name: 'prod' },
      note: 'All is well.',
    };
    const event = await api.createNamespacedEvent({ namespace: 'default', body });
    expect(event.metadata?.name).toMatch(/^prod-.+/);
  });
});

describe('list', () => {
  test('pages are of one moment, whatever happens in between', async () => {
    const first = await admin.request('GET', '/api/v1/nodes?limit=3');
    expect(first.body).toMatchObject({ kind: 'NodeList', metadata: { remainingItemCount: 2 } });
    await world.delete({ apiVersion: 'v1', resource: 'nodes', name: healthyIpv6.objects[2]?.metadata.name ?? '' });
    const token = metadataOf(first, 'continue');
    const second = await admin.request('GET', `/api/v1/nodes?limit=3&continue=${token}`);
    expect(second.body['items']).toHaveLength(2);
    expect(second.body['metadata']).toEqual({
      resourceVersion: metadataOf(first, 'resourceVersion'),
    });
  });

  test('an expired token is 410, with a new one to go on inconsistently', async () => {
    const first = await admin.request('GET', '/api/v1/nodes?limit=3');
    const token = metadataOf(first, 'continue');
    world.api.expireHistory();
    const second = await admin.request('GET', `/api/v1/nodes?limit=3&continue=${token}`);
    expect(second).toMatchObject({ status: 410, body: { kind: 'Status', reason: 'Expired', code: 410 } });
    const another = metadataOf(second, 'continue');
    const rest = await admin.request('GET', `/api/v1/nodes?limit=3&continue=${another}`);
    expect(rest.body['items']).toHaveLength(2);
  });

  test('resourceVersion 0 knows no limit', async () => {
    const all = await admin.request('GET', '/api/v1/nodes?limit=1&resourceVersion=0');
    expect(all.body['items']).toHaveLength(5);
  });

  test('a version of the future is a timeout', async () => {
    const answer = await admin.request('GET', '/api/v1/nodes?resourceVersion=99999999');
    expect(answer).toMatchObject({
      status: 504,
      body: {
        reason: 'Timeout',
        message: expect.stringMatching(/^Timeout: Too large resource version: 99999999, current: \d+$/),
      },
    });
  });

  test('selects by labels and by the fields that the kind has', async () => {
    const fargate = await admin.request('GET', '/api/v1/nodes?labelSelector=eks.amazonaws.com/compute-type%3Dfargate');
    const one = await admin.request(
      'GET',
      '/api/v1/namespaces/kube-system/configmaps?fieldSelector=metadata.name%3Damazon-vpc-cni',
    );
    const none = await admin.request('GET', '/api/v1/pods?fieldSelector=status.phase%3DPending');
    const refused = await admin.request('GET', '/api/v1/pods?fieldSelector=spec.colour%3Dred');
    expect(fargate.body['items']).toHaveLength(2);
    expect(one.body['items']).toHaveLength(1);
    expect(none.body['items']).toEqual([]);
    expect(refused).toMatchObject({ status: 400, body: { message: 'field label not supported: spec.colour' } });
  });
});

describe('rights', () => {
  test('the operator may what the shipped roles say, and no more', async () => {
    const allowed = [
      '/api/v1/nodes',
      '/api/v1/namespaces/kube-system/configmaps?fieldSelector=metadata.name%3Damazon-vpc-cni',
      '/apis/apps/v1/namespaces/kube-system/daemonsets',
      readinesses,
      '/version',
      '/readyz',
    ];
    for (const path of allowed) expect([path, (await operator.request('GET', path)).status]).toEqual([path, 200]);
    const pod = await operator.request('GET', '/api/v1/namespaces/default/pods/shop-0');
    expect(pod).toMatchObject({
      status: 403,
      body: {
        kind: 'Status',
        reason: 'Forbidden',
        message:
          'pods "shop-0" is forbidden: User "system:serviceaccount:ipv6-readiness:ipv6-readiness" cannot get resource "pods" in API group "" in the namespace "default"',
        details: { name: 'shop-0', kind: 'pods' },
      },
    });
    const all = await operator.request('GET', '/api/v1/namespaces/kube-system/configmaps');
    expect(all.body['message']).toMatch(
      /^configmaps is forbidden: .* cannot list resource "configmaps" in API group "" in the namespace "kube-system"$/,
    );
  });

  test('a right can be taken away and given back', async () => {
    world.rights.revoke('pods', 'list');
    const denied = await operator.request('GET', '/api/v1/pods');
    world.rights.restore();
    const allowed = await operator.request('GET', '/api/v1/pods');
    expect(denied.body['message']).toMatch(/cannot list resource "pods" in API group "" at the cluster scope$/);
    expect(allowed.status).toBe(200);
  });

  test('an unknown token is 401', async () => {
    const stranger = apiClient(world.api.url, 'nobody');
    expect(await stranger.request('GET', '/api/v1/nodes')).toMatchObject({
      status: 401,
      body: { message: 'Unauthorized' },
    });
  });
});

describe('writes', () => {
  test('generation moves with the spec alone', async () => {
    const created = await admin.request('POST', readinesses, { body: readiness({ goal: 'Auto' }) });
    expect(created).toMatchObject({
      status: 201,
      body: { metadata: { generation: 1 }, spec: { goal: 'Auto', suspend: false } },
    });
    const merge = { contentType: 'application/merge-patch+json' };
    const labelled = await admin.request('PATCH', `${readinesses}/prod`, {
      body: { metadata: { labels: { a: 'b' } } },
      ...merge,
    });
    const changed = await admin.request('PATCH', `${readinesses}/prod`, {
      body: { spec: { goal: 'Migrate' } },
      ...merge,
    });
    const same = await admin.request('PATCH', `${readinesses}/prod`, { body: { spec: { goal: 'Migrate' } }, ...merge });
    expect(labelled.body['metadata']).toMatchObject({ generation: 1 });
    expect(changed.body['metadata']).toMatchObject({ generation: 2 });
    expect(same.body['metadata']).toEqual(changed.body['metadata']);
  });

  test('a custom resource is replaced only from the version that was read', async () => {
    const created = await admin.request('POST', readinesses, { body: readiness({}) });
    const without = await admin.request('PUT', `${readinesses}/prod`, { body: readiness({}) });
    expect(without).toMatchObject({
      status: 422,
      body: {
        message:
          'ipv6readinesses.ipv6readiness.io "prod" is invalid: metadata.resourceVersion: Invalid value: 0: must be specified for an update',
      },
    });
    const stale = { ...created.body, metadata: { name: 'prod', resourceVersion: '1' } };
    expect(await admin.request('PUT', `${readinesses}/prod`, { body: stale })).toMatchObject({
      status: 409,
      body: { reason: 'Conflict' },
    });
    const metadata = { name: 'prod', uid: 'x', resourceVersion: metadataOf(created, 'resourceVersion') };
    const foreign = await admin.request('PUT', `${readinesses}/prod`, { body: { ...created.body, metadata } });
    expect(foreign).toMatchObject({
      status: 409,
      body: { message: expect.stringContaining('Precondition failed: UID in precondition: x') },
    });
  });

  test('an object in a namespace that does not exist', async () => {
    const answer = await admin.request('POST', '/api/v1/namespaces/nowhere/configmaps', {
      body: { metadata: { name: 'a' } },
    });
    expect(answer).toMatchObject({ status: 404, body: { message: 'namespaces "nowhere" not found' } });
  });

  test.for([
    [{ spec: { leaseDurationSeconds: 2.5 } }, 400, 'of type int32'],
    [{ spec: { leaseDurationSeconds: 0 } }, 422, 'spec.leaseDurationSeconds: Invalid value: 0: must be greater than 0'],
    [
      { spec: { renewTime: '2026-11-24T10:00:00.000Z' } },
      400,
      'parsing time "2026-11-24T10:00:00.000Z" as "2006-01-02T15:04:05.000000Z07:00"',
    ],
  ] as const)('a lease that is not one: %j', async ([lease, status, message]) => {
    const answer = await admin.request('POST', leases, { body: { metadata: { name: 'a' }, ...lease } });
    expect(answer).toMatchObject({ status, body: { message: expect.stringContaining(message) } });
  });

  test('a body that is too large', async () => {
    const body = readiness({ cluster: { name: 'x'.repeat(3_200_000) } });
    expect(await admin.request('POST', readinesses, { body })).toMatchObject({
      status: 413,
      body: { message: 'Request entity too large: limit is 3145728' },
    });
  });
});

describe('faults', () => {
  test('any answer, for as often as asked', async () => {
    const answer = { status: 429, body: '{}', headers: { 'retry-after': '1' } };
    world.api.faults.add({ verb: 'list', path: /\/pods$/, times: 1, answer });
    const struck = await operator.request('GET', '/api/v1/pods');
    expect([struck.status, struck.headers.get('retry-after')]).toEqual([429, '1']);
    expect((await operator.request('GET', '/api/v1/pods')).status).toBe(200);
  });

  test('a reset, and a request that hangs until faults are cleared', async () => {
    world.api.faults.add({ path: /\/pods$/, times: 1, answer: 'reset' });
    await expect(operator.request('GET', '/api/v1/pods')).rejects.toThrow('fetch failed');
    // A client may send a GET again by itself, but not this one.
    world.api.faults.add({ verb: 'create', answer: 'hang' });
    const hanging = admin.request('POST', readinesses, { body: readiness({}) }).catch(() => 'cut off');
    await expect.poll(() => world.api.ledger.at(-1)).toMatchObject({ verb: 'create', status: 0 });
    world.api.faults.clear();
    expect(await hanging).toBe('cut off');
  });

  test('the ledger tells who asked for what', async () => {
    world.api.clearLedger();
    await operator.request('GET', '/api/v1/pods?limit=1');
    expect(world.api.ledger).toEqual([
      {
        user: 'system:serviceaccount:ipv6-readiness:ipv6-readiness',
        verb: 'list',
        path: '/api/v1/pods',
        query: '?limit=1',
        at: expect.any(Number),
        status: 200,
      },
    ]);
  });
});

describe('what is served', () => {
  test('is found by discovery', async () => {
    const groups = await operator.request('GET', '/apis');
    const resources = await operator.request('GET', '/apis/ipv6readiness.io/v1alpha1');
    expect(JSON.stringify(groups.body)).toContain('"groupVersion":"ipv6readiness.io/v1alpha1"');
    expect(resources.body['resources']).toMatchObject([
      { name: 'ipv6readinesses', shortNames: ['v6r'], namespaced: false, kind: 'Ipv6Readiness' },
      { name: 'ipv6readinesses/status', verbs: ['get', 'patch', 'update'] },
    ]);
  });

  test('ends with the definition: 404 as plain text', async () => {
    world.api.withdrawCustomResources();
    expect(await operator.request('GET', readinesses)).toMatchObject({ status: 404, text: '404 page not found\n' });
    world.api.serveCustomResources();
    expect((await operator.request('GET', readinesses)).status).toBe(200);
  });

  test('the driver creates, replaces and deletes as an admin', async () => {
    const pod = aPod({ name: 'extra', node: 'n', ip: '2a05:d018:abc:de00::77' });
    const created = await world.apply(pod);
    const replaced = await world.apply({ ...pod, status: { phase: 'Failed' } });
    expect(replaced.metadata.uid).toBe(created.metadata.uid);
    const reference = { apiVersion: 'v1', resource: 'pods', namespace: 'default', name: 'extra' };
    expect(await world.get(reference)).toMatchObject({ status: { phase: 'Failed' } });
    await world.delete(reference);
    await world.delete(reference);
    expect(await world.get(reference)).toBeUndefined();
  });
});
