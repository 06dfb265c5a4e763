import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { podFacts } from '../../../../src/snapshot/facts/pod-facts.ts';
import { aPod, fargatePod } from '../../../world/build-nodes.ts';

describe('the facts of a pod', () => {
  test('on a node', () => {
    expect(podFacts(aPod({ name: 'shop', node: 'node-1', ip: '2001:db8::5' }))).toEqual({ placement: 'placed' });
  });

  test('of a Fargate profile, which waits until it has a node', () => {
    expect(podFacts(fargatePod({ profile: 'batch', namespace: 'batch', podName: 'job-1' }))).toEqual({
      fargateProfile: 'batch',
      placement: 'waiting',
    });
    const placement = { ipv4: '10.0.50.4', ipv6: '2001:db8::4', availabilityZone: 'eu-west-1a' };
    expect(podFacts(fargatePod({ profile: 'batch', namespace: 'batch', podName: 'job-1', placement }))?.placement).toBe(
      'placed',
    );
  });

  test.each(['Succeeded', 'Failed'])('a pod that has %s holds no address and is not counted (F70)', (phase) => {
    expect(podFacts({ status: { phase, podIPs: [{ ip: '10.0.0.1' }] } })).toBeUndefined();
  });

  test('counts a pod alike whatever its address, which may be no address at all (F70)', () => {
    for (const podIPs of [[{ ip: '10.0.0.1' }], [{ ip: 'fe80::1%2' }, {}], '10.0.0.1', undefined]) {
      const pod = { spec: { nodeName: 'node-1' }, status: { phase: 'Running', podIPs, podIP: podIPs } };
      expect(podFacts(pod)).toEqual({ placement: 'placed' });
    }
  });

  test('no object throws', () => {
    fc.assert(
      fc.property(fc.anything({ withNullPrototype: true }), (anything) => {
        expect(podFacts(anything)?.fargateProfile).toBeUndefined();
      }),
    );
  });
});
