import { describe, expect, test } from 'vitest';
import { autoModeLimitsAreKnown as check } from '../../../../src/checks/cluster/auto-mode-limits-are-known.ts';
import { aCluster } from '../../../support/builders.ts';
import { denied, judge, said } from '../../../support/judge.ts';

describe('CLU-008', () => {
  test('passes without Auto Mode', () => {
    expect(said(judge(check))).toEqual(['pass', 'AutoModeOff', 'Cluster prod does not use Auto Mode.']);
  });

  test.each([
    [false, 'Auto Mode makes nodes of cluster prod; whether its IPv6 pods reach IPv4 is not documented.'],
    [
      true,
      'Auto Mode makes nodes and load balancers of cluster prod; whether its IPv6 pods reach IPv4 is not documented.',
    ],
  ])('tells of its limits, with load balancing %s', (autoModeLoadBalancing, message) => {
    const result = judge(check, { cluster: aCluster({ autoMode: true, autoModeLoadBalancing }) });
    expect(said(result)).toEqual(['info', 'AutoModeOn', message]);
    expect(result.resources).toEqual([{ kind: 'Cluster', name: 'prod' }]);
  });

  test('is unknown without the cluster', () => {
    const sections = { cluster: denied('eks:DescribeCluster') };
    expect(said(judge(check, {}, { sections }))).toEqual([
      'unknown',
      'AccessDenied',
      'Not allowed: eks:DescribeCluster.',
    ]);
  });
});
