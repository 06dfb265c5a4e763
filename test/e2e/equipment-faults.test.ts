import { DescribeSubnetsCommand, EC2Client, paginateDescribeSubnets } from '@aws-sdk/client-ec2';
import { DescribeClusterCommand, EKSClient, ListNodegroupsCommand, paginateListNodegroups } from '@aws-sdk/client-eks';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import type { Moto } from '../real/moto.ts';
import { startMoto } from '../real/moto.ts';
import { whyRealPartsAreSkipped } from '../real/parts.ts';
import { seedMoto } from '../real/seed-moto.ts';
import { healthyIpv6 } from '../world/scenarios/healthy-ipv6.ts';

const skipped = whyRealPartsAreSkipped() !== undefined;

let moto: Moto;
let ec2: EC2Client;
let eks: EKSClient;

beforeAll(async () => {
  if (skipped) return;
  moto = await startMoto();
  await seedMoto(healthyIpv6, moto);
  const credentials = { accessKeyId: 'made-up', secretAccessKey: 'made-up' };
  const access = { region: 'eu-west-1', endpoint: moto.url, credentials, maxAttempts: 1 };
  ec2 = new EC2Client(access);
  eks = new EKSClient(access);
});

afterAll(async () => {
  await moto?.stop();
});

afterEach(() => {
  moto?.clearFaults();
  moto?.clearLedger();
});

const describeSubnets = (): Promise<unknown> => ec2.send(new DescribeSubnetsCommand({}));
const describeCluster = (): Promise<unknown> => eks.send(new DescribeClusterCommand({ name: 'prod' }));

describe.skipIf(skipped)('a fault, as the SDK sees it', () => {
  test('denied: a code for each service, only for that action, until it is cleared', async () => {
    moto.deny('ec2:DescribeSubnets');
    moto.deny('eks:DescribeCluster');
    await expect(describeSubnets()).rejects.toMatchObject({
      name: 'UnauthorizedOperation',
      message: expect.stringContaining('is not authorized to perform: ec2:DescribeSubnets'),
      $metadata: { httpStatusCode: 403 },
    });
    await expect(describeCluster()).rejects.toMatchObject({
      name: 'AccessDeniedException',
      message: expect.stringContaining('is not authorized to perform: eks:DescribeCluster'),
      $metadata: { httpStatusCode: 403 },
    });
    expect(await eks.send(new ListNodegroupsCommand({ clusterName: 'prod' }))).toMatchObject({
      nodegroups: ['general'],
    });

    moto.clearFaults('ec2:DescribeSubnets');
    await describeSubnets();
    await expect(describeCluster()).rejects.toMatchObject({ name: 'AccessDeniedException' });
  });

  test('throttled: as often as asked, then no more', async () => {
    moto.throttle('ec2:DescribeSubnets', 2);
    moto.throttle('eks:DescribeCluster');
    const throttled = { name: 'RequestLimitExceeded', $metadata: { httpStatusCode: 503 } };
    await expect(describeSubnets()).rejects.toMatchObject(throttled);
    await expect(describeSubnets()).rejects.toMatchObject(throttled);
    await describeSubnets();
    for (let attempt = 0; attempt < 4; attempt += 1) {
      await expect(describeCluster()).rejects.toMatchObject({
        name: 'ThrottlingException',
        $metadata: { httpStatusCode: 429 },
      });
    }
    expect(moto.ledger.map(({ status }) => status)).toEqual([503, 503, 200, 429, 429, 429, 429]);
  });

  test('failing: with the status, and with the page a proxy in between would show', async () => {
    moto.fail('ec2:DescribeSubnets', 500);
    moto.fail('eks:DescribeCluster', 502, { body: '<html>Bad Gateway</html>', contentType: 'text/html' });
    await expect(describeSubnets()).rejects.toMatchObject({
      name: 'InternalError',
      $metadata: { httpStatusCode: 500 },
    });
    await expect(describeCluster()).rejects.toMatchObject({
      name: 'SyntaxError',
      $metadata: { httpStatusCode: 502 },
    });
  });

  test('hanging: no answer, until it is cleared', async () => {
    moto.hang('ec2:DescribeSubnets');
    const hanging = describeSubnets().then(
      () => 'answered',
      () => 'ended',
    );
    await expect.poll(() => moto.ledger).toMatchObject([{ action: 'ec2:DescribeSubnets', status: 0 }]);
    const waited = new Promise((resolve) => setTimeout(resolve, 300, 'still waiting'));
    expect(await Promise.race([hanging, waited])).toBe('still waiting');
    moto.clearFaults();
    expect(await hanging).toBe('ended');
    await describeSubnets();
  });

  test('truncated: half a body is an error, never half a list', async () => {
    moto.truncate('ec2:DescribeSubnets');
    moto.truncate('eks:DescribeCluster');
    await expect(describeSubnets()).rejects.toThrow('aborted');
    await expect(describeCluster()).rejects.toThrow('aborted');
  });

  test('later pages lost: the first page is good and names a next one, which fails', async () => {
    moto.loseLaterPages('ec2:DescribeSubnets');
    moto.loseLaterPages('eks:ListNodegroups');
    const seen: unknown[] = [];
    const readSubnets = async (): Promise<void> => {
      for await (const page of paginateDescribeSubnets({ client: ec2 }, {})) seen.push(page.Subnets?.length);
    };
    await expect(readSubnets()).rejects.toMatchObject({ name: 'InvalidNextToken', $metadata: { httpStatusCode: 400 } });
    const readNodegroups = async (): Promise<void> => {
      for await (const page of paginateListNodegroups({ client: eks }, { clusterName: 'prod' }))
        seen.push(page.nodegroups);
    };
    await expect(readNodegroups()).rejects.toMatchObject({ name: 'InvalidParameterException' });
    expect(seen).toEqual([expect.any(Number), ['general']]);
  });

  test('page repeated: every page names the same next page', async () => {
    moto.repeatPage('ec2:DescribeSubnets');
    const first = await ec2.send(new DescribeSubnetsCommand({}));
    const second = await ec2.send(new DescribeSubnetsCommand({ NextToken: first.NextToken }));
    expect(first.NextToken).toBeDefined();
    expect(second.NextToken).toBe(first.NextToken);
    expect(second.Subnets).toEqual(first.Subnets);
    moto.repeatPage('eks:ListNodegroups');
    const { nextToken } = await eks.send(new ListNodegroupsCommand({ clusterName: 'prod' }));
    const again = await eks.send(new ListNodegroupsCommand({ clusterName: 'prod', nextToken }));
    expect(again).toMatchObject({ nodegroups: ['general'], nextToken });
  });
});
