import { describe, expect, test } from 'vitest';
import { controlPlaneSpansTwoZones as check } from '../../../../src/checks/cluster/control-plane-spans-two-zones.ts';
import { aCluster, aSubnet, threeSubnets } from '../../../support/builders.ts';
import { denied, judge, partly, said } from '../../../support/judge.ts';

describe('CLU-010', () => {
  test('passes with subnets in two zones or more', () => {
    expect(said(judge(check))).toEqual([
      'pass',
      'SpansZones',
      'The control plane subnets lie in 3 zones: eu-west-1a, eu-west-1b, eu-west-1c.',
    ]);
  });

  test('blocks when all of them lie in one zone', () => {
    const all = [aSubnet(), aSubnet({ id: 'subnet-b', ipv4Cidr: '10.0.1.0/24' })];
    const result = judge(check, { subnets: { all, fargateNodesByBlock: {} } });
    expect(said(result)).toEqual(['blocker', 'SingleZone', '2 control plane subnets found, all in eu-west-1a.']);
    expect(result.resources.map(({ name }) => name)).toEqual(['subnet-a', 'subnet-b']);
  });

  test('zones of subnets that are not the control plane’s do not count', () => {
    expect(judge(check, { cluster: aCluster({ subnetIds: ['subnet-a'] }) }).reason).toBe('SingleZone');
  });

  test.each(['use1-az3', 'usw1-az2', 'cac1-az3'])('blocks a subnet in %s, which EKS refuses', (availabilityZoneId) => {
    const [first, ...others] = threeSubnets();
    if (!first) throw new Error('a subnet is expected');
    const all = [{ ...first, availabilityZoneId }, ...others];
    expect(said(judge(check, { subnets: { all, fargateNodesByBlock: {} } }))).toEqual([
      'blocker',
      'RefusedZone',
      `In a zone that EKS does not support: subnet-a (${availabilityZoneId}).`,
    ]);
  });

  test('a subnet query that answers nothing is not green', () => {
    expect(said(judge(check, { subnets: { all: [], fargateNodesByBlock: {} } }))).toEqual([
      'unknown',
      'NoSubnetsMatched',
      'No control plane subnet was found.',
    ]);
  });

  test('with a subnet missing from the answer one zone proves nothing', () => {
    const subnets = partly<'subnets'>({ all: [aSubnet()], fargateNodesByBlock: {} }, 'one subnet was garbled');
    expect(said(judge(check, {}, { sections: { subnets } }))).toEqual([
      'unknown',
      'PartlyObserved',
      'Partly observed: one subnet was garbled.',
    ]);
  });

  test.each(['cluster', 'subnets'] as const)('is unknown without %s', (section) => {
    const result = judge(check, {}, { sections: { [section]: denied('the read') } });
    expect(said(result)).toEqual(['unknown', 'AccessDenied', 'Not allowed: the read.']);
  });
});
