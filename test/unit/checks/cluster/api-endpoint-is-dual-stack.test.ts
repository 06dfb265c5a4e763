import { describe, expect, test } from 'vitest';
import { apiEndpointIsDualStack as check } from '../../../../src/checks/cluster/api-endpoint-is-dual-stack.ts';
import { aCluster } from '../../../support/builders.ts';
import { denied, judge, said } from '../../../support/judge.ts';

const dualStack = 'The API endpoint of cluster prod is dual-stack.';
const ipv4Only = 'The API endpoint of cluster prod has IPv4 addresses only.';
const notKnown = 'Which families the API endpoint of cluster prod has is not known.';

describe('CLU-003', () => {
  test.each([
    ['aws', 'x.eks-cluster.eu-west-1.api.aws'],
    ['aws-cn', 'x.eks-cluster.cn-north-1.api.amazonwebservices.com.cn'],
    ['aws-eusc', 'x.eks-cluster.eusc-de-east-1.api.amazonwebservices.eu'],
    ['aws-us-gov', 'x.eks-cluster.us-gov-west-1.api.aws'],
  ])('passes with a dual-stack endpoint in partition %s', (partition, endpointHost) => {
    expect(said(judge(check, { cluster: aCluster({ partition, endpointHost }) }))).toEqual([
      'pass',
      'DualStackEndpoint',
      dualStack,
    ]);
  });

  test.each([
    ['aws', 'x.gr7.eu-west-1.eks.amazonaws.com'],
    ['aws-cn', 'x.yl4.cn-north-1.eks.amazonaws.com.cn'],
  ])('tells an endpoint with IPv4 only in partition %s', (partition, endpointHost) => {
    const cluster = aCluster({ partition, endpointHost });
    expect(said(judge(check, { cluster }))).toEqual(['warning', 'Ipv4OnlyEndpoint', ipv4Only]);
    const migrating = judge(check, { cluster }, { goal: 'Migrate' });
    expect(said(migrating)).toEqual(['info', 'Ipv4OnlyEndpoint', ipv4Only]);
    expect(migrating.resources).toEqual([{ kind: 'Cluster', name: 'prod' }]);
  });

  test.each([
    ['of another partition', 'aws', 'x.eks-cluster.cn-north-1.api.amazonwebservices.com.cn'],
    ['that only looks like one', 'aws', 'x.eks-cluster.eu-west-1.evilapi.aws'],
    ['of a partition that is not known', 'aws-moon', 'x.eks-cluster.moon-1.api.aws'],
    ['of a partition that is a member of every object', 'constructor', 'x.eks-cluster.moon-1.api.aws'],
  ])('is unknown with a name %s', (_what, partition, endpointHost) => {
    expect(said(judge(check, { cluster: aCluster({ partition, endpointHost }) }))).toEqual([
      'unknown',
      'EndpointUnknown',
      notKnown,
    ]);
  });

  test('is unknown where EKS names no endpoint', () => {
    const { endpointHost: _, ...cluster } = aCluster();
    expect(said(judge(check, { cluster }))).toEqual(['unknown', 'EndpointUnknown', notKnown]);
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
