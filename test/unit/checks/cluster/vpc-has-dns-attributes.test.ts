import { describe, expect, test } from 'vitest';
import { vpcHasDnsAttributes } from '../../../../src/checks/cluster/vpc-has-dns-attributes.ts';
import { denied, judge, said } from '../../../support/judge.ts';

describe('CLU-006', () => {
  test('passes while both attributes are on', () => {
    expect(said(judge(vpcHasDnsAttributes))).toEqual([
      'pass',
      'DnsAttributesOn',
      'DNS support and DNS host names of the VPC are on.',
    ]);
  });

  test.each([
    [{ support: true, hostnames: false }, 'Off in the VPC: enableDnsHostnames.'],
    [{ support: false, hostnames: true }, 'Off in the VPC: enableDnsSupport.'],
    [{ support: false, hostnames: false }, 'Off in the VPC: enableDnsSupport, enableDnsHostnames.'],
  ])('blocks while one is off: %j', (vpcDns, message) => {
    expect(said(judge(vpcHasDnsAttributes, { vpcDns }))).toEqual(['blocker', 'DnsAttributesOff', message]);
  });

  test('is unknown where the attributes were not observed', () => {
    const result = judge(vpcHasDnsAttributes, {}, { sections: { vpcDns: denied('ec2:DescribeVpcAttribute') } });
    expect(said(result)).toEqual(['unknown', 'AccessDenied', 'Not allowed: ec2:DescribeVpcAttribute.']);
  });
});
