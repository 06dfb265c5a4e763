import type { Cluster, FargateProfile, InstanceType, NodeGroup, Subnet, Vpc } from '../../src/snapshot/aws-sections.ts';
import type { Tally } from '../../src/snapshot/facts/tally.ts';
import type {
  ContainerFacts,
  LoadBalancerControllerDeployment,
  NodeFacts,
  PodFacts,
  VpcCni,
  VpcCniDaemonSet,
} from '../../src/snapshot/kubernetes-sections.ts';
import type { Ingress, LoadBalancerService, LoadBalancerServices } from '../../src/snapshot/load-balancer-sections.ts';
import type { NodeClass, NodePool } from '../../src/snapshot/karpenter-sections.ts';
import type { NetworkComponent, NetworkWorkload } from '../../src/snapshot/workload-sections.ts';
import { imageFacts } from '../../src/snapshot/facts/container-facts.ts';
import { defaultPolicy, type Policy } from '../../src/snapshot/policy.ts';
import type { Observed, Section } from '../../src/snapshot/section.ts';
import { aNetworkAcl, aSecurityGroup } from './firewall-builders.ts';
import type { SectionName, Sections, Snapshot } from '../../src/snapshot/snapshot.ts';
import { aSimulatedRole, coreAddons, versionsOf } from './addon-builders.ts';
import { instances, noReservations } from './node-builders.ts';
import { aVpcEndpoint } from './routes.ts';
import { aKubeProxy } from './pod-network-builders.ts';

/** What every builder gives is healthy: an IPv6 cluster with three subnets in three zones. A test changes what it is about. */
export const asOf = Date.UTC(2026, 10, 22, 12);

export function aCluster(changes: Partial<Cluster> = {}): Cluster {
  return {
    name: 'prod',
    version: '1.34',
    status: 'ACTIVE',
    ipFamily: 'ipv6',
    ...(changes.ipFamily === 'ipv4'
      ? { serviceIpv4Cidr: '172.20.0.0/16' }
      : { serviceIpv6Cidr: 'fd30:1c53:5f8a::/108' }),
    vpcId: 'vpc-1',
    subnetIds: ['subnet-a', 'subnet-b', 'subnet-c'],
    partition: 'aws',
    endpointHost: '0F6C5A2B.eks-cluster.eu-west-1.api.aws',
    publicAccess: true,
    privateAccess: true,
    publicAccessCidrs: ['0.0.0.0/0', '::/0'],
    clusterSecurityGroupId: 'sg-cluster',
    securityGroupIds: [],
    controlPlaneEgressMode: 'AWS_MANAGED',
    remoteNetworkCidrs: [],
    onOutposts: false,
    createdAt: Date.UTC(2025, 10, 3),
    autoMode: false,
    autoModeLoadBalancing: false,
    healthIssues: [],
    ...changes,
  };
}

export function aVpc(changes: Partial<Vpc> = {}): Vpc {
  return {
    id: 'vpc-1',
    ipv4Cidrs: ['10.0.0.0/16'],
    ipv6Cidrs: ['2a05:d018:abc:de00::/56'],
    ipv6Origins: [{ cidr: '2a05:d018:abc:de00::/56', ipSource: 'amazon', attribute: 'public' }],
    otherIpv6Associations: [],
    ...changes,
  };
}

/** `subnet-a` is `10.0.0.0/24` with 200 of 251 addresses free. */
export function aSubnet(changes: Partial<Subnet> = {}): Subnet {
  return {
    id: 'subnet-a',
    availabilityZone: 'eu-west-1a',
    availabilityZoneId: 'euw1-az1',
    ipv4Cidr: '10.0.0.0/24',
    ipv6Cidrs: ['2a05:d018:abc:de00::/64'],
    freeIpv4: 200,
    assignIpv6OnCreation: true,
    mapPublicIpOnLaunch: false,
    enableDns64: false,
    blockPublicAccess: 'off',
    tags: {},
    shared: false,
    ...changes,
  };
}

/** An IPv6-only subnet, as EC2 tells of it. */
export function anIpv6OnlySubnet(changes: Partial<Omit<Subnet, 'ipv4Cidr'>> = {}): Subnet {
  const { ipv4Cidr: _, ...subnet } = aSubnet({ freeIpv4: 0, ...changes });
  return subnet;
}

/** `subnet-a`, `subnet-b` and `subnet-c`, one a zone. */
export function threeSubnets(changes: Partial<Subnet> = {}): readonly Subnet[] {
  return ['a', 'b', 'c'].map((zone, index) =>
    aSubnet({
      id: `subnet-${zone}`,
      availabilityZone: `eu-west-1${zone}`,
      availabilityZoneId: `euw1-az${index + 1}`,
      ipv4Cidr: `10.0.${index}.0/24`,
      ipv6Cidrs: [`2a05:d018:abc:de0${index}::/64`],
      ...changes,
    }),
  );
}

export function aNodeGroup(changes: Partial<NodeGroup> = {}): NodeGroup {
  return {
    name: 'general',
    status: 'ACTIVE',
    subnetIds: ['subnet-a', 'subnet-b', 'subnet-c'],
    instanceTypes: ['m5.large'],
    amiType: 'AL2023_x86_64_STANDARD',
    hasLaunchTemplate: false,
    desiredSize: 3,
    maxSize: 6,
    maxUnavailable: 1,
    healthIssues: [],
    ...changes,
  };
}

export function aFargateProfile(changes: Partial<FargateProfile> = {}): FargateProfile {
  return {
    name: 'batch',
    status: 'ACTIVE',
    subnetIds: ['subnet-a', 'subnet-b'],
    selectors: [{ namespace: 'batch', labels: {} }],
    ...changes,
  };
}

export function anInstanceType(changes: Partial<InstanceType> = {}): InstanceType {
  return {
    name: 'm5.large',
    hypervisor: 'nitro',
    bareMetal: false,
    ipv6Supported: true,
    vcpus: 2,
    interfaces: 3,
    ipv4PerInterface: 10,
    ...changes,
  };
}

/** EC2 nodes in `subnet-a`, of family IPv6. */
export function nodes(names: readonly string[], changes: Partial<NodeFacts> = {}): Tally<NodeFacts> {
  const facts: NodeFacts = {
    compute: 'ec2',
    os: 'linux',
    instanceType: 'm5.large',
    internalFamilies: ['ipv6'],
    ipv6Block: '2a05:d018:abc:de00::/64',
    nodeGroup: 'general',
    karpenter: false,
    maxPods: 110,
    joining: false,
    ...changes,
  };
  return { facts, count: names.length, names };
}

/** EC2 nodes whose only address is IPv4, in `subnet-a` unless `ipv4Block` says otherwise. */
export function ipv4Nodes(names: readonly string[], changes: Partial<NodeFacts> = {}): Tally<NodeFacts> {
  const { ipv6Block: _, ...facts } = nodes(names).facts;
  return {
    facts: { ...facts, internalFamilies: ['ipv4'], ipv4Block: '10.0.0.16/28', ...changes },
    count: names.length,
    names,
  };
}

/** Fargate nodes, one a pod, with an IPv4 block `10.0.N.x/28` that is in the Nth of `threeSubnets`, and its IPv6 block. */
export function fargateNodes(count: number, ipv4Block = '10.0.0.16/28'): Tally<NodeFacts> {
  const { instanceType: _, nodeGroup: __, ...facts } = nodes([]).facts;
  const ipv6Block = `2a05:d018:abc:de0${ipv4Block.split('.')[2]}::/64`;
  return {
    facts: { ...facts, compute: 'fargate', ipv4Block, ipv6Block },
    count,
    names: ['fargate-ip-10-0-0-17.eu-west-1.compute.internal'],
  };
}

export function pods(count: number, changes: Partial<PodFacts> = {}): Tally<PodFacts> {
  const running: PodFacts = { placement: 'placed', network: 'ipv6' };
  return {
    facts: changes.placement === 'waiting' ? { placement: 'waiting', ...changes } : { ...running, ...changes },
    count,
    names: [],
  };
}

export function aContainer(changes: Partial<ContainerFacts> = {}): ContainerFacts {
  return {
    name: 'aws-node',
    image: { image: 'registry/amazon-k8s-cni:v1.21.1-eksbuild.1', version: '1.21.1' },
    args: [],
    environment: {},
    environmentFrom: [],
    ...changes,
  };
}

/** `aws-node` as the managed add-on sets it up in an IPv6 cluster. */
export function aVpcCniDaemonSet(changes: Partial<VpcCniDaemonSet> = {}): VpcCniDaemonSet {
  return {
    name: 'aws-node',
    main: aContainer({
      environment: settings({
        ENABLE_IPv4: 'false',
        ENABLE_IPv6: 'true',
        ENABLE_PREFIX_DELEGATION: 'true',
        AWS_VPC_K8S_CNI_CUSTOM_NETWORK_CFG: 'false',
      }),
    }),
    init: aContainer({
      name: 'aws-vpc-cni-init',
      image: { image: 'registry/amazon-k8s-cni-init:v1.21.1-eksbuild.1', version: '1.21.1' },
      environment: settings({ ENABLE_IPv6: 'true' }),
    }),
    networkPolicyAgent: aContainer({
      name: 'aws-eks-nodeagent',
      image: { image: 'registry/amazon/aws-network-policy-agent:v1.3.1-eksbuild.1', version: '1.3.1' },
      args: ['--enable-ipv6=true', '--enable-network-policy=false'],
    }),
    serviceAccount: 'aws-node',
    desired: 3,
    outdated: 0,
    ...changes,
  };
}

export function aVpcCni(changes: Partial<VpcCniDaemonSet> = {}): VpcCni {
  return { daemonSet: aVpcCniDaemonSet(changes), otherDaemonSets: [], configMap: {} };
}

/** Environment variables with plain values. */
export function settings(values: Readonly<Record<string, string>>): ContainerFacts['environment'] {
  return Object.fromEntries(Object.entries(values).map(([name, value]) => [name, { value }]));
}

export function aLoadBalancerController(
  changes: Partial<LoadBalancerControllerDeployment> = {},
): LoadBalancerControllerDeployment {
  return {
    namespace: 'kube-system',
    name: 'aws-load-balancer-controller',
    image: { image: 'public.ecr.aws/eks/aws-load-balancer-controller:v2.14.1', version: '2.14.1' },
    args: ['--cluster-name=prod', '--aws-region=eu-west-1', '--aws-vpc-id=vpc-1'],
    environment: {},
    hostNetwork: false,
    replicas: 2,
    readyReplicas: 2,
    ...changes,
  };
}

/** Internal, dual-stack, IP targets: what the AWS Load Balancer Controller is to serve in an IPv6 cluster. */
export function loadBalancerServices(
  names: readonly string[],
  changes: Partial<LoadBalancerService> = {},
): Tally<LoadBalancerService> {
  const facts: LoadBalancerService = {
    loadBalancerClass: 'service.k8s.aws/nlb',
    ipAddressType: 'dualstack',
    targetType: 'ip',
    internetFacing: false,
    udp: false,
    quic: false,
    sources: [],
    ownFirewall: false,
    subnets: ['subnet-a', 'subnet-b'],
    ...changes,
  };
  return { facts, count: names.length, names };
}

/** Services of type LoadBalancer, whose Ingresses are told nothing by them. */
export function servicesThatAsk(...requests: LoadBalancerServices['requests']): LoadBalancerServices {
  return { requests, albTargetTypes: {} };
}

export function anIngress(changes: Partial<Ingress> = {}): Ingress {
  return {
    namespace: 'default',
    name: 'web',
    className: 'alb',
    ipAddressType: 'dualstack',
    targetType: 'ip',
    internetFacing: false,
    sources: [],
    ownFirewall: false,
    subnets: ['subnet-a', 'subnet-b'],
    frontendNlb: false,
    backends: ['web'],
    ...changes,
  };
}

/** A NodePool of Karpenter that launches Nitro types alone. */
export function aNodePool(changes: Partial<NodePool> = {}): NodePool {
  return {
    name: 'general',
    classKind: 'EC2NodeClass',
    className: 'default',
    requirements: [{ key: 'karpenter.k8s.aws/instance-hypervisor', operator: 'In', values: ['nitro'] }],
    ...changes,
  };
}

/** An EC2NodeClass in the three subnets. */
export function aNodeClass(changes: Partial<NodeClass> = {}): NodeClass {
  return {
    kind: 'EC2NodeClass',
    name: 'default',
    subnetIds: ['subnet-a', 'subnet-b', 'subnet-c'],
    subnetTerms: [],
    podSubnetTerms: [],
    clusterDns: [],
    ...changes,
  };
}

/** A Deployment of namespace `system` that is called as what it runs. */
export function aNetworkWorkload(
  component: NetworkComponent,
  image: string,
  container: Partial<ContainerFacts> = {},
): NetworkWorkload {
  return {
    component,
    kind: 'Deployment',
    namespace: 'system',
    name: component,
    container: aContainer({ name: component, image: imageFacts(image), ...container }),
  };
}

export function aPolicy(changes: Partial<Policy> = {}): Policy {
  return { ...defaultPolicy, ...changes };
}

export function observed<T>(value: T, changes: Partial<Omit<Observed<T>, 'value'>> = {}): Observed<T> {
  return { rev: 1, observedAt: asOf - 1_000, freshUntil: asOf + 60_000, value, gaps: [], ...changes };
}

export interface SnapshotChanges {
  readonly values?: Partial<Sections>;
  /** Whole sections, for those that are not observed, old or with gaps. */
  readonly sections?: { readonly [K in SectionName]?: Section<Sections[K]> };
  readonly policy?: Partial<Policy>;
}

/** A healthy IPv6 cluster, every section whole and fresh; `values` are wrapped into complete sections. */
export function aSnapshot({ values = {}, sections = {}, policy = {} }: SnapshotChanges = {}): Snapshot {
  const all: Sections = { ...healthyValues(), ...values };
  const entries = Object.entries(all).map(([name, value]) => [name, observed<unknown>(value)]);
  const wrapped: Snapshot['sections'] = Object.fromEntries(entries);
  return {
    asOf,
    policy: aPolicy(policy),
    clusterName: all.cluster.name,
    region: 'eu-west-1',
    sections: { ...wrapped, ...sections },
  };
}

/** What each section of a healthy IPv6 cluster says. */
export function healthyValues(): Sections {
  return {
    cluster: aCluster(),
    vpc: aVpc(),
    subnets: { all: threeSubnets(), fargateNodesByBlock: {} },
    nodeGroups: [aNodeGroup()],
    fargateProfiles: [aFargateProfile()],
    instanceTypes: [anInstanceType()],
    instances: [instances(['i-0a'])],
    launchTemplates: [],
    subnetUse: [],
    subnetReservations: threeSubnets().map(({ id }) => noReservations(id)),
    vpcDns: { support: true, hostnames: true },
    routeTables: [
      {
        id: 'rtb-1',
        main: true,
        subnetIds: [],
        routes: [
          { destination: '10.0.0.0/16', target: 'local', blackhole: false },
          { destination: '0.0.0.0/0', target: 'nat-1', blackhole: false },
          { destination: '::/0', target: 'eigw-1', blackhole: false },
        ],
      },
    ],
    routedPrefixLists: [],
    internetGateways: [{ id: 'igw-1', state: 'available' }],
    egressOnlyInternetGateways: [{ id: 'eigw-1', state: 'attached' }],
    natGateways: [{ id: 'nat-1', state: 'available', connectivity: 'public', availability: 'regional' }],
    blockPublicAccess: { mode: 'off', exclusions: [] },
    vpcEndpoints: [aVpcEndpoint()],
    endpointServices: [
      { name: 'com.amazonaws.eu-west-1.ecr.api', types: ['Interface'], addressTypes: ['ipv4', 'ipv6'] },
    ],
    vpcPeerings: [],
    nodes: [nodes(['ip-10-0-0-10.eu-west-1.compute.internal'])],
    pods: [pods(12)],
    networkAcls: [aNetworkAcl()],
    securityGroups: [aSecurityGroup()],
    prefixLists: [],
    vpcCni: aVpcCni(),
    loadBalancerControllers: [aLoadBalancerController()],
    loadBalancerServices: servicesThatAsk(
      loadBalancerServices(['default/shop']),
      loadBalancerServices(['default/game'], { udp: true, sourceNat: 'on' }),
    ),
    ingresses: [anIngress()],
    ingressClasses: [{ name: 'alb', controller: 'ingress.k8s.aws/alb' }],
    ingressClassParams: [],
    loadBalancerConfigurations: [],
    loadBalancers: [
      {
        name: 'k8s-default-shop',
        type: 'network',
        ipAddressType: 'dualstack',
        madeFor: { kind: 'Service', name: 'default/shop' },
      },
    ],
    self: { clusterNames: ['prod'], regions: ['eu-west-1'] },
    nodePools: [aNodePool()],
    nodeClasses: [aNodeClass({ subnetIds: [] })],
    tiedServices: [],
    ipv4Literals: [],
    metadataClients: [],
    foreignEndpoints: [],
    fileSystems: {
      drivers: ['efs.csi.aws.com'],
      volumes: [{ facts: { driver: 'efs.csi.aws.com' }, count: 1, names: ['pvc-home'] }],
      efsIds: ['fs-0123456789abcdef0'],
    },
    networkWorkloads: [
      aNetworkWorkload('istio', 'docker.io/istio/pilot:1.27.1'),
      aNetworkWorkload('external-dns', 'registry.k8s.io/external-dns/external-dns:v0.19.0'),
      aNetworkWorkload('karpenter', 'public.ecr.aws/karpenter/controller:1.8.2'),
    ],
    mountTargets: [
      {
        fileSystemId: 'fs-0123456789abcdef0',
        targets: [{ id: 'fsmt-0123456789abcdef0', ipv6: false, securityGroups: [] }],
      },
    ],
    mountTargetGroups: [],
    coreDns: { configured: true, dns64: false, ipv4Upstreams: [] },
    eniConfigs: [],
    networkPolicies: [],
    securityGroupPolicies: [],
    kubeProxy: aKubeProxy(),
    addons: coreAddons(),
    addonVersions: coreAddons().map(({ name, version }) => versionsOf(name, version)),
    podIdentity: { names: [], more: false },
    vpcCniAccount: { exists: true },
    cniPermissions: { givenBy: 'nodes', narrowed: false, roles: [aSimulatedRole()] },
  };
}
