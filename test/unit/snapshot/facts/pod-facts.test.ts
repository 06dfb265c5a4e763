import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { podFacts } from '../../../../src/snapshot/facts/pod-facts.ts';
import { aPod, fargatePod } from '../../../world/build-nodes.ts';

const startTime = '2026-11-22T11:58:20Z';
const nextMinute = Date.parse('2026-11-22T11:59:00Z');

describe('the facts of a pod', () => {
  test('on a node', () => {
    expect(podFacts(aPod({ name: 'shop', node: 'node-1', ip: '2001:db8::5' }))).toEqual({
      placement: 'placed',
      network: 'ipv6',
    });
  });

  test('of a Fargate profile, which waits until it has a node', () => {
    expect(podFacts(fargatePod({ profile: 'batch', namespace: 'batch', podName: 'job-1' }))).toEqual({
      fargateProfile: 'batch',
      placement: 'waiting',
    });
    const placement = { ipv4: '10.0.50.4', ipv6: '2001:db8::4', availabilityZone: 'eu-west-1a' };
    expect(podFacts(fargatePod({ profile: 'batch', namespace: 'batch', podName: 'job-1', placement }))).toEqual({
      fargateProfile: 'batch',
      placement: 'placed',
      network: 'ipv6',
    });
  });

  test.each(['Succeeded', 'Failed'])('a pod that has %s holds no address and is not counted (F70)', (phase) => {
    expect(podFacts({ status: { phase, podIPs: [{ ip: '10.0.0.1' }] } })).toBeUndefined();
  });
});

describe('the network of a pod', () => {
  test.each([
    [[{ ip: '10.0.0.1' }], 'ipv4'],
    [[{ ip: '2001:db8::1' }], 'ipv6'],
    [[{ ip: '2001:db8::1' }, { ip: '10.0.0.1' }], 'several'],
    [[{ ip: '2001:db8::1' }, { ip: '2001:db8::2' }], 'several'],
    [[{ ip: 'fe80::1%2' }, {}], 'none'],
    ['10.0.0.1', 'none'],
    [undefined, 'none'],
  ])('with %j is %s, whatever its address, which may be no address at all (F70)', (podIPs, network) => {
    const pod = { spec: { nodeName: 'node-1' }, status: { phase: 'Running', podIPs, podIP: podIPs } };
    expect(podFacts(pod)).toEqual({ placement: 'placed', network });
  });

  test('is not that of its node, nor that of what is being deleted, nor one that no node has begun', () => {
    const shared = {
      spec: { nodeName: 'n', hostNetwork: true },
      status: { phase: 'Running', podIPs: [{ ip: '::2' }] },
    };
    const going = { metadata: { deletionTimestamp: startTime }, spec: { nodeName: 'n' }, status: { phase: 'Running' } };
    const unseen = { spec: { nodeName: 'n' }, status: { phase: 'Pending' } };
    const lost = { spec: { nodeName: 'n' }, status: { phase: 'Unknown', startTime } };
    for (const pod of [shared, going, unseen, lost]) expect(podFacts(pod)).toEqual({ placement: 'placed' });
  });

  test('is counted as soon as there is an address, while containers still start', () => {
    const pod = { spec: { nodeName: 'n' }, status: { phase: 'Pending', startTime, podIPs: [{ ip: '2001:db8::1' }] } };
    expect(podFacts(pod)).toEqual({ placement: 'placed', network: 'ipv6' });
  });

  test.each([
    ['awaited', undefined],
    ['awaited', [{ emptyDir: {} }, { downwardAPI: { items: [] } }]],
    [
      'awaited',
      [
        {
          projected: {
            sources: [{ serviceAccountToken: {} }, { configMap: { name: 'kube-root-ca.crt' } }, { downwardAPI: {} }],
          },
        },
      ],
    ],
    ['awaitedAfterVolumes', [{ emptyDir: {} }, { persistentVolumeClaim: { claimName: 'data' } }]],
    ['awaitedAfterVolumes', [{ secret: { secretName: 'key' } }]],
    ['awaitedAfterVolumes', [{ projected: { sources: [{ secret: { name: 'key' } }] } }]],
    ['awaitedAfterVolumes', [{ csi: { driver: 'secrets-store.csi.k8s.io' } }]],
  ])('is %s with volumes %j, since the next whole minute after the node took it', (network, volumes) => {
    const pod = { spec: { nodeName: 'n', volumes }, status: { phase: 'Pending', startTime } };
    expect(podFacts(pod)).toEqual({ placement: 'placed', network, since: nextMinute });
  });
});

describe("a pod of the cluster's DNS", () => {
  const labels = { 'k8s-app': 'kube-dns' };
  const pod = (status: object, namespace = 'kube-system') => ({
    metadata: { namespace, labels },
    spec: { nodeName: 'n' },
    status: { phase: 'Running', podIPs: [{ ip: '2001:db8::1' }], ...status },
  });

  test.each([
    ['2001:db8:0:1::a', '2001:db8:0:1::/64'],
    ['10.0.0.20', '10.0.0.16/28'],
    [undefined, 'unknown'],
    ['nowhere', 'unknown'],
  ])('on a node with address %s is in the block %s', (hostIP, dnsNodeBlock) => {
    expect(podFacts(pod({ hostIP }))).toEqual({ placement: 'placed', network: 'ipv6', dnsNodeBlock });
  });

  test('counts once it runs, and in kube-system alone', () => {
    const hostIP = '10.0.0.20';
    expect(podFacts(pod({ hostIP, phase: 'Pending' }))).toEqual({ placement: 'placed', network: 'ipv6' });
    expect(podFacts(pod({ hostIP }, 'shop'))).toEqual({ placement: 'placed', network: 'ipv6' });
  });
});

describe('a pod of the VPC CNI', () => {
  const agent = (status: object) =>
    podFacts({
      metadata: { namespace: 'kube-system', labels: { 'k8s-app': 'aws-node' } },
      spec: { nodeName: 'n', hostNetwork: true },
      status: { phase: 'Running', startTime, ...status },
    });
  const loop = (restartCount: number) => ({
    ready: false,
    restartCount,
    state: { waiting: { reason: 'CrashLoopBackOff' } },
  });

  test('is ready by its containers, also where the node is lost and the pod no longer is', () => {
    const conditions = [{ type: 'Ready', status: 'False' }];
    expect(agent({ containerStatuses: [{ ready: true }, { ready: true }], conditions })).toEqual({
      placement: 'placed',
      cniAgent: 'ready',
    });
  });

  test('is not ready since its containers are not, or since it started', () => {
    const lastTransitionTime = '2026-11-22T12:10:00Z';
    const conditions = [{ type: 'ContainersReady', status: 'False', lastTransitionTime }];
    const containerStatuses = [{ ready: true }, { ready: false }];
    expect(agent({ containerStatuses, conditions })).toEqual({
      placement: 'placed',
      cniAgent: 'notReady',
      since: Date.parse(lastTransitionTime),
    });
    expect(agent({})).toEqual({ placement: 'placed', cniAgent: 'notReady', since: nextMinute });
  });

  test('crashes once it was restarted three times, of whatever container', () => {
    expect(agent({ containerStatuses: [{ ready: true }, loop(3)] })).toMatchObject({ cniAgent: 'crashing' });
    expect(agent({ initContainerStatuses: [loop(5)] })).toMatchObject({ cniAgent: 'crashing' });
    expect(agent({ containerStatuses: [loop(2)] })).toMatchObject({ cniAgent: 'notReady' });
  });

  test('is told by its label in kube-system alone', () => {
    const elsewhere = { metadata: { namespace: 'shop', labels: { 'k8s-app': 'aws-node' } }, spec: { nodeName: 'n' } };
    expect(podFacts({ ...elsewhere, status: { phase: 'Running' } })).toEqual({ placement: 'placed', network: 'none' });
  });
});

test('no object throws', () => {
  fc.assert(
    fc.property(fc.anything({ withNullPrototype: true }), (anything) => {
      expect(podFacts(anything)?.fargateProfile).toBeUndefined();
      const pod = { spec: { nodeName: 'n', volumes: [anything] }, status: anything };
      expect(podFacts(pod)?.fargateProfile).toBeUndefined();
    }),
  );
});
