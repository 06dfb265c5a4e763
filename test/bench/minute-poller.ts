import { setTimeout as delay } from 'node:timers/promises';
import {
  DescribeInstanceTypesCommand,
  DescribeSubnetsCommand,
  DescribeVpcsCommand,
  EC2Client,
} from '@aws-sdk/client-ec2';
import {
  DescribeClusterCommand,
  DescribeFargateProfileCommand,
  DescribeNodegroupCommand,
  EKSClient,
  ListFargateProfilesCommand,
  ListNodegroupsCommand,
} from '@aws-sdk/client-eks';

/*
 * Baselines, in a process of their own. `poller CLUSTER RESOURCES`: each resource for itself reads everything once a minute,
 * each subnet and each type by a call of its own, as first versions of such tools do. `exporter`: one look at the subnets
 * a minute, a line for each; what it shows in between is what it saw then.
 */

const [mode = 'poller', cluster = '', resources = '1'] = process.argv.slice(2);
const minute = 60_000;
const ec2 = new EC2Client();
const eks = new EKSClient();

for (;;) {
  const startedAt = performance.now();
  if (mode === 'exporter') await look();
  else for (let each = 0; each < Number(resources); each += 1) await readEverything();
  if (mode === 'poller') console.log(JSON.stringify({ round: resources }));
  await delay(Math.max(0, minute - (performance.now() - startedAt)));
}

async function look(): Promise<void> {
  const { Subnets = [] } = await ec2.send(new DescribeSubnetsCommand({}));
  const free = Subnets.map(({ SubnetId, AvailableIpAddressCount }) => [SubnetId, AvailableIpAddressCount]);
  console.log(JSON.stringify({ free: Object.fromEntries(free) }));
}

async function readEverything(): Promise<void> {
  const { cluster: found } = await eks.send(new DescribeClusterCommand({ name: cluster }));
  const vpcId = found?.resourcesVpcConfig?.vpcId ?? '';
  await ec2.send(new DescribeVpcsCommand({ VpcIds: [vpcId] }));
  const inVpc = { Filters: [{ Name: 'vpc-id', Values: [vpcId] }] };
  const { Subnets = [] } = await ec2.send(new DescribeSubnetsCommand(inVpc));
  for (const { SubnetId = '' } of Subnets) await ec2.send(new DescribeSubnetsCommand({ SubnetIds: [SubnetId] }));
  const { nodegroups = [] } = await eks.send(new ListNodegroupsCommand({ clusterName: cluster }));
  const types = new Set<string>();
  for (const nodegroupName of nodegroups) {
    const { nodegroup } = await eks.send(new DescribeNodegroupCommand({ clusterName: cluster, nodegroupName }));
    for (const type of nodegroup?.instanceTypes ?? []) types.add(type);
  }
  const { fargateProfileNames = [] } = await eks.send(new ListFargateProfilesCommand({ clusterName: cluster }));
  for (const fargateProfileName of fargateProfileNames)
    await eks.send(new DescribeFargateProfileCommand({ clusterName: cluster, fargateProfileName }));
  for (const type of types) {
    const Filters = [{ Name: 'instance-type', Values: [type] }];
    await ec2.send(new DescribeInstanceTypesCommand({ Filters }));
  }
}
