import {
  CreateNetworkInterfaceCommand,
  CreateSubnetCommand,
  CreateVpcCommand,
  DescribeInstanceTypesCommand,
  DescribeNetworkInterfacesCommand,
  DescribeSubnetsCommand,
  DescribeVpcsCommand,
  EC2Client,
  paginateDescribeInstances,
  paginateDescribeInstanceTypes,
  paginateDescribeSubnets,
} from '@aws-sdk/client-ec2';
import {
  CreateClusterCommand,
  DescribeClusterCommand,
  DescribeFargateProfileCommand,
  DescribeNodegroupCommand,
  EKSClient,
  ListAddonsCommand,
  ListFargateProfilesCommand,
  ListNodegroupsCommand,
  ListPodIdentityAssociationsCommand,
  paginateListAddons,
  paginateListNodegroups,
} from '@aws-sdk/client-eks';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { mendMoto } from '../real/mend-moto.ts';
import type { Moto } from '../real/moto.ts';
import { startMoto } from '../real/moto.ts';
import { whyRealPartsAreSkipped } from '../real/parts.ts';
import { motoId, seedMoto } from '../real/seed-moto.ts';
import { aNodeGroup, awsId, subnetIpv6, vpcIpv6 } from '../world/build-aws.ts';
import { fragmentedIpv4Subnet, scattered } from '../world/scenarios/fragmented-ipv4-subnet.ts';
import { healthyIpv6 } from '../world/scenarios/healthy-ipv6.ts';

const skipped = whyRealPartsAreSkipped() !== undefined;
const credentials = { accessKeyId: 'made-up', secretAccessKey: 'made-up' };

let moto: Moto;
/** As the product sees AWS: through the proxy, every error at once. */
let ec2: EC2Client;
let eks: EKSClient;
/** As whoever builds the world: moto itself. */
let builder: EC2Client;

beforeAll(async () => {
  if (skipped) return;
  moto = await startMoto();
  const seen = { region: 'eu-west-1', endpoint: moto.url, credentials, maxAttempts: 1 };
  ec2 = new EC2Client(seen);
  eks = new EKSClient(seen);
  builder = new EC2Client({ region: 'eu-west-1', endpoint: moto.ownUrl, credentials });
});

afterAll(async () => {
  await moto?.stop();
});

beforeEach(async () => {
  if (!skipped) await moto.reset();
});

async function aVpcInMoto(): Promise<string> {
  const { Vpc } = await builder.send(new CreateVpcCommand({ CidrBlock: '10.0.0.0/16' }));
  return Vpc?.VpcId ?? '';
}

async function aSubnetInMoto(VpcId: string, address: object): Promise<string> {
  const { Subnet } = await builder.send(new CreateSubnetCommand({ VpcId, ...address }));
  return Subnet?.SubnetId ?? '';
}

describe.skipIf(skipped)('moto, corrected', () => {
  test('says in a word which state the IPv6 block of a subnet is in', async () => {
    const vpc = await aVpcInMoto();
    const id = await aSubnetInMoto(vpc, { CidrBlock: '10.0.0.0/24', Ipv6CidrBlock: '2001:db8::/64' });
    const { Subnets } = await ec2.send(new DescribeSubnetsCommand({ SubnetIds: [id] }));
    const association = { Ipv6CidrBlock: '2001:db8::/64', Ipv6CidrBlockState: { State: 'associated' } };
    expect(Subnets).toMatchObject([{ Ipv6CidrBlockAssociationSet: [association], AvailableIpAddressCount: 251 }]);
  });

  test('never counts fewer than no free addresses', async () => {
    const id = await aSubnetInMoto(await aVpcInMoto(), { CidrBlock: '10.0.0.0/28' });
    const taken = Array.from({ length: 12 }, (_, index) => ({ PrivateIpAddress: `10.0.0.${index + 4}` }));
    for (const address of taken) {
      await builder.send(new CreateNetworkInterfaceCommand({ SubnetId: id, ...address }));
    }
    const uncorrected = await builder.send(new DescribeSubnetsCommand({ SubnetIds: [id] }));
    expect(uncorrected.Subnets).toMatchObject([{ AvailableIpAddressCount: -1 }]);
    const { Subnets } = await ec2.send(new DescribeSubnetsCommand({ SubnetIds: [id] }));
    expect(Subnets).toMatchObject([{ AvailableIpAddressCount: 0 }]);
  });

  test('counts no free IPv4 addresses in an IPv6-only subnet, and elsewhere those the test wants', async () => {
    const vpc = await aVpcInMoto();
    const ipv6Only = await aSubnetInMoto(vpc, { Ipv6Native: true, Ipv6CidrBlock: '2001:db8::/64' });
    const nearlyFull = await aSubnetInMoto(vpc, { CidrBlock: '10.0.0.0/24' });
    moto.truth.freeIpv4.set(nearlyFull, 3);
    const { Subnets } = await ec2.send(new DescribeSubnetsCommand({ SubnetIds: [ipv6Only, nearlyFull] }));
    const free = new Map(Subnets?.map((subnet) => [subnet.SubnetId, subnet.AvailableIpAddressCount]));
    expect(free.get(ipv6Only)).toBe(0);
    expect(free.get(nearlyFull)).toBe(3);
  });

  test('shows blocks in every state', async () => {
    const vpc = await aVpcInMoto();
    const subnet = await aSubnetInMoto(vpc, { CidrBlock: '10.0.0.0/24' });
    moto.truth.vpcIpv6.set(vpc, [vpcIpv6('2001:db8::/56', 'disassociated'), vpcIpv6('2001:db8:1::/56')]);
    moto.truth.subnetIpv6.set(subnet, [subnetIpv6('2001:db8::/64', 'failing')]);
    const { Vpcs } = await ec2.send(new DescribeVpcsCommand({ VpcIds: [vpc] }));
    expect(Vpcs?.[0]?.Ipv6CidrBlockAssociationSet).toMatchObject([
      { Ipv6CidrBlock: '2001:db8::/56', Ipv6CidrBlockState: { State: 'disassociated' }, Ipv6Pool: 'Amazon' },
      { Ipv6CidrBlock: '2001:db8:1::/56', Ipv6CidrBlockState: { State: 'associated' }, IpSource: 'amazon' },
    ]);
    const { Subnets } = await ec2.send(new DescribeSubnetsCommand({ SubnetIds: [subnet] }));
    expect(Subnets?.[0]?.Ipv6CidrBlockAssociationSet).toMatchObject([
      { Ipv6CidrBlock: '2001:db8::/64', Ipv6CidrBlockState: { State: 'failing' } },
    ]);
  });

  test('refuses a filter it does not know with a code', async () => {
    const unknownFilter = new DescribeSubnetsCommand({ Filters: [{ Name: 'colour', Values: ['blue'] }] });
    await expect(ec2.send(unknownFilter)).rejects.toMatchObject({
      name: 'InvalidParameterValue',
      $metadata: { httpStatusCode: 400 },
    });
  });

  test('knows no node groups, profiles, add-ons and associations of a cluster that does not exist', async () => {
    for (const list of [
      () => eks.send(new ListNodegroupsCommand({ clusterName: 'nowhere' })),
      () => eks.send(new ListFargateProfilesCommand({ clusterName: 'nowhere' })),
      () => eks.send(new ListAddonsCommand({ clusterName: 'nowhere' })),
      () => eks.send(new ListPodIdentityAssociationsCommand({ clusterName: 'nowhere' })),
    ]) {
      await expect(list()).rejects.toMatchObject({
        name: 'ResourceNotFoundException',
        message: 'No cluster found for name: nowhere.',
        $metadata: { httpStatusCode: 404 },
      });
    }
  });

  test('fills in what EKS fills in', async () => {
    const builds = new EKSClient({ region: 'eu-west-1', endpoint: moto.ownUrl, credentials });
    const roleArn = 'arn:aws:iam::111122223333:role/eks-cluster';
    await builds.send(
      new CreateClusterCommand({ name: 'prod', roleArn, resourcesVpcConfig: { subnetIds: ['subnet-1'] } }),
    );
    moto.truth.clusters.set('prod', { resourcesVpcConfig: { vpcId: 'vpc-1', clusterSecurityGroupId: 'sg-1' } });
    const { cluster } = await eks.send(new DescribeClusterCommand({ name: 'prod' }));
    expect(cluster).toMatchObject({
      health: { issues: [] },
      resourcesVpcConfig: { subnetIds: ['subnet-1'], vpcId: 'vpc-1', clusterSecurityGroupId: 'sg-1' },
    });
  });

  test('hands out instance types a hundred at a time', async () => {
    const pages: number[] = [];
    for await (const page of paginateDescribeInstanceTypes({ client: ec2 }, {})) {
      pages.push(page.InstanceTypes?.length ?? 0);
    }
    expect(pages.length).toBeGreaterThan(10);
    expect(new Set(pages.slice(0, -1))).toEqual(new Set([100]));
  });

  test('pages subnets as asked, and takes no page size or token of its own invention', async () => {
    const vpc = await aVpcInMoto();
    const created: string[] = [];
    for (let index = 0; index < 7; index += 1) {
      created.push(await aSubnetInMoto(vpc, { CidrBlock: `10.0.${index}.0/24` }));
    }
    const Filters = [{ Name: 'vpc-id', Values: [vpc] }];
    const pages: (string | undefined)[][] = [];
    for await (const page of paginateDescribeSubnets({ client: ec2, pageSize: 5 }, { Filters })) {
      pages.push((page.Subnets ?? []).map((subnet) => subnet.SubnetId));
    }
    expect(pages.map((page) => page.length)).toEqual([5, 2]);
    expect(new Set(pages.flat())).toEqual(new Set(created));

    for (const MaxResults of [4, 1_001]) {
      const refused = ec2.send(new DescribeSubnetsCommand({ MaxResults }));
      await expect(refused).rejects.toMatchObject({ name: 'InvalidParameterValue' });
    }
    const { NextToken } = await ec2.send(new DescribeInstanceTypesCommand({ MaxResults: 5 }));
    for (const token of [NextToken, 'made-up']) {
      const refused = ec2.send(new DescribeSubnetsCommand({ NextToken: token }));
      await expect(refused).rejects.toMatchObject({ name: 'InvalidNextToken' });
    }
  });
});

describe.skipIf(skipped)('a scenario in moto', () => {
  test('is what the scenario says', async () => {
    const seeded = await seedMoto(healthyIpv6, moto);
    const { Subnets } = await ec2.send(
      new DescribeSubnetsCommand({ Filters: [{ Name: 'vpc-id', Values: [motoId(seeded, healthyIpv6.vpc.id)] }] }),
    );
    const told = Subnets?.map((subnet) => ({
      id: subnet.SubnetId,
      ipv4: subnet.CidrBlock,
      ipv6: subnet.Ipv6CidrBlockAssociationSet?.map((association) => association.Ipv6CidrBlock),
      free: subnet.AvailableIpAddressCount,
      zone: subnet.AvailabilityZone,
    }));
    const wanted = healthyIpv6.subnets.map((subnet) => ({
      id: motoId(seeded, subnet.id),
      ipv4: subnet.ipv4Cidr,
      ipv6: subnet.ipv6.map((association) => association.cidr),
      free: subnet.freeIpv4,
      zone: subnet.availabilityZone,
    }));
    expect(told).toHaveLength(wanted.length);
    expect(told).toEqual(expect.arrayContaining(wanted));

    const { cluster } = await eks.send(new DescribeClusterCommand({ name: 'prod' }));
    expect(cluster).toMatchObject({
      status: 'ACTIVE',
      version: '1.34',
      createdAt: new Date('2025-11-03T09:14:22Z'),
      identity: { oidc: { issuer: healthyIpv6.cluster.oidcIssuer } },
      resourcesVpcConfig: { vpcId: motoId(seeded, healthyIpv6.vpc.id) },
      kubernetesNetworkConfig: { ipFamily: 'ipv6', serviceIpv6Cidr: 'fd30:1c53:5f8a::/108' },
    });
    const { nodegroup } = await eks.send(
      new DescribeNodegroupCommand({ clusterName: 'prod', nodegroupName: 'general' }),
    );
    expect(nodegroup).toMatchObject({ instanceTypes: ['m5.large'], updateConfig: { maxUnavailable: 1 } });
    const { fargateProfile } = await eks.send(
      new DescribeFargateProfileCommand({ clusterName: 'prod', fargateProfileName: 'batch' }),
    );
    expect(fargateProfile?.subnets).toEqual(
      ['fargate-a', 'fargate-b'].map((name) => motoId(seeded, awsId('subnet', name))),
    );
  });

  test('has no instance types in a node group whose launch template has them', async () => {
    const launchTemplate = { id: 'lt-0123456789abcdef0', name: 'nodes', version: '1' };
    const nodeGroups = [aNodeGroup({ instanceTypes: [], launchTemplate })];
    await seedMoto({ ...healthyIpv6, nodeGroups }, moto);
    const { nodegroup } = await eks.send(
      new DescribeNodegroupCommand({ clusterName: 'prod', nodegroupName: 'general' }),
    );
    expect(nodegroup?.instanceTypes).toBeUndefined();
    expect(nodegroup?.launchTemplate).toMatchObject({ name: 'nodes', version: '1' });
  });

  test('can be mended: blocks, free addresses, node groups and the cluster change, the rest stays', async () => {
    const seeded = await seedMoto(healthyIpv6, moto);
    const [subnet, other] = healthyIpv6.subnets;
    if (subnet === undefined || other === undefined) throw new Error('the scenario has no subnets');
    const changed = await mendMoto(seeded, healthyIpv6, {
      subnets: { [subnet.id]: { ipv6: [], freeIpv4: 9 }, [other.id]: null },
      cluster: { status: 'UPDATING' },
      nodeGroups: { general: { status: 'DEGRADED' } },
    });
    const SubnetIds = [motoId(seeded, subnet.id)];
    const { Subnets } = await ec2.send(new DescribeSubnetsCommand({ SubnetIds }));
    expect(Subnets).toMatchObject([{ AvailableIpAddressCount: 9 }]);
    expect(Subnets?.[0]?.Ipv6CidrBlockAssociationSet ?? []).toEqual([]);
    const gone = ec2.send(new DescribeSubnetsCommand({ SubnetIds: [motoId(seeded, other.id)] }));
    await expect(gone).rejects.toMatchObject({ name: 'InvalidSubnetID.NotFound' });
    const { cluster } = await eks.send(new DescribeClusterCommand({ name: 'prod' }));
    expect(cluster).toMatchObject({ status: 'UPDATING', platformVersion: 'eks.9' });

    await mendMoto(seeded, changed, { subnets: { [subnet.id]: { ipv6: subnet.ipv6 } } });
    const mended = await ec2.send(new DescribeSubnetsCommand({ SubnetIds }));
    expect(mended.Subnets?.[0]?.Ipv6CidrBlockAssociationSet).toMatchObject([{ Ipv6CidrBlock: subnet.ipv6[0]?.cidr }]);
    expect(mended.Subnets).toMatchObject([{ AvailableIpAddressCount: 9 }]);
    await expect(mendMoto(seeded, changed, { nodeGroups: { unheard: null } })).rejects.toThrow('no unheard to change');
  });

  test('gives the address of an interface back that is mended away', async () => {
    const seeded = await seedMoto(fragmentedIpv4Subnet, moto);
    const [first] = scattered;
    if (first === undefined) throw new Error('the scenario has no interfaces');
    const Filters = [{ Name: 'subnet-id', Values: [motoId(seeded, first.subnetId)] }];
    const seen = async () => {
      const { NetworkInterfaces } = await ec2.send(new DescribeNetworkInterfacesCommand({ Filters }));
      const SubnetIds = [motoId(seeded, first.subnetId)];
      const { Subnets } = await ec2.send(new DescribeSubnetsCommand({ SubnetIds }));
      return [NetworkInterfaces?.length, Subnets?.[0]?.AvailableIpAddressCount];
    };
    expect(await seen()).toEqual([15, 236]);
    await mendMoto(seeded, fragmentedIpv4Subnet, { networkInterfaces: { [first.id]: null } });
    expect(await seen()).toEqual([14, 237]);
  });

  test('pages its lists as small as the scenario wants, also those that moto does not have', async () => {
    const nodeGroups = ['a', 'b', 'c'].map((name) => aNodeGroup({ name }));
    await seedMoto({ ...healthyIpv6, nodeGroups, awsPageSize: 2 }, moto);
    const pages: unknown[] = [];
    for await (const page of paginateListNodegroups({ client: eks }, { clusterName: 'prod' })) {
      pages.push(page.nodegroups);
    }
    expect(pages).toEqual([['a', 'b'], ['c']]);
    const addons: unknown[] = [];
    for await (const page of paginateListAddons({ client: eks }, { clusterName: 'prod' })) addons.push(page.addons);
    expect(addons).toEqual([['coredns', 'kube-proxy'], ['vpc-cni']]);
    const instances: unknown[] = [];
    for await (const page of paginateDescribeInstances({ client: ec2 }, {})) instances.push(page.Reservations?.length);
    expect(instances).toEqual([2, 1]);
  });
});

describe.skipIf(skipped)('the ledger', () => {
  test('has every call with its action, parameters and status, and none of those that built the world', async () => {
    await seedMoto(healthyIpv6, moto);
    expect(moto.ledger).toEqual([]);
    await ec2.send(new DescribeVpcsCommand({ MaxResults: 5 }));
    await eks.send(new DescribeNodegroupCommand({ clusterName: 'prod', nodegroupName: 'general' }));
    await eks.send(new ListNodegroupsCommand({ clusterName: 'nowhere', maxResults: 9 })).catch(() => undefined);
    expect(moto.ledger.map(({ at: _at, ...call }) => call)).toEqual([
      { action: 'ec2:DescribeVpcs', status: 200, parameters: { MaxResults: '5' } },
      {
        action: 'eks:DescribeNodegroup',
        status: 200,
        parameters: { clusterName: 'prod', nodegroupName: 'general' },
      },
      { action: 'eks:ListNodegroups', status: 404, parameters: { clusterName: 'nowhere', maxResults: '9' } },
    ]);
    moto.clearLedger();
    expect(moto.ledger).toEqual([]);
  });
});
