import {
  DescribeSubnetsCommand,
  DescribeVpcsCommand,
  type Subnet as Ec2Subnet,
  type Tag,
  type Vpc as Ec2Vpc,
} from '@aws-sdk/client-ec2';
import type { Subnet, Vpc } from '../snapshot/aws-sections.ts';
import {
  flag,
  invalid,
  ipv4Cidr,
  ipv6Cidr,
  objects,
  optionalText,
  prefixLength,
  text,
  wholeNumber,
} from './members.ts';
import { readPages } from './paging.ts';
import { readError } from './read-error.ts';
import type { Reading } from './reading.ts';

/** EC2's own limit. */
const subnetsPerPage = 1_000;

/** EC2's own limits; a longer value could only come from elsewhere. */
const mostTags = 50;
const longestTagValue = 256;

/** Taken by AWS in every subnet: network, router, DNS, future use, broadcast. */
const reservedAddresses = 5;

export async function readVpc(vpcId: string, reading: Reading): Promise<Vpc> {
  const notFound = `EC2 has no VPC ${vpcId} in ${reading.region}.`;
  const answer = await reading.ask({
    action: 'ec2:DescribeVpcs',
    notFound,
    send: ({ ec2 }, options) => ec2.send(new DescribeVpcsCommand({ VpcIds: [vpcId] }), options),
  });
  if (answer.Vpcs === undefined)
    throw readError('InvalidAnswer', 'The answer to ec2:DescribeVpcs holds no list of VPCs.');
  const [vpc, ...others] = objects(answer.Vpcs, 'vpcSet');
  if (vpc === undefined) throw readError('NotFound', notFound);
  if (others.length > 0) throw readError('InvalidData', `The answer to ec2:DescribeVpcs holds more than ${vpcId}.`);
  return toVpc(vpc, vpcId);
}

/** `clusterAccountId` tells which subnets another account shares with the cluster's; unknown: none is taken for shared. */
export async function readSubnets(
  vpcId: string,
  clusterAccountId: string | undefined,
  reading: Reading,
): Promise<readonly Subnet[]> {
  const subnets = await readPages({
    action: 'ec2:DescribeSubnets',
    mostPages: reading.mostPages,
    read: async (token) => {
      const answer = await reading.ask({
        action: 'ec2:DescribeSubnets',
        notFound: `EC2 has no VPC ${vpcId} in ${reading.region}.`,
        send: ({ ec2 }, options) => ec2.send(new DescribeSubnetsCommand(subnetsRequest(vpcId, token)), options),
      });
      if (answer.Subnets === undefined) {
        throw readError('InvalidAnswer', 'The answer to ec2:DescribeSubnets holds no list of subnets.');
      }
      return { items: objects(answer.Subnets, 'subnetSet'), nextToken: answer.NextToken };
    },
  });
  // A subnet that is made or deleted meanwhile shifts the pages, and one subnet can be on two of them.
  const byId = new Map(subnets.map((subnet) => [text(subnet.SubnetId, 'SubnetId'), subnet]));
  return [...byId.entries()].map(([id, subnet]) => toSubnet(id, subnet, { vpcId, clusterAccountId }));
}

function subnetsRequest(vpcId: string, token: string | undefined) {
  return {
    // A filter, not a list of ids: an id that is gone would fail the whole call.
    Filters: [{ Name: 'vpc-id', Values: [vpcId] }],
    MaxResults: subnetsPerPage,
    ...(token === undefined ? {} : { NextToken: token }),
  };
}

function toVpc(vpc: Ec2Vpc, vpcId: string): Vpc {
  if (vpc.VpcId !== vpcId) throw invalid('VpcId', vpcId, vpc.VpcId);
  const ipv4 = objects(vpc.CidrBlockAssociationSet, `CidrBlockAssociationSet of ${vpcId}`);
  const ipv6 = associations(vpc.Ipv6CidrBlockAssociationSet, vpcId);
  return {
    id: vpcId,
    ipv4Cidrs: ipv4
      .filter((block) => text(block.CidrBlockState?.State, `CidrBlockState of ${vpcId}`) === 'associated')
      .map((block) => ipv4Cidr(block.CidrBlock, `CidrBlock of ${vpcId}`)),
    ipv6Cidrs: ipv6.filter(({ state }) => state === 'associated').map(({ cidr }) => cidr),
    ipv6Origins: ipv6Origins(vpc, vpcId),
    otherIpv6Associations: ipv6.filter(({ state }) => state !== 'associated'),
  };
}

function ipv6Origins(vpc: Ec2Vpc, vpcId: string): Vpc['ipv6Origins'] {
  const blocks = objects(vpc.Ipv6CidrBlockAssociationSet ?? [], `Ipv6CidrBlockAssociationSet of ${vpcId}`);
  const live = blocks.filter(({ Ipv6CidrBlockState: state }) => state?.State === 'associated');
  return live.map((block) => {
    const cidr = ipv6Cidr(block.Ipv6CidrBlock, `Ipv6CidrBlock of ${vpcId}`);
    const ipSource = optionalText(block.IpSource, `IpSource of ${cidr}`);
    const attribute = optionalText(block.Ipv6AddressAttribute, `Ipv6AddressAttribute of ${cidr}`);
    return { cidr, ...(ipSource ? { ipSource } : {}), ...(attribute ? { attribute } : {}) };
  });
}

interface Ipv6Block {
  readonly Ipv6CidrBlock?: string | undefined;
  readonly Ipv6CidrBlockState?: { readonly State?: string | undefined } | undefined;
}

/** EC2 leaves the set out of a VPC that never had an IPv6 block. */
function associations(blocks: readonly Ipv6Block[] | undefined, owner: string) {
  return objects(blocks ?? [], `Ipv6CidrBlockAssociationSet of ${owner}`).map((block) => ({
    cidr: ipv6Cidr(block.Ipv6CidrBlock, `Ipv6CidrBlock of ${owner}`),
    state: text(block.Ipv6CidrBlockState?.State, `Ipv6CidrBlockState of ${owner}`),
  }));
}

interface SubnetContext {
  readonly vpcId: string;
  readonly clusterAccountId: string | undefined;
}

function toSubnet(id: string, subnet: Ec2Subnet, { vpcId, clusterAccountId }: SubnetContext): Subnet {
  // An endpoint that ignores the filter would mix in subnets the cluster cannot use.
  if (subnet.VpcId !== vpcId) throw invalid(`VpcId of ${id}`, vpcId, subnet.VpcId);
  const tags = toTags(subnet.Tags, id);
  const name = optionalText(tags['Name'], `Tag Name of ${id}`);
  const cidr = subnet.Ipv6Native === true ? undefined : ipv4Cidr(subnet.CidrBlock, `CidrBlock of ${id}`);
  const blocked = optionalText(
    subnet.BlockPublicAccessStates?.InternetGatewayBlockMode,
    `BlockPublicAccessStates of ${id}`,
  );
  const owner = text(subnet.OwnerId, `OwnerId of ${id}`);
  return {
    id,
    ...(name === undefined ? {} : { name }),
    availabilityZone: text(subnet.AvailabilityZone, `AvailabilityZone of ${id}`),
    availabilityZoneId: text(subnet.AvailabilityZoneId, `AvailabilityZoneId of ${id}`),
    ...(cidr === undefined ? {} : { ipv4Cidr: cidr }),
    ipv6Cidrs: associations(subnet.Ipv6CidrBlockAssociationSet, id)
      .filter(({ state }) => state === 'associated')
      .map((block) => block.cidr),
    freeIpv4: wholeNumber(subnet.AvailableIpAddressCount, `AvailableIpAddressCount of ${id}`, usableIpv4(cidr)),
    assignIpv6OnCreation: flag(subnet.AssignIpv6AddressOnCreation, `AssignIpv6AddressOnCreation of ${id}`),
    mapPublicIpOnLaunch: flag(subnet.MapPublicIpOnLaunch, `MapPublicIpOnLaunch of ${id}`),
    // Younger than the subnet's other members: where it is left out, nobody has turned it on.
    enableDns64: subnet.EnableDns64 === true,
    ...(blocked === undefined ? {} : { blockPublicAccess: blocked.toLowerCase() }),
    tags,
    shared: clusterAccountId !== undefined && owner !== clusterAccountId,
  };
}

/** An IPv6-only subnet has none. */
function usableIpv4(cidr: string | undefined): number {
  if (cidr === undefined) return 0;
  return Math.max(0, 2 ** (32 - (prefixLength(cidr, 32) ?? 32)) - reservedAddresses);
}

function toTags(tags: readonly Tag[] | undefined, id: string): Readonly<Record<string, string>> {
  const result: Record<string, string> = Object.create(null);
  for (const tag of objects(tags ?? [], `Tags of ${id}`).slice(0, mostTags)) {
    result[text(tag.Key, `Tag key of ${id}`)] = (tag.Value ?? '').slice(0, longestTagValue);
  }
  return result;
}
