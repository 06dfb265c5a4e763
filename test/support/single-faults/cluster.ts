import type { Subnet } from '../../../src/snapshot/aws-sections.ts';
import type { Route } from '../../../src/snapshot/network-sections.ts';
import type { Sections } from '../../../src/snapshot/snapshot.ts';
import { aCluster, anIpv6OnlySubnet, aNodeGroup, aSubnet, ipv4Nodes, nodes } from '../builders.ts';
import { aNetworkAcl } from '../firewall-builders.ts';
import { mainTable, route, tableOf } from '../routes.ts';
import { anIpv4Cluster, subnetsWith } from './healthy-worlds.ts';
import { migrating, operating, type SingleFault, without } from './single-fault.ts';

/** A cluster whose control plane has these subnets besides, or instead, that nothing else is in. */
function controlPlaneIn(subnets: readonly Subnet[], { alone = false } = {}): Partial<Sections> {
  const ids = subnets.map(({ id }) => id);
  const shared = ['subnet-a', 'subnet-b', 'subnet-c'];
  return {
    cluster: aCluster({ subnetIds: alone ? ids : [...shared, ...ids] }),
    subnets: subnetsWith({}, subnets),
    networkAcls: [aNetworkAcl({ subnetIds: [...shared, ...ids] })],
  };
}

const subnetD = { id: 'subnet-d', ipv4Cidr: '10.0.8.0/28', ipv6Cidrs: ['2a05:d018:abc:de08::/64'] };
const subnetE = {
  ...subnetD,
  id: 'subnet-e',
  ipv4Cidr: '10.0.9.0/28',
  ipv6Cidrs: ['2a05:d018:abc:de09::/64'],
  availabilityZone: 'eu-west-1b',
  availabilityZoneId: 'euw1-az2',
};

/** The same, and its ways out are the customer's: those of this table. */
function egressOfControlPlane(...routes: readonly Route[]): Partial<Sections> {
  const values = controlPlaneIn([aSubnet(subnetD)]);
  return {
    ...values,
    cluster: { ...aCluster(), ...values.cluster, controlPlaneEgressMode: 'CUSTOMER_ROUTED' },
    routeTables: [mainTable(route('0.0.0.0/0', 'nat-1'), route('::/0', 'eigw-1')), tableOf(['subnet-d'], ...routes)],
  };
}

export const clusterFaults: readonly SingleFault[] = [
  migrating(
    'Kubernetes is older than any IPv6 cluster',
    { cluster: anIpv4Cluster({ version: '1.20' }) },
    { 'CLU-002': 'KubernetesTooOld' },
  ),
  migrating(
    'The cluster is in China',
    {
      cluster: anIpv4Cluster({
        partition: 'aws-cn',
        endpointHost: '0F6C5A2B.gr7.cn-north-1.eks.amazonaws.com.cn',
      }),
    },
    { 'CLU-002': 'ChinaRegion' },
  ),
  migrating(
    'The version of Kubernetes is not of the usual form',
    { cluster: anIpv4Cluster({ version: 'latest' }) },
    { 'CLU-002': 'VersionUnreadable' },
  ),
  migrating(
    'The ARN of the cluster names no partition',
    { cluster: without(anIpv4Cluster(), 'partition') },
    { 'CLU-002': 'PartitionUnknown', 'CLU-003': 'EndpointUnknown' },
    { because: 'the partition tells both whether the Region has IPv6 clusters and what endpoints are called' },
  ),
  operating(
    'The endpoint has IPv4 alone',
    { cluster: aCluster({ endpointHost: '0F6C5A2B.gr7.eu-west-1.eks.amazonaws.com' }) },
    { 'CLU-003': 'Ipv4OnlyEndpoint', 'CLU-004': 'Ipv4OnlyEndpoint' },
    { because: 'such an endpoint admits no IPv6 client, so its list is not judged' },
  ),
  operating(
    'EKS names no endpoint',
    { cluster: without(aCluster(), 'endpointHost') },
    { 'CLU-003': 'EndpointUnknown', 'CLU-004': 'EndpointUnknown' },
    { because: 'the list of a public endpoint means nothing while its families are not known' },
  ),
  operating(
    'DNS host names of the VPC are off',
    { vpcDns: { support: true, hostnames: false } },
    { 'CLU-006': 'DnsAttributesOff' },
  ),
  operating('Auto Mode is on', { cluster: aCluster({ autoMode: true }) }, { 'CLU-008': 'AutoModeOn' }),
  operating(
    'The endpoint is public alone and admits no node',
    { cluster: aCluster({ privateAccess: false, publicAccessCidrs: ['0.0.0.0/0', '2001:db8::/32'] }) },
    { 'CLU-004': 'NodesShutOut' },
  ),
  operating(
    'The endpoint admits every IPv6 client and few IPv4 clients',
    { cluster: aCluster({ publicAccessCidrs: ['203.0.113.0/24', '::/0'] }) },
    { 'CLU-004': 'OpenToAllIpv6' },
  ),
  operating(
    'The endpoint admits no IPv6 client',
    { cluster: aCluster({ publicAccessCidrs: ['203.0.113.0/24'] }) },
    { 'CLU-004': 'OnlyIpv4Clients' },
  ),
  operating(
    'EKS does not say whether the endpoint is public',
    { cluster: without(aCluster(), 'publicAccess') },
    { 'CLU-004': 'PublicAccessUnknown' },
  ),
  operating(
    'A control plane subnet is in a zone that EKS refuses',
    { subnets: subnetsWith({ 'subnet-c': { availabilityZoneId: 'use1-az3' } }) },
    { 'CLU-010': 'RefusedZone' },
  ),
  operating(
    'The control plane has one subnet',
    { cluster: aCluster({ subnetIds: ['subnet-a'] }) },
    { 'CLU-010': 'SingleZone' },
  ),
  operating(
    'The control plane has no subnet that is known',
    { cluster: aCluster({ subnetIds: [] }) },
    { 'CLU-005': 'NoSubnetsMatched', 'CLU-010': 'NoSubnetsMatched' },
    { because: 'neither addresses nor zones can be counted of subnets that nobody names' },
  ),
  operating(
    'A control plane subnet of its own has ten free addresses',
    controlPlaneIn([aSubnet({ ...subnetD, ipv4Cidr: '10.0.8.0/27', freeIpv4: 10 })]),
    { 'CLU-005': 'AddressesBelowRecommendation' },
  ),
  operating(
    'A control plane subnet of its own has three free addresses',
    controlPlaneIn([aSubnet({ ...subnetD, freeIpv4: 3 })]),
    { 'CLU-005': 'AddressesBelowCreationFloor' },
  ),
  operating(
    'The subnets that the control plane has for itself are full',
    controlPlaneIn([aSubnet({ ...subnetD, freeIpv4: 1 }), aSubnet({ ...subnetE, freeIpv4: 0 })], { alone: true }),
    { 'CLU-005': 'AddressesExhausted' },
  ),
  operating(
    'EKS reports that the subnets of the control plane have too few addresses',
    { cluster: aCluster({ healthIssues: [{ code: 'InsufficientFreeAddresses', resourceIds: ['subnet-a'] }] }) },
    { 'CLU-005': 'ShortageReportedByEks' },
  ),
  operating(
    'A control plane subnet of its own is IPv6-only',
    controlPlaneIn([anIpv6OnlySubnet(without(subnetD, 'ipv4Cidr'))]),
    { 'CLU-005': 'SubnetsNotCounted', 'VPC-002': 'Ipv6OnlySubnets' },
    { because: 'the subnet lacks a family, and no addresses can be counted in it' },
  ),
  operating(
    'The control plane is on Outposts',
    { cluster: aCluster({ onOutposts: true }) },
    { 'CLU-007': 'ClusterOnOutposts' },
  ),
  migrating(
    'A node runs Windows',
    { nodes: [ipv4Nodes(['node-1']), ipv4Nodes(['node-2'], { os: 'windows' })] },
    { 'CLU-007': 'UnsupportedNodes' },
  ),
  operating(
    'A node does not say which operating system it runs',
    { nodes: [nodes(['node-1']), nodes(['node-2'], { os: 'unknown' })] },
    { 'CLU-007': 'OperatingSystemUnknown' },
  ),
  operating(
    'A node group is for Windows and has no node',
    { nodeGroups: [aNodeGroup(), aNodeGroup({ name: 'windows', amiType: 'WINDOWS_CORE_2022_x86_64' })] },
    { 'CLU-007': 'UnsupportedComputeConfigured' },
  ),
  operating(
    'A control plane that reaches out by itself has no IPv6 route',
    egressOfControlPlane(route('0.0.0.0/0', 'nat-1')),
    { 'CLU-009': 'ControlPlaneRouteMissing' },
  ),
  operating(
    'A control plane that reaches out by itself may have its routes by prefix list alone',
    { ...egressOfControlPlane(route('pl-0a', 'tgw-1')), routedPrefixLists: [{ id: 'pl-0a', cidrs: ['10.9.0.0/16'] }] },
    { 'CLU-009': 'ControlPlaneRoutesUnclear' },
  ),
  operating(
    'A control plane that reaches out by itself has a subnet that is gone',
    {
      cluster: aCluster({
        controlPlaneEgressMode: 'CUSTOMER_ROUTED',
        subnetIds: ['subnet-a', 'subnet-b', 'subnet-gone'],
      }),
    },
    {
      'VPC-002': 'SubnetsNotFound',
      'CLU-009': 'ControlPlaneSubnetsNotFound',
      'VPC-008': 'NetworkAclUnknown',
      'CLU-005': 'SubnetsNotCounted',
    },
    { because: 'of a subnet that is not seen neither its routes and ACL nor its free addresses are known' },
  ),
  operating(
    'The control plane reaches out in a way that is not known',
    { cluster: aCluster({ controlPlaneEgressMode: 'CARRIER_PIGEON' }) },
    { 'CLU-009': 'EgressModeNotKnown' },
  ),
  operating(
    'The control plane is set to reach nothing outside',
    { cluster: aCluster({ controlPlaneEgressMode: 'CUSTOMER_ISOLATED' }) },
    { 'CLU-009': 'ControlPlaneIsolated' },
  ),
  operating(
    'A control plane that reaches out by itself does so through a transit gateway',
    egressOfControlPlane(route('0.0.0.0/0', 'tgw-1'), route('::/0', 'tgw-1')),
    { 'CLU-009': 'ControlPlaneRoutesBeyondVpc' },
  ),
];
