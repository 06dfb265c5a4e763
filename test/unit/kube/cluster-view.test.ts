import { kubernetesSectionNames, type KubernetesSectionName } from '../../../src/snapshot/section-table.ts';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { ClusterInformers } from '../../../src/kube/cluster-view.ts';
import { isObserved, type Section } from '../../../src/snapshot/section.ts';
import { type VirtualClock, virtualClock } from '../../support/virtual-clock.ts';
import { quietLogger } from '../../support/quiet-logger.ts';
import {
  aDeployment,
  aNode,
  anIngress,
  anObject,
  type Collections,
  forbidden,
  heldStream,
  paths,
  serve,
} from './cluster-objects.ts';
import { FakeApiServer, raw, type Reply, status } from './fake-api-server.ts';
import { aPod, bookmark, endOfList } from './objects.ts';
import { until } from './reflected.ts';

let server: FakeApiServer;
let clock: VirtualClock;
let informers: ClusterInformers;
let changes: number;
let events: string[];

beforeEach(async () => {
  server = await FakeApiServer.start();
  clock = virtualClock();
  changes = 0;
  events = [];
  informers = new ClusterInformers({
    http: server.http(clock),
    clock,
    logger: quietLogger(),
    onChange: () => changes++,
    onEvent: (kind, { type }) => events.push(`${kind} ${type}`),
    issuer: 'https://oidc.eks.eu-west-1.amazonaws.com/id/AAAA',
  });
});

afterEach(async () => {
  await informers.stop();
  await server.close();
});

async function started(collections: Collections = {}, odd: Readonly<Record<string, Reply>> = {}): Promise<void> {
  serve(server, collections, odd);
  informers.start();
  await until(() => {
    const missing = informers.caches().filter(({ state }) => !state.synced);
    expect(missing).toHaveLength(Object.keys(odd).length);
  });
}

function section(name: KubernetesSectionName): Section<unknown> {
  return informers.sections()[name];
}

function reasonOf(name: KubernetesSectionName): string {
  const found = section(name);
  return isObserved(found) ? 'observed' : found.notObserved.reason;
}

function valueOf(name: KubernetesSectionName): unknown {
  const found = section(name);
  return isObserved(found) ? found.value : found;
}

function isFresh(name: KubernetesSectionName): boolean {
  const found = section(name);
  return isObserved(found) && clock.now() <= found.freshUntil;
}

describe('before a cache has synced', () => {
  test('exactly the sections made of it are not observed, never empty', async () => {
    await started({ [paths.nodes]: [aNode('a')] }, { [paths.deployments]: raw([], 'hang') });
    expect(section('loadBalancerControllers')).toEqual({
      notObserved: { reason: 'NotYetObserved', message: 'The cache of deployments has not synced yet.' },
    });
    const without = kubernetesSectionNames.filter((name) => reasonOf(name) === 'NotYetObserved');
    expect(without).toEqual(['loadBalancerControllers', 'self', 'ipv4Literals', 'metadataClients', 'networkWorkloads']);
  });

  test('half a list counts for nothing', async () => {
    const half = raw([`${JSON.stringify({ type: 'ADDED', object: aNode('a') })}\n`], 'hang');
    await started({}, { [paths.nodes]: half });
    await until(() => expect(informers.caches().find(({ kind }) => kind === 'nodes')?.objects).toBe(1));
    expect(reasonOf('nodes')).toBe('NotYetObserved');
  });
});

describe('a collection that may not be read', () => {
  test('is denied only after it was for 30 s, because an API server that starts refuses everybody', async () => {
    await started({}, { [paths.pods]: forbidden });
    await until(() => expect(events).toContain('pods watchError'));
    expect(reasonOf('pods')).toBe('NotYetObserved');
    changes = 0;
    await passing(29_000);
    expect(reasonOf('pods')).toBe('NotYetObserved');
    await passing(2_000);
    expect(section('pods')).toEqual({
      notObserved: {
        reason: 'AccessDenied',
        message: 'Access denied: RBAC verbs list and watch on pods are missing.',
        permission: 'list,watch pods',
      },
    });
    expect(changes).toBeGreaterThan(0);
    expect((['nodes', 'vpcCni', 'self'] as const).map(isFresh)).toEqual([true, true, true]);
  });

  test('is observed again once the permission is there', async () => {
    await started({}, { [paths.pods]: forbidden });
    await until(() => expect(events).toContain('pods watchError'));
    await passing(35_000);
    serve(server, { [paths.pods]: [aPod()] });
    await passing(40_000);
    expect(reasonOf('pods')).toBe('observed');
  });

  test.each([
    [status(429, 'TooManyRequests', 'slow down'), 'Throttled'],
    [status(500, 'InternalError', 'etcd is away'), 'Unavailable'],
    [status(404, 'NotFound', 'no such resource'), 'NotFound'],
    [status(401, 'Unauthorized', 'who are you'), 'CredentialsUnavailable'],
  ])('for another reason has that reason (%#)', async (reply, reason) => {
    await started({}, { [paths.ingresses]: reply });
    await until(() => expect(reasonOf('ingresses')).toBe(reason));
    expect(valueOf('ingresses')).toMatchObject({
      notObserved: { message: expect.stringContaining('Watching ingresses fails') },
    });
  });
});

describe('a cache that is no longer renewed', () => {
  test('counts for 120 s without a connection, and says why it has none', async () => {
    await started({ [paths.nodes]: [aNode('a')] });
    serve(
      server,
      {},
      Object.fromEntries(Object.values(paths).map((path) => [path, status(503, 'ServiceUnavailable', 'away')])),
    );
    server.always('watch', status(503, 'ServiceUnavailable', 'away'));
    server.dropConnections();
    await until(() => expect(events.filter((event) => event === 'nodes watchError').length).toBeGreaterThan(0));
    const isWatched = ({ kind }: { readonly kind: string }): boolean => !kind.includes('.');
    await until(() =>
      expect(
        informers
          .caches()
          .filter(isWatched)
          .every(({ state }) => !state.connected),
      ).toBe(true),
    );
    await clock.advance(119_000);
    expect(isFresh('nodes')).toBe(true);
    await clock.advance(2_000);
    expect(isFresh('nodes')).toBe(false);
    expect(section('nodes')).toMatchObject({ failing: { reason: 'Unavailable' }, value: [{ count: 1 }] });
  });

  test('counts for 200 s without a byte; a bookmark is one', async () => {
    const quiet = heldStream();
    await started({}, { [paths.pods]: quiet.reply });
    quiet.send([{ type: 'ADDED', object: aPod() }, endOfList('100')]);
    await until(() => expect(reasonOf('pods')).toBe('observed'));
    const { freshUntil } = observedSection('pods');
    expect(freshUntil).toBe(clock.now() + 200_000);
    await clock.advance(150_000);
    quiet.send([bookmark('120')]);
    await until(() => expect(observedSection('pods').freshUntil).toBe(clock.now() + 200_000));
  });

  function observedSection(name: KubernetesSectionName) {
    const found = section(name);
    if (!isObserved(found)) throw new Error(`${name} is not observed: ${found.notObserved.message}`);
    return found;
  }
});

test('odd objects count as what can be told of them', async () => {
  const odd = anObject('odd', { spec: { providerID: 7 }, status: { addresses: 'none' } });
  await started({ [paths.nodes]: [aNode('a'), odd] });
  expect(section('nodes')).toMatchObject({ gaps: [], value: [{ names: ['a'] }, { facts: { compute: 'unknown' } }] });
});

describe('what the caches say', () => {
  test('nodes are counted by what matters about them, and named', async () => {
    await started({ [paths.nodes]: [aNode('a'), aNode('b')] });
    expect(valueOf('nodes')).toMatchObject([{ count: 2, names: ['a', 'b'], facts: { compute: 'ec2' } }]);
  });

  test('the VPC CNI is aws-node with its ConfigMap; others that run its image are named', async () => {
    const image = '602401143452.dkr.ecr.eu-west-1.amazonaws.com/amazon-k8s-cni:v1.21.1';
    const cni = (name: string) =>
      anObject(name, { spec: { template: { spec: { containers: [{ name: 'aws-node', image }] } } } }, 'kube-system');
    const configMap = anObject(
      'amazon-vpc-cni',
      { data: { 'enable-network-policy-controller': 'true', odd: 7 } },
      'kube-system',
    );
    await started({ [paths.daemonSets]: [cni('a-copy'), cni('aws-node')], [paths.configMaps]: [configMap] });
    expect(valueOf('vpcCni')).toMatchObject({
      daemonSet: { name: 'aws-node', main: { image: { version: '1.21.1' } } },
      otherDaemonSets: ['a-copy'],
      configMap: { 'enable-network-policy-controller': 'true' },
    });
    expect(server.requests.find(({ path }) => path === paths.configMaps)?.query['fieldSelector']).toBe(
      'metadata.name=amazon-vpc-cni',
    );
  });

  test('without aws-node, no VPC CNI is made up', async () => {
    await started();
    expect(valueOf('vpcCni')).toEqual({ otherDaemonSets: [] });
  });

  test('the load balancer controller is known by its image, or because the resource names it', async () => {
    const known = aDeployment('lbc', 'public.ecr.aws/eks/aws-load-balancer-controller:v2.14.1', [
      '--cluster-name=prod',
    ]);
    const own = aDeployment('edge', 'registry.example/mirror/edge:stable');
    await started({ [paths.deployments]: [known, own, aDeployment('coredns', 'coredns:1')] });
    expect(valueOf('loadBalancerControllers')).toMatchObject([{ name: 'lbc', image: { version: '2.14.1' } }]);
    const { loadBalancerControllers } = informers.sections({ namespace: 'kube-system', name: 'edge' });
    expect(loadBalancerControllers).toMatchObject({ value: [{ name: 'edge' }, { name: 'lbc' }] });
    const elsewhere = informers.sections({ namespace: 'other', name: 'edge' }).loadBalancerControllers;
    expect(elsewhere).toMatchObject({ value: [{ name: 'lbc' }] });
  });

  test('the cluster names itself by node labels, CNI and load balancer controller together', async () => {
    const node = aNode('a', { 'alpha.eksctl.io/cluster-name': 'prod', 'topology.kubernetes.io/region': 'eu-west-1' });
    const controller = aDeployment('lbc', 'x/aws-load-balancer-controller:v2.14.1', ['--cluster-name=other']);
    await started({ [paths.nodes]: [node], [paths.deployments]: [controller] });
    expect(valueOf('self')).toEqual({ clusterNames: ['other', 'prod'], regions: ['eu-west-1'] });
  });

  test('Services that ask for a load balancer are counted by what they ask for, and Ingresses are told of by the others', async () => {
    const classed = { spec: { type: 'LoadBalancer', loadBalancerClass: 'service.k8s.aws/nlb' } };
    const inner = anObject('inner', { spec: { type: 'ClusterIP' } }, 'shop');
    const annotated = {
      ...inner,
      metadata: {
        ...inner.metadata,
        name: 'web',
        uid: 'uid-web',
        annotations: { 'alb.ingress.kubernetes.io/target-type': 'ip' },
      },
    };
    await started({
      [paths.services]: [anObject('a', classed, 'shop'), anObject('b', classed, 'shop'), inner, annotated],
    });
    expect(valueOf('loadBalancerServices')).toMatchObject({
      requests: [{ facts: { loadBalancerClass: 'service.k8s.aws/nlb' }, count: 2, names: ['shop/a', 'shop/b'] }],
      albTargetTypes: { 'shop/web': 'ip' },
    });
  });

  test('Ingresses and their classes are kept one by one', async () => {
    await started({
      [paths.ingressClasses]: [anObject('alb', { spec: { controller: 'ingress.k8s.aws/alb' } })],
      [paths.ingresses]: [anIngress('b', { annotation: 'alb' }), anIngress('a', { className: 'alb' })],
    });
    expect(valueOf('ingressClasses')).toEqual([{ name: 'alb', controller: 'ingress.k8s.aws/alb' }]);
    expect(valueOf('ingresses')).toMatchObject([
      { namespace: 'shop', name: 'a', className: 'alb' },
      { namespace: 'shop', name: 'b', classAnnotation: 'alb' },
    ]);
  });

  test('kinds of controllers that are not installed are observed, and there is nothing of them', async () => {
    await started();
    await until(() => expect(valueOf('ingressClassParams')).toEqual([]));
    await until(() => expect(valueOf('loadBalancerConfigurations')).toEqual([]));
  });
});

test('a change in any cache is told, and what changes nothing is not', async () => {
  const held = heldStream();
  await started({}, { [paths.pods]: held.reply });
  held.send([{ type: 'ADDED', object: aPod({ name: 'a' }) }, endOfList('9')]);
  await until(() => expect(reasonOf('pods')).toBe('observed'));
  changes = 0;
  held.send([{ type: 'MODIFIED', object: aPod({ name: 'a', resourceVersion: '10' }) }, bookmark('11')]);
  await until(() => expect(events.filter((event) => event === 'pods received').length).toBe(4));
  expect(changes).toBe(0);
  held.send([{ type: 'MODIFIED', object: aPod({ name: 'a', resourceVersion: '12', phase: 'Succeeded' }) }]);
  await until(() => expect(changes).toBe(1));
});

test('the issuer is the one it was given', () => {
  expect(informers.serviceAccountIssuer()).toBe('https://oidc.eks.eu-west-1.amazonaws.com/id/AAAA');
});

test('watches that read one resource are counted apart', async () => {
  await started();
  const kinds = informers.caches().map(({ kind }) => kind);
  const ofConfigMaps = kinds.filter((kind) => kind.startsWith('configmaps'));
  expect(ofConfigMaps.length).toBeGreaterThan(1);
  for (const kind of ofConfigMaps) expect(events.filter((event) => event === `${kind} synced`)).toHaveLength(1);
});

test('caches tell kind, state and how many objects count', async () => {
  await started({ [paths.nodes]: [aNode('a'), aNode('b')] });
  const found = informers.caches().map(({ kind, objects, state }) => `${kind} ${objects} ${state.synced}`);
  expect(found).toContain('nodes 2 true');
  expect(new Set(found).size).toBe(found.length);
});

/** Lets time pass in steps, as retries of a reflector need answers of a real socket in between. */
async function passing(ms: number): Promise<void> {
  for (let left = ms; left > 0; left -= 1_000) {
    await clock.advance(Math.min(left, 1_000));
    await new Promise((resolve) => setTimeout(resolve, 2));
  }
}
