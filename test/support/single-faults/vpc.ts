import type { Subnet } from '../../../src/snapshot/aws-sections.ts';
import type { Route } from '../../../src/snapshot/network-sections.ts';
import type { Sections } from '../../../src/snapshot/snapshot.ts';
import {
  aCluster,
  aFargateProfile,
  anIpv6OnlySubnet,
  aNodeClass,
  aNodeGroup,
  aSubnet,
  aVpc,
  nodes,
} from '../builders.ts';
import { aNetworkAcl } from '../firewall-builders.ts';
import { aLaunchTemplate, noReservations } from '../node-builders.ts';
import { mainTable, route } from '../routes.ts';
import { subnetsWith, withKarpenter } from './healthy-worlds.ts';
import { migrating, nodeSubnetGone, operating, type SingleFault, without } from './single-fault.ts';

const outOverNat = route('0.0.0.0/0', 'nat-1');
const outOverIpv6 = route('::/0', 'eigw-1');

/** The VPC with this table for all its subnets. */
function routed(...routes: readonly Route[]): Partial<Sections> {
  return { routeTables: [mainTable(...routes)] };
}

/** `subnet-d` for Fargate pods alone. */
function fargateSubnet(subnet: Subnet): Partial<Sections> {
  return {
    subnets: subnetsWith({}, [subnet]),
    fargateProfiles: [aFargateProfile({ subnetIds: ['subnet-a', 'subnet-d'] })],
    networkAcls: [aNetworkAcl({ subnetIds: ['subnet-a', 'subnet-b', 'subnet-c', 'subnet-d'] })],
  };
}

const stray = nodes(['node-2'], { ipv6Block: '2001:db8:0:1::/64' });

export const vpcFaults: readonly SingleFault[] = [
  migrating(
    'The VPC has no IPv6 block, and so no subnet has one',
    {
      vpc: aVpc({ ipv6Cidrs: [], ipv6Origins: [] }),
      subnets: {
        all: subnetsWith({}).all.map((each) => ({ ...each, ipv6Cidrs: [], assignIpv6OnCreation: false })),
        fargateNodesByBlock: {},
      },
    },
    {
      'VPC-001': 'NoIpv6Cidr',
      'VPC-013': 'NoIpv6Blocks',
      'VPC-002': 'SubnetsWithoutIpv6',
      'VPC-003': 'NodeGroupSubnetsWithoutAutoAssign',
      'CAP-003': 'NoIpv6Subnets',
      'LBC-009': 'SubnetsWithoutIpv6',
    },
    {
      because:
        'subnets get their blocks out of the block of the VPC, and load balancers and nodes their addresses out of those',
    },
  ),
  operating(
    'The IPv6 block of the VPC is being taken away',
    {
      vpc: aVpc({
        ipv6Cidrs: [],
        ipv6Origins: [],
        otherIpv6Associations: [{ cidr: '2a05:d018:abc:de00::/56', state: 'disassociating' }],
      }),
    },
    { 'VPC-001': 'Ipv6CidrNotAssociated', 'VPC-013': 'NoIpv6Blocks' },
    { because: 'without a block there is none to call public or private' },
  ),
  operating('The VPC has no IPv4 block', { vpc: aVpc({ ipv4Cidrs: [] }) }, { 'VPC-001': 'NoIpv4Cidr' }),
  operating(
    'A subnet of nodes has no IPv6 block',
    { subnets: subnetsWith({ 'subnet-c': { ipv6Cidrs: [] } }) },
    { 'VPC-002': 'SubnetsWithoutIpv6' },
  ),
  operating(
    'A subnet of Fargate pods is IPv6-only',
    fargateSubnet(anIpv6OnlySubnet({ id: 'subnet-d', ipv6Cidrs: ['2a05:d018:abc:de08::/64'] })),
    { 'VPC-002': 'Ipv6OnlySubnets', 'CAP-004': 'SubnetsWithoutIpv4' },
    { because: 'the subnet lacks a family, and its profile cannot start pods in it' },
  ),
  operating(
    'A subnet of nodes is IPv6-only',
    {
      subnets: {
        all: [
          ...subnetsWith({}).all.slice(0, 2),
          anIpv6OnlySubnet({
            id: 'subnet-c',
            availabilityZone: 'eu-west-1c',
            availabilityZoneId: 'euw1-az3',
            ipv6Cidrs: ['2a05:d018:abc:de02::/64'],
          }),
        ],
        fargateNodesByBlock: {},
      },
    },
    {
      'VPC-002': 'Ipv6OnlySubnets',
      'CAP-001': 'SubnetsWithoutIpv4',
      'CLU-005': 'SubnetsNotCounted',
      'CAP-005': 'GroupSubnetsUnknown',
    },
    { because: 'the subnet lacks a family, and no IPv4 addresses can be counted in it' },
  ),
  operating(
    'A control plane subnet is gone',
    { cluster: aCluster({ subnetIds: ['subnet-a', 'subnet-b', 'subnet-gone'] }) },
    { 'VPC-002': 'SubnetsNotFound', 'VPC-008': 'NetworkAclUnknown', 'CLU-005': 'SubnetsNotCounted' },
    { because: 'of a subnet that is not seen neither its ACL nor its free addresses are known' },
  ),
  operating(
    'A subnet of a node group is gone',
    { nodeGroups: [aNodeGroup({ subnetIds: ['subnet-a', 'subnet-gone'] })] },
    nodeSubnetGone,
    { because: 'of a subnet that is not seen nothing good is said' },
  ),
  operating(
    'A subnet of a Fargate profile is gone',
    { fargateProfiles: [aFargateProfile({ subnetIds: ['subnet-a', 'subnet-gone'] })] },
    {
      'VPC-002': 'SubnetsNotFound',
      'VPC-004': 'PodSubnetsNotFound',
      'VPC-005': 'PodSubnetsNotFound',
      'VPC-006': 'PodSubnetsNotFound',
      'VPC-007': 'PodSubnetsNotFound',
      'VPC-010': 'PodSubnetsNotFound',
      'VPC-008': 'NetworkAclUnknown',
      'CAP-004': 'SubnetsNotFound',
    },
    { because: 'of a subnet that is not seen nothing good is said, and the profile cannot start pods in it' },
  ),
  operating(
    'An extra subnet is gone',
    {},
    {
      'VPC-002': 'SubnetsNotFound',
      'VPC-003': 'SubnetsNotFound',
      'VPC-004': 'PodSubnetsNotFound',
      'VPC-005': 'PodSubnetsNotFound',
      'VPC-006': 'PodSubnetsNotFound',
      'VPC-007': 'PodSubnetsNotFound',
      'VPC-010': 'PodSubnetsNotFound',
      'VPC-008': 'NetworkAclUnknown',
      'CAP-001': 'SubnetsNotFound',
      'CAP-003': 'SubnetsNotFound',
      'CNI-008': 'SubnetsNotFound',
    },
    {
      because: 'of a subnet that is not seen nothing good is said',
      policy: { extraSubnets: { ids: ['subnet-gone'], tags: {} } },
    },
  ),
  operating(
    'The tags of extra subnets select none',
    {},
    {
      'VPC-002': 'NoSubnetsMatched',
      'VPC-003': 'NoSubnetsMatched',
      'CAP-001': 'NoSubnetsMatched',
      'CAP-003': 'NoSubnetsMatched',
      'CNI-008': 'NoSubnetsMatched',
    },
    {
      because: 'whoever judges node subnets was to judge those too',
      policy: { extraSubnets: { ids: [], tags: { tier: 'pods' } } },
    },
  ),
  operating(
    'A node is in no subnet of the VPC',
    { nodes: [nodes(['node-1']), stray] },
    {
      'VPC-002': 'NodeSubnetsUnknown',
      'VPC-003': 'NodeSubnetsUnknown',
      'VPC-004': 'NodesOutsideSubnets',
      'VPC-005': 'NodesOutsideSubnets',
      'VPC-006': 'NodesOutsideSubnets',
      'VPC-007': 'NodesOutsideSubnets',
      'VPC-010': 'NodesOutsideSubnets',
      'VPC-008': 'NetworkAclUnknown',
      'CAP-001': 'NodeSubnetsUnknown',
      'CAP-003': 'NodeSubnetsUnknown',
      'NOD-002': 'AddressOutsideSubnets',
      'CNI-008': 'NodeSubnetsUnknown',
    },
    { because: 'of a subnet that is not seen nothing good is said, and the address of the node is none of the VPC' },
  ),
  operating(
    'Nothing runs yet: there is no node, no node group and no Fargate profile',
    { nodeGroups: [], fargateProfiles: [], nodes: [], instances: [], pods: [] },
    {
      'VPC-003': 'NoSubnetsMatched',
      'VPC-004': 'PodSubnetsNotFound',
      'VPC-005': 'PodSubnetsNotFound',
      'VPC-006': 'PodSubnetsNotFound',
      'VPC-007': 'PodSubnetsNotFound',
      'VPC-010': 'PodSubnetsNotFound',
      'CAP-001': 'NoSubnetsMatched',
      'CAP-005': 'NoNodeGroups',
      'CAP-003': 'NoSubnetsMatched',
      'CAP-004': 'FargateNotUsed',
      'NOD-001': 'NoNodesFound',
      'NOD-002': 'NoNodesFound',
      'NOD-005': 'InstancesNotFound',
      'NOD-006': 'InstancesNotFound',
      'NOD-003': 'NoNodesFound',
      'NOD-004': 'InstancesNotFound',
      'CNI-009': 'NoPodsOfOwnNetwork',
      'CNI-008': 'NoSubnetsMatched',
    },
    { because: 'whatever is said of nodes and their subnets has nothing to go by' },
  ),
  operating(
    'A subnet of a node group assigns no IPv6 addresses',
    { subnets: subnetsWith({ 'subnet-c': { assignIpv6OnCreation: false } }) },
    { 'VPC-003': 'NodeGroupSubnetsWithoutAutoAssign' },
  ),
  operating(
    'A subnet of a node group assigns no IPv6 addresses, and its launch template does',
    {
      subnets: subnetsWith({ 'subnet-c': { assignIpv6OnCreation: false } }),
      nodeGroups: [aNodeGroup({ hasLaunchTemplate: true, launchTemplate: { id: 'lt-1', version: '1' } })],
      launchTemplates: [aLaunchTemplate({ ipv6AddressCount: 1 })],
    },
    { 'VPC-003': 'OtherSubnetsWithoutAutoAssign', 'NOD-007': 'BootstrapFits' },
    { because: 'that there is a launch template is judged as such' },
  ),
  operating(
    'A subnet of a node group assigns no IPv6 addresses, and its launch template is gone',
    {
      subnets: subnetsWith({ 'subnet-c': { assignIpv6OnCreation: false } }),
      nodeGroups: [aNodeGroup({ hasLaunchTemplate: true, launchTemplate: { id: 'lt-1', version: '1' } })],
    },
    { 'VPC-003': 'LaunchTemplatesUnknown', 'NOD-007': 'LaunchTemplatesUnknown' },
    { because: 'neither the addresses nor the bootstrap that it gives are known' },
  ),
  operating(
    'A subnet of old Karpenter assigns no IPv6 addresses',
    karpenterSubnet('1.0.8'),
    { 'VPC-003': 'KarpenterSubnetsWithoutAutoAssign', 'KAR-001': 'KarpenterTooOld' },
    { because: 'the age of Karpenter has more than this consequence' },
  ),
  operating(
    'A subnet of Karpenter without a version assigns no IPv6 addresses',
    karpenterSubnet('latest'),
    { 'VPC-003': 'KarpenterVersionUnknown', 'KAR-001': 'KarpenterVersionUnknown' },
    { because: 'the age of Karpenter has more than this consequence' },
  ),
  operating('A subnet of Karpenter assigns no IPv6 addresses', karpenterSubnet('1.8.2'), {
    'VPC-003': 'OtherSubnetsWithoutAutoAssign',
  }),
  operating(
    'EC2 does not say whether the IPv6 block is public',
    { vpc: aVpc({ ipv6Origins: [] }) },
    { 'VPC-013': 'Ipv6OriginUnknown' },
  ),
  operating(
    'The IPv6 block is private',
    { vpc: aVpc({ ipv6Origins: [{ cidr: '2a05:d018:abc:de00::/56', ipSource: 'none', attribute: 'private' }] }) },
    { 'VPC-013': 'PodsOnPrivateIpv6' },
  ),
  operating(
    'The service range is in the VPC',
    { cluster: aCluster({ serviceIpv6Cidr: '2a05:d018:abc:de0f::/108' }) },
    { 'VPC-012': 'ServiceRangeInVpc' },
  ),
  operating(
    'EKS tells no service range',
    { cluster: without(aCluster(), 'serviceIpv6Cidr') },
    { 'VPC-012': 'ServiceRangeUnknown' },
  ),
  operating(
    'A peer has the service range',
    { vpcPeerings: [aPeering(['fd30:1c53:5f8a::/48'])] },
    { 'VPC-012': 'ServiceRangeElsewhere' },
  ),
  operating('The blocks of a peer are not shown', { vpcPeerings: [aPeering([])] }, { 'VPC-012': 'PeerRangesUnknown' }),
  operating(
    'The blocks of a prefix list in a route are not known',
    routed(outOverNat, outOverIpv6, route('pl-0a', 'tgw-1')),
    { 'VPC-012': 'RoutesByPrefixList' },
  ),
  operating(
    'A prefix list in a route has the service range',
    {
      ...routed(outOverNat, outOverIpv6, route('pl-0a', 'tgw-1')),
      routedPrefixLists: [{ id: 'pl-0a', cidrs: ['10.9.0.0/16', 'fd30:1c53::/32'] }],
    },
    { 'VPC-012': 'ServiceRangeElsewhere' },
  ),
  operating(
    'The node-local range is routed to other networks',
    routed(outOverNat, outOverIpv6, route('169.254.0.0/16', 'tgw-1')),
    { 'VPC-012': 'NodeLocalRangeRouted' },
  ),
  operating(
    'A peer has the private IPv6 block of the VPC',
    { vpc: aVpc({ ipv6Cidrs: ['2a05:d018:abc:de00::/56', 'fd11:1::/56'] }), vpcPeerings: [aPeering(['fd11:1::/48'])] },
    { 'VPC-012': 'PrivateIpv6Clash', 'VPC-013': 'PrivateIpv6OutsidePods' },
    { because: 'that there is a private block is told as such' },
  ),
  migrating(
    'The IPv4 service range is routed to other networks',
    routed(outOverNat, outOverIpv6, route('172.16.0.0/12', 'tgw-1')),
    { 'VPC-012': 'Ipv4ServiceRangeOverlaps' },
  ),
];

function aPeering(peerIpv6Cidrs: readonly string[]): Sections['vpcPeerings'][number] {
  return { id: 'pcx-1', state: 'active', peerVpcId: 'vpc-2', peerIpv4Cidrs: [], peerIpv6Cidrs };
}

/** `subnet-d`, that Karpenter of this version makes nodes in, without IPv6 addresses on creation. */
function karpenterSubnet(version: string): Partial<Sections> {
  const subnet = aSubnet({
    id: 'subnet-d',
    ipv4Cidr: '10.0.8.0/24',
    ipv6Cidrs: ['2a05:d018:abc:de08::/64'],
    assignIpv6OnCreation: false,
  });
  const launched = nodes(['node-2'], { ipv6Block: '2a05:d018:abc:de08::/64', karpenter: true });
  return {
    subnets: subnetsWith({}, [subnet]),
    nodes: [nodes(['node-1']), { ...launched, facts: without(launched.facts, 'nodeGroup') }],
    nodeClasses: [aNodeClass({ subnetIds: ['subnet-d'] })],
    networkWorkloads: withKarpenter(version),
    networkAcls: [aNetworkAcl({ subnetIds: ['subnet-a', 'subnet-b', 'subnet-c', 'subnet-d'] })],
    subnetReservations: subnetsWith({}, [subnet]).all.map(({ id }) => noReservations(id)),
  };
}
