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
        autoMode: false,
        healthIssues: [{ code: 'Ec2SubnetNotFound', resourceIds: ['subnet-1'] }],
      },
      gaps: [],
    });
  });

  test('runs in Auto Mode when EKS computes its nodes', async () => {
    answerCluster({ computeConfig: { enabled: true, nodePools: ['system'] } });
    expect(valueOf(await aReader().reader.cluster('blue', anySignal())).autoMode).toBe(true);
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
