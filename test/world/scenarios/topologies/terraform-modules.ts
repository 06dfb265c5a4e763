import { aCluster, aVpc, awsId } from '../../build-aws.ts';
import { allOut, clusterSecurityGroup } from '../../build-firewalls.ts';
import {
  egressOnlyGateway,
  idsOf,
  internetGateway,
  layer,
  natIn,
  networkOfTables,
  nodeGroupIn,
  type Topology,
  usualCluster,
} from '../../build-topology.ts';
import type { WorldSecurityGroupRule } from '../../scenario.ts';

const vpc = aVpc();
const clusterGroup = awsId('sg', 'terraform-cluster');
const nodeGroup = awsId('sg', 'terraform-node');

const privateSubnets = layer({
  name: 'prod-private',
  place: 0,
  dns64: true,
  tags: { 'kubernetes.io/role/internal-elb': '1' },
});
const publicSubnets = layer({
  name: 'prod-public',
  place: 1,
  dns64: true,
  tags: { 'kubernetes.io/role/elb': '1' },
});
/** Of the control plane alone, as small as the best practices advise: no route leads out of them. */
const intraSubnets = layer({ name: 'prod-intra', place: 2, dns64: true, assignIpv6AddressOnCreation: false }).map(
  (subnet, index) => ({ ...subnet, ipv4Cidr: `10.0.96.${index * 16}/28`, freeIpv4: 9 }),
);
/** Of databases: not the cluster's. */
const databaseSubnets = layer({
  name: 'prod-db',
  place: 3,
  ipv6: [],
  dns64: false,
  assignIpv6AddressOnCreation: false,
});
const [natHome] = publicSubnets;
const nat = natHome === undefined ? [] : [natIn(natHome)];
const natId = nat[0]?.id ?? '';

const cluster = aCluster({ subnetIds: idsOf(intraSubnets), securityGroupIds: [clusterGroup] });

function ingress(port: number, protocol: string, from: string): WorldSecurityGroupRule {
  return { egress: false, protocol, ports: { from: port, to: port }, groups: [from] };
}

export const terraformModules: Topology = {
  deliberate: [
    {
      finding: 'VPC-007 warning Dns64Used',
      because: 'the VPC module turns DNS64 on with IPv6, so that IPv4 destinations are paid for at the NAT gateway',
    },
  ],
  shows: { EgressReady: 'True Dns64Used' },
  scenario: {
    name: 'terraform-modules',
    description:
      'An IPv6 cluster of terraform-aws-modules: control plane in intra subnets, nodes with a group of their own, DNS64.',
    ...usualCluster({ vpc, nodeSubnets: privateSubnets }),
    subnets: [...privateSubnets, ...publicSubnets, ...intraSubnets, ...databaseSubnets],
    network: networkOfTables({
      vpc,
      natGateways: nat,
      tables: [
        {
          name: 'terraform-public',
          subnets: publicSubnets,
          to: { '0.0.0.0/0': internetGateway, '::/0': internetGateway },
        },
        {
          name: 'terraform-private',
          subnets: privateSubnets,
          to: { '0.0.0.0/0': natId, '::/0': egressOnlyGateway, '64:ff9b::/96': natId },
        },
        { name: 'terraform-intra', subnets: intraSubnets, to: {} },
        { name: 'terraform-database', subnets: databaseSubnets, to: { '0.0.0.0/0': natId } },
      ],
    }),
    cluster,
    securityGroups: [
      clusterSecurityGroup(cluster.clusterSecurityGroupId),
      { id: clusterGroup, rules: [ingress(443, '6', nodeGroup)] },
      {
        id: nodeGroup,
        rules: [
          ...[443, 4_443, 6_443, 8_443, 9_443, 10_250].map((port) => ingress(port, '6', clusterGroup)),
          ingress(53, '6', nodeGroup),
          ingress(53, '17', nodeGroup),
          { egress: false, protocol: '6', ports: { from: 1_025, to: 65_535 }, groups: [nodeGroup] },
          allOut,
        ],
      },
    ],
    nodeSecurityGroupIds: [nodeGroup],
    nodeGroups: [
      nodeGroupIn(privateSubnets, {
        launchTemplate: { id: awsId('lt', 'terraform'), name: 'general-20260101000000', version: '1' },
      }),
    ],
  },
};
