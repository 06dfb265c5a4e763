import {
  accountId,
  aCluster,
  aNodeGroup,
  aSubnet,
  aVpc,
  awsId,
  instanceTypes,
  ipv4Association,
  region,
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
import { aPod, ec2Node } from '../build-nodes.ts';
import { eniConfigDefinition } from '../definitions.ts';
import type { KubernetesObject, Scenario } from '../scenario.ts';

const vpc = aVpc({ ipv4: [ipv4Association('10.0.0.0/16'), ipv4Association('100.64.0.0/16')], ipv6: [] });

const nodeSubnet = { assignIpv6AddressOnCreation: false, tags: { 'kubernetes.io/role/internal-elb': '1' } } as const;
/** Where ENIConfigs put the pods, because the node subnets are too small for them. */
const podSubnet = { assignIpv6AddressOnCreation: false } as const;

const nodeSubnetIds = ['private-a', 'private-b', 'private-c'].map((name) => awsId('subnet', name));
const nodes = [
  ec2Node({ zone: 'a', ipv4: '10.0.0.37' }),
  ec2Node({ zone: 'b', ipv4: '10.0.1.112' }),
  ec2Node({ zone: 'c', ipv4: '10.0.2.58' }),
];

/** Nodes find theirs by the name of their zone. */
function eniConfig(zone: string): KubernetesObject {
  return {
    apiVersion: 'crd.k8s.amazonaws.com/v1alpha1',
    kind: 'ENIConfig',
    metadata: { name: `eu-west-1${zone}` },
    spec: { subnet: awsId('subnet', `pods-${zone}`) },
  };
}

export const ipv4CustomNetworking: Scenario = {
  name: 'ipv4-custom-networking',
  description: 'An IPv4 cluster, short of addresses, whose pods live in secondary CIDRs through custom networking.',
  region,
  accountId,
  vpc,
  subnets: [
    aSubnet({ name: 'private-a', zone: 'a', ipv4Cidr: '10.0.0.0/24', freeIpv4: 121, ...nodeSubnet }),
    aSubnet({ name: 'private-b', zone: 'b', ipv4Cidr: '10.0.1.0/24', freeIpv4: 138, ...nodeSubnet }),
    aSubnet({ name: 'private-c', zone: 'c', ipv4Cidr: '10.0.2.0/24', freeIpv4: 164, ...nodeSubnet }),
    aSubnet({ name: 'pods-a', zone: 'a', ipv4Cidr: '100.64.0.0/18', freeIpv4: 16_350, ...podSubnet }),
    aSubnet({ name: 'pods-b', zone: 'b', ipv4Cidr: '100.64.64.0/18', freeIpv4: 16_351, ...podSubnet }),
    aSubnet({ name: 'pods-c', zone: 'c', ipv4Cidr: '100.64.128.0/18', freeIpv4: 16_349, ...podSubnet }),
  ],
  cluster: aCluster({
    ipFamily: 'ipv4',
    serviceIpv4Cidr: '172.20.0.0/16',
    subnetIds: nodeSubnetIds,
    endpoint: 'https://0F6C5A2B7D1E4938A0B1C2D3E4F50617.gr7.eu-west-1.eks.amazonaws.com',
  }),
  nodeGroups: [aNodeGroup({ subnetIds: nodeSubnetIds })],
  fargateProfiles: [],
  instanceTypes,
  objects: [
    eniConfigDefinition,
    ...nodes,
    ...nodes.map((node, index) =>
      aPod({ name: `shop-${index}`, node: node.metadata.name, ip: `100.64.${64 * index}.19` }),
    ),
    awsNode({
      ipFamily: 'ipv4',
      environment: {
        AWS_VPC_K8S_CNI_CUSTOM_NETWORK_CFG: 'true',
        ENI_CONFIG_LABEL_DEF: 'topology.kubernetes.io/zone',
      },
    }),
    vpcCniConfigMap(),
    coreDns(),
    coreDnsConfig(),
    kubeProxy(),
    kubeProxyConfig('ipv4'),
    loadBalancerController({ vpcId: vpc.id }),
    aService({ name: 'kubernetes', ipFamily: 'IPv4', clusterIp: '172.20.0.1' }),
    aService({ name: 'kube-dns', namespace: 'kube-system', ipFamily: 'IPv4', clusterIp: '172.20.0.10', port: 53 }),
    aService({
      name: 'shop',
      ipFamily: 'IPv4',
      clusterIp: '172.20.184.22',
      loadBalancerClass: 'service.k8s.aws/nlb',
      annotations: { 'service.beta.kubernetes.io/aws-load-balancer-nlb-target-type': 'ip' },
    }),
    albIngressClass(),
    albIngress({ 'alb.ingress.kubernetes.io/target-type': 'ip' }),
    ...['a', 'b', 'c'].map(eniConfig),
  ],
};
