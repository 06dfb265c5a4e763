import {
  DescribeEgressOnlyInternetGatewaysCommand,
  DescribeInternetGatewaysCommand,
  DescribeNatGatewaysCommand,
  DescribeRouteTablesCommand,
  type NatGateway as Ec2NatGateway,
  type Route as Ec2Route,
  type RouteTable as Ec2RouteTable,
} from '@aws-sdk/client-ec2';
import type { Gateway, NatGateway, Route, RouteTable } from '../snapshot/network-sections.ts';
import { invalid, ipv4Cidr, ipv6Cidr, objects, optionalText, text } from './members.ts';
import { noVpc, ofVpc, readVpcPages } from './read-vpc-pages.ts';
import type { Reading } from './reading.ts';

/** Longest id that is kept: ARNs of core networks are the longest there are. */
const longestTarget = 256;

export async function readRouteTables(vpcId: string, reading: Reading): Promise<readonly RouteTable[]> {
  const tables = await readVpcPages<Ec2RouteTable>(
    {
      action: 'ec2:DescribeRouteTables',
      notFound: noVpc(vpcId, reading),
      pageSize: 100,
      set: 'routeTableSet',
      send: async (ec2, page, options) => {
        const answer = await ec2.send(new DescribeRouteTablesCommand({ Filters: ofVpc(vpcId), ...page }), options);
        return { items: answer.RouteTables, nextToken: answer.NextToken };
      },
    },
    reading,
  );
  return unique(tables.map((table) => toRouteTable(table, vpcId)));
}

export async function readInternetGateways(vpcId: string, reading: Reading): Promise<readonly Gateway[]> {
  const gateways = await readVpcPages(
    {
      action: 'ec2:DescribeInternetGateways',
      notFound: noVpc(vpcId, reading),
      pageSize: 1_000,
      set: 'internetGatewaySet',
      send: async (ec2, page, options) => {
        const request = { Filters: ofVpc(vpcId, 'attachment.vpc-id'), ...page };
        const answer = await ec2.send(new DescribeInternetGatewaysCommand(request), options);
        return { items: answer.InternetGateways, nextToken: answer.NextToken };
      },
    },
    reading,
  );
  return gateways.flatMap(({ InternetGatewayId, Attachments }) =>
    toGateway(text(InternetGatewayId, 'InternetGatewayId'), Attachments, vpcId),
  );
}

/** The action has no filter for the VPC: all of the account are read, and there are few. */
export async function readEgressOnlyInternetGateways(vpcId: string, reading: Reading): Promise<readonly Gateway[]> {
  const gateways = await readVpcPages(
    {
      action: 'ec2:DescribeEgressOnlyInternetGateways',
      notFound: noVpc(vpcId, reading),
      pageSize: 255,
      set: 'egressOnlyInternetGatewaySet',
      send: async (ec2, page, options) => {
        const answer = await ec2.send(new DescribeEgressOnlyInternetGatewaysCommand({ ...page }), options);
        return { items: answer.EgressOnlyInternetGateways, nextToken: answer.NextToken };
      },
    },
    reading,
  );
  return gateways.flatMap(({ EgressOnlyInternetGatewayId, Attachments }) =>
    toGateway(text(EgressOnlyInternetGatewayId, 'EgressOnlyInternetGatewayId'), Attachments, vpcId),
  );
}

export async function readNatGateways(vpcId: string, reading: Reading): Promise<readonly NatGateway[]> {
  const gateways = await readVpcPages<Ec2NatGateway>(
    {
      action: 'ec2:DescribeNatGateways',
      notFound: noVpc(vpcId, reading),
      pageSize: 1_000,
      set: 'natGatewaySet',
      send: async (ec2, page, options) => {
        // `Filter`, as no other action of EC2 has it.
        const answer = await ec2.send(new DescribeNatGatewaysCommand({ Filter: ofVpc(vpcId), ...page }), options);
        return { items: answer.NatGateways, nextToken: answer.NextToken };
      },
    },
    reading,
  );
  return unique(gateways.map((gateway) => toNatGateway(gateway, vpcId)));
}

function toRouteTable(table: Ec2RouteTable, vpcId: string): RouteTable {
  const id = text(table.RouteTableId, 'RouteTableId');
  if (table.VpcId !== vpcId) throw invalid(`VpcId of ${id}`, vpcId, table.VpcId);
  const associations = objects(table.Associations ?? [], `Associations of ${id}`).filter(
    ({ AssociationState }) => (AssociationState?.State ?? 'associated') === 'associated',
  );
  return {
    id,
    main: associations.some(({ Main }) => Main === true),
    // An association can be with a gateway, too.
    subnetIds: associations.flatMap(({ SubnetId }) => optionalText(SubnetId, `SubnetId of ${id}`) ?? []),
    routes: objects(table.Routes ?? [], `Routes of ${id}`).map((route) => toRoute(route, id)),
  };
}

function toRoute(route: Ec2Route, table: string): Route {
  return {
    destination: destinationOf(route, table),
    target: targetOf(route).slice(0, longestTarget),
    blackhole: text(route.State, `State of a route of ${table}`) !== 'active',
  };
}

function destinationOf(route: Ec2Route, table: string): string {
  if (route.DestinationIpv6CidrBlock) {
    return ipv6Cidr(route.DestinationIpv6CidrBlock, `DestinationIpv6CidrBlock of ${table}`);
  }
  if (route.DestinationCidrBlock) return ipv4Cidr(route.DestinationCidrBlock, `DestinationCidrBlock of ${table}`);
  return text(route.DestinationPrefixListId, `The destination of a route of ${table}`);
}

function targetOf(route: Ec2Route): string {
  return (
    route.GatewayId ||
    route.EgressOnlyInternetGatewayId ||
    route.NatGatewayId ||
    route.TransitGatewayId ||
    route.CoreNetworkArn ||
    route.VpcPeeringConnectionId ||
    route.LocalGatewayId ||
    route.CarrierGatewayId ||
    route.OdbNetworkArn ||
    route.InstanceId ||
    route.NetworkInterfaceId ||
    ''
  );
}

interface Attachment {
  readonly VpcId?: string | undefined;
  readonly State?: string | undefined;
}

/** The state is compared as text: EC2 says `available`, which its own model does not list. */
function toGateway(id: string, attachments: readonly Attachment[] | undefined, vpcId: string): Gateway[] {
  const ours = objects(attachments ?? [], `Attachments of ${id}`).find(({ VpcId }) => VpcId === vpcId);
  return ours === undefined ? [] : [{ id, state: text(ours.State, `State of the attachment of ${id}`).toLowerCase() }];
}

function toNatGateway(gateway: Ec2NatGateway, vpcId: string): NatGateway {
  const id = text(gateway.NatGatewayId, 'NatGatewayId');
  if (gateway.VpcId !== vpcId) throw invalid(`VpcId of ${id}`, vpcId, gateway.VpcId);
  const subnetId = optionalText(gateway.SubnetId, `SubnetId of ${id}`);
  return {
    id,
    state: text(gateway.State, `State of ${id}`).toLowerCase(),
    // Both members are younger than the gateways: what has none is what there was before.
    connectivity: gateway.ConnectivityType === 'private' ? 'private' : 'public',
    availability: gateway.AvailabilityMode === 'regional' ? 'regional' : 'zonal',
    ...(subnetId === undefined ? {} : { subnetId }),
  };
}

/** What is made or deleted meanwhile shifts the pages, and one item can be on two of them. */
function unique<Item extends { readonly id: string }>(items: readonly Item[]): readonly Item[] {
  return [...new Map(items.map((item) => [item.id, item])).values()];
}
