import {
  DescribeAddonCommand,
  DescribeAddonVersionsCommand,
  DescribePodIdentityAssociationCommand,
  EKSClient,
  ListAddonsCommand,
  ListPodIdentityAssociationsCommand,
} from '@aws-sdk/client-eks';
import { GetInstanceProfileCommand, IAMClient, SimulatePrincipalPolicyCommand } from '@aws-sdk/client-iam';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type EmbeddedAws, startAws } from './aws.ts';
import { AwsTruth } from './aws-truth.ts';
import { healthyIpv6 } from './scenarios/healthy-ipv6.ts';

const clusterName = 'prod';
const role = 'arn:aws:iam::111122223333:role/prod-node';
const associations = ['a', 'b', 'c'].map((name) => ({ namespace: 'shop', serviceAccount: name, role: 'shop' }));

let aws: EmbeddedAws;
let eks: EKSClient;
let iam: IAMClient;

beforeEach(async () => {
  const own = { namespace: 'kube-system', serviceAccount: 'aws-node', role: 'cni' };
  const deniedActions = { 'prod-node': ['ec2:AssignIpv6Addresses'] };
  const scenario = { ...healthyIpv6, podIdentityAssociations: [...associations, own], deniedActions };
  aws = await startAws(new AwsTruth(scenario));
  const options = {
    endpoint: aws.url,
    region: scenario.region,
    credentials: { accessKeyId: 'AKIAIOSFODNN7EXAMPLE', secretAccessKey: 'made-up' },
    maxAttempts: 1,
  };
  eks = new EKSClient(options);
  iam = new IAMClient(options);
});

afterEach(async () => {
  eks.destroy();
  iam.destroy();
  await aws.stop();
});

describe('what EKS says of add-ons, through its own client', () => {
  test('those that it installs, at their default versions', async () => {
    const { addons = [] } = await eks.send(new ListAddonsCommand({ clusterName, maxResults: 100 }));
    expect(addons).toEqual(['coredns', 'kube-proxy', 'vpc-cni']);
    const { addon } = await eks.send(new DescribeAddonCommand({ clusterName, addonName: 'vpc-cni' }));
    expect(addon).toMatchObject({ addonName: 'vpc-cni', status: 'ACTIVE', health: { issues: [] } });
    const request = { kubernetesVersion: '1.34', types: ['networking'], owners: ['aws'], maxResults: 100 };
    const offered = await eks.send(new DescribeAddonVersionsCommand(request));
    const cni = offered.addons?.find(({ addonName }) => addonName === 'vpc-cni');
    const byDefault = cni?.addonVersions?.filter(({ compatibilities }) => compatibilities?.[0]?.defaultVersion);
    expect(byDefault?.map(({ addonVersion }) => addonVersion)).toEqual([addon?.addonVersion]);
  });

  test('none of another name', async () => {
    const asked = eks.send(new DescribeAddonCommand({ clusterName, addonName: 'adot' }));
    await expect(asked).rejects.toMatchObject({ name: 'ResourceNotFoundException' });
  });

  test('associations in pages, and those of one account alone', async () => {
    const page = await eks.send(new ListPodIdentityAssociationsCommand({ clusterName, maxResults: 3 }));
    expect([page.associations?.length, typeof page.nextToken]).toEqual([3, 'string']);
    const of = { namespace: 'kube-system', serviceAccount: 'aws-node' };
    const own = await eks.send(new ListPodIdentityAssociationsCommand({ clusterName, ...of }));
    expect(own.associations).toMatchObject([of]);
    const { associationId = '' } = own.associations?.[0] ?? {};
    const described = await eks.send(new DescribePodIdentityAssociationCommand({ clusterName, associationId }));
    expect(described.association?.roleArn).toBe('arn:aws:iam::111122223333:role/cni');
  });
});

describe('what IAM says, through its own client', () => {
  test('what a role is allowed, and what it is denied', async () => {
    const request = { PolicySourceArn: role, ActionNames: ['ec2:AssignIpv6Addresses', 'ec2:DescribeSubnets'] };
    const { EvaluationResults } = await iam.send(new SimulatePrincipalPolicyCommand(request));
    expect(EvaluationResults?.map(({ EvalActionName, EvalDecision }) => [EvalActionName, EvalDecision])).toEqual([
      ['ec2:AssignIpv6Addresses', 'implicitDeny'],
      ['ec2:DescribeSubnets', 'allowed'],
    ]);
  });

  test('the role of an instance profile', async () => {
    const { InstanceProfile } = await iam.send(new GetInstanceProfileCommand({ InstanceProfileName: 'eks-0a' }));
    expect(InstanceProfile?.Roles?.map(({ Arn }) => Arn)).toEqual([role]);
  });

  test('nothing of a role of another account, and nothing where it is denied', async () => {
    const request = { PolicySourceArn: 'arn:aws:iam::444455556666:role/x', ActionNames: ['ec2:DescribeSubnets'] };
    const asked = iam.send(new SimulatePrincipalPolicyCommand(request));
    await expect(asked).rejects.toMatchObject({ name: 'NoSuchEntityException' });
    aws.deny('iam:SimulatePrincipalPolicy');
    const denied = iam.send(new SimulatePrincipalPolicyCommand({ ...request, PolicySourceArn: role }));
    await expect(denied).rejects.toMatchObject({ name: 'AccessDenied' });
    expect(aws.ledger.map(({ action, status }) => [action, status])).toEqual([
      ['iam:SimulatePrincipalPolicy', 404],
      ['iam:SimulatePrincipalPolicy', 403],
    ]);
  });
});
