import type { PodFacts, VpcCniDaemonSet } from '../../../src/snapshot/kubernetes-sections.ts';
import type { Sections } from '../../../src/snapshot/snapshot.ts';
import { aSimulatedRole, coreAddons, versionsOf } from '../addon-builders.ts';
import { aContainer, asOf, aVpcCni, aVpcCniDaemonSet, nodes, pods, settings } from '../builders.ts';
import { instances } from '../node-builders.ts';
import { networkPolicies } from '../network-policy-builders.ts';
import { aKubeProxy, anEniConfig, aSecurityGroupPolicy } from '../pod-network-builders.ts';
import { anIpv4VpcCni, subnetsWith } from './healthy-worlds.ts';
import { migrating, operating, type SingleFault } from './single-fault.ts';

const healthy = aVpcCniDaemonSet();

/** `aws-node` with further settings; a name of a Secret for a value that is not read. */
function cniWith(values: Readonly<Record<string, string | { readonly unresolvable: string }>>): Partial<Sections> {
  const set = Object.entries(values).map(([name, value]) => [name, typeof value === 'string' ? { value } : value]);
  const environment = { ...healthy.main?.environment, ...Object.fromEntries(set) };
  return cni({ main: aContainer({ environment }) });
}

function cni(changes: Partial<VpcCniDaemonSet>): Partial<Sections> {
  return { vpcCni: aVpcCni(changes) };
}

const inSecret = { unresolvable: 'Secret cni' };

/** `aws-node` and its init container of this version. */
function ofVersion(version: string): Partial<Sections> {
  const image = (repository: string) => ({ image: `registry/${repository}:v${version}`, version });
  return cni({
    main: aContainer({ image: image('amazon-k8s-cni'), environment: healthy.main?.environment ?? {} }),
    init: aContainer({
      name: 'aws-vpc-cni-init',
      image: image('amazon-k8s-cni-init'),
      environment: healthy.init?.environment ?? {},
    }),
  });
}

const unversioned = cni({
  main: aContainer({
    image: { image: 'registry/amazon-k8s-cni@sha256:0a' },
    environment: healthy.main?.environment ?? {},
  }),
});

function alsoPods(changes: Partial<PodFacts>): Partial<Sections> {
  return { pods: [pods(12), pods(1, changes)] };
}

const longAgo = asOf - 10 * 60_000;
const closedSubnet = { subnets: subnetsWith({ 'subnet-c': { tags: { 'kubernetes.io/role/cni': '0' } } }) };

const permissions = (changes: Partial<Sections['cniPermissions']>): Partial<Sections> => ({
  cniPermissions: { givenBy: 'nodes', narrowed: false, roles: [aSimulatedRole()], ...changes },
});

/** The VPC CNI gives pods interfaces of their own, and a policy asks for that. */
function podSecurityGroups({ vpcCni }: Partial<Sections>): Partial<Sections> {
  const { main = aContainer() } = vpcCni?.daemonSet ?? {};
  const environment = { ...main.environment, ...settings({ ENABLE_POD_ENI: 'true' }) };
  const daemonSet = { ...(vpcCni?.daemonSet ?? healthy), main: { ...main, environment } };
  return { vpcCni: { ...aVpcCni(), daemonSet }, securityGroupPolicies: [aSecurityGroupPolicy()] };
}

/** EKS installs this version of the VPC CNI, and calls the one that is installed compatible. */
function withDefault(version: string): Sections['addonVersions'] {
  return coreAddons().map((addon) =>
    versionsOf(addon.name, addon.name === 'vpc-cni' ? version : addon.version, [addon.version]),
  );
}

/** Some nodes still run what was before. */
function inRollout({ vpcCni = aVpcCni() }: Partial<Sections>): Partial<Sections> {
  const { daemonSet = healthy } = vpcCni;
  return { vpcCni: { ...vpcCni, daemonSet: { ...daemonSet, outdated: 1 } } };
}

/** A network policy restricts egress, so that whether IPv4 goes past it is asked. */
const policies: Partial<Sections> = {
  networkPolicies: [networkPolicies(['shop/no-egress'], { ipv4Egress: 'denied' })],
};

export const cniFaults: readonly SingleFault[] = [
  operating(
    'No VPC CNI runs',
    { vpcCni: { otherDaemonSets: [], configMap: {} }, ...policies },
    {
      'NOD-005': 'VpcCniNotFound',
      'CNI-002': 'VpcCniNotFound',
      'CNI-001': 'VpcCniNotFound',
      'CNI-003': 'VpcCniNotFound',
      'CNI-005': 'VpcCniNotFound',
      'CNI-006': 'VpcCniNotFound',
      'CNI-007': 'VpcCniNotFound',
      'CNI-008': 'VpcCniNotFound',
      'CNI-004': 'VpcCniNotFound',
      'CNI-010': 'VpcCniNotFound',
      'NP-002': 'VpcCniNotFound',
    },
    { because: 'of what is not seen nothing good is said by any that reads it' },
  ),
  operating(
    'Two DaemonSets run the VPC CNI',
    { vpcCni: { ...aVpcCni(), otherDaemonSets: ['aws-node-old'] }, ...policies },
    {
      'NOD-005': 'SeveralVpcCnis',
      'CNI-002': 'SeveralVpcCnis',
      'CNI-001': 'SeveralVpcCnis',
      'CNI-003': 'SeveralVpcCnis',
      'CNI-005': 'SeveralVpcCnis',
      'CNI-006': 'SeveralVpcCnis',
      'CNI-007': 'SeveralVpcCnis',
      'CNI-008': 'SeveralVpcCnis',
      'CNI-004': 'SeveralVpcCnis',
      'CNI-010': 'SeveralVpcCnis',
      'NP-002': 'SeveralVpcCnis',
    },
    { because: 'of what is not seen nothing good is said by any that reads it' },
  ),
  operating(
    'Some nodes run an earlier template of the VPC CNI',
    { ...inRollout(cniWith({ ENABLE_SUBNET_DISCOVERY: 'false' })), ...closedSubnet, ...policies },
    {
      'CNI-002': 'RolloutIncomplete',
      'CNI-001': 'RolloutIncomplete',
      'CNI-003': 'RolloutIncomplete',
      'CNI-005': 'RolloutIncomplete',
      'CNI-006': 'RolloutIncomplete',
      'CNI-007': 'RolloutIncomplete',
      'CNI-008': 'RolloutIncomplete',
      'NP-002': 'RolloutIncomplete',
    },
    { because: 'of what is not seen nothing good is said by any that reads it' },
  ),
  migrating(
    'No VPC CNI runs in the cluster to be moved',
    { vpcCni: { otherDaemonSets: [], configMap: {} } },
    {
      'CAP-002': 'VpcCniNotFound',
      'CAP-005': 'AddressingUnknown',
      'CNI-002': 'VpcCniNotFound',
      'CNI-001': 'VpcCniNotFound',
      'CNI-003': 'VpcCniNotFound',
      'CNI-005': 'VpcCniNotFound',
      'CNI-006': 'VpcCniNotFound',
      'CNI-008': 'VpcCniNotFound',
      'CNI-004': 'VpcCniNotFound',
      'CNI-010': 'VpcCniNotFound',
    },
    { because: 'of what is not seen nothing good is said by any that reads it' },
  ),
  migrating(
    'Two DaemonSets run the VPC CNI of the cluster to be moved',
    { vpcCni: { ...anIpv4VpcCni(), otherDaemonSets: ['aws-node-old'] } },
    {
      'CAP-002': 'SeveralVpcCnis',
      'CAP-005': 'AddressingUnknown',
      'CNI-002': 'SeveralVpcCnis',
      'CNI-001': 'SeveralVpcCnis',
      'CNI-003': 'SeveralVpcCnis',
      'CNI-005': 'SeveralVpcCnis',
      'CNI-006': 'SeveralVpcCnis',
      'CNI-008': 'SeveralVpcCnis',
      'CNI-004': 'SeveralVpcCnis',
      'CNI-010': 'SeveralVpcCnis',
    },
    { because: 'of what is not seen nothing good is said by any that reads it' },
  ),
  migrating(
    'Some nodes of an IPv4 cluster run an earlier template of the VPC CNI',
    { vpcCni: anIpv4VpcCni({}, { outdated: 1 }) },
    {
      'CAP-002': 'RolloutIncomplete',
      'CNI-002': 'RolloutIncomplete',
      'CNI-001': 'RolloutIncomplete',
      'CNI-003': 'RolloutIncomplete',
      'CNI-005': 'RolloutIncomplete',
      'CNI-006': 'RolloutIncomplete',
    },
    { because: 'of what is not seen nothing good is said by any that reads it' },
  ),
  operating('IPv6 is off in the VPC CNI', cniWith({ ENABLE_IPv6: 'false' }), { 'CNI-002': 'SettingsRefuseIpv6' }),
  operating('Pods have their IPv6 taken away', cniWith({ DISABLE_POD_V6: 'true' }), { 'CNI-002': 'PodIpv6Disabled' }),
  operating(
    'The network policy agent enforces without IPv6',
    cni({
      networkPolicyAgent: aContainer({
        name: 'aws-eks-nodeagent',
        args: ['--enable-ipv6=false', '--enable-network-policy=true'],
      }),
    }),
    { 'CNI-002': 'PolicyAgentWithoutIpv6' },
  ),
  operating('Whether IPv6 is on is kept in a Secret', cniWith({ ENABLE_IPv6: inSecret }), {
    'CNI-002': 'SettingsUnknown',
  }),
  migrating(
    'IPv6 is on in the VPC CNI of an IPv4 cluster',
    { vpcCni: anIpv4VpcCni({ ENABLE_IPv6: 'true' }) },
    { 'CNI-002': 'Ipv6OnIpv4Cluster' },
  ),
  operating('The VPC CNI is older than IPv6', ofVersion('1.9.3'), { 'CNI-001': 'VpcCniTooOld' }),
  operating('The VPC CNI is four minor versions behind', ofVersion('1.17.1'), { 'CNI-001': 'FarBehindDefault' }),
  operating(
    'The init container is of another version',
    cni({
      init: aContainer({
        name: 'aws-vpc-cni-init',
        image: { image: 'registry/amazon-k8s-cni-init:v1.20.0', version: '1.20.0' },
        environment: healthy.init?.environment ?? {},
      }),
    }),
    { 'CNI-001': 'InitVersionDiffers' },
  ),
  operating(
    'EKS names no version of the VPC CNI by default',
    { addonVersions: [] },
    { 'CNI-001': 'DefaultVersionUnknown', 'ADD-005': 'AddonVersionsNotListed' },
    { because: 'the list is also what tells which versions of add-ons are compatible' },
  ),
  operating('The image of the VPC CNI has no version', unversioned, { 'CNI-001': 'VpcCniVersionUnknown' }),
  operating('A pod has an IPv4 address', alsoPods({ network: 'ipv4' }), { 'CNI-009': 'PodsOfOtherFamily' }),
  operating('A pod has waited for its address for ten minutes', alsoPods({ network: 'awaited', since: longAgo }), {
    'CNI-009': 'PodsWithoutAddress',
  }),
  operating(
    'A pod with volumes has waited for its address for ten minutes',
    alsoPods({ network: 'awaitedAfterVolumes', since: longAgo }),
    { 'CNI-009': 'PodsAwaitVolumesOrAddress' },
  ),
  operating('A pod of the VPC CNI crashes', alsoPods({ cniAgent: 'crashing' }), { 'CNI-009': 'VpcCniFailing' }),
  operating('A pod runs without an address in its status', alsoPods({ network: 'none' }), {
    'CNI-009': 'AddressesNotTold',
  }),
  operating(
    'Custom networking is on',
    { ...cniWith({ AWS_VPC_K8S_CNI_CUSTOM_NETWORK_CFG: 'true' }), eniConfigs: [anEniConfig({ subnetId: 'subnet-a' })] },
    { 'CNI-002': 'SettingsRefuseIpv6', 'CNI-003': 'CustomNetworkingOn' },
    { because: 'the one judges the setting and the other what it is for; the DaemonSet is listed once' },
  ),
  operating(
    'Whether custom networking is on is kept in a Secret',
    cniWith({ AWS_VPC_K8S_CNI_CUSTOM_NETWORK_CFG: inSecret }),
    { 'CNI-002': 'SettingsUnknown', 'CNI-003': 'CustomNetworkingUnknown' },
    { because: 'the one judges the setting and the other what it is for; the DaemonSet is listed once' },
  ),
  operating('The egress plugin is off', cniWith({ ENABLE_V4_EGRESS: 'false' }), { 'CNI-005': 'Ipv4EgressOff' }),
  operating('Whether the egress plugin is on is kept in a Secret', cniWith({ ENABLE_V4_EGRESS: inSecret }), {
    'CNI-005': 'EgressUnknown',
  }),
  operating(
    'A node takes more pods than the egress plugin has addresses',
    { nodes: [nodes(['node-1']), nodes(['node-2'], { maxPods: 1_100 })] },
    { 'NOD-003': 'AboveRecommendation', 'CNI-005': 'MorePodsThanAddresses' },
    { because: 'such a limit is also above what EKS recommends' },
  ),
  operating(
    'Pods have security groups, and the VPC CNI is older than they are in IPv6',
    { ...podSecurityGroups(ofVersion('1.15.5')), addonVersions: withDefault('v1.16.0-eksbuild.1') },
    { 'CNI-006': 'VpcCniTooOldForPodSecurityGroups' },
  ),
  operating(
    'Pods have security groups, and the image of the VPC CNI has no version',
    podSecurityGroups(unversioned),
    { 'CNI-001': 'VpcCniVersionUnknown', 'CNI-006': 'VpcCniVersionUnknown' },
    { because: 'whoever goes by the version has none' },
  ),
  operating(
    'A subnet is tagged against pods, and the image of the VPC CNI has no version',
    { ...unversioned, ...closedSubnet },
    { 'CNI-001': 'VpcCniVersionUnknown', 'CNI-008': 'VpcCniVersionUnknown' },
    { because: 'whoever goes by the version has none' },
  ),
  operating('Whether pods have security groups is kept in a Secret', cniWith({ ENABLE_POD_ENI: inSecret }), {
    'CNI-006': 'PodInterfacesUnknown',
  }),
  operating('A setting of the warm pool is kept in a Secret', cniWith({ WARM_ENI_TARGET: inSecret }), {
    'CNI-007': 'WarmPoolSettingsUnknown',
  }),
  operating('The tags of a subnet will keep pods off its primary interfaces', closedSubnet, {
    'CNI-008': 'ExcludedByNewerVersions',
  }),
  migrating('The tags of a subnet will keep pods of the cluster to come off its primary interfaces', closedSubnet, {
    'CNI-008': 'ExcludedByNewerVersions',
  }),
  operating(
    'The tags of a subnet keep pods off its primary interfaces',
    { ...ofVersion('1.22.0'), ...closedSubnet },
    { 'CNI-008': 'PrimaryInterfacesExcluded' },
  ),
  operating(
    'A subnet is tagged against pods, and whether tags are heeded is kept in a Secret',
    { ...cniWith({ ENABLE_SUBNET_DISCOVERY: inSecret }), ...closedSubnet },
    { 'CNI-008': 'SubnetDiscoveryUnknown' },
  ),
  operating(
    'The prefixes of a subnet that is tagged against pods are on other interfaces, and whether that is right is kept in a Secret',
    {
      ...cniWith({ ENABLE_SUBNET_DISCOVERY: inSecret }),
      ...closedSubnet,
      instances: [instances(['i-0a']), instances(['i-0c'], { subnetId: 'subnet-c', ipv6Prefix: 'other' })],
    },
    { 'CNI-008': 'SubnetDiscoveryUnknown', 'NOD-005': 'SubnetDiscoveryUnknown' },
    { because: 'the one judges the tags, the other where prefixes are' },
  ),
  operating(
    'The role lacks the permission to assign IPv6 addresses',
    permissions({ roles: [aSimulatedRole({ 'ec2:AssignIpv6Addresses': 'denied' })] }),
    { 'CNI-004': 'NeededPermissionsMissing' },
  ),
  operating(
    'The role lacks a permission that the VPC CNI can do without',
    permissions({ roles: [aSimulatedRole({ 'ec2:DescribeTags': 'denied' })] }),
    { 'CNI-004': 'FurtherPermissionsMissing' },
  ),
  operating(
    'A permission of the role hangs on a context',
    permissions({ roles: [aSimulatedRole({ 'ec2:CreateTags': 'undecided' })] }),
    { 'CNI-004': 'PermissionsUndecided' },
  ),
  operating('The Pod Identity association narrows the role', permissions({ narrowed: true, givenBy: 'podIdentity' }), {
    'CNI-004': 'RoleNarrowed',
  }),
  operating('Nothing gives the VPC CNI a role', permissions({ roles: [] }), { 'CNI-004': 'NoRoleFound' }),
  operating(
    'The VPC CNI runs as another service account',
    cni({ serviceAccount: 'cni' }),
    { 'CNI-004': 'OtherServiceAccount', 'CNI-010': 'OtherServiceAccount' },
    { because: 'neither which role it has nor what that allows is known; the account is listed once' },
  ),
  operating(
    'The role of the service account is no ARN',
    { vpcCniAccount: { exists: true, annotatedRole: 'cni-role' } },
    { 'CNI-010': 'AnnotationUnreadable' },
  ),
  operating(
    'kube-proxy binds to an IPv4 address',
    { kubeProxy: aKubeProxy({ bindAddress: '0.0.0.0' }) },
    { 'PRX-001': 'BindAddressIsIpv4' },
  ),
  operating(
    'kube-proxy has no configuration that can be read',
    { kubeProxy: { ...aKubeProxy(), config: { readable: false } } },
    { 'PRX-001': 'KubeProxyConfigUnknown' },
  ),
  migrating(
    'Pods of an IPv4 cluster have IPv6 taken away',
    { vpcCni: anIpv4VpcCni({ DISABLE_POD_V6: 'true' }) },
    { 'CNI-002': 'PodIpv6DisabledOnIpv4' },
  ),
  operating(
    'The network policy agent is without IPv6, and has nothing to enforce',
    cni({
      networkPolicyAgent: aContainer({
        name: 'aws-eks-nodeagent',
        args: ['--enable-ipv6=false', '--enable-network-policy=false'],
      }),
    }),
    { 'CNI-002': 'IdlePolicyAgentWithoutIpv6' },
  ),
  operating(
    'ENIConfigs are left of custom networking',
    { eniConfigs: [anEniConfig()] },
    { 'CNI-003': 'EniConfigsWithoutEffect' },
  ),
  migrating(
    'Custom networking is on in the cluster to be moved',
    {
      vpcCni: anIpv4VpcCni({ AWS_VPC_K8S_CNI_CUSTOM_NETWORK_CFG: 'true' }),
      eniConfigs: [anEniConfig({ subnetId: 'subnet-a' })],
    },
    { 'CAP-005': 'NodeGroupsOutgrowSubnets', 'CNI-003': 'CustomNetworkingOn' },
    { because: 'pods then have the subnets of ENIConfigs alone, which nodes may outgrow' },
  ),
  migrating(
    'Pods of an IPv4 cluster have a way out over IPv6',
    { vpcCni: anIpv4VpcCni({ ENABLE_V6_EGRESS: 'true' }) },
    { 'CNI-005': 'Ipv6EgressOn' },
  ),
  operating('Pods have security groups, and no node has a place for them', podSecurityGroups({ vpcCni: aVpcCni() }), {
    'CNI-006': 'NodesWithoutBranchInterfaces',
  }),
  operating(
    'Pods have security groups',
    { ...podSecurityGroups({ vpcCni: aVpcCni() }), nodes: [nodes(['node-1'], { branchInterfaces: true })] },
    { 'CNI-006': 'PodSecurityGroupsUsed' },
  ),
  operating(
    'A SecurityGroupPolicy is without effect',
    { securityGroupPolicies: [aSecurityGroupPolicy()] },
    { 'CNI-006': 'PoliciesWithoutEffect' },
  ),
  operating('Pods may have security groups, and no policy gives them any', cniWith({ ENABLE_POD_ENI: 'true' }), {
    'CNI-006': 'NoPolicies',
  }),
  operating('A setting of the warm pool is without effect', cniWith({ WARM_IP_TARGET: '5' }), {
    'CNI-007': 'WarmPoolSettingsWithoutEffect',
  }),
  operating(
    'kube-proxy runs in mode ipvs',
    { kubeProxy: aKubeProxy({ mode: 'ipvs' }) },
    { 'PRX-001': 'ModeIsNotIptables' },
  ),
  operating(
    'The health check of kube-proxy is on IPv4',
    { kubeProxy: aKubeProxy({ healthzBindAddress: '0.0.0.0:10256' }) },
    { 'PRX-001': 'HealthCheckIsIpv4' },
  ),
  operating(
    'kube-proxy is four minor versions behind',
    { kubeProxy: { ...aKubeProxy(), image: { image: 'registry/eks/kube-proxy:v1.30.0', version: '1.30.0' } } },
    { 'PRX-001': 'VersionsFarApart' },
  ),
  operating(
    'The image of the init container has no version',
    cni({
      init: aContainer({
        name: 'aws-vpc-cni-init',
        image: { image: 'registry/amazon-k8s-cni-init@sha256:0a' },
        environment: healthy.init?.environment ?? {},
      }),
    }),
    { 'CNI-001': 'VpcCniVersionUnknown' },
  ),
];
