import type { Subnet } from '../../../src/snapshot/aws-sections.ts';
import type { BlockRun } from '../../../src/snapshot/instance-sections.ts';
import type { Sections } from '../../../src/snapshot/snapshot.ts';
import { aContainer, aFargateProfile, aNodeGroup, aSubnet, fargateNodes, ipv4Nodes, nodes, pods } from '../builders.ts';
import { aNetworkAcl } from '../firewall-builders.ts';
import { aSubnetUse, noReservations } from '../node-builders.ts';
import { anIpv4VpcCni, subnetsWith } from './healthy-worlds.ts';
import { migrating, nodeSubnetGone, operating, type SingleFault, without } from './single-fault.ts';

const subnetD = { id: 'subnet-d', ipv4Cidr: '10.0.8.0/24', ipv6Cidrs: ['2a05:d018:abc:de08::/64'] };
const aclWithSubnetD = [aNetworkAcl({ subnetIds: ['subnet-a', 'subnet-b', 'subnet-c', 'subnet-d'] })];
const reservationsWithSubnetD = ['subnet-a', 'subnet-b', 'subnet-c', 'subnet-d'].map(noReservations);

/** A profile of its own in `subnet-d`, which nothing else is in, and in others. */
function fargateIn(changes: Partial<Subnet>, otherSubnetIds: readonly string[] = []): Partial<Sections> {
  const subnet = aSubnet({ ...subnetD, ...changes });
  return {
    subnets: subnetsWith({}, [subnet]),
    fargateProfiles: [aFargateProfile(), aFargateProfile({ name: 'web', subnetIds: ['subnet-d', ...otherSubnetIds] })],
    networkAcls: aclWithSubnetD,
  };
}

/** Nodes take prefixes, out of subnets large enough for all that may come. */
export function takingPrefixes(subnetC: Partial<Subnet> = {}): Partial<Sections> {
  const wide = (ipv4Cidr: string) => ({ ipv4Cidr, freeIpv4: 2_000 });
  return {
    vpcCni: anIpv4VpcCni({ ENABLE_PREFIX_DELEGATION: 'true' }),
    subnets: subnetsWith({
      'subnet-a': wide('10.0.0.0/20'),
      'subnet-b': wide('10.0.16.0/20'),
      'subnet-c': { ...wide('10.0.32.0/20'), ...subnetC },
    }),
  };
}

function ipv6OnlySubnetC({ subnets = subnetsWith({}) }: Partial<Sections>): Sections['subnets'] {
  return { ...subnets, all: subnets.all.map((each) => (each.id === 'subnet-c' ? without(each, 'ipv4Cidr') : each)) };
}

/** Every /28 block of that `subnet-c` but so many; AWS keeps the first and the last. */
function busyBut(free: number): Partial<Sections> {
  const first = 0x0a_00_20_0;
  const busy: BlockRun = [first, first + 254 - free];
  return { subnetUse: [aSubnetUse({ subnetId: 'subnet-c', busyIpv4Blocks: [busy] })] };
}

export const capacityFaults: readonly SingleFault[] = [
  operating(
    'A subnet of nodes has twenty free addresses',
    { subnets: subnetsWith({ 'subnet-c': { freeIpv4: 20 } }) },
    { 'CAP-001': 'SubnetsLow' },
  ),
  operating(
    'A subnet of nodes has three free addresses',
    { subnets: subnetsWith({ 'subnet-c': { freeIpv4: 3 } }) },
    { 'CAP-001': 'ZoneExhausted', 'CLU-005': 'AddressesBelowCreationFloor' },
    { because: 'nodes and control plane share the subnet, which is listed once' },
  ),
  operating(
    'One of two subnets of a zone has three free addresses',
    {
      subnets: subnetsWith({}, [
        aSubnet({ ...subnetD, availabilityZone: 'eu-west-1c', availabilityZoneId: 'euw1-az3', freeIpv4: 3 }),
      ]),
      nodeGroups: [aNodeGroup({ subnetIds: ['subnet-a', 'subnet-b', 'subnet-c', 'subnet-d'] })],
      networkAcls: aclWithSubnetD,
      subnetReservations: reservationsWithSubnetD,
    },
    { 'CAP-001': 'SubnetsCritical' },
  ),
  migrating(
    'Nodes take prefixes, and a subnet has no block free',
    { ...takingPrefixes(), ...busyBut(0) },
    { 'CAP-002': 'NoFreeBlocks' },
  ),
  migrating(
    'Nodes take prefixes, and a subnet has one block free',
    { ...takingPrefixes(), ...busyBut(1) },
    { 'CAP-002': 'FewFreeBlocks' },
  ),
  migrating(
    'Nodes take prefixes, and a subnet has three free addresses',
    takingPrefixes({ freeIpv4: 3 }),
    { 'CAP-001': 'ZoneExhausted', 'CLU-005': 'AddressesBelowCreationFloor', 'CAP-002': 'NoFreeBlocks' },
    { because: 'nodes, their prefixes and the control plane share the subnet, which is listed once' },
  ),
  migrating(
    'Nodes take prefixes from a subnet of another account',
    { ...takingPrefixes({ shared: true }) },
    { 'CAP-002': 'OtherUsersUnseen', 'CAP-003': 'OtherUsersUnseen' },
    { because: 'what others take of the subnet is seen of neither family' },
  ),
  migrating(
    'Nodes take prefixes, and the reservations of a subnet are not read',
    { ...takingPrefixes(), subnetReservations: [] },
    { 'CAP-002': 'ReservationsUnknown', 'CAP-003': 'ReservationsUnknown' },
    { because: 'reservations are of both families' },
  ),
  migrating(
    'Nodes take prefixes, and a subnet of theirs is IPv6-only',
    { ...takingPrefixes(), subnets: ipv6OnlySubnetC(takingPrefixes()) },
    {
      'VPC-002': 'Ipv6OnlySubnets',
      'CAP-001': 'SubnetsWithoutIpv4',
      'CLU-005': 'SubnetsNotCounted',
      'CAP-002': 'SubnetsWithoutIpv4',
      'CAP-005': 'GroupSubnetsUnknown',
    },
    { because: 'the subnet lacks a family, and nothing of IPv4 can be counted in it' },
  ),
  migrating(
    'Nodes take prefixes, and a subnet of theirs is gone',
    { ...takingPrefixes(), nodeGroups: [aNodeGroup({ subnetIds: ['subnet-a', 'subnet-gone'] })] },
    { ...nodeSubnetGone, 'CAP-002': 'SubnetsNotFound' },
    { because: 'of a subnet that is not seen nothing good is said' },
  ),
  migrating(
    'Nodes take prefixes, and one is in no subnet of the VPC',
    { ...takingPrefixes(), nodes: [ipv4Nodes(['node-1']), ipv4Nodes(['node-2'], { ipv4Block: '192.168.0.0/28' })] },
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
      'CAP-002': 'NodeSubnetsUnknown',
      'CAP-003': 'NodeSubnetsUnknown',
      'CNI-008': 'NodeSubnetsUnknown',
    },
    { because: 'of a subnet that is not seen nothing good is said' },
  ),
  migrating(
    'Nodes take prefixes, and the tags of extra subnets select none',
    takingPrefixes(),
    {
      'VPC-002': 'NoSubnetsMatched',
      'VPC-003': 'NoSubnetsMatched',
      'CAP-001': 'NoSubnetsMatched',
      'CAP-002': 'NoSubnetsMatched',
      'CAP-003': 'NoSubnetsMatched',
      'CNI-008': 'NoSubnetsMatched',
    },
    {
      because: 'whoever judges node subnets was to judge those too',
      policy: { extraSubnets: { ids: [], tags: { tier: 'pods' } } },
    },
  ),
  migrating(
    'Whether nodes take prefixes is kept in a Secret',
    {
      vpcCni: anIpv4VpcCni(
        {},
        { main: aContainer({ environment: { ENABLE_PREFIX_DELEGATION: { unresolvable: 'Secret cni' } } }) },
      ),
    },
    { 'CAP-002': 'PrefixDelegationUnknown', 'CAP-005': 'AddressingUnknown' },
    { because: 'neither the prefixes that are free nor those that nodes need are known' },
  ),
  operating(
    'The reservations of subnets are not read',
    { subnetReservations: [] },
    { 'CAP-003': 'ReservationsUnknown' },
  ),
  operating(
    'A subnet has no /80 block free',
    { subnetUse: [aSubnetUse({ subnetId: 'subnet-c', takenIpv6Blocks: 65_536 })] },
    { 'CAP-003': 'NoFreeBlocks' },
  ),
  operating(
    'A subnet has few /80 blocks free',
    { subnetUse: [aSubnetUse({ subnetId: 'subnet-c', takenIpv6Blocks: 60_000 })] },
    { 'CAP-003': 'FewFreeBlocks' },
  ),
  operating(
    'A node group may grow beyond its subnets',
    { nodeGroups: [aNodeGroup({ maxSize: 1_000 })] },
    { 'CAP-001': 'SubnetsLow', 'CAP-005': 'NodeGroupsOutgrowSubnets' },
    { because: 'the one names the subnets and the other the node group; a subnet is listed once' },
  ),
  migrating(
    'EC2 does not know the instance type of a node group',
    { nodeGroups: [aNodeGroup({ instanceTypes: ['m99.large'] })] },
    { 'CAP-005': 'NodeSizesUnknown', 'NOD-001': 'InstanceTypesUnknown' },
    { because: 'neither what its nodes can do nor what they take is known' },
  ),
  operating('The subnets of a Fargate profile are full', fargateIn({ freeIpv4: 0 }), { 'CAP-004': 'ProfileExhausted' }),
  operating('One of two subnets of a Fargate profile is full', fargateIn({ freeIpv4: 0 }, ['subnet-a']), {
    'CAP-004': 'SubnetsCritical',
  }),
  operating('A subnet of a Fargate profile has fifteen free addresses', fargateIn({ freeIpv4: 15 }), {
    'CAP-004': 'SubnetsLow',
  }),
  operating(
    'Pods of Fargate wait for more addresses than there are',
    { pods: [pods(12), pods(380, { placement: 'waiting', fargateProfile: 'batch' })] },
    { 'CAP-004': 'WaitingPodsTakeHeadroom' },
  ),
  operating(
    'A Fargate profile is not active, and another is',
    { fargateProfiles: [aFargateProfile(), aFargateProfile({ name: 'web', status: 'CREATE_FAILED' })] },
    { 'CAP-004': 'ProfilesNotActive' },
  ),
  operating(
    'The only Fargate profile is not active',
    { fargateProfiles: [aFargateProfile({ status: 'DELETING' })] },
    { 'CAP-004': 'NoActiveProfile' },
  ),
  operating(
    'Fargate nodes run and no profile is there',
    { fargateProfiles: [], nodes: [nodes(['node-1']), fargateNodes(3)] },
    { 'CAP-004': 'FargateWithoutProfile' },
  ),
];
