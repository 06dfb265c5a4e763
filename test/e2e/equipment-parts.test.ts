import { DescribeSubnetsCommand, EC2Client } from '@aws-sdk/client-ec2';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { whyRealPartsAreSkipped } from '../real/parts.ts';
import type { RealParts } from '../real/real-parts.ts';
import { startRealParts } from '../real/real-parts.ts';
import { awsId } from '../world/build-aws.ts';
import { healthyIpv6 } from '../world/scenarios/healthy-ipv6.ts';

const skipped = whyRealPartsAreSkipped() !== undefined;

describe.skipIf(skipped)('a scenario on real parts', () => {
  let parts: RealParts;

  beforeAll(async () => {
    parts = await startRealParts(healthyIpv6);
  });

  afterAll(async () => {
    await parts?.stop();
  });

  const freeIn = async (name: string): Promise<number | undefined> => {
    const ec2 = new EC2Client({
      region: 'eu-west-1',
      endpoint: parts.aws.url,
      credentials: { accessKeyId: 'made-up', secretAccessKey: 'made-up' },
    });
    const SubnetIds = [parts.awsId(awsId('subnet', name))];
    const { Subnets } = await ec2.send(new DescribeSubnetsCommand({ SubnetIds }));
    return Subnets?.[0]?.AvailableIpAddressCount;
  };

  test('gives the operator the rights of its shipped roles, and no more', async () => {
    const mayIt = async (...what: string[]): Promise<string> =>
      (await parts.server.kubectl(['auth', 'can-i', ...what], { user: 'operator' })).stdout.trim();
    expect(await mayIt('watch', 'pods', '--all-namespaces')).toBe('yes');
    expect(await mayIt('patch', 'ipv6readinesses.ipv6readiness.io', '--subresource=status')).toBe('yes');
    expect(await mayIt('list', 'secrets', '--all-namespaces')).toBe('no');
    expect(await mayIt('delete', 'nodes')).toBe('no');
  });

  test('has every object of the scenario, with the ids that AWS knows', async () => {
    const nodes = await parts.list({ apiVersion: 'v1', resource: 'nodes' });
    expect(nodes).toHaveLength(healthyIpv6.objects.filter(({ kind }) => kind === 'Node').length);
    const controller = await parts.get({
      apiVersion: 'apps/v1',
      resource: 'deployments',
      namespace: 'kube-system',
      name: 'aws-load-balancer-controller',
    });
    expect(JSON.stringify(controller)).toContain(`--aws-vpc-id=${parts.awsId(healthyIpv6.vpc.id)}`);
    expect(parts.awsId(healthyIpv6.vpc.id)).not.toBe(healthyIpv6.vpc.id);
  });

  test('launches Fargate pods, each with an address of its own, until the subnets are full', async () => {
    await parts.mend({
      subnets: { [awsId('subnet', 'fargate-a')]: { freeIpv4: 2 }, [awsId('subnet', 'fargate-b')]: { freeIpv4: 1 } },
    });
    const launched = await parts.launchFargatePods({ profile: 'batch', count: 5, perSecond: 100 });
    expect(launched).toEqual({ running: 3, pending: 2 });
    expect(await freeIn('fargate-a')).toBe(0);
    expect(await freeIn('fargate-b')).toBe(0);
    const pods = await parts.list({ apiVersion: 'v1', resource: 'pods', namespace: 'batch' });
    const phases = pods.filter(({ metadata }) => metadata.name.startsWith('batch-')).map(({ status }) => status);
    expect(phases).toMatchObject(['Running', 'Running', 'Running', 'Pending', 'Pending'].map((phase) => ({ phase })));

    await parts.removeFargatePods('batch', 2);
    expect([await freeIn('fargate-a'), await freeIn('fargate-b')]).toEqual([0, 0]);
    await parts.removeFargatePods('batch', 3);
    expect([await freeIn('fargate-a'), await freeIn('fargate-b')]).toEqual([2, 1]);
    const left = await parts.list({ apiVersion: 'v1', resource: 'pods', namespace: 'batch' });
    expect(left.map(({ metadata }) => metadata.name)).toEqual(['nightly-0', 'nightly-1']);
  });

  test('has an environment that leads the operator to both, as its own user', () => {
    expect(parts.environment()).toMatchObject({
      KUBECONFIG: parts.kubernetes.kubeconfigFor('operator'),
      AWS_ENDPOINT_URL: parts.aws.url,
      AWS_REGION: 'eu-west-1',
    });
  });
});
