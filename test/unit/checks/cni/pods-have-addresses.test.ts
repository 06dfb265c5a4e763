import { describe, expect, test } from 'vitest';
import { podsHaveAddresses as check } from '../../../../src/checks/cni/pods-have-addresses.ts';
import type { Tally } from '../../../../src/snapshot/facts/tally.ts';
import type { PodFacts } from '../../../../src/snapshot/kubernetes-sections.ts';
import { aCluster, asOf, pods } from '../../../support/builders.ts';
import { denied, judge, partly, said } from '../../../support/judge.ts';

const minutesAgo = (minutes: number): number => asOf - minutes * 60_000;
const named = (names: readonly string[], facts: Partial<PodFacts>): Tally<PodFacts> => ({
  facts: { placement: 'placed', ...facts },
  count: names.length,
  names,
});
const healthy = pods(12);

describe('CNI-009', () => {
  test('passes where every running pod has one address of the family', () => {
    expect(said(judge(check))).toEqual([
      'pass',
      'PodsHaveAddresses',
      'Every running pod with a network of its own has one IPv6 address.',
    ]);
    const values = { cluster: aCluster({ ipFamily: 'ipv4' }), pods: [pods(3, { network: 'ipv4' })] };
    expect(said(judge(check, values))[2]).toBe('Every running pod with a network of its own has one IPv4 address.');
  });

  test('blocks pods of the other family or with several addresses, and names them', () => {
    const values = {
      pods: [
        healthy,
        named(['shop/old', 'shop/older'], { network: 'ipv4' }),
        named(['edge/both'], { network: 'several' }),
      ],
    };
    const result = judge(check, values);
    expect(said(result)).toEqual([
      'blocker',
      'PodsOfOtherFamily',
      'Pods that have not exactly one address of family IPv6: edge/both, shop/old, shop/older.',
    ]);
    expect(result.resources).toEqual([
      { kind: 'Pod', namespace: 'edge', name: 'both' },
      { kind: 'Pod', namespace: 'shop', name: 'old' },
      { kind: 'Pod', namespace: 'shop', name: 'older' },
    ]);
    expect(judge(check, { ...values, cluster: aCluster({ ipFamily: 'ipv4' }) }).message).toContain('family IPv4: edge');
  });

  test('takes it as it is that a Fargate pod has an IPv4 address beside', () => {
    const both = pods(2, { network: 'several', fargateProfile: 'batch' });
    expect(judge(check, { pods: [healthy, both] }).outcome).toBe('pass');
    expect(judge(check, { pods: [healthy, pods(2, { network: 'several' })] }).outcome).toBe('blocker');
  });

  test('counts pods of which no name is kept', () => {
    const many = { facts: { placement: 'placed', network: 'ipv4' }, count: 3, names: [] } as const;
    expect(judge(check, { pods: [many] }).message).toBe(
      'Pods that have not exactly one address of family IPv6: 3 pods.',
    );
  });

  test('blocks pods that stay on their node without an address, once that is no start any more', () => {
    const waiting = (minutes: number) => [
      healthy,
      named(['shop/a'], { network: 'awaited', since: minutesAgo(minutes) }),
    ];
    expect(judge(check, { pods: waiting(3) }).reason).toBe('PodsHaveAddresses');
    const result = judge(check, { pods: waiting(4) });
    expect(said(result)).toEqual([
      'blocker',
      'PodsWithoutAddress',
      'Pods that have been on their node for minutes and have no address: shop/a.',
    ]);
    expect(result.resources).toEqual([{ kind: 'Pod', namespace: 'shop', name: 'a' }]);
  });

  test('warns of pods that may await their volumes', () => {
    const since = minutesAgo(9);
    const values = { pods: [healthy, named(['db/db-0'], { network: 'awaitedAfterVolumes', since })] };
    expect(said(judge(check, values))).toEqual([
      'warning',
      'PodsAwaitVolumesOrAddress',
      'Pods that have waited on their node for minutes, for their volumes or for an address: db/db-0.',
    ]);
    const recent = named(['db/db-0'], { network: 'awaitedAfterVolumes', since: minutesAgo(2) });
    expect(judge(check, { pods: [healthy, recent] }).outcome).toBe('pass');
  });

  test('blocks a VPC CNI that crashes, or is not ready for long', () => {
    const crashing = named(['kube-system/aws-node-x'], { cniAgent: 'crashing' });
    const late = named(['kube-system/aws-node-y'], { cniAgent: 'notReady', since: minutesAgo(5) });
    const starting = named(['kube-system/aws-node-z'], { cniAgent: 'notReady', since: minutesAgo(1) });
    const ready = named(['kube-system/aws-node-w'], { cniAgent: 'ready' });
    expect(said(judge(check, { pods: [healthy, crashing, late, starting, ready] }))).toEqual([
      'blocker',
      'VpcCniFailing',
      'Pods of the VPC CNI that crash or are not ready for minutes: kube-system/aws-node-x, kube-system/aws-node-y.',
    ]);
    expect(judge(check, { pods: [healthy, starting, ready] }).outcome).toBe('pass');
  });

  test('speaks of the worst', () => {
    const since = minutesAgo(9);
    const values = {
      pods: [
        named(['a/volumes'], { network: 'awaitedAfterVolumes', since }),
        named(['a/agent'], { cniAgent: 'crashing' }),
        named(['a/address'], { network: 'awaited', since }),
        named(['a/silent'], { network: 'none' }),
      ],
    };
    expect(judge(check, values).reason).toBe('PodsWithoutAddress');
    expect(judge(check, { pods: values.pods.slice(0, 2) }).reason).toBe('VpcCniFailing');
    expect(judge(check, { pods: values.pods.slice(0, 1) }).reason).toBe('PodsAwaitVolumesOrAddress');
  });

  test('is unknown where a pod runs and tells no address', () => {
    expect(said(judge(check, { pods: [healthy, named(['shop/a'], { network: 'none' })] }))).toEqual([
      'unknown',
      'AddressesNotTold',
      'Pods that run without an address in their status: shop/a.',
    ]);
    expect(judge(check, { pods: [healthy, pods(1, { network: 'none' })] }).message).toBe(
      'Pods that run without an address in their status: 1 pod.',
    );
  });

  test('does not apply where no pod has a network of its own, nor before the migration', () => {
    for (const none of [[], [named([], { cniAgent: 'ready' })], [pods(4, { placement: 'waiting' })]]) {
      expect(said(judge(check, { pods: none }))).toEqual([
        'notApplicable',
        'NoPodsOfOwnNetwork',
        'No pod with a network of its own runs.',
      ]);
    }
    expect(judge(check, {}, { goal: 'Migrate' }).reason).toBe('GoalNotInScope');
  });

  test.each(['cluster', 'pods'] as const)('is unknown without %s', (name) => {
    expect(said(judge(check, {}, { sections: { [name]: denied('it') } }))).toEqual([
      'unknown',
      'AccessDenied',
      'Not allowed: it.',
    ]);
  });

  test('blocks for what was seen of some pods, and is not green for it', () => {
    const seen = (found: Tally<PodFacts>) => ({ sections: { pods: partly<'pods'>([found], '1 could not be read') } });
    expect(judge(check, {}, seen(named(['a/b'], { network: 'ipv4' }))).outcome).toBe('blocker');
    expect(judge(check, {}, seen(healthy)).reason).toBe('PartlyObserved');
  });
});
