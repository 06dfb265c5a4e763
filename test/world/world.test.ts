import { readFileSync } from 'node:fs';
import { afterEach, describe, expect, test } from 'vitest';
import ipaddr from 'ipaddr.js';
import { awsId } from './build-aws.ts';
import { isRecord, recordAt, textAt } from './json.ts';
import type { KubernetesObject, Scenario, WorldSubnet } from './scenario.ts';
import { deniedApi } from './scenarios/denied-api.ts';
import { fargateNearlyExhausted } from './scenarios/fargate-nearly-exhausted.ts';
import { healthyIpv6 } from './scenarios/healthy-ipv6.ts';
import { ipv4CustomNetworking } from './scenarios/ipv4-custom-networking.ts';
import { leftoverDisassociatedCidrs } from './scenarios/leftover-disassociated-cidrs.ts';
import { subnetWithoutIpv6 } from './scenarios/subnet-without-ipv6.ts';
import { throttling } from './scenarios/throttling.ts';
import { xenNodes } from './scenarios/xen-nodes.ts';
import { startWorld, type World } from './world.ts';

let world: World | undefined;

async function start(scenario: Scenario): Promise<World> {
  world = await startWorld(scenario);
  return world;
}

afterEach(async () => {
  await world?.stop();
  world = undefined;
});

const scenarios = [
  deniedApi,
  fargateNearlyExhausted,
  healthyIpv6,
  ipv4CustomNetworking,
  leftoverDisassociatedCidrs,
  subnetWithoutIpv6,
  throttling,
  xenNodes,
];

describe.for(scenarios)('the scenario $name', (scenario) => {
  test('names only subnets and instance types that exist', () => {
    const subnetIds = new Set(scenario.subnets.map(({ id }) => id));
    const used = [scenario.cluster, ...scenario.nodeGroups, ...scenario.fargateProfiles].flatMap(
      (user) => user.subnetIds,
    );
    expect(used.filter((id) => !subnetIds.has(id))).toEqual([]);
    const types = new Set(scenario.instanceTypes.map(({ name }) => name));
    const usedTypes = scenario.nodeGroups.flatMap(({ instanceTypes }) => instanceTypes);
    expect(usedTypes.filter((name) => !types.has(name))).toEqual([]);
  });

  test('has ids as AWS gives them, and no subnet twice', () => {
    for (const { id } of scenario.subnets) expect(id).toMatch(/^subnet-0[0-9a-f]{16}$/);
    expect(new Set(scenario.subnets.map(({ id }) => id)).size).toBe(scenario.subnets.length);
    expect(scenario.vpc.id).toMatch(/^vpc-0[0-9a-f]{16}$/);
  });

  test('has every node in one of its subnets, and no more free addresses than can be', () => {
    const nodes = scenario.objects.filter(({ kind }) => kind === 'Node');
    for (const node of nodes) {
      const ipv4 = node.metadata.name.match(/ip-([\d-]+)\./)?.[1]?.replaceAll('-', '.') ?? '';
      expect([ipv4, scenario.subnets.filter((subnet) => holds(subnet, ipv4)).length]).toEqual([ipv4, 1]);
    }
    for (const subnet of scenario.subnets) {
      const inside = nodes.filter((node) => holds(subnet, addressInName(node)));
      expect(subnet.freeIpv4).toBeLessThanOrEqual(usable(subnet) - inside.length);
    }
  });

  test('starts, and every object is served', async () => {
    const { api } = await start(scenario);
    const pods = api.list('v1', 'pods');
    expect(pods).toHaveLength(scenario.objects.filter(({ kind }) => kind === 'Pod').length);
  });
});

function addressInName({ metadata }: KubernetesObject): string {
  return metadata.name.match(/ip-([\d-]+)\./)?.[1]?.replaceAll('-', '.') ?? '';
}

function holds({ ipv4Cidr }: WorldSubnet, ipv4: string): boolean {
  return ipv4Cidr !== undefined && ipaddr.IPv4.parse(ipv4).match(ipaddr.IPv4.parseCIDR(ipv4Cidr));
}

function usable({ ipv4Cidr }: WorldSubnet): number {
  return ipv4Cidr === undefined ? 0 : 2 ** (32 - Number(ipv4Cidr.split('/')[1])) - 5;
}

describe('Fargate', () => {
  const fargateSubnets = ['fargate-a', 'fargate-b'].map((name) => awsId('subnet', name));

  async function freeAddresses({ aws, scenario }: World): Promise<number[]> {
    const { DescribeSubnetsCommand, EC2Client } = await import('@aws-sdk/client-ec2');
    const credentials = { accessKeyId: 'AKIAIOSFODNN7EXAMPLE', secretAccessKey: 'made-up' };
    const ec2 = new EC2Client({ endpoint: aws.url, region: scenario.region, credentials });
    const { Subnets } = await ec2.send(new DescribeSubnetsCommand({ SubnetIds: fargateSubnets }));
    ec2.destroy();
    return (Subnets ?? []).map((subnet) => subnet.AvailableIpAddressCount ?? -1);
  }

  test('takes one address for each pod, evenly, until none is left, and gives them back', async () => {
    const running = await start(fargateNearlyExhausted);
    expect(await freeAddresses(running)).toEqual([9, 6]);
    const launch = { profile: 'batch', count: 20, perSecond: 1_000 };
    expect(await running.launchFargatePods(launch)).toEqual({ running: 15, pending: 5 });
    expect(await freeAddresses(running)).toEqual([0, 0]);
    const pods = running.api.list('v1', 'pods', 'batch');
    expect(pods.filter((pod) => textAt(pod['status'], 'phase') === 'Pending')).toHaveLength(5);
    await running.removeFargatePods('batch', 8);
    const free = await freeAddresses(running);
    expect(free.reduce((sum, count) => sum + count, 0)).toBe(3);
  });

  test('a pod pends first, then has a node whose name and addresses are those of its subnet', async () => {
    const running = await start(healthyIpv6);
    await running.launchFargatePods({ profile: 'batch', count: 1, perSecond: 1_000 });
    const pod = running.api.get('v1', 'pods', { namespace: 'batch', name: 'batch-0' });
    const nodeName = textAt(pod?.['spec'], 'nodeName') ?? '';
    const node = await running.get({ apiVersion: 'v1', resource: 'nodes', name: nodeName });
    expect(nodeName).toBe('fargate-ip-10-0-50-5.eu-west-1.compute.internal');
    expect(node?.metadata.labels).toMatchObject({ 'eks.amazonaws.com/compute-type': 'fargate' });
    const addresses = recordAt(node, 'status')['addresses'];
    const internal = Array.isArray(addresses)
      ? addresses.find((address) => isRecord(address) && address['type'] === 'InternalIP')
      : undefined;
    expect(internal).toEqual({ type: 'InternalIP', address: '2a05:d018:abc:de20:fa26::32:5' });
    expect(textAt(pod?.['status'], 'podIP')).toBe('2a05:d018:abc:de20:fa26::32:5');
  });
});

test('mending changes what AWS says from then on', async () => {
  const running = await start(subnetWithoutIpv6);
  const id = awsId('subnet', 'private-new');
  await running.mend({ subnets: { [id]: { assignIpv6AddressOnCreation: true } }, cluster: { status: 'UPDATING' } });
  const { DescribeClusterCommand, EKSClient } = await import('@aws-sdk/client-eks');
  const credentials = { accessKeyId: 'AKIAIOSFODNN7EXAMPLE', secretAccessKey: 'made-up' };
  const eks = new EKSClient({ endpoint: running.aws.url, region: 'eu-west-1', credentials });
  const { cluster } = await eks.send(new DescribeClusterCommand({ name: 'prod' }));
  eks.destroy();
  expect(cluster?.status).toBe('UPDATING');
});

test('the operator gets a cluster, a region, an endpoint and credentials, and nothing of the machine', async () => {
  const running = await start(healthyIpv6);
  const environment = running.environment();
  expect(environment).toMatchObject({
    AWS_REGION: 'eu-west-1',
    AWS_ENDPOINT_URL: running.aws.url,
    AWS_EC2_METADATA_DISABLED: 'true',
  });
  const kubeconfig = readFileSync(environment['KUBECONFIG'] ?? '', 'utf8');
  expect(kubeconfig).toContain(running.kubernetes.url);
  expect(kubeconfig).not.toContain('token-of-the-admin');
});
