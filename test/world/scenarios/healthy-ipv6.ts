import {
  accountId,
  aCluster,
  aFargateProfile,
  aNodeGroup,
  aSubnet,
  aVpc,
  awsId,
  instanceTypes,
  region,
  subnetIpv6,
} from '../build-aws.ts';
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
} from '../build-cluster-objects.ts';
import { aPod, ec2Node, fargateNode, fargatePod } from '../build-nodes.ts';
import type { Scenario, WorldSubnet } from '../scenario.ts';

const vpc = aVpc();

/** Nodes and control plane in three large private subnets, load balancers in public ones, Fargate in two small ones of its own. */
const subnets: readonly WorldSubnet[] = [
  aSubnet({
    name: 'private-a',
    zone: 'a',
    ipv4Cidr: '10.0.0.0/20',
    ipv6: [subnetIpv6('2a05:d018:abc:de00::/64')],
    freeIpv4: 4_084,
    tags: { 'kubernetes.io/role/internal-elb': '1' },
  }),
  aSubnet({
    name: 'private-b',
    zone: 'b',
    ipv4Cidr: '10.0.16.0/20',
    ipv6: [subnetIpv6('2a05:d018:abc:de01::/64')],
    freeIpv4: 4_085,
    tags: { 'kubernetes.io/role/internal-elb': '1' },
  }),
  aSubnet({
    name: 'private-c',
    zone: 'c',
    ipv4Cidr: '10.0.32.0/20',
    ipv6: [subnetIpv6('2a05:d018:abc:de02::/64')],
    freeIpv4: 4_087,
    tags: { 'kubernetes.io/role/internal-elb': '1' },
  }),
  aSubnet({
    name: 'public-a',
    zone: 'a',
    ipv4Cidr: '10.0.48.0/24',
    ipv6: [subnetIpv6('2a05:d018:abc:de10::/64')],
    mapPublicIpOnLaunch: true,
    freeIpv4: 247,
    tags: { 'kubernetes.io/role/elb': '1' },
  }),
  aSubnet({
    name: 'public-b',
    zone: 'b',
    ipv4Cidr: '10.0.49.0/24',
    ipv6: [subnetIpv6('2a05:d018:abc:de11::/64')],
    mapPublicIpOnLaunch: true,
    freeIpv4: 248,
    tags: { 'kubernetes.io/role/elb': '1' },
  }),
  aSubnet({
    name: 'fargate-a',
    zone: 'a',
    ipv4Cidr: '10.0.50.0/26',
    ipv6: [subnetIpv6('2a05:d018:abc:de20::/64')],
    freeIpv4: 58,
  }),
  aSubnet({
    name: 'fargate-b',
    zone: 'b',
    ipv4Cidr: '10.0.50.64/26',
    ipv6: [subnetIpv6('2a05:d018:abc:de21::/64')],
    freeIpv4: 58,
  }),
];

const nodeSubnetIds = ['private-a', 'private-b', 'private-c'].map((name) => awsId('subnet', name));
const fargateSubnetIds = ['fargate-a', 'fargate-b'].map((name) => awsId('subnet', name));

const nodes = [
  ec2Node({ zone: 'a', ipv4: '10.0.3.21', ipv6: '2a05:d018:abc:de00:1f6c::2a1' }),
  ec2Node({ zone: 'b', ipv4: '10.0.18.77', ipv6: '2a05:d018:abc:de01:93b0::17' }),
  ec2Node({ zone: 'c', ipv4: '10.0.40.105', ipv6: '2a05:d018:abc:de02:c4e2::9' }),
];

const fargatePlacements = [
  { ipv4: '10.0.50.4', ipv6: '2a05:d018:abc:de20:5a1::4', availabilityZone: 'eu-west-1a' },
  { ipv4: '10.0.50.68', ipv6: '2a05:d018:abc:de21:5a1::4', availabilityZone: 'eu-west-1b' },
];

export const healthyIpv6: Scenario = {
  name: 'healthy-ipv6',
  description:
    'An IPv6 cluster with managed nodes, a Fargate profile and the load balancer controller, all as it should be.',
  region,
  accountId,
  vpc,
  subnets,
  cluster: aCluster({ subnetIds: nodeSubnetIds }),
  nodeGroups: [aNodeGroup({ subnetIds: nodeSubnetIds })],
  fargateProfiles: [aFargateProfile({ subnetIds: fargateSubnetIds })],
  instanceTypes,
  objects: [
    ...nodes,
    ...fargatePlacements.map((place) => fargateNode(place.ipv4, place.availabilityZone, place.ipv6)),
    ...fargatePlacements.map((placement, index) =>
      fargatePod({ profile: 'batch', namespace: 'batch', podName: `nightly-${index}`, placement }),
    ),
    ...nodes.map((node, index) =>
      aPod({ name: `shop-${index}`, node: node.metadata.name, ip: `2a05:d018:abc:de0${index}:a000::${index + 2}` }),
    ),
    awsNode({ ipFamily: 'ipv6' }),
    vpcCniConfigMap(),
    coreDns(),
    coreDnsConfig(),
    kubeProxy(),
    kubeProxyConfig('ipv6'),
    loadBalancerController({ vpcId: vpc.id }),
    aService({ name: 'kubernetes', ipFamily: 'IPv6', clusterIp: 'fd30:1c53:5f8a::1' }),
    aService({
      name: 'kube-dns',
      namespace: 'kube-system',
      ipFamily: 'IPv6',
      clusterIp: 'fd30:1c53:5f8a::a',
      port: 53,
    }),
    aService({
      name: 'shop',
      ipFamily: 'IPv6',
      clusterIp: 'fd30:1c53:5f8a::b1c4',
      loadBalancerClass: 'service.k8s.aws/nlb',
      annotations: {
        'service.beta.kubernetes.io/aws-load-balancer-ip-address-type': 'dualstack',
        'service.beta.kubernetes.io/aws-load-balancer-nlb-target-type': 'ip',
        'service.beta.kubernetes.io/aws-load-balancer-scheme': 'internet-facing',
      },
    }),
    albIngressClass(),
    albIngress({
      'alb.ingress.kubernetes.io/ip-address-type': 'dualstack',
      'alb.ingress.kubernetes.io/scheme': 'internet-facing',
      'alb.ingress.kubernetes.io/target-type': 'ip',
    }),
  ],
};
