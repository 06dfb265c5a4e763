import { DescribeSubnetsCommand, DescribeVpcsCommand, EC2Client } from '@aws-sdk/client-ec2';
import { DescribeClusterCommand, EKSClient } from '@aws-sdk/client-eks';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { type EmbeddedAws, startAws } from './aws.ts';
import { AwsTruth } from './aws-truth.ts';
import { awsId } from './build-aws.ts';
import { healthyIpv6 } from './scenarios/healthy-ipv6.ts';

let truth: AwsTruth;
let aws: EmbeddedAws;
let ec2: EC2Client;
let eks: EKSClient;

beforeEach(async () => {
  truth = new AwsTruth(healthyIpv6);
  aws = await startAws(truth);
  const options = {
    endpoint: aws.url,
    region: 'eu-west-1',
    credentials: { accessKeyId: 'AKIAIOSFODNN7EXAMPLE', secretAccessKey: 'made-up' },
    maxAttempts: 1,
  };
  ec2 = new EC2Client(options);
  eks = new EKSClient(options);
});

afterEach(async () => {
  ec2.destroy();
  eks.destroy();
  await aws.stop();
});

const subnets = (): Promise<unknown> => ec2.send(new DescribeSubnetsCommand({}));
const vpcs = (): Promise<unknown> => ec2.send(new DescribeVpcsCommand({}));
const cluster = (): Promise<unknown> => eks.send(new DescribeClusterCommand({ name: 'prod' }));

test('a denied action of EC2, and no other', async () => {
  aws.deny('ec2:DescribeVpcs');
  await expect(vpcs()).rejects.toMatchObject({
    name: 'UnauthorizedOperation',
    message:
      'You are not authorized to perform this operation. ' +
      'User: arn:aws:sts::111122223333:assumed-role/ipv6-readiness/1764000000000000000 is not authorized to perform: ' +
      'ec2:DescribeVpcs because no identity-based policy allows the ec2:DescribeVpcs action',
    $metadata: { httpStatusCode: 403 },
  });
  await expect(subnets()).resolves.toBeDefined();
});

test('a denied action of EKS', async () => {
  aws.deny('eks:DescribeCluster');
  await expect(cluster()).rejects.toMatchObject({
    name: 'AccessDeniedException',
    message: expect.stringMatching(
      /is not authorized to perform: eks:DescribeCluster on resource: arn:aws:eks:eu-west-1:111122223333:cluster\/prod$/,
    ),
    $metadata: { httpStatusCode: 403 },
  });
});

test('throttling, as each service says it, for as often as asked', async () => {
  aws.throttle('ec2:DescribeSubnets', 2);
  aws.throttle('eks:DescribeCluster');
  const ec2Throttled = { name: 'RequestLimitExceeded', $metadata: { httpStatusCode: 503 } };
  await expect(subnets()).rejects.toMatchObject(ec2Throttled);
  await expect(subnets()).rejects.toMatchObject(ec2Throttled);
  await expect(subnets()).resolves.toBeDefined();
  await expect(cluster()).rejects.toMatchObject({ name: 'ThrottlingException', $metadata: { httpStatusCode: 429 } });
});

test('a failure with any status and body', async () => {
  aws.fail('eks:DescribeCluster', 500);
  aws.fail('ec2:DescribeVpcs', 200, { body: '', contentType: 'text/xml' });
  await expect(cluster()).rejects.toMatchObject({ name: 'SyntaxError', $metadata: { httpStatusCode: 500 } });
  const answer = await vpcs();
  expect(answer).not.toHaveProperty('Vpcs');
});

test('a call that hangs until the fault is cleared', async () => {
  aws.hang('ec2:DescribeVpcs');
  const call = vpcs().then(
    () => 'answered',
    () => 'cut off',
  );
  await expect.poll(() => aws.ledger).toMatchObject([{ action: 'ec2:DescribeVpcs', status: 0 }]);
  await expect(subnets()).resolves.toBeDefined();
  aws.clearFaults('ec2:DescribeVpcs');
  expect(await call).toBe('cut off');
  await expect(vpcs()).resolves.toBeDefined();
});

test('half an answer', async () => {
  aws.truncate('ec2:DescribeSubnets');
  aws.truncate('eks:DescribeCluster');
  await expect(subnets()).rejects.toMatchObject({ $metadata: { httpStatusCode: 200 } });
  await expect(cluster()).rejects.toMatchObject({ $metadata: { httpStatusCode: 200 } });
});

test('a page that gets lost, and one that comes again and again', async () => {
  aws.loseLaterPages('ec2:DescribeSubnets');
  const first = await ec2.send(new DescribeSubnetsCommand({}));
  expect(first.Subnets).toHaveLength(4);
  const next = ec2.send(new DescribeSubnetsCommand({ NextToken: first.NextToken }));
  await expect(next).rejects.toMatchObject({ name: 'InvalidNextToken' });

  aws.repeatPage('ec2:DescribeSubnets');
  const again = await ec2.send(new DescribeSubnetsCommand({}));
  const andAgain = await ec2.send(new DescribeSubnetsCommand({ NextToken: again.NextToken }));
  expect(andAgain.NextToken).toBe(again.NextToken);
});

test('the ledger holds every call with what was asked and answered', async () => {
  const Filters = [{ Name: 'vpc-id', Values: [healthyIpv6.vpc.id] }];
  await ec2.send(new DescribeSubnetsCommand({ Filters, MaxResults: 1_000 }));
  aws.deny('eks:DescribeCluster');
  await cluster().catch(() => undefined);
  expect(aws.ledger).toEqual([
    {
      action: 'ec2:DescribeSubnets',
      at: expect.any(Number),
      status: 200,
      parameters: { 'Filter.1.Name': 'vpc-id', 'Filter.1.Value.1': healthyIpv6.vpc.id, MaxResults: '1000' },
    },
    { action: 'eks:DescribeCluster', at: expect.any(Number), status: 403, parameters: { name: 'prod' } },
  ]);
  aws.clearLedger();
  expect(aws.ledger).toEqual([]);
});

test('addresses that are taken and given back show in the next answer', async () => {
  const id = awsId('subnet', 'fargate-a');
  const free = async (): Promise<number | undefined> => {
    const { Subnets } = await ec2.send(new DescribeSubnetsCommand({ SubnetIds: [id] }));
    return Subnets?.[0]?.AvailableIpAddressCount;
  };
  truth.change({ subnets: { [id]: { freeIpv4: 1 } } });
  expect([truth.takeIpv4(id), truth.takeIpv4(id)]).toEqual([true, false]);
  expect(await free()).toBe(0);
  truth.giveIpv4(id);
  expect(await free()).toBe(1);
});

test('a change names what exists', () => {
  expect(() => truth.change({ subnets: { 'subnet-x': {} } })).toThrow('the world has no subnet subnet-x');
});
