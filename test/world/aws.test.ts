import {
  DescribeInstanceTypesCommand,
  DescribeSubnetsCommand,
  DescribeVpcsCommand,
  EC2Client,
  paginateDescribeSubnets,
} from '@aws-sdk/client-ec2';
import {
  DescribeClusterCommand,
  DescribeFargateProfileCommand,
  DescribeNodegroupCommand,
  EKSClient,
  ListFargateProfilesCommand,
  ListNodegroupsCommand,
} from '@aws-sdk/client-eks';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type EmbeddedAws, startAws } from './aws.ts';
import { AwsTruth } from './aws-truth.ts';
import { aSubnet, awsId } from './build-aws.ts';
import { healthyIpv6 } from './scenarios/healthy-ipv6.ts';
import { leftoverDisassociatedCidrs } from './scenarios/leftover-disassociated-cidrs.ts';

let truth: AwsTruth;
let aws: EmbeddedAws;
let ec2: EC2Client;
let eks: EKSClient;

async function start(scenario = healthyIpv6, largestPage?: number): Promise<void> {
  truth = new AwsTruth(scenario);
  aws = await startAws(truth, largestPage === undefined ? {} : { largestPage });
  const options = {
    endpoint: aws.url,
    region: scenario.region,
    credentials: { accessKeyId: 'AKIAIOSFODNN7EXAMPLE', secretAccessKey: 'made-up' },
    maxAttempts: 1,
  };
  ec2 = new EC2Client(options);
  eks = new EKSClient(options);
}

beforeEach(() => start());

afterEach(async () => {
  ec2.destroy();
  eks.destroy();
  await aws.stop();
});

describe('what EC2 says, through its own client', () => {
  test('a subnet, field by field', async () => {
    const id = awsId('subnet', 'fargate-a');
    const { Subnets } = await ec2.send(new DescribeSubnetsCommand({ SubnetIds: [id] }));
    expect(Subnets).toEqual([
      {
        SubnetId: id,
        SubnetArn: `arn:aws:ec2:eu-west-1:111122223333:subnet/${id}`,
        State: 'available',
        OwnerId: '111122223333',
        VpcId: healthyIpv6.vpc.id,
        CidrBlock: '10.0.50.0/26',
        Ipv6CidrBlockAssociationSet: [
          {
            AssociationId: awsId('subnet-cidr-assoc', '2a05:d018:abc:de20::/64'),
            Ipv6CidrBlock: '2a05:d018:abc:de20::/64',
            Ipv6CidrBlockState: { State: 'associated' },
            Ipv6AddressAttribute: 'public',
            IpSource: 'amazon',
          },
        ],
        AvailableIpAddressCount: 58,
        AvailabilityZone: 'eu-west-1a',
        AvailabilityZoneId: 'euw1-az1',
        DefaultForAz: false,
        MapPublicIpOnLaunch: false,
        MapCustomerOwnedIpOnLaunch: false,
        AssignIpv6AddressOnCreation: true,
        EnableDns64: false,
        Ipv6Native: false,
        PrivateDnsNameOptionsOnLaunch: {
          HostnameType: 'ip-name',
          EnableResourceNameDnsARecord: false,
          EnableResourceNameDnsAAAARecord: false,
        },
        BlockPublicAccessStates: { InternetGatewayBlockMode: 'off' },
        Tags: [{ Key: 'Name', Value: 'fargate-a' }],
      },
    ]);
  });

  test('a subnet without IPv4 is IPv6-only', async () => {
    const id = awsId('subnet', 'private-a');
    truth.subnets.set(id, aSubnet({ name: 'private-a', zone: 'a' }));
    const { Subnets } = await ec2.send(new DescribeSubnetsCommand({ SubnetIds: [id] }));
    expect(Subnets?.[0]).toMatchObject({ Ipv6Native: true, AvailableIpAddressCount: 0 });
    expect(Subnets?.[0]?.CidrBlock).toBeUndefined();
  });

  test('the VPC, with blocks that were taken from it', async () => {
    await aws.stop();
    await start(leftoverDisassociatedCidrs);
    const { Vpcs } = await ec2.send(new DescribeVpcsCommand({ VpcIds: [healthyIpv6.vpc.id] }));
    expect(Vpcs).toHaveLength(1);
    expect(Vpcs?.[0]).toMatchObject({
      VpcId: healthyIpv6.vpc.id,
      OwnerId: '111122223333',
      State: 'available',
      CidrBlock: '10.0.0.0/16',
      CidrBlockAssociationSet: [
        {
          AssociationId: awsId('vpc-cidr-assoc', '10.0.0.0/16'),
          CidrBlock: '10.0.0.0/16',
          CidrBlockState: { State: 'associated' },
        },
      ],
      IsDefault: false,
      InstanceTenancy: 'default',
      Tags: [{ Key: 'Name', Value: 'prod' }],
    });
    expect(Vpcs?.[0]?.Ipv6CidrBlockAssociationSet).toEqual([
      {
        AssociationId: awsId('vpc-cidr-assoc', '2a05:d018:1:2b00::/56'),
        Ipv6CidrBlock: '2a05:d018:1:2b00::/56',
        Ipv6CidrBlockState: { State: 'disassociated' },
        NetworkBorderGroup: 'eu-west-1',
        Ipv6Pool: 'Amazon',
        Ipv6AddressAttribute: 'public',
        IpSource: 'amazon',
      },
      expect.objectContaining({ Ipv6CidrBlockState: { State: 'associated' } }),
    ]);
  });

  test('instance types: Nitro, Xen, and bare metal without a hypervisor', async () => {
    const InstanceTypes: ['m5.large', 'm4.large', 'm5.metal'] = ['m5.large', 'm4.large', 'm5.metal'];
    const answer = await ec2.send(new DescribeInstanceTypesCommand({ InstanceTypes }));
    expect(answer.InstanceTypes).toMatchObject([
      {
        InstanceType: 'm5.large',
        Hypervisor: 'nitro',
        BareMetal: false,
        NetworkInfo: {
          MaximumNetworkInterfaces: 3,
          MaximumNetworkCards: 1,
          DefaultNetworkCardIndex: 0,
          NetworkCards: [{ NetworkCardIndex: 0, MaximumNetworkInterfaces: 3 }],
          Ipv4AddressesPerInterface: 10,
          Ipv6AddressesPerInterface: 10,
          Ipv6Supported: true,
        },
      },
      { InstanceType: 'm4.large', Hypervisor: 'xen', BareMetal: false },
      { InstanceType: 'm5.metal', BareMetal: true },
    ]);
    expect(answer.InstanceTypes?.[2]?.Hypervisor).toBeUndefined();
  });

  test('filters are joined by and, their values by or, with wildcards and tags', async () => {
    const find = async (filters: Record<string, string[]>): Promise<(string | undefined)[] | undefined> => {
      const Filters = Object.entries(filters).map(([Name, Values]) => ({ Name, Values }));
      const { Subnets } = await ec2.send(new DescribeSubnetsCommand({ Filters }));
      return Subnets?.map((subnet) => subnet.Tags?.find((tag) => tag.Key === 'Name')?.Value);
    };
    expect(await find({ 'vpc-id': [healthyIpv6.vpc.id], 'availability-zone': ['eu-west-1c'] })).toEqual(['private-c']);
    expect(await find({ 'tag:Name': ['public-?', 'private-a'] })).toEqual(['private-a', 'public-a', 'public-b']);
    expect(await find({ 'tag-key': ['kubernetes.io/role/elb'] })).toEqual(['public-a', 'public-b']);
    expect(await find({ 'vpc-id': ['vpc-00000000000000000'] })).toEqual([]);
  });
});

describe('what EC2 refuses', () => {
  test.for([
    {
      input: { Filters: [{ Name: 'colour', Values: ['red'] }] },
      name: 'InvalidParameterValue',
      message: "The filter 'colour' is invalid",
    },
    {
      input: { MaxResults: 4 },
      name: 'InvalidParameterValue',
      message: 'Value ( 4 ) for parameter maxResults is invalid. Expecting a value greater than 5.',
    },
    {
      input: { MaxResults: 1_001 },
      name: 'InvalidParameterValue',
      message: expect.stringMatching('smaller than 1000'),
    },
    { input: { NextToken: 'bm90IG91cnM' }, name: 'InvalidNextToken', message: expect.stringMatching('not valid') },
    {
      input: { SubnetIds: ['subnet-00000000000000000'] },
      name: 'InvalidSubnetID.NotFound',
      message: "The subnet ID 'subnet-00000000000000000' does not exist",
    },
    {
      input: { SubnetIds: ['subnet-a'] },
      name: 'InvalidSubnetID.Malformed',
      message: expect.stringMatching('subnet-a'),
    },
    {
      input: { DryRun: true },
      name: 'DryRunOperation',
      message: expect.stringMatching('would have succeeded'),
      status: 412,
    },
  ])('$name: $input', async ({ input, name, message, status }) => {
    const refusal = await ec2.send(new DescribeSubnetsCommand(input)).catch((error: unknown) => error);
    expect(refusal).toMatchObject({
      name,
      message,
      $metadata: { httpStatusCode: status ?? 400 },
    });
  });

  test('an instance type that does not exist, naming it', async () => {
    const request = new DescribeInstanceTypesCommand({ InstanceTypes: ['m5.large', 't1.micro'] });
    await expect(ec2.send(request)).rejects.toMatchObject({
      name: 'InvalidInstanceType',
      message: 'The following supplied instance types do not exist: [t1.micro]',
    });
  });

  test.for([
    ['Action=DescribeHosts&Version=2016-11-15', 400, 'InvalidAction'],
    ['Action=DescribeVpcs&Version=2016-11-15&VpcID.1=vpc-1', 400, 'UnknownParameter'],
    ['Action=DescribeVpcs&Version=2010-01-01', 400, 'NoSuchVersion'],
    ['Version=2016-11-15', 400, 'MissingAction'],
  ] as const)('%s', async ([body, status, code]) => {
    const scope = 'AWS4-HMAC-SHA256 Credential=A/20261101/eu-west-1/ec2/aws4_request, SignedHeaders=host, Signature=0';
    const response = await fetch(aws.url, { method: 'POST', body, headers: { authorization: scope } });
    expect(response.status).toBe(status);
    expect(await response.text()).toContain(`<Code>${code}</Code>`);
  });

  test('a request without a signature', async () => {
    const body = 'Action=DescribeVpcs&Version=2016-11-15';
    const response = await fetch(aws.url, { method: 'POST', body });
    expect(response.status).toBe(403);
    expect(await response.text()).toContain('<Code>MissingAuthenticationToken</Code>');
  });

  test('a request signed for another region', async () => {
    const credentials = { accessKeyId: 'AKIAIOSFODNN7EXAMPLE', secretAccessKey: 'made-up' };
    const elsewhere = new EC2Client({ endpoint: aws.url, region: 'us-east-1', credentials, maxAttempts: 1 });
    await expect(elsewhere.send(new DescribeVpcsCommand({}))).rejects.toMatchObject({ name: 'SignatureDoesNotMatch' });
    elsewhere.destroy();
    expect(aws.ledger).toEqual([]);
  });
});

describe('what EKS says, through its own client', () => {
  test('the cluster', async () => {
    const { cluster } = await eks.send(new DescribeClusterCommand({ name: 'prod' }));
    expect(cluster).toMatchObject({
      name: 'prod',
      arn: 'arn:aws:eks:eu-west-1:111122223333:cluster/prod',
      version: '1.34',
      status: 'ACTIVE',
      createdAt: new Date('2025-11-03T09:14:22Z'),
      resourcesVpcConfig: {
        vpcId: healthyIpv6.vpc.id,
        subnetIds: healthyIpv6.cluster.subnetIds,
        controlPlaneEgressMode: 'AWS_MANAGED',
      },
      kubernetesNetworkConfig: {
        ipFamily: 'ipv6',
        serviceIpv6Cidr: 'fd30:1c53:5f8a::/108',
        elasticLoadBalancing: { enabled: false },
      },
      identity: { oidc: { issuer: healthyIpv6.cluster.oidcIssuer } },
      computeConfig: { enabled: false },
      health: { issues: [] },
    });
    expect(cluster?.kubernetesNetworkConfig?.serviceIpv4Cidr).toBeUndefined();
  });

  test('a node group', async () => {
    const request = new DescribeNodegroupCommand({ clusterName: 'prod', nodegroupName: 'general' });
    const { nodegroup } = await eks.send(request);
    expect(nodegroup).toMatchObject({
      nodegroupName: 'general',
      clusterName: 'prod',
      status: 'ACTIVE',
      capacityType: 'ON_DEMAND',
      scalingConfig: { minSize: 3, maxSize: 6, desiredSize: 3 },
      updateConfig: { maxUnavailable: 1 },
      instanceTypes: ['m5.large'],
      subnets: healthyIpv6.cluster.subnetIds,
      amiType: 'AL2023_x86_64_STANDARD',
      health: { issues: [] },
    });
    expect(nodegroup?.launchTemplate).toBeUndefined();
  });

  test('a Fargate profile', async () => {
    const request = new DescribeFargateProfileCommand({ clusterName: 'prod', fargateProfileName: 'batch' });
    const { fargateProfile } = await eks.send(request);
    expect(fargateProfile).toMatchObject({
      fargateProfileName: 'batch',
      status: 'ACTIVE',
      subnets: [awsId('subnet', 'fargate-a'), awsId('subnet', 'fargate-b')],
      selectors: [{ namespace: 'batch' }],
      health: { issues: [] },
    });
  });

  test('the names of node groups and Fargate profiles', async () => {
    const groups = await eks.send(new ListNodegroupsCommand({ clusterName: 'prod' }));
    const profiles = await eks.send(new ListFargateProfilesCommand({ clusterName: 'prod' }));
    expect([groups.nodegroups, groups.nextToken]).toEqual([['general'], undefined]);
    expect([profiles.fargateProfileNames, profiles.nextToken]).toEqual([['batch'], undefined]);
  });

  test('no cluster, node group or profile of that name', async () => {
    const refusals = [
      eks.send(new DescribeClusterCommand({ name: 'x' })),
      eks.send(new ListNodegroupsCommand({ clusterName: 'x' })),
      eks.send(new DescribeNodegroupCommand({ clusterName: 'prod', nodegroupName: 'x' })),
      eks.send(new DescribeFargateProfileCommand({ clusterName: 'prod', fargateProfileName: 'x' })),
    ].map((answer) => answer.then(() => 'answered').catch((error: unknown) => error));
    const error = { name: 'ResourceNotFoundException', $metadata: { httpStatusCode: 404 } };
    expect(await Promise.all(refusals)).toMatchObject([
      { ...error, message: 'No cluster found for name: x.' },
      { ...error, message: 'No cluster found for name: x.' },
      { ...error, message: 'No node group found for name: x.' },
      { ...error, message: 'No Fargate Profile found with name: x.' },
    ]);
  });

  test('a page of more than 100 names is refused', async () => {
    const request = new ListNodegroupsCommand({ clusterName: 'prod', maxResults: 101 });
    await expect(eks.send(request)).rejects.toMatchObject({ name: 'InvalidParameterException' });
  });
});

describe('paging', () => {
  test('goes through all pages, each subnet once', async () => {
    const sizes: number[] = [];
    const ids = new Set<string | undefined>();
    for await (const page of paginateDescribeSubnets({ client: ec2, pageSize: 5 }, {})) {
      sizes.push(page.Subnets?.length ?? -1);
      for (const subnet of page.Subnets ?? []) ids.add(subnet.SubnetId);
    }
    expect(sizes).toEqual([5, 2]);
    expect(ids.size).toBe(7);
  });

  test('a scenario can force small pages', async () => {
    await aws.stop();
    await start(healthyIpv6, 3);
    const sizes: number[] = [];
    for await (const page of paginateDescribeSubnets({ client: ec2 }, {})) sizes.push(page.Subnets?.length ?? -1);
    expect(sizes).toEqual([3, 3, 1]);
  });

  test('a token is good for its own query only', async () => {
    const { NextToken } = await ec2.send(new DescribeSubnetsCommand({ MaxResults: 5 }));
    const Filters = [{ Name: 'vpc-id', Values: [healthyIpv6.vpc.id] }];
    const other = ec2.send(new DescribeSubnetsCommand({ MaxResults: 5, NextToken, Filters }));
    await expect(other).rejects.toMatchObject({ name: 'InvalidNextToken' });
  });
});
