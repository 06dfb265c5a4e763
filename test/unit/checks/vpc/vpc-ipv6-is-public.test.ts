import { describe, expect, test } from 'vitest';
import { vpcIpv6IsPublic } from '../../../../src/checks/vpc/vpc-ipv6-is-public.ts';
import type { Vpc } from '../../../../src/snapshot/aws-sections.ts';
import { aNodeGroup, aSubnet, aVpc, ipv4Nodes, threeSubnets } from '../../../support/builders.ts';
import { denied, judge, said } from '../../../support/judge.ts';

const publicBlock = '2a05:d018:abc:de00::/56';
const privateBlock = '2a05:d018:abc:df00::/56';

type Origin = Omit<Vpc['ipv6Origins'][number], 'cidr'>;

/** A VPC of the usual public block and one more. */
function withBlock(cidr: string, origin?: Origin): Vpc {
  const usual = aVpc();
  return aVpc({
    ipv6Cidrs: [cidr, publicBlock],
    ipv6Origins: [...usual.ipv6Origins, ...(origin ? [{ cidr, ...origin }] : [])],
  });
}

const noPods = { nodeGroups: [], fargateProfiles: [], nodes: [] };

describe('VPC-013', () => {
  test.each([
    ['EC2 calls it public', { attribute: 'public' }],
    ['Amazon gave it', { ipSource: 'amazon' }],
    ['its owner brought it along', { ipSource: 'byoip' }],
  ])('passes when %s', (_, origin) => {
    const vpc = aVpc({ ipv6Origins: [{ cidr: publicBlock, ...origin }] });
    expect(said(judge(vpcIpv6IsPublic, { vpc }))).toEqual([
      'pass',
      'Ipv6IsPublic',
      'The IPv6 blocks of VPC vpc-1 are public: 2a05:d018:abc:de00::/56.',
    ]);
  });

  test.each([
    ['EC2 calls its block private', publicBlock, { ipSource: 'none', attribute: 'private' }],
    ['a block from IPAM is called private, whoever gave it', publicBlock, { ipSource: 'amazon', attribute: 'private' }],
    ['neither Amazon nor the owner gave it', publicBlock, { ipSource: 'none' }],
    ['it is unique local, whatever EC2 says', 'fd00:1::/56', { attribute: 'public' }],
  ])('warns of the subnets of pods when %s', (_, cidr, origin) => {
    const vpc = aVpc({ ipv6Cidrs: [cidr], ipv6Origins: [{ cidr, ...origin }] });
    const all = threeSubnets({ ipv6Cidrs: [cidr.replace('/56', '/64')] });
    const result = judge(vpcIpv6IsPublic, { vpc, subnets: { all, fargateNodesByBlock: {} } });
    expect(said(result)).toEqual([
      'warning',
      'PodsOnPrivateIpv6',
      '3 subnets of pods in private IPv6 blocks of the VPC: subnet-a, subnet-b, subnet-c.',
    ]);
  });

  test('warns in both goals, and names the VPC and the subnets in question alone', () => {
    const vpc = withBlock(privateBlock, { ipSource: 'none', attribute: 'private' });
    const [a, b] = threeSubnets();
    const c = aSubnet({ id: 'subnet-c', ipv6Cidrs: ['2a05:d018:abc:df02::/64'] });
    const subnets = { all: [a, b, c].flatMap((each) => each ?? []), fargateNodesByBlock: {} };
    const result = judge(vpcIpv6IsPublic, { vpc, subnets }, { goal: 'Migrate' });
    expect(said(result)).toEqual([
      'warning',
      'PodsOnPrivateIpv6',
      '1 subnet of pods in private IPv6 blocks of the VPC: subnet-c.',
    ]);
    expect(result.resources).toEqual([
      { kind: 'Vpc', name: 'vpc-1' },
      { kind: 'Subnet', name: 'subnet-c' },
    ]);
  });

  test('tells of a private block that no pod is in', () => {
    const vpc = withBlock(privateBlock, { ipSource: 'none', attribute: 'private' });
    expect(said(judge(vpcIpv6IsPublic, { vpc }))).toEqual([
      'info',
      'PrivateIpv6OutsidePods',
      'No subnet of pods is in the private IPv6 blocks of the VPC: 2a05:d018:abc:df00::/56.',
    ]);
    expect(judge(vpcIpv6IsPublic, { vpc, ...noPods }).reason).toBe('PrivateIpv6OutsidePods');
  });

  test('does not say so while the subnet of a group or a node is not known', () => {
    const vpc = withBlock(privateBlock, { ipSource: 'none' });
    const gone = judge(vpcIpv6IsPublic, { vpc, nodeGroups: [aNodeGroup({ subnetIds: ['subnet-z'] })] });
    expect(said(gone)).toEqual(['unknown', 'PodSubnetsUnknown', 'In none of the subnets of the VPC: subnet-z.']);
    const stray = judge(vpcIpv6IsPublic, { vpc, nodes: [ipv4Nodes(['node-1'], { ipv4Block: '192.168.0.0/28' })] });
    expect(said(stray)).toEqual(['unknown', 'PodSubnetsUnknown', 'In none of the subnets of the VPC: node-1.']);
  });

  test.each([['public'], ['private']])('is unknown when EC2 says two things of a block, %s first', (first) => {
    const told = ['public', 'private'].toSorted((one) => (one === first ? -1 : 1));
    const vpc = aVpc({ ipv6Origins: told.map((attribute) => ({ cidr: publicBlock, attribute })) });
    expect(said(judge(vpcIpv6IsPublic, { vpc }))).toEqual([
      'unknown',
      'Ipv6OriginUnknown',
      `Public or private is not told of ${publicBlock}.`,
    ]);
  });

  test.each([
    ['nothing', undefined],
    ['words that are not known', { ipSource: 'moon', attribute: 'shared' }],
  ])('is unknown when EC2 says %s of a block', (_, origin) => {
    expect(said(judge(vpcIpv6IsPublic, { vpc: withBlock(privateBlock, origin) }))).toEqual([
      'unknown',
      'Ipv6OriginUnknown',
      'Public or private is not told of 2a05:d018:abc:df00::/56.',
    ]);
  });

  test('has nothing to judge in a VPC without IPv6', () => {
    const vpc = aVpc({ ipv6Cidrs: [], ipv6Origins: [] });
    expect(said(judge(vpcIpv6IsPublic, { vpc }))).toEqual([
      'notApplicable',
      'NoIpv6Blocks',
      'VPC vpc-1 has no IPv6 CIDR block.',
    ]);
  });

  test.each(['vpc', 'subnets', 'nodeGroups', 'fargateProfiles', 'nodes'] as const)(
    'is unknown when %s were not observed',
    (need) => {
      const result = judge(vpcIpv6IsPublic, {}, { sections: { [need]: denied('the read') } });
      expect(said(result)).toEqual(['unknown', 'AccessDenied', 'Not allowed: the read.']);
    },
  );
});
