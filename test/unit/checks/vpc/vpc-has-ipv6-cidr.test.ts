import { describe, expect, test } from 'vitest';
import { vpcHasIpv6Cidr as check } from '../../../../src/checks/vpc/vpc-has-ipv6-cidr.ts';
import { aVpc } from '../../../support/builders.ts';
import { denied, judge, partly, said } from '../../../support/judge.ts';

describe('VPC-001', () => {
  test('passes with an associated block of each family', () => {
    expect(said(judge(check))).toEqual(['pass', 'VpcDualStack', 'VPC vpc-1 has IPv6 CIDR 2a05:d018:abc:de00::/56.']);
  });

  test('blocks without an IPv6 block', () => {
    const result = judge(check, { vpc: aVpc({ ipv6Cidrs: [] }) });
    expect(said(result)).toEqual(['blocker', 'NoIpv6Cidr', 'VPC vpc-1 has no IPv6 CIDR block.']);
    expect(result.resources).toEqual([{ kind: 'Vpc', name: 'vpc-1' }]);
  });

  test('a block that was taken away does not count, and its state is told', () => {
    const otherIpv6Associations = [{ cidr: '2a05:d018:abc:de00::/56', state: 'disassociated' }];
    expect(said(judge(check, { vpc: aVpc({ ipv6Cidrs: [], otherIpv6Associations }) }))).toEqual([
      'blocker',
      'Ipv6CidrNotAssociated',
      'VPC vpc-1 has no associated IPv6 CIDR block: 2a05:d018:abc:de00::/56 (disassociated).',
    ]);
    expect(judge(check, { vpc: aVpc({ otherIpv6Associations }) }).reason).toBe('VpcDualStack');
  });

  test('blocks without an IPv4 block, which nodes still need', () => {
    expect(said(judge(check, { vpc: aVpc({ ipv4Cidrs: [] }) }))).toEqual([
      'blocker',
      'NoIpv4Cidr',
      'VPC vpc-1 has no associated IPv4 CIDR block.',
    ]);
  });

  test('with part of the answer missing, a block that is not seen proves nothing', () => {
    const vpc = partly<'vpc'>(aVpc({ ipv6Cidrs: [] }), 'one association was garbled');
    expect(said(judge(check, {}, { sections: { vpc } }))).toEqual([
      'unknown',
      'PartlyObserved',
      'Partly observed: one association was garbled.',
    ]);
  });

  test('is unknown without the VPC', () => {
    const sections = { vpc: denied('ec2:DescribeVpcs') };
    expect(said(judge(check, {}, { sections }))).toEqual(['unknown', 'AccessDenied', 'Not allowed: ec2:DescribeVpcs.']);
  });
});
