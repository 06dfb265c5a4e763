import { describe, expect, test } from 'vitest';
import { aReader, anySignal, eks, failureOf, useFakeAws, valueOf } from './fake-aws.ts';
import { cluster, vpcId } from './replies.ts';

useFakeAws();

function answerCluster(changes: Readonly<Record<string, unknown>> = {}): void {
  eks().get('/clusters/blue').reply(200, cluster(changes));
}

describe('the cluster', () => {
  test('is given in our words', async () => {
    answerCluster({
      health: { issues: [{ code: 'Ec2SubnetNotFound', message: 'arn:aws:x', resourceIds: ['subnet-1'] }] },
    });
    expect(await aReader().reader.cluster('blue', anySignal())).toEqual({
      value: {
        name: 'blue',
        version: '1.34',
        status: 'ACTIVE',
        ipFamily: 'ipv6',
        serviceIpv6Cidr: 'fd12:3456:789a::/108',
        vpcId,
        subnetIds: ['subnet-0aaaaaaaaaaaaaaa1', 'subnet-0aaaaaaaaaaaaaaa2'],
        oidcIssuer: 'https://oidc.eks.eu-west-1.amazonaws.com/id/EXAMPLE',
        partition: 'aws',
        publicAccessCidrs: [],
        securityGroupIds: [],
        remoteNetworkCidrs: [],
        onOutposts: false,
        createdAt: 1_700_000_000_123,
        autoMode: false,
        autoModeLoadBalancing: false,
        healthIssues: [{ code: 'Ec2SubnetNotFound', resourceIds: ['subnet-1'] }],
      },
      gaps: [],
    });
  });

  test('runs in Auto Mode when EKS computes its nodes', async () => {
    answerCluster({ computeConfig: { enabled: true, nodePools: ['system'] } });
    expect(valueOf(await aReader().reader.cluster('blue', anySignal())).autoMode).toBe(true);
  });

  test('has an endpoint, and says who may reach it, through what, and which networks lie elsewhere', async () => {
    answerCluster({
      arn: 'arn:aws-cn:eks:cn-north-1:111122223333:cluster/blue',
      endpoint: 'https://0F6C.eks-cluster.cn-north-1.api.amazonwebservices.com.cn',
      resourcesVpcConfig: {
        vpcId,
        subnetIds: ['subnet-1'],
        clusterSecurityGroupId: 'sg-1',
        securityGroupIds: ['sg-2'],
        endpointPublicAccess: true,
        endpointPrivateAccess: false,
        publicAccessCidrs: ['198.51.100.0/24', '2001:db8::/32'],
        controlPlaneEgressMode: 'CUSTOMER_ROUTED',
      },
      remoteNetworkConfig: {
        remoteNodeNetworks: [{ cidrs: ['192.168.0.0/16'] }],
        remotePodNetworks: [{ cidrs: ['192.0.2.0/24'] }],
      },
      outpostConfig: { outpostArns: ['arn'], controlPlaneInstanceType: 'm5.large' },
    });
    expect(valueOf(await aReader().reader.cluster('blue', anySignal()))).toMatchObject({
      partition: 'aws-cn',
      endpointHost: '0f6c.eks-cluster.cn-north-1.api.amazonwebservices.com.cn',
      publicAccess: true,
      privateAccess: false,
      publicAccessCidrs: ['198.51.100.0/24', '2001:db8::/32'],
      clusterSecurityGroupId: 'sg-1',
      securityGroupIds: ['sg-2'],
      controlPlaneEgressMode: 'CUSTOMER_ROUTED',
      remoteNetworkCidrs: ['192.168.0.0/16', '192.0.2.0/24'],
      onOutposts: true,
    });
  });

  test.each([
    [{ endpoint: 'nowhere' }, 'endpoint is "nowhere" in the answer, expected a URL.'],
    [
      { resourcesVpcConfig: { vpcId, subnetIds: ['subnet-1'], publicAccessCidrs: ['everyone'] } },
      'publicAccessCidrs is "everyone" in the answer, expected an IPv4 CIDR block.',
    ],
  ])('with an endpoint that cannot be understood is no answer', async (changes, message) => {
    answerCluster(changes);
    expect(failureOf(await aReader().reader.cluster('blue', anySignal()))).toEqual({ reason: 'InvalidData', message });
  });

  test('may lack what EKS leaves out of old clusters', async () => {
    answerCluster({ computeConfig: undefined, health: undefined, identity: undefined });
    expect(valueOf(await aReader().reader.cluster('blue', anySignal()))).toMatchObject({
      autoMode: false,
      healthIssues: [],
    });
  });

  test('that does not exist is not found', async () => {
    eks()
      .get('/clusters/blue')
      .reply(404, { message: 'No cluster found for name: blue.' }, { 'x-amzn-errortype': 'ResourceNotFoundException' });
    expect(failureOf(await aReader().reader.cluster('blue', anySignal()))).toEqual({
      reason: 'NotFound',
      message: 'EKS has no cluster named blue in eu-west-1.',
    });
  });

  test.each(['CREATING', 'UPDATING', 'DELETING', 'FAILED', 'PENDING'])(
    'that is %s is not active (F59)',
    async (status) => {
      answerCluster({ status, resourcesVpcConfig: undefined });
      expect(failureOf(await aReader().reader.cluster('blue', anySignal()))).toEqual({
        reason: 'ClusterNotActive',
        message: `Cluster blue is ${status}.`,
      });
    },
  );

  test.each([
    [
      { kubernetesNetworkConfig: { ipFamily: 'ipv5' } },
      'kubernetesNetworkConfig.ipFamily is "ipv5" in the answer, expected ipv4 or ipv6.',
    ],
    [{ kubernetesNetworkConfig: undefined }, 'kubernetesNetworkConfig.ipFamily is missing from the answer.'],
    [{ resourcesVpcConfig: { subnetIds: ['subnet-1'] } }, 'resourcesVpcConfig.vpcId is missing from the answer.'],
    [{ resourcesVpcConfig: { vpcId, subnetIds: [] } }, 'resourcesVpcConfig.subnetIds is missing from the answer.'],
    [
      { resourcesVpcConfig: { vpcId, subnetIds: 'subnet-1' } },
      'resourcesVpcConfig.subnetIds is "subnet-1" in the answer, expected a list.',
    ],
    [{ version: undefined }, 'version of the cluster is missing from the answer.'],
    [{ status: undefined }, 'status of the cluster is missing from the answer.'],
    [{ name: 'green' }, 'name of the cluster is "green" in the answer, expected blue.'],
  ])('with a member that is missing or odd is invalid data, which is named: %o', async (changes, message) => {
    answerCluster(changes);
    expect(failureOf(await aReader().reader.cluster('blue', anySignal()))).toEqual({ reason: 'InvalidData', message });
  });
});
