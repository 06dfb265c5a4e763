import { accountId, aCluster, aNodeGroup, aSubnet, awsId, instanceTypes, region } from './build-aws.ts';
import {
  albIngress,
  albIngressClass,
  aService,
  awsNode,
  coreDns,
  coreDnsConfig,
  kubeProxy,
  kubeProxyConfig,
  loadBalancerController,
  vpcCniConfigMap,
} from './build-cluster-objects.ts';
import type { WorldNatGateway, WorldNetwork, WorldRoute, WorldRouteTable } from './build-network.ts';
import { aPod, ec2Node } from './build-nodes.ts';
import type { KubernetesObject, Scenario, WorldNodeGroup, WorldSubnet, WorldVpc } from './scenario.ts';

/** A cluster as a tool or a pattern of AWS makes it, in which nothing is wrong. */
export interface Topology {
  readonly scenario: Scenario;
  /** Unset: `Operate`. */
  readonly goal?: 'Migrate';
  /** Conditions by which one sees that what is special about it was seen. */
  readonly shows: Readonly<Record<string, string>>;
  /** Warnings that are right all the same, `VPC-007 warning Reason`, with the reason why. */
  readonly deliberate: readonly { readonly finding: string; readonly because: string }[];
}

export const internetGateway = awsId('igw', 'topology');
export const egressOnlyGateway = awsId('eigw', 'topology');

const zones = ['a', 'b', 'c'] as const;

export interface LayerInput extends Partial<WorldSubnet> {
  /** Subnets are called `<name>-a` and so on. */
  readonly name: string;
  /** From 0 to 4: which blocks of the VPC it takes. */
  readonly place: number;
  /** First two numbers of the VPC's IPv4 block. */
  readonly base?: string;
}

/** Dual-stack subnets of one purpose, a /20 and a /64 in each of three zones. */
export function layer({ name, place, base = '10.0', ...overrides }: LayerInput): readonly WorldSubnet[] {
  return zones.map((zone, index) => {
    const ipv6 = `2a05:d018:abc:de${place}${index}::/64`;
    return aSubnet({
      name: `${name}-${zone}`,
      zone,
      ipv4Cidr: `${base}.${place * 48 + index * 16}.0/20`,
      ipv6: [{ associationId: awsId('subnet-cidr-assoc', `${base}-${name}-${zone}`), cidr: ipv6, state: 'associated' }],
      freeIpv4: 4_070,
      ...overrides,
    });
  });
}

export function idsOf(subnets: readonly WorldSubnet[]): readonly string[] {
  return subnets.map(({ id }) => id);
}

export interface TableInput {
  readonly name: string;
  readonly subnets: readonly WorldSubnet[];
  /** Targets by destination, beside the local routes. */
  readonly to: Readonly<Record<string, string>>;
}

export interface NetworkInput extends Partial<Pick<WorldNetwork, 'natGateways' | 'endpoints' | 'blockMode'>> {
  readonly vpc: WorldVpc;
  readonly tables: readonly TableInput[];
}

/** A network with the gateways that its routes lead to, and a main table that leads nowhere. */
export function networkOfTables({ vpc, tables, ...others }: NetworkInput): WorldNetwork {
  const local = [...vpc.ipv4, ...vpc.ipv6].map(({ cidr }): WorldRoute => ({ destination: cidr, target: 'local' }));
  const all: readonly TableInput[] = [{ name: 'main', subnets: [], to: {} }, ...tables];
  const targets = new Set(tables.flatMap(({ to }) => Object.values(to)));
  const such = (prefix: string): readonly string[] => [...targets].filter((target) => target.startsWith(prefix));
  return {
    dnsSupport: true,
    dnsHostnames: true,
    routeTables: all.map(
      ({ name, subnets, to }): WorldRouteTable => ({
        id: awsId('rtb', name),
        main: name === 'main',
        subnetIds: idsOf(subnets),
        routes: [...local, ...Object.entries(to).map(([destination, target]) => ({ destination, target }))],
      }),
    ),
    internetGateways: such('igw-'),
    egressOnlyInternetGateways: such('eigw-'),
    natGateways: [],
    blockMode: 'off',
    endpoints: [],
    ...others,
  };
}

/** A table for each subnet, as most tools make them for private ones. */
export function tablePerZone(
  subnets: readonly WorldSubnet[],
  name: string,
  to: (subnet: WorldSubnet) => TableInput['to'],
): readonly TableInput[] {
  return subnets.map((subnet) => ({
    name: `${name}-${subnet.availabilityZone}`,
    subnets: [subnet],
    to: to(subnet),
  }));
}

/** A public NAT gateway in a subnet. */
export function natIn(subnet: WorldSubnet): WorldNatGateway {
  const id = awsId('nat', subnet.id);
  return { id, state: 'available', connectivity: 'public', availability: 'zonal', subnetId: subnet.id };
}

/** The NAT gateway of the same zone. */
export function natIdBeside({ availabilityZone }: WorldSubnet, homes: readonly WorldSubnet[]): string {
  const home = homes.find((each) => each.availabilityZone === availabilityZone);
  if (home === undefined) throw new Error(`no NAT gateway in ${availabilityZone}`);
  return natIn(home).id;
}

export interface NodesInput {
  readonly subnets: readonly WorldSubnet[];
  readonly nodeGroup?: string;
  readonly labels?: Readonly<Record<string, string>>;
  /** The last number of their IPv4 addresses. */
  readonly host?: number;
}

/** A node in each subnet, with the address it got there. */
export function nodesIn({ subnets, nodeGroup = 'general', labels = {}, host = 21 }: NodesInput) {
  return subnets.map((subnet): KubernetesObject => {
    const { ipv4, ipv6 } = addressesIn(subnet, host);
    const zone = zones.find((each) => subnet.availabilityZone.endsWith(each)) ?? 'a';
    return ec2Node({ zone, ipv4, ipv6, nodeGroup, labels });
  });
}

/** The same of nodes that no managed node group launched. */
export function nodesWithoutGroup(input: Omit<NodesInput, 'nodeGroup'>): readonly KubernetesObject[] {
  return nodesIn(input).map((node) => {
    const {
      'eks.amazonaws.com/nodegroup': _group,
      'eks.amazonaws.com/capacityType': _capacity,
      ...labels
    } = node.metadata.labels ?? {};
    return { ...node, metadata: { ...node.metadata, labels } };
  });
}

/** Addresses of an instance in the subnet, in both families. */
export function addressesIn({ ipv4Cidr = '', ipv6 }: WorldSubnet, host: number) {
  const [block] = ipv6;
  return {
    ipv4: ipv4Cidr.replace(/0\/20$/, String(host)),
    ipv6: (block?.cidr ?? '').replace(/::\/\d+$/, `:1f6c::${host}`),
  };
}

/** CoreDNS on the first two nodes and a pod of the shop on each, all with addresses of the prefixes of their nodes. */
export function podsOn(nodes: readonly KubernetesObject[], subnets: readonly WorldSubnet[]): KubernetesObject[] {
  return nodes.flatMap((node, index) => {
    const { name } = node.metadata;
    const subnet = subnets[index];
    if (subnet === undefined) throw new Error(`no subnet for ${name}`);
    const hostIp = addressesIn(subnet, Number(/^ip-\d+-\d+-\d+-(\d+)/.exec(name)?.[1])).ipv6;
    const address = (pod: number): string => hostIp.replace(/1f6c::\d+$/, `${(0xa000 + index).toString(16)}::${pod}`);
    const coreDnsPod = {
      name: `coredns-${index}`,
      namespace: 'kube-system',
      node: name,
      ip: address(3),
      labels: { 'k8s-app': 'kube-dns' },
    };
    return [
      aPod({ name: `shop-${index}`, node: name, ip: address(2), hostIp }),
      ...(index < 2 ? [aPod({ ...coreDnsPod, hostIp })] : []),
    ];
  });
}

/** A node group of three nodes that may grow to six. */
export function nodeGroupIn(subnets: readonly WorldSubnet[], overrides: Partial<WorldNodeGroup> = {}): WorldNodeGroup {
  return aNodeGroup({ subnetIds: idsOf(subnets), ...overrides });
}

/** What the add-on sets beside what a check looks at. */
const furtherCniSettings = {
  ANNOTATE_POD_IP: 'false',
  AWS_VPC_K8S_CNI_LOGLEVEL: 'DEBUG',
  AWS_VPC_K8S_CNI_LOG_FILE: '/host/var/log/aws-routed-eni/ipamd.log',
  AWS_VPC_K8S_CNI_RANDOMIZESNAT: 'prng',
  AWS_VPC_K8S_CNI_VETHPREFIX: 'eni',
  AWS_VPC_K8S_PLUGIN_LOG_FILE: '/var/log/aws-routed-eni/plugin.log',
  AWS_VPC_K8S_PLUGIN_LOG_LEVEL: 'DEBUG',
  DISABLE_LEAKED_ENI_CLEANUP: 'false',
  DISABLE_NETWORK_RESOURCE_PROVISIONING: 'false',
  ENABLE_IMDS_ONLY_MODE: 'false',
  ENABLE_MULTI_NIC: 'false',
  VPC_CNI_VERSION: 'v1.21.1',
};

export interface UsualClusterInput {
  readonly vpc: WorldVpc;
  readonly nodeSubnets: readonly WorldSubnet[];
  /** Unset: one in each of the subnets. */
  readonly nodes?: readonly KubernetesObject[];
  /** Unset: `internet-facing`. */
  readonly scheme?: 'internet-facing' | 'internal';
}

/** What most clusters have: a node group in their subnets, with pods, add-ons, and load balancers that were asked for. */
export function usualCluster({
  vpc,
  nodeSubnets,
  nodes = nodesIn({ subnets: nodeSubnets }),
  scheme = 'internet-facing',
}: UsualClusterInput) {
  return {
    region,
    accountId,
    vpc,
    cluster: aCluster({ subnetIds: idsOf(nodeSubnets) }),
    nodeGroups: [nodeGroupIn(nodeSubnets)],
    fargateProfiles: [],
    instanceTypes,
    objects: [
      ...nodes,
      ...podsOn(nodes, nodeSubnets),
      ...systemObjects(vpc),
      ...clusterServices(),
      ...loadBalanced(scheme),
    ],
  };
}

/** What runs in `kube-system` where AWS does not run it by itself. */
export function systemObjects(vpc: WorldVpc): readonly KubernetesObject[] {
  return [
    awsNode({ ipFamily: 'ipv6', environment: { ...furtherCniSettings, VPC_ID: vpc.id } }),
    vpcCniConfigMap(),
    coreDns(),
    coreDnsConfig(),
    kubeProxy(),
    kubeProxyConfig('ipv6'),
    loadBalancerController({ vpcId: vpc.id }),
  ];
}

/** What EKS keeps in every cluster: its API and DNS as Services, and the driver of EFS that Fargate brings along. */
export function clusterServices(): readonly KubernetesObject[] {
  return [
    {
      apiVersion: 'discovery.k8s.io/v1',
      kind: 'EndpointSlice',
      metadata: { name: 'kubernetes', namespace: 'default', labels: { 'kubernetes.io/service-name': 'kubernetes' } },
      addressType: 'IPv6',
      endpoints: [{ addresses: ['2a05:d018:abc:de00:9d2::5'], conditions: { ready: true } }],
      ports: [{ name: 'https', port: 443, protocol: 'TCP' }],
    },
    {
      apiVersion: 'storage.k8s.io/v1',
      kind: 'CSIDriver',
      metadata: { name: 'efs.csi.aws.com' },
      spec: { attachRequired: false, podInfoOnMount: false, volumeLifecycleModes: ['Persistent'] },
    },
    aService({ name: 'kubernetes', ipFamily: 'IPv6', clusterIp: 'fd30:1c53:5f8a::1' }),
    aService({
      name: 'kube-dns',
      namespace: 'kube-system',
      ipFamily: 'IPv6',
      clusterIp: 'fd30:1c53:5f8a::a',
      port: 53,
    }),
  ];
}

/** A Service and an Ingress with dual-stack load balancers of the AWS Load Balancer Controller. */
export function loadBalanced(scheme: 'internet-facing' | 'internal'): readonly KubernetesObject[] {
  return [
    nlbService(scheme, 'service.k8s.aws/nlb'),
    albIngressClass(),
    albIngress({
      'alb.ingress.kubernetes.io/ip-address-type': 'dualstack',
      'alb.ingress.kubernetes.io/scheme': scheme,
      'alb.ingress.kubernetes.io/target-type': 'ip',
    }),
  ];
}

export function nlbService(scheme: 'internet-facing' | 'internal', loadBalancerClass: string): KubernetesObject {
  return aService({
    name: 'shop',
    ipFamily: 'IPv6',
    clusterIp: 'fd30:1c53:5f8a::b1c4',
    loadBalancerClass,
    annotations: {
      'service.beta.kubernetes.io/aws-load-balancer-ip-address-type': 'dualstack',
      'service.beta.kubernetes.io/aws-load-balancer-nlb-target-type': 'ip',
      'service.beta.kubernetes.io/aws-load-balancer-scheme': scheme,
    },
  });
}
