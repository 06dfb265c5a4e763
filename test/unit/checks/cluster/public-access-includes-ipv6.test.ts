import { describe, expect, test } from 'vitest';
import { publicAccessIncludesIpv6 as check } from '../../../../src/checks/cluster/public-access-includes-ipv6.ts';
import { aCluster } from '../../../support/builders.ts';
import { denied, judge, said } from '../../../support/judge.ts';

const under = (changes: Parameters<typeof aCluster>[0]) => judge(check, { cluster: aCluster(changes) });
const nodesIpv6 = ['2a05:d018:abc:de00::/64', '2a05:d018:abc:de01::/64', '2a05:d018:abc:de02::/64'];

describe('CLU-004', () => {
  test.each([
    ['both families are open', ['0.0.0.0/0', '::/0']],
    ['both are restricted', ['198.51.100.0/24', '2001:db8::/32']],
    ['only IPv6 is restricted', ['0.0.0.0/0', '2001:db8::/32']],
  ])('passes where %s', (_what, publicAccessCidrs) => {
    expect(said(under({ publicAccessCidrs }))).toEqual([
      'pass',
      'PublicAccessFits',
      'The API endpoint of cluster prod admits clients of both families.',
    ]);
  });

  test('warns where the IPv4 half is restricted and the IPv6 half stands open', () => {
    const result = under({ publicAccessCidrs: ['198.51.100.0/24', '::/0'] });
    expect(said(result)).toEqual([
      'warning',
      'OpenToAllIpv6',
      'The API endpoint of cluster prod admits every IPv6 client, and only some IPv4 clients.',
    ]);
    expect(result.resources).toEqual([{ kind: 'Cluster', name: 'prod' }]);
  });

  test.each([[['0.0.0.0/0']], [['198.51.100.0/24']]])(
    'tells that no IPv6 client is admitted: %j',
    (publicAccessCidrs) => {
      expect(said(under({ publicAccessCidrs }))).toEqual([
        'info',
        'OnlyIpv4Clients',
        'The API endpoint of cluster prod admits no IPv6 client.',
      ]);
    },
  );

  test('blocks where nodes have no other way than the public endpoint, and are not admitted', () => {
    const publicAccessCidrs = ['198.51.100.0/24', '2a05:d018:abc:de00::/64'];
    const result = under({ privateAccess: false, publicAccessCidrs });
    expect(said(result)).toEqual([
      'blocker',
      'NodesShutOut',
      'Without private access, the API endpoint does not admit the nodes of 2 subnets: subnet-b, subnet-c.',
    ]);
    expect(result.resources.map(({ name }) => name)).toEqual(['subnet-b', 'subnet-c']);
  });

  test.each([[['0.0.0.0/0', '::/0']], [['198.51.100.0/24', ...nodesIpv6]], [['2a05:d018:abc:de00::/56']]])(
    'nodes are admitted by %j',
    (publicAccessCidrs) => {
      expect(under({ privateAccess: false, publicAccessCidrs }).reason).toBe('PublicAccessFits');
    },
  );

  test('does not apply without public access, or where the list takes no IPv6 blocks', () => {
    expect(said(under({ publicAccess: false }))).toEqual([
      'notApplicable',
      'PublicAccessOff',
      'Cluster prod has no public API endpoint.',
    ]);
    expect(said(under({ endpointHost: 'x.gr7.eu-west-1.eks.amazonaws.com' }))).toEqual([
      'notApplicable',
      'Ipv4OnlyEndpoint',
      'The API endpoint of cluster prod has IPv4 addresses only.',
    ]);
  });

  test('is unknown where EKS does not say enough', () => {
    const { privateAccess: _, ...cluster } = aCluster();
    expect(said(judge(check, { cluster }))).toEqual([
      'unknown',
      'PublicAccessUnknown',
      'How the API endpoint of cluster prod can be reached is not known.',
    ]);
    expect(said(under({ endpointHost: 'api.example.com' }))).toEqual([
      'unknown',
      'EndpointUnknown',
      'Which families the API endpoint of cluster prod has is not known.',
    ]);
  });

  test('is unknown without the subnets', () => {
    const sections = { subnets: denied('ec2:DescribeSubnets') };
    expect(said(judge(check, {}, { sections }))).toEqual([
      'unknown',
      'AccessDenied',
      'Not allowed: ec2:DescribeSubnets.',
    ]);
  });

  test.each(['cluster', 'subnets', 'nodeGroups', 'fargateProfiles', 'nodes'] as const)(
    'is unknown without %s',
    (need) => {
      expect(said(judge(check, {}, { sections: { [need]: denied('the read') } }))).toEqual([
        'unknown',
        'AccessDenied',
        'Not allowed: the read.',
      ]);
    },
  );
});
