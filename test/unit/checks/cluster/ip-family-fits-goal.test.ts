import { describe, expect, test } from 'vitest';
import { ipFamilyFitsGoal } from '../../../../src/checks/cluster/ip-family-fits-goal.ts';
import { evaluate } from '../../../../src/checks/evaluate.ts';
import { aCluster, aSnapshot, observed } from '../../../support/builders.ts';
import { denied, judge, said } from '../../../support/judge.ts';

const ipv4 = { cluster: aCluster({ ipFamily: 'ipv4', serviceIpv4Cidr: '172.20.0.0/16' }) };

describe('CLU-001', () => {
  test('an IPv6 cluster fits goal Operate', () => {
    expect(said(judge(ipFamilyFitsGoal))).toEqual(['pass', 'Ipv6Cluster', 'Cluster prod uses IPv6.']);
  });

  test('an IPv4 cluster blocks goal Operate and names the cluster', () => {
    const result = judge(ipFamilyFitsGoal, ipv4);
    expect(said(result)).toEqual([
      'blocker',
      'Ipv4Cluster',
      'Cluster prod uses IPv4 and cannot be switched to IPv6 in place.',
    ]);
    expect(result.resources).toEqual([{ kind: 'Cluster', name: 'prod' }]);
  });

  test('an IPv4 cluster is where goal Migrate starts, so it is no blocker there', () => {
    expect(said(judge(ipFamilyFitsGoal, ipv4, { goal: 'Migrate' }))).toEqual([
      'info',
      'Ipv4Cluster',
      'Cluster prod uses IPv4 and cannot be switched to IPv6 in place.',
    ]);
  });

  test('goal Migrate does not fit a cluster that uses IPv6 already', () => {
    expect(said(judge(ipFamilyFitsGoal, {}, { goal: 'Migrate' }))).toEqual([
      'blocker',
      'AlreadyIpv6',
      'Cluster prod uses IPv6 already, so there is nothing to migrate.',
    ]);
  });

  test('nothing is said about a cluster that could not be described', () => {
    const sections = { cluster: denied('eks:DescribeCluster') };
    expect(said(judge(ipFamilyFitsGoal, {}, { sections }))).toEqual([
      'unknown',
      'AccessDenied',
      'Not allowed: eks:DescribeCluster.',
    ]);
  });

  test('an answer that is older than its freshness budget does not count', () => {
    const snapshot = aSnapshot({ sections: { cluster: observed(aCluster(), { freshUntil: 0 }) } });
    expect(said(evaluate(ipFamilyFitsGoal, snapshot, { goal: undefined }))).toEqual([
      'unknown',
      'Stale',
      'The last answer is older than its freshness budget: EKS cluster.',
    ]);
  });
});
