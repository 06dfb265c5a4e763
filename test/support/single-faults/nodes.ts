import type { LaunchTemplate } from '../../../src/snapshot/instance-sections.ts';
import type { Sections } from '../../../src/snapshot/snapshot.ts';
import {
  aLoadBalancerController,
  aNodeGroup,
  anInstanceType,
  loadBalancerServices,
  nodes,
  servicesThatAsk,
  ipv4Nodes,
} from '../builders.ts';
import { aLaunchTemplate, instances } from '../node-builders.ts';
import { migrating, operating, type SingleFault, without } from './single-fault.ts';

/** The node group with a launch template. */
function templated(changes: Partial<LaunchTemplate>, amiType = 'CUSTOM'): Partial<Sections> {
  const template = aLaunchTemplate(changes);
  return {
    nodeGroups: [
      aNodeGroup({ amiType, hasLaunchTemplate: true, launchTemplate: { id: template.id, version: template.version } }),
    ],
    launchTemplates: [template],
  };
}

const metadata = { enabled: true, tokensRequired: true, hopLimit: 2, ipv6Endpoint: false };

const metadataClients: Sections['metadataClients'] = [
  { facts: { kind: 'Deployment', serviceAccount: 'shop/default' }, count: 1, names: ['shop/cart'] },
];

const node = (changes: Parameters<typeof nodes>[1]): Partial<Sections> => ({
  nodes: [nodes(['node-1']), nodes(['node-2'], changes)],
});

export const nodeFaults: readonly SingleFault[] = [
  operating(
    'A node runs on Xen',
    {
      ...node({ instanceType: 't2.large' }),
      instanceTypes: [anInstanceType(), anInstanceType({ name: 't2.large', hypervisor: 'xen' })],
    },
    { 'NOD-001': 'NodesNotNitro' },
  ),
  operating(
    'A node group may launch types on Xen',
    {
      nodeGroups: [aNodeGroup({ instanceTypes: ['m5.large', 't2.large'] })],
      instanceTypes: [anInstanceType(), anInstanceType({ name: 't2.large', hypervisor: 'xen' })],
    },
    { 'NOD-001': 'NodeGroupsNotNitro' },
  ),
  operating(
    'Nobody says who runs a node',
    node({ compute: 'unknown' }),
    { 'NOD-001': 'NodesOfUnknownKind', 'NOD-002': 'NodesOfUnknownKind', 'NOD-003': 'PodLimitsUnknown' },
    { because: 'neither its type nor its address nor its pods can be judged' },
  ),
  operating(
    'A hybrid node has joined',
    node({ compute: 'hybrid', ipv6Block: '2001:db8::/64' }),
    { 'NOD-001': 'NodesOfUnknownKind', 'CLU-007': 'UnsupportedNodes', 'NOD-002': 'NodesOfUnknownKind' },
    { because: 'such a node is none for IPv6, and AWS has no address of it; it is listed once a condition' },
  ),
  operating(
    'EC2 does not know the instance type of a node',
    node({ instanceType: 'm99.large' }),
    { 'NOD-001': 'InstanceTypesUnknown', 'NOD-003': 'PodLimitsUnknown' },
    { because: 'neither what the node can do nor how many pods it may run is known' },
  ),
  operating(
    'A node has IPv4 for its address',
    { nodes: [nodes(['node-1']), ipv4Nodes(['node-2'])] },
    { 'NOD-002': 'NodesWithIpv4' },
  ),
  operating('A node has no address that can be read', node({ internalFamilies: ['invalid'] }), {
    'NOD-002': 'AddressUnknown',
  }),
  operating(
    'There is no node',
    { nodes: [] },
    { 'NOD-002': 'NoNodesFound', 'NOD-003': 'NoNodesFound' },
    { because: 'neither addresses nor pods can be judged of nodes that are not there' },
  ),
  operating('A node is limited to the pods of secondary addresses', node({ maxPods: 29 }), {
    'NOD-003': 'LimitedBySecondaryAddresses',
  }),
  operating(
    'A node does not say how many pods it runs',
    { nodes: [nodes(['node-1']), { ...nodes(['node-2']), facts: without(nodes([]).facts, 'maxPods') }] },
    { 'NOD-003': 'PodLimitsUnknown' },
  ),
  operating('A node takes more pods than recommended', node({ maxPods: 234 }), { 'NOD-003': 'AboveRecommendation' }),
  operating(
    'An instance answers without session tokens',
    { instances: [instances(['i-0a'], { metadata: { ...metadata, tokensRequired: false } })] },
    { 'NOD-004': 'TokensOptional' },
  ),
  operating(
    'The controller must ask metadata for its VPC, and cannot',
    {
      instances: [instances(['i-0a'], { metadata: { ...metadata, hopLimit: 1 } })],
      loadBalancerControllers: [aLoadBalancerController({ args: ['--cluster-name=prod', '--aws-region=eu-west-1'] })],
    },
    { 'NOD-004': 'HopLimitTooLow' },
  ),
  operating(
    'A workload asks for the IPv6 endpoint of metadata, which is off',
    { metadataClients },
    { 'NOD-004': 'Ipv6EndpointAskedFor' },
  ),
  operating(
    'The same, and there are more Pod Identity associations than are read',
    { metadataClients, podIdentity: { names: [], more: true } },
    { 'NOD-004': 'PodIdentityNotSeen', 'APP-004': 'AgentNotManaged' },
    { because: 'associations that exist are told of, whoever has them' },
  ),
  operating(
    'No instance carries the tag of the cluster',
    { instances: [] },
    {
      'VPC-009': 'InstancesNotFound',
      'NOD-005': 'InstancesNotFound',
      'NOD-006': 'InstancesNotFound',
      'NOD-004': 'InstancesNotFound',
    },
    { because: 'whatever is said of instances has nothing to go by' },
  ),
  operating(
    'An instance has no IPv6 prefix',
    { instances: [instances(['i-0a'], { ipv6Prefix: 'none' })] },
    { 'NOD-005': 'InstancesWithoutPrefix' },
  ),
  operating(
    'The prefix of an instance is on another interface',
    { instances: [instances(['i-0a'], { ipv6Prefix: 'other' })] },
    { 'NOD-005': 'PrefixOnOtherInterface' },
  ),
  operating(
    'Instances are targets and one has no primary IPv6 address',
    {
      instances: [instances(['i-0a'], { hasPrimaryIpv6: false })],
      loadBalancerServices: servicesThatAsk(loadBalancerServices(['default/shop'], { targetType: 'instance' })),
    },
    { 'NOD-006': 'InstanceTargetsWithoutPrimaryIpv6', 'LBC-004': 'InstanceTargets' },
    { because: 'who asks for instance targets can change that, whatever nodes have' },
  ),
  operating('User data of a custom AMI gives an IPv4 service CIDR', templated({ bootstrap: { serviceCidr: 'ipv4' } }), {
    'NOD-007': 'BootstrapForIpv4',
  }),
  operating(
    'User data of a custom AMI tells no service CIDR, and no node of the group shows one',
    { ...templated({ bootstrap: 'unreadable' }), nodes: [nodes(['node-1'], { nodeGroup: 'other' })] },
    { 'NOD-007': 'BootstrapUnknown' },
  ),
  operating(
    'A launch template names an IPv6 address',
    templated({ namesIpv6Addresses: true }, 'AL2023_x86_64_STANDARD'),
    { 'NOD-007': 'FixedIpv6Addresses' },
  ),
  operating(
    'A launch template is gone',
    { nodeGroups: [aNodeGroup({ hasLaunchTemplate: true, launchTemplate: { id: 'lt-1', version: '1' } })] },
    { 'NOD-007': 'LaunchTemplatesUnknown' },
  ),
  migrating(
    'A node group runs Amazon Linux 2',
    { nodeGroups: [aNodeGroup({ amiType: 'AL2_x86_64' })] },
    { 'NOD-007': 'Al2NodeGroups' },
  ),
  operating(
    'An instance has no primary IPv6 address, and nothing has instances as targets',
    { instances: [instances(['i-0a'], { hasPrimaryIpv6: false })] },
    { 'NOD-006': 'InstancesWithoutPrimaryIpv6' },
  ),
  migrating(
    'A node of the cluster to be moved is limited to the pods of secondary addresses',
    { nodes: [ipv4Nodes(['node-1'], { maxPods: 29 })] },
    { 'NOD-003': 'LimitedInIpv4' },
  ),
  operating(
    'The controller may have to ask metadata for its Region, and cannot',
    {
      instances: [instances(['i-0a'], { metadata: { ...metadata, hopLimit: 1 } })],
      loadBalancerControllers: [aLoadBalancerController({ args: ['--cluster-name=prod', '--aws-vpc-id=vpc-1'] })],
    },
    { 'NOD-004': 'RegionMayBeMissing' },
  ),
  operating(
    'The IPv6 endpoint of metadata is on',
    { instances: [instances(['i-0a'], { metadata: { ...metadata, ipv6Endpoint: true } })] },
    { 'NOD-004': 'Ipv6EndpointEnabled' },
  ),
  migrating(
    'User data of the cluster to be moved names an IPv4 service CIDR',
    templated({ bootstrap: { serviceCidr: 'ipv4' } }),
    { 'NOD-007': 'BootstrapNamesIpv4' },
  ),
  migrating(
    'User data of a custom AMI of the cluster to be moved tells no service CIDR',
    templated({ bootstrap: 'none' }),
    { 'NOD-007': 'BootstrapSilent' },
  ),
  operating(
    'A node group names no instance type',
    { nodeGroups: [aNodeGroup({ instanceTypes: [] })] },
    { 'NOD-001': 'InstanceTypesUnknown' },
  ),
];
