import { describe, expect, test } from 'vitest';
import { endpointsFitIpv6 as check } from '../../../../src/checks/workloads/endpoints-fit-ipv6.ts';
import { denied, judge, said } from '../../../support/judge.ts';

const migrate = { goal: 'Migrate' } as const;

describe('APP-003', () => {
  test('passes where every slice is made from a selector', () => {
    expect(said(judge(check, {}, migrate))).toEqual([
      'pass',
      'EndpointsFollowSelectors',
      'Every IPv4 EndpointSlice is made from the selector of a Service.',
    ]);
  });

  test('warns of those written by hand, and names what its owner wrote', () => {
    const foreignEndpoints = [
      { facts: {}, count: 1, names: ['shop/legacy'] },
      { facts: { mirrors: 'shop/database' }, count: 1, names: ['shop/database-x7k2p'] },
    ];
    const result = judge(check, { foreignEndpoints }, migrate);
    expect(said(result)).toEqual([
      'warning',
      'Ipv4EndpointsByHand',
      '2 IPv4 EndpointSlices without a selector behind: shop/database, shop/legacy.',
    ]);
    expect(result.resources).toEqual([
      { kind: 'EndpointSlice', namespace: 'shop', name: 'legacy' },
      { kind: 'Endpoints', namespace: 'shop', name: 'database' },
    ]);
  });

  test('does not apply to a cluster that uses IPv6, and is unknown without the slices', () => {
    expect(judge(check).reason).toBe('GoalNotInScope');
    const sections = { foreignEndpoints: denied('list,watch endpointslices') };
    expect(said(judge(check, {}, { ...migrate, sections }))).toEqual([
      'unknown',
      'AccessDenied',
      'Not allowed: list,watch endpointslices.',
    ]);
  });
});
