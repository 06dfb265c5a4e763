import type { Subnet } from '../../../src/snapshot/aws-sections.ts';
import type { Route } from '../../../src/snapshot/network-sections.ts';
import type { Sections } from '../../../src/snapshot/snapshot.ts';
import { aCluster, pods } from '../builders.ts';
import { aVpcEndpoint, mainTable, route, tableOf } from '../routes.ts';
import { anIpv4Cluster, subnetsWith } from './healthy-worlds.ts';
import { migrating, operating, type SingleFault, without } from './single-fault.ts';

const outOverNat = route('0.0.0.0/0', 'nat-1');
const outOverIpv6 = route('::/0', 'eigw-1');
const outOverInternet = route('0.0.0.0/0', 'igw-1');

/** The VPC with this table for all its subnets. */
function routed(...routes: readonly Route[]): Partial<Sections> {
  return { routeTables: [mainTable(...routes)] };
}

/** `subnet-c`, in which no node is now, with a table of its own. */
function routedApart(...routes: readonly Route[]): Partial<Sections> {
  return { routeTables: [mainTable(outOverNat, outOverIpv6), tableOf(['subnet-c'], ...routes)] };
}

const imageServiceNames = ['ecr.api', 'ecr.dkr', 's3'].map((name) => `com.amazonaws.eu-west-1.${name}`);
const imageEndpoints = imageServiceNames.map((service) =>
  aVpcEndpoint({ id: `vpce-${service}`, service, addressType: 'ipv4' }),
);
const imageServices = imageServiceNames.map((name) => ({ name, types: ['Interface'], addressTypes: ['ipv4', 'ipv6'] }));
/** The /64 of the healthy node. */
const nodeBlock = '2a05:d018:abc:de00::/64';

function withCoreDns(dnsNodeBlock: string): Sections['pods'] {
  return [pods(12), pods(2, { dnsNodeBlock })];
}

export const egressFaults: readonly SingleFault[] = [
  operating('Private subnets have no IPv6 route', routed(outOverNat), { 'VPC-004': 'Ipv6EgressMissing' }),
  operating('A private subnet without nodes has no IPv6 route', routedApart(outOverNat), {
    'VPC-004': 'UnusedSubnetsWithoutIpv6Egress',
  }),
  operating(
    'The egress-only gateway is detached',
    { egressOnlyInternetGateways: [{ id: 'eigw-1', state: 'detached' }] },
    { 'VPC-004': 'Ipv6EgressMissing' },
  ),
  operating('Private subnets route IPv6 to an internet gateway', routed(outOverNat, route('::/0', 'igw-1')), {
    'VPC-004': 'PrivateSubnetsOpenToIpv6',
  }),
  operating(
    'Private subnets may route IPv6 by prefix list alone',
    { ...routed(outOverNat, route('pl-0a', 'tgw-1')), routedPrefixLists: [{ id: 'pl-0a', cidrs: ['10.9.0.0/16'] }] },
    { 'VPC-004': 'Ipv6EgressUnclear' },
  ),
  operating(
    'EC2 shows no route table',
    { routeTables: [] },
    {
      'VPC-004': 'NoRouteTable',
      'VPC-005': 'NoRouteTable',
      'VPC-006': 'NoRouteTable',
      'VPC-007': 'NoRouteTable',
      'VPC-010': 'NoRouteTable',
    },
    { because: 'every way out is read from it' },
  ),
  operating(
    'Public subnets have no IPv6 route',
    { ...routed(outOverInternet), subnets: publicSubnets() },
    { 'VPC-005': 'PublicIpv6RouteMissing' },
  ),
  operating(
    'A public subnet without nodes has no IPv6 route',
    {
      routeTables: [mainTable(outOverNat, outOverIpv6), tableOf(['subnet-c'], outOverInternet)],
      subnets: subnetsWith({ 'subnet-c': { mapPublicIpOnLaunch: true } }),
    },
    { 'VPC-005': 'UnusedPublicSubnetsWithoutIpv6Route' },
  ),
  operating(
    'Public subnets may route IPv6 by prefix list alone',
    {
      ...routed(outOverInternet, route('pl-0a', 'tgw-1')),
      subnets: publicSubnets(),
      routedPrefixLists: [{ id: 'pl-0a', cidrs: ['10.9.0.0/16'] }],
    },
    { 'VPC-005': 'PublicIpv6RouteUnclear' },
  ),
  operating(
    'The NAT gateway is gone',
    { natGateways: [{ id: 'nat-1', state: 'failed', connectivity: 'public', availability: 'regional' }] },
    { 'VPC-006': 'Ipv4EgressMissing' },
  ),
  migrating(
    'The NAT gateway of a cluster whose API is public alone is gone',
    {
      natGateways: [{ id: 'nat-1', state: 'failed', connectivity: 'public', availability: 'regional' }],
      cluster: anIpv4Cluster({ privateAccess: false }),
    },
    { 'VPC-006': 'ApiOutOfReach' },
  ),
  operating('Nodes of public subnets get no public IPv4 address', routed(outOverInternet, route('::/0', 'igw-1')), {
    'VPC-006': 'NodesWithoutPublicIpv4',
  }),
  operating(
    'The NAT gateway is private, and where it leads is not seen',
    { natGateways: [{ id: 'nat-1', state: 'available', connectivity: 'private', availability: 'regional' }] },
    { 'VPC-006': 'Ipv4EgressUnclear' },
  ),
  operating(
    'Public access is blocked both ways',
    { blockPublicAccess: { mode: 'block-bidirectional', exclusions: [] } },
    { 'VPC-010': 'WaysOutBlocked' },
  ),
  operating(
    'Public access is blocked both ways in a subnet without nodes',
    { subnets: subnetsWith({ 'subnet-c': { blockPublicAccess: 'block-bidirectional' } }) },
    { 'VPC-010': 'WaysOutOfUnusedSubnetsBlocked' },
  ),
  operating(
    'Ingress is blocked where subnets are public',
    {
      ...routed(outOverInternet, route('::/0', 'igw-1')),
      subnets: publicSubnets({ blockPublicAccess: 'block-ingress' }),
    },
    { 'VPC-010': 'PublicSubnetsBlocked' },
  ),
  operating(
    'A subnet is of another account that keeps its blocks to itself',
    {
      subnets: {
        ...subnetsWith({}),
        all: subnetsWith({}).all.map((each) =>
          each.id === 'subnet-c' ? { ...without(each, 'blockPublicAccess'), shared: true } : each,
        ),
      },
    },
    { 'VPC-010': 'BlockUnknown', 'CAP-003': 'OtherUsersUnseen' },
    { because: 'what others take of the subnet is not seen either' },
  ),
  operating(
    'A VPC endpoint has IPv4 alone',
    { vpcEndpoints: [aVpcEndpoint({ addressType: 'ipv4' })] },
    { 'VPC-011': 'EndpointsOnIpv4' },
  ),
  operating(
    'EC2 does not say which addresses a VPC endpoint has',
    { vpcEndpoints: [without(aVpcEndpoint(), 'addressType')] },
    { 'VPC-011': 'EndpointTypesUnknown' },
  ),
  operating(
    'EC2 does not list the service of an IPv4 endpoint',
    { vpcEndpoints: [aVpcEndpoint({ addressType: 'ipv4' })], endpointServices: [] },
    { 'VPC-011': 'EndpointServicesUnknown' },
  ),
  operating(
    'A cluster without a way out has IPv4 endpoints of ECR and S3',
    { ...routed(), vpcEndpoints: imageEndpoints, endpointServices: imageServices },
    {
      'VPC-004': 'FullyPrivateSubnets',
      'VPC-006': 'Ipv4ThroughEndpointsAlone',
      'VPC-011': 'PrivateClusterOnIpv4Endpoints',
    },
    { because: 'that nothing leads out is told of each family' },
  ),
  operating(
    'DNS64 is on where CoreDNS runs, and nothing leads to NAT64',
    { subnets: subnetsWith({ 'subnet-a': { enableDns64: true } }), pods: withCoreDns(nodeBlock) },
    { 'VPC-007': 'Nat64RouteMissing' },
  ),
  operating(
    'CoreDNS makes up addresses, and pods have a route to NAT64',
    {
      ...routed(outOverNat, outOverIpv6, route('64:ff9b::/96', 'nat-1')),
      coreDns: { configured: true, dns64: true, ipv4Upstreams: [] },
    },
    { 'VPC-007': 'Dns64Used', 'ADD-004': 'Dns64PluginUsed' },
    { because: 'the one judges where traffic goes, the other the settings of CoreDNS' },
  ),
  operating(
    'DNS64 is on where CoreDNS runs, and where NAT64 would be is not seen',
    {
      ...routed(outOverNat, outOverIpv6, route('64:ff9b::/96', 'tgw-1')),
      subnets: subnetsWith({ 'subnet-a': { enableDns64: true } }),
      pods: withCoreDns(nodeBlock),
    },
    { 'VPC-007': 'Nat64RouteUnclear' },
  ),
  operating(
    'DNS64 is on in a subnet, and on which node CoreDNS runs is not told',
    { subnets: subnetsWith({ 'subnet-c': { enableDns64: true } }), pods: withCoreDns('unknown') },
    { 'VPC-007': 'LookupsNotPlaced' },
  ),
  operating('Private subnets route IPv6 to a transit gateway', routed(outOverNat, route('::/0', 'tgw-1')), {
    'VPC-004': 'Ipv6EgressBeyondVpc',
  }),
  operating(
    'Public subnets route IPv6 to a transit gateway',
    { ...routed(outOverInternet, route('::/0', 'tgw-1')), subnets: publicSubnets() },
    { 'VPC-005': 'PublicIpv6BeyondVpc' },
  ),
  operating(
    'Public subnets route IPv6 to an egress-only gateway',
    { ...routed(outOverInternet, outOverIpv6), subnets: publicSubnets() },
    { 'VPC-005': 'PublicIpv6EgressOnly' },
  ),
  operating('Private subnets route IPv4 to a transit gateway', routed(route('0.0.0.0/0', 'tgw-1'), outOverIpv6), {
    'VPC-006': 'Ipv4EgressBeyondVpc',
  }),
  operating(
    'The only NAT gateway is in another zone',
    {
      natGateways: [
        { id: 'nat-1', state: 'available', connectivity: 'public', availability: 'zonal', subnetId: 'subnet-c' },
      ],
    },
    { 'VPC-006': 'NatGatewayOfOtherZone' },
  ),
  operating(
    'DNS64 is on in a subnet where CoreDNS does not run',
    { subnets: subnetsWith({ 'subnet-c': { enableDns64: true } }), pods: withCoreDns(nodeBlock) },
    { 'VPC-007': 'Dns64OnElsewhere' },
  ),
  operating(
    'A route leads to NAT64, which nothing asks for',
    routed(outOverNat, outOverIpv6, route('64:ff9b::/96', 'nat-1')),
    { 'VPC-007': 'Nat64RouteUnused' },
  ),
  operating(
    'Ingress is blocked, and every subnet is private',
    { blockPublicAccess: { mode: 'block-ingress', exclusions: [] } },
    { 'VPC-010': 'BlockedWithoutHarm' },
  ),
  operating(
    'The NAT gateway of a cluster whose API is public alone, and over IPv4 alone, is gone',
    {
      natGateways: [{ id: 'nat-1', state: 'failed', connectivity: 'public', availability: 'regional' }],
      cluster: aCluster({ endpointHost: '0F6C5A2B.gr7.eu-west-1.eks.amazonaws.com', privateAccess: false }),
    },
    { 'CLU-003': 'Ipv4OnlyEndpoint', 'CLU-004': 'Ipv4OnlyEndpoint', 'VPC-006': 'ApiOutOfReach' },
    { because: 'it is the endpoint over IPv4 alone that needs the NAT gateway' },
  ),
];

function publicSubnets(changes: Partial<Subnet> = {}): Sections['subnets'] {
  const all = subnetsWith({}).all.map((each) => ({ ...each, mapPublicIpOnLaunch: true, ...changes }));
  return { all, fargateNodesByBlock: {} };
}
