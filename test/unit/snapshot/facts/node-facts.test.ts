import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { nodeFacts, nodeSelfDescription } from '../../../../src/snapshot/facts/node-facts.ts';
import { ec2Node, fargateNode } from '../../../world/build-nodes.ts';

const internal = (...addresses: readonly unknown[]) => ({
  status: { addresses: addresses.map((address) => ({ type: 'InternalIP', address })) },
});
const labelled = (labels: Readonly<Record<string, string>>, providerID?: string) => ({
  metadata: { labels },
  spec: providerID === undefined ? {} : { providerID },
});

describe('the facts of a node', () => {
  test('of a managed node group in an IPv6 cluster', () => {
    const node = ec2Node({ zone: 'a', ipv4: '10.0.3.21', ipv6: '2a05:d018:abc:de00:1f6c::2a1' });
    expect(nodeFacts(node)).toEqual({
      compute: 'ec2',
      os: 'linux',
      instanceType: 'm5.large',
      internalFamilies: ['ipv6'],
      ipv6Block: '2a05:d018:abc:de00::/64',
      maxPods: 110,
      nodeGroup: 'general',
      karpenter: false,
      joining: false,
    });
  });

  test('tell whether pods can have security groups of their own there', () => {
    const offering = (offered: unknown) =>
      nodeFacts({ status: { capacity: { 'vpc.amazonaws.com/pod-eni': offered } } });
    expect(offering('9').branchInterfaces).toBe(true);
    for (const none of ['0', '', 9, undefined]) expect(offering(none)).not.toHaveProperty('branchInterfaces');
  });

  test('of a Fargate node, whose name holds the IPv4 address that it took', () => {
    expect(nodeFacts(fargateNode('10.0.50.68', 'eu-west-1b', '2a05:d018:abc:de21:5a1::4'))).toMatchObject({
      compute: 'fargate',
      internalFamilies: ['ipv6'],
      ipv4Block: '10.0.50.64/28',
      ipv6Block: '2a05:d018:abc:de21::/64',
    });
  });

  test.each(['fargate-10.0.0.1', 'fargate-ip-10-0-0', 'fargate-ip-10-0-0-999', 'fargate-ip-', 'node-1'])(
    'the name %s of a Fargate node holds no address',
    (name) => {
      const node = {
        metadata: { name, labels: { 'eks.amazonaws.com/compute-type': 'fargate' } },
        ...internal('10.1.2.3'),
      };
      expect(nodeFacts(node).ipv4Block).toBe('10.1.2.0/28');
    },
  );

  test.each([
    ['aws:///eu-west-1a/i-0123456789abcdef0', {}, 'ec2'],
    ['aws:///us-west-2-lax-1a/i-01234567', {}, 'ec2'],
    ['aws:////i-0123456789abcdef0', {}, 'ec2'],
    ['aws:///eu-west-1a/0123456789-0123456789abcdef/fargate-ip-10-0-0-1.ec2.internal', {}, 'fargate'],
    ['eks-hybrid:///eu-west-1/prod/mi-0123456789abcdef0', {}, 'hybrid'],
    ['aws:///eu-west-1a/i-0123456789abcdef0', { 'eks.amazonaws.com/compute-type': 'auto' }, 'auto'],
    [undefined, { 'eks.amazonaws.com/compute-type': 'auto' }, 'auto'],
    [undefined, { 'eks.amazonaws.com/compute-type': 'fargate' }, 'fargate'],
    [undefined, { 'eks.amazonaws.com/compute-type': 'hybrid' }, 'hybrid'],
    [undefined, { 'eks.amazonaws.com/compute-type': 'ec2' }, 'unknown'],
    [undefined, {}, 'unknown'],
    ['', {}, 'unknown'],
    ['i-0123456789abcdef0', {}, 'unknown'],
    ['aws:///eu-west-1a/I-0123456789ABCDEF0', {}, 'unknown'],
    ['aws:///eu-west-1a/i-', {}, 'unknown'],
    ['aws:///eu-west-1a/i-0123456789abcdef0/more', {}, 'unknown'],
    ['aws://eu-west-1a/i-0123456789abcdef0', {}, 'unknown'],
    ['gce://project/zone/instance', {}, 'unknown'],
    ['kwok://node', {}, 'unknown'],
  ] as const)('providerID %s with labels %j is %s (F67, F68)', (providerId, labels, compute) => {
    expect(nodeFacts(labelled(labels, providerId)).compute).toBe(compute);
  });

  test.each([
    ['fargate', 'aws:///eu-west-1a/i-0123456789abcdef0'],
    ['hybrid', 'aws:///eu-west-1a/i-0123456789abcdef0'],
    ['auto', 'eks-hybrid:///eu-west-1/prod/mi-1'],
  ])('a label %s against providerID %s leaves the kind unknown (F68)', (label, providerId) => {
    expect(nodeFacts(labelled({ 'eks.amazonaws.com/compute-type': label }, providerId)).compute).toBe('unknown');
  });

  test.each([
    [
      ['10.0.0.1', '2001:db8::1'],
      ['ipv4', 'ipv6'],
    ],
    [['2001:db8::1'], ['ipv6']],
    [['10.0.0.1', '10.0.0.1', '10.0.0.2'], ['ipv4']],
    [['::ffff:10.0.0.1'], ['ipv4']],
    [['fe80::1%eth0'], ['invalid']],
    [['10.0.0.01'], ['invalid']],
    [['10.1'], ['invalid']],
    [['10.0.0.1\u0000'], ['invalid']],
    [['x'.repeat(100_000)], ['invalid']],
    [[''], ['invalid']],
    [[null, 7, {}], ['invalid']],
    [[], []],
  ])('addresses %j are of families %j (F69)', (addresses, families) => {
    expect(nodeFacts(internal(...addresses)).internalFamilies).toEqual(families);
  });

  test('only addresses of type InternalIP count', () => {
    const addresses = [
      { type: 'ExternalIP', address: '52.1.2.3' },
      { type: 'Hostname', address: '10.0.0.9' },
      { type: 'InternalIP', address: '10.0.0.1' },
    ];
    expect(nodeFacts({ status: { addresses } })).toMatchObject({
      internalFamilies: ['ipv4'],
      ipv4Block: '10.0.0.0/28',
    });
  });

  test('tells Karpenter and joining', () => {
    expect(nodeFacts(labelled({ 'karpenter.sh/nodepool': 'default' }))).toMatchObject({
      karpenter: true,
      joining: false,
    });
    const taints = [{ key: 'node.cloudprovider.kubernetes.io/uninitialized', value: 'true', effect: 'NoSchedule' }];
    expect(nodeFacts({ spec: { taints } }).joining).toBe(true);
  });

  test('equal facts are equal JSON, whatever else the nodes say', () => {
    const node = ec2Node({ zone: 'a', ipv4: '10.0.3.21' });
    const heartbeat = {
      ...node,
      metadata: { ...node.metadata, resourceVersion: '2', annotations: { a: 'b' } },
      status: Object.assign({}, node['status'], { conditions: [{ type: 'Ready', status: 'Unknown' }] }),
    };
    expect(JSON.stringify(nodeFacts(heartbeat))).toBe(JSON.stringify(nodeFacts(node)));
  });

  test('long and disguised texts are cut and cleaned (F73)', () => {
    const facts = nodeFacts(labelled({ 'node.kubernetes.io/instance-type': `m5\u202e${'x'.repeat(300_000)}` }));
    expect(facts.instanceType?.startsWith('m5x')).toBe(true);
    expect(facts.instanceType?.length).toBeLessThanOrEqual(512);
  });

  test('no object throws, and none changes a prototype (F73)', () => {
    const hostile = JSON.parse(
      '{"metadata":{"labels":{"__proto__":{"polluted":true},"constructor":"x"},"__proto__":{"polluted":true}}}',
    );
    expect(nodeFacts(hostile)).toMatchObject({ compute: 'unknown', internalFamilies: [] });
    expect(Object.hasOwn(Object.prototype, 'polluted')).toBe(false);
    fc.assert(
      fc.property(fc.anything({ withNullPrototype: true }), (anything) => {
        expect(nodeFacts(anything).compute).toBe('unknown');
      }),
    );
  });
});

describe('what a node says of its cluster', () => {
  test('its eksctl label and its Region', () => {
    const labels = { 'alpha.eksctl.io/cluster-name': 'prod', 'topology.kubernetes.io/region': 'eu-west-1' };
    expect(nodeSelfDescription(labelled(labels))).toEqual({ clusterName: 'prod', region: 'eu-west-1' });
    expect(nodeSelfDescription({})).toEqual({});
  });
});
