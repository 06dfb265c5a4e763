import { describe, expect, test } from 'vitest';
import { controlPlaneSubnetsHaveFreeIpv4 as check } from '../../../../src/checks/cluster/control-plane-subnets-have-free-ipv4.ts';
import type { Sections } from '../../../../src/snapshot/snapshot.ts';
import { aCluster, anIpv6OnlySubnet, threeSubnets } from '../../../support/builders.ts';
import { denied, judge, partly, said } from '../../../support/judge.ts';

/** The three control plane subnets with so many free addresses. */
function free(...counts: readonly number[]): Partial<Sections> {
  const all = threeSubnets().map((subnet, index) => ({ ...subnet, freeIpv4: counts[index] ?? 200 }));
  return { subnets: { all, fargateNodesByBlock: {} } };
}

describe('CLU-005', () => {
  test('passes with sixteen free addresses in each control plane subnet', () => {
    expect(said(judge(check, free(16, 16, 16)))).toEqual([
      'pass',
      'EnoughFreeAddresses',
      'All 3 control plane subnets have at least 16 free addresses.',
    ]);
  });

  test('warns below the recommendation, with the exact count for events', () => {
    const result = judge(check, free(13));
    expect(said(result)).toEqual([
      'warning',
      'AddressesBelowRecommendation',
      'Fewer than 16 free addresses: subnet-a (13 free).',
    ]);
    expect(result.exact).toBe('Fewer than 16 free addresses: subnet-a (13 of 251 free).');
    expect(result.resources).toEqual([{ kind: 'Subnet', name: 'subnet-a' }]);
  });

  test('a /28, which best practices advise for the control plane alone, never has sixteen and needs six', () => {
    const small = (freeIpv4: number) => ({
      subnets: {
        all: threeSubnets().map((each, index) =>
          index === 0 ? { ...each, ipv4Cidr: '10.0.200.0/28', freeIpv4 } : { ...each, freeIpv4: 200 },
        ),
        fargateNodesByBlock: {},
      },
    });
    expect(said(judge(check, small(6)))).toEqual([
      'pass',
      'EnoughFreeAddresses',
      'All 3 control plane subnets have at least 16 free addresses, but for 1 of size /28, which have at least 6.',
    ]);
    expect(judge(check, small(5)).reason).toBe('AddressesBelowCreationFloor');
  });

  test('fewer than six blocks a cluster yet to be made and only warns one that runs', () => {
    const expected = ['AddressesBelowCreationFloor', 'Fewer than 6 free addresses: subnet-a (5 free).'];
    expect(said(judge(check, free(5), { goal: 'Migrate' }))).toEqual(['blocker', ...expected]);
    expect(said(judge(check, free(5)))).toEqual(['warning', ...expected]);
  });

  test('blocks when all subnets together cannot carry an upgrade', () => {
    expect(said(judge(check, free(2, 1, 1)))).toEqual([
      'blocker',
      'AddressesExhausted',
      'Fewer than 5 free addresses in all: subnet-a (2 free), subnet-b (1 free), subnet-c (1 free).',
    ]);
    expect(judge(check, free(2, 2, 1)).reason).toBe('AddressesBelowCreationFloor');
  });

  test('blocks when EKS itself reports it, and names the subnets it names', () => {
    const healthIssues = [{ code: 'InsufficientFreeAddresses', resourceIds: ['subnet-b', 'eni-1'] }];
    const result = judge(check, { cluster: aCluster({ healthIssues }) });
    expect(said(result)).toEqual([
      'blocker',
      'ShortageReportedByEks',
      'EKS reports that its subnets have too few free addresses.',
    ]);
    expect(result.resources).toEqual([{ kind: 'Subnet', name: 'subnet-b' }]);
  });

  test('the 0 of an IPv6-only subnet is no count, and neither is a subnet that is gone', () => {
    const all = [anIpv6OnlySubnet(), ...threeSubnets().slice(1)];
    const cluster = aCluster({ subnetIds: ['subnet-a', 'subnet-b', 'subnet-x'] });
    expect(said(judge(check, { cluster, subnets: { all, fargateNodesByBlock: {} } }))).toEqual([
      'unknown',
      'SubnetsNotCounted',
      'No count of free addresses: subnet-a, subnet-x.',
    ]);
  });

  test('a subnet query that answers nothing is not green', () => {
    expect(said(judge(check, { subnets: { all: [], fargateNodesByBlock: {} } }))).toEqual([
      'unknown',
      'NoSubnetsMatched',
      'No control plane subnet was found.',
    ]);
  });

  test('other subnets of the VPC do not count', () => {
    const cluster = aCluster({ subnetIds: ['subnet-b', 'subnet-c'] });
    expect(judge(check, { cluster, ...free(0) }).reason).toBe('EnoughFreeAddresses');
  });

  test('with a subnet missing from the answer a sum proves nothing and a short subnet still does', () => {
    const sections = (...counts: readonly number[]) => {
      const value = {
        all: threeSubnets()
          .slice(0, 2)
          .map((each, index) => ({ ...each, freeIpv4: counts[index] ?? 0 })),
        fargateNodesByBlock: {},
      };
      return { sections: { subnets: partly<'subnets'>(value, 'one subnet was garbled') } };
    };
    expect(judge(check, {}, sections(1, 1)).reason).toBe('PartlyObserved');
    expect(judge(check, {}, { ...sections(5, 200), goal: 'Migrate' }).outcome).toBe('blocker');
    expect(said(judge(check, {}, sections(200, 200)))).toEqual([
      'unknown',
      'PartlyObserved',
      'Partly observed: one subnet was garbled.',
    ]);
  });

  test.each(['cluster', 'subnets'] as const)('is unknown without %s', (section) => {
    const result = judge(check, {}, { sections: { [section]: denied('the read') } });
    expect(said(result)).toEqual(['unknown', 'AccessDenied', 'Not allowed: the read.']);
  });

  test('does not depend on node groups, which another read gives', () => {
    expect(judge(check, {}, { sections: { nodeGroups: denied('eks:ListNodegroups') } }).outcome).toBe('pass');
  });
});
