import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { podFacts } from '../../../../src/snapshot/facts/pod-facts.ts';
import { aPod, fargatePod } from '../../../world/build-nodes.ts';

const withIps = (podIPs: unknown, podIP?: string) => ({ status: { phase: 'Running', podIPs, podIP } });

describe('the facts of a pod', () => {
  test('on a node', () => {
    expect(podFacts(aPod({ name: 'shop', node: 'node-1', ip: '2001:db8::5' }))).toEqual({
      placement: 'placed',
      hostNetwork: false,
      families: 'ipv6',
    });
  });

  test('of a Fargate profile, which waits until it has a node', () => {
    expect(podFacts(fargatePod({ profile: 'batch', namespace: 'batch', podName: 'job-1' }))).toEqual({
      fargateProfile: 'batch',
      placement: 'waiting',
      hostNetwork: false,
      families: 'none',
    });
    const placement = { ipv4: '10.0.50.4', ipv6: '2001:db8::4', availabilityZone: 'eu-west-1a' };
    expect(podFacts(fargatePod({ profile: 'batch', namespace: 'batch', podName: 'job-1', placement }))?.placement).toBe(
      'placed',
    );
  });

  test.each(['Succeeded', 'Failed'])('a pod that has %s holds no address and is not counted', (phase) => {
    expect(podFacts({ status: { phase, podIPs: [{ ip: '10.0.0.1' }] } })).toBeUndefined();
  });

  test('a pod of the host network is told apart', () => {
    expect(podFacts(aPod({ name: 'proxy', node: 'n', ip: '10.0.0.1', hostNetwork: true }))?.hostNetwork).toBe(true);
  });

  test.each([
    [[{ ip: '10.0.0.1' }], undefined, 'ipv4'],
    [[{ ip: '2001:db8::1' }, { ip: '10.0.0.1' }], '2001:db8::1', 'both'],
    [[], '10.0.0.1', 'ipv4'],
    [undefined, '2001:db8::1', 'ipv6'],
    [[{ ip: '2001:db8::1' }], '10.0.0.1', 'ipv6'],
    [undefined, undefined, 'none'],
    [[{ ip: 'fe80::1%2' }], undefined, 'invalid'],
    [[{ ip: '10.0.0.1' }, {}], undefined, 'invalid'],
    ['10.0.0.1', undefined, 'none'],
  ])('pod IPs %j and pod IP %s are %s', (podIps, podIp, families) => {
    expect(podFacts(withIps(podIps, podIp))?.families).toBe(families);
  });

  test('no object throws', () => {
    fc.assert(
      fc.property(fc.anything({ withNullPrototype: true }), (anything) => {
        expect(podFacts(anything)?.fargateProfile).toBeUndefined();
      }),
    );
  });
});
