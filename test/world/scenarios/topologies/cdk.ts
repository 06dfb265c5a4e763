import { aCluster, aVpc, awsId, region } from '../../build-aws.ts';
import { clusterSecurityGroup } from '../../build-firewalls.ts';
import {
  egressOnlyGateway,
  idsOf,
  internetGateway,
  layer,
  natIdBeside,
  natIn,
  networkOfTables,
  nodeGroupIn,
  nodesIn,
  tablePerZone,
  type Topology,
  usualCluster,
} from '../../build-topology.ts';

const vpc = aVpc();

/** A dual-stack VPC gives no public IPv4 addresses in its public subnets, and IPv6 addresses in all of them. */
const publicSubnets = layer({
  name: 'Prod/Vpc/PublicSubnet',
  place: 0,
  tags: { 'aws-cdk:subnet-type': 'Public', 'kubernetes.io/role/elb': '1' },
});
const privateSubnets = layer({
  name: 'Prod/Vpc/PrivateSubnet',
  place: 1,
  tags: { 'aws-cdk:subnet-type': 'Private', 'kubernetes.io/role/internal-elb': '1' },
});
const cluster = aCluster({
  subnetIds: [...idsOf(publicSubnets), ...idsOf(privateSubnets)],
  securityGroupIds: [awsId('sg', 'cdk-control-plane')],
});
const nodes = nodesIn({ subnets: privateSubnets, nodeGroup: 'ClusterNodegroupDefaultCapa-Ub2f0h7n' });

export const cdk: Topology = {
  deliberate: [],
  shows: { EgressReady: 'True PrivateSubnetsHaveIpv6Egress' },
  scenario: {
    name: 'cdk',
    description:
      'An IPv6 cluster of the AWS CDK: a NAT gateway a zone, no add-on of EKS, a control-plane group for IPv4.',
    ...usualCluster({ vpc, nodeSubnets: privateSubnets, nodes }),
    subnets: [...publicSubnets, ...privateSubnets],
    network: networkOfTables({
      vpc,
      natGateways: [
        ...publicSubnets.map(natIn),
        // EC2 lists those that were replaced for about an hour.
        ...publicSubnets.map((home) => ({ ...natIn(home), id: awsId('nat', `before ${home.id}`), state: 'deleted' })),
      ],
      endpoints: [{ id: awsId('vpce', 's3'), service: `com.amazonaws.${region}.s3`, type: 'Gateway' }],
      tables: [
        ...tablePerZone(publicSubnets, 'cdk-public', () => ({ '0.0.0.0/0': internetGateway, '::/0': internetGateway })),
        ...tablePerZone(privateSubnets, 'cdk-private', (subnet) => ({
          '0.0.0.0/0': natIdBeside(subnet, publicSubnets),
          '::/0': egressOnlyGateway,
        })),
      ],
    }),
    cluster,
    securityGroups: [
      clusterSecurityGroup(cluster.clusterSecurityGroupId),
      // `allowAllOutbound` is IPv4 alone; the control plane has the group of EKS beside it.
      { id: awsId('sg', 'cdk-control-plane'), rules: [{ egress: true, protocol: '-1', ipv4: ['0.0.0.0/0'] }] },
    ],
    nodeGroups: [nodeGroupIn(privateSubnets, { name: 'ClusterNodegroupDefaultCapa-Ub2f0h7n' })],
    addons: [],
  },
};
