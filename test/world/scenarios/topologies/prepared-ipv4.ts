import { accountId, aCluster, instanceTypes, region } from '../../build-aws.ts';
import {
  aService,
  awsNode,
  coreDns,
  coreDnsConfig,
  kubeProxy,
  kubeProxyConfig,
  loadBalancerController,
  vpcCniConfigMap,
} from '../../build-cluster-objects.ts';
import { aPod, ec2Node } from '../../build-nodes.ts';
import { addressesIn, idsOf, loadBalanced, nodeGroupIn, type Topology } from '../../build-topology.ts';
import { network, privateSubnets, publicSubnets, vpc } from './usual-vpc.ts';

const zones = ['a', 'b', 'c'] as const;
const nodes = privateSubnets.map((subnet, index) =>
  ec2Node({ zone: zones[index] ?? 'a', ipv4: addressesIn(subnet, 21).ipv4 }),
);

/** The family of a Service is that of its cluster. */
const loadBalancers = loadBalanced('internet-facing').map((object) =>
  object.kind === 'Service'
    ? aService({
        name: 'shop',
        ipFamily: 'IPv4',
        clusterIp: '172.20.184.22',
        loadBalancerClass: 'service.k8s.aws/nlb',
        ...(object.metadata.annotations === undefined ? {} : { annotations: object.metadata.annotations }),
      })
    : object,
);

export const preparedIpv4: Topology = {
  goal: 'Migrate',
  deliberate: [],
  shows: { ControlPlaneReady: 'True Ipv4Cluster', SubnetsDualStack: 'True AllSubnetsDualStack' },
  scenario: {
    name: 'prepared-ipv4',
    description: 'An IPv4 cluster whose VPC, load balancers and workloads are ready for its successor.',
    region,
    accountId,
    vpc,
    subnets: [...privateSubnets, ...publicSubnets],
    network,
    cluster: aCluster({
      ipFamily: 'ipv4',
      serviceIpv4Cidr: '172.20.0.0/16',
      subnetIds: idsOf(privateSubnets),
      endpoint: 'https://0F6C5A2B7D1E4938A0B1C2D3E4F50617.gr7.eu-west-1.eks.amazonaws.com',
    }),
    nodeGroups: [nodeGroupIn(privateSubnets)],
    fargateProfiles: [],
    instanceTypes,
    objects: [
      ...nodes,
      ...privateSubnets.map((subnet, index) =>
        aPod({
          name: `shop-${index}`,
          node: nodes[index]?.metadata.name ?? '',
          ip: addressesIn(subnet, 40).ipv4,
          hostIp: addressesIn(subnet, 21).ipv4,
        }),
      ),
      awsNode({ ipFamily: 'ipv4' }),
      vpcCniConfigMap(),
      coreDns(),
      coreDnsConfig(),
      kubeProxy(),
      kubeProxyConfig('ipv4'),
      loadBalancerController({ vpcId: vpc.id }),
      aService({ name: 'kubernetes', ipFamily: 'IPv4', clusterIp: '172.20.0.1' }),
      aService({ name: 'kube-dns', namespace: 'kube-system', ipFamily: 'IPv4', clusterIp: '172.20.0.10', port: 53 }),
      ...loadBalancers,
    ],
  },
};
