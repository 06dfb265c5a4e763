import { describe, expect, test } from 'vitest';
import { nodesRunEnoughPods as check } from '../../../../src/checks/nodes/nodes-run-enough-pods.ts';
import { aCluster, anInstanceType, fargateNodes, nodes } from '../../../support/builders.ts';
import { denied, judge, partly, said } from '../../../support/judge.ts';

/** An m5.large has 3 interfaces of 10 addresses: 29 pods by secondary addresses, 110 are recommended. */
const large = anInstanceType();
const huge = anInstanceType({ name: 'm5.12xlarge', vcpus: 48, interfaces: 8, ipv4PerInterface: 30 });
const tiny = anInstanceType({ name: 't3.nano', vcpus: 2, interfaces: 2, ipv4PerInterface: 2 });
const instanceTypes = [large, huge, tiny];
const ipv4 = { cluster: aCluster({ ipFamily: 'ipv4' }) };
const migrate = { goal: 'Migrate' } as const;

describe('NOD-003', () => {
  test('passes for nodes with the limit that EKS recommends', () => {
    const values = {
      instanceTypes,
      nodes: [
        nodes(['a'], { maxPods: 110 }),
        nodes(['b'], { instanceType: 'm5.12xlarge', maxPods: 250 }),
        // Two interfaces with one slot each hold 32 addresses of prefixes.
        nodes(['c'], { instanceType: 't3.nano', maxPods: 34 }),
      ],
    };
    expect(said(judge(check, values))).toEqual(['pass', 'PodLimitsFit', 'The pod limit of every node fits prefixes.']);
  });

  test('warns of nodes of an IPv6 cluster that count secondary IPv4 addresses', () => {
    const values = {
      instanceTypes,
      nodes: [
        nodes(['karpenter-1', 'karpenter-2'], { maxPods: 29, karpenter: true }),
        nodes(['big'], { instanceType: 'm5.12xlarge', maxPods: 234 }),
        nodes(['fine'], { maxPods: 110 }),
      ],
    };
    const result = judge(check, values);
    expect(said(result)).toEqual([
      'warning',
      'LimitedBySecondaryAddresses',
      'Nodes whose pod limit is that of secondary IPv4 addresses: big, karpenter-1, karpenter-2 ' +
        '(234 pods on m5.12xlarge, 29 pods on m5.large).',
    ]);
    expect(result.resources.map(({ kind, name }) => `${kind}/${name}`)).toEqual([
      'Node/big',
      'Node/karpenter-1',
      'Node/karpenter-2',
    ]);
  });

  test('a lower limit that somebody chose is no fault in an IPv6 cluster', () => {
    expect(judge(check, { nodes: [nodes(['a'], { maxPods: 50 })] }).reason).toBe('PodLimitsFit');
  });

  test('in an IPv4 cluster it tells what an IPv6 cluster would give', () => {
    const found = [nodes(['a'], { maxPods: 29 }), nodes(['custom-networking'], { maxPods: 20 })];
    expect(said(judge(check, { ...ipv4, nodes: found }, migrate))).toEqual([
      'info',
      'LimitedInIpv4',
      'Nodes whose pod limit could be higher in an IPv6 cluster: a, custom-networking ' +
        '(20 pods on m5.large, 29 pods on m5.large).',
    ]);
  });

  test('tells of limits above what EKS recommends', () => {
    const result = judge(check, { nodes: [nodes(['dense'], { maxPods: 234 })] });
    expect(said(result)).toEqual([
      'info',
      'AboveRecommendation',
      'Nodes whose pod limit is above what EKS recommends: dense (234 pods on m5.large).',
    ]);
    expect(result.resources).toEqual([{ kind: 'Node', name: 'dense' }]);
  });

  test.each([
    ['that is no known AWS compute', { compute: 'unknown', maxPods: 110 }, '110 pods on m5.large'],
    ['of a type that EC2 does not know', { instanceType: 'z9.huge', maxPods: 1 }, '1 pod on z9.huge'],
  ] as const)('is unknown for a node %s', (_, facts, what) => {
    expect(said(judge(check, { nodes: [nodes(['node-1'], { maxPods: 110 }), nodes(['odd'], facts)] }))).toEqual([
      'unknown',
      'PodLimitsUnknown',
      `Nodes whose pod limit cannot be judged: odd (${what}).`,
    ]);
  });

  test('is unknown for a node that tells neither limit nor type', () => {
    const { maxPods: _, instanceType: __, ...facts } = nodes([]).facts;
    const result = judge(check, { nodes: [{ facts, count: 1, names: ['bare'] }] });
    expect(result.message).toBe(
      'Nodes whose pod limit cannot be judged: bare (no pod limit on an instance of no type).',
    );
    expect(result.resources).toEqual([{ kind: 'Node', name: 'bare' }]);
  });

  test('is unknown for a type of which EC2 does not tell the size', () => {
    const { interfaces: _, ...sizeless } = large;
    const values = { instanceTypes: [sizeless], nodes: [nodes(['node-1'], { maxPods: 110 })] };
    expect(judge(check, values).reason).toBe('PodLimitsUnknown');
  });

  test('tells all it finds, what is not known first', () => {
    const found = [
      nodes(['dense'], { maxPods: 234 }),
      nodes(['low'], { maxPods: 29 }),
      nodes(['odd'], { instanceType: 'z9.huge', maxPods: 29 }),
    ];
    const result = judge(check, { nodes: found });
    expect(said(result)).toEqual([
      'unknown',
      'PodLimitsUnknown',
      'Nodes whose pod limit cannot be judged: odd (29 pods on z9.huge); ' +
        'nodes whose pod limit is that of secondary IPv4 addresses: low (29 pods on m5.large); ' +
        'nodes whose pod limit is above what EKS recommends: dense (234 pods on m5.large).',
    ]);
    expect(result.resources.map(({ name }) => name)).toEqual(['odd', 'low', 'dense']);
  });

  test('does not apply to Fargate, Auto Mode and hybrid nodes', () => {
    const others = [
      fargateNodes(2),
      nodes(['auto'], { compute: 'auto', maxPods: 27 }),
      nodes(['rack'], { compute: 'hybrid' }),
    ];
    expect(said(judge(check, { nodes: others }))).toEqual(['notApplicable', 'NoEc2Nodes', 'There is no EC2 node.']);
  });

  test('a cluster without nodes, or with none that has joined, is not green', () => {
    const expected = ['unknown', 'NoNodesFound', 'There is no node.'];
    expect(said(judge(check, { nodes: [] }))).toEqual(expected);
    expect(said(judge(check, { nodes: [nodes(['new'], { joining: true, maxPods: 29 })] }))).toEqual(expected);
  });

  test('with an instance type missing, nothing passes and the warning is kept', () => {
    const sections = { instanceTypes: partly<'instanceTypes'>([large], 'one type was garbled') };
    expect(said(judge(check, {}, { sections }))).toEqual([
      'unknown',
      'PartlyObserved',
      'Partly observed: one type was garbled.',
    ]);
    expect(judge(check, { nodes: [nodes(['low'], { maxPods: 29 })] }, { sections }).message).toMatch(
      /^Nodes whose pod limit is that of secondary IPv4 addresses: low /,
    );
  });

  test.each(['cluster', 'nodes', 'instanceTypes'] as const)('is unknown without %s', (section) => {
    const result = judge(check, {}, { sections: { [section]: denied('the read') } });
    expect(said(result)).toEqual(['unknown', 'AccessDenied', 'Not allowed: the read.']);
  });
});
