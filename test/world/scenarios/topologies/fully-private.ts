import { aCluster, aVpc, awsId, region } from '../../build-aws.ts';
import { allowAll, clusterSecurityGroup } from '../../build-firewalls.ts';
import type { WorldEndpoint } from '../../build-network.ts';
import { idsOf, layer, networkOfTables, type Topology, usualCluster } from '../../build-topology.ts';
import type { WorldNetworkAclEntry, WorldSecurityGroupRule } from '../../scenario.ts';

const vpc = aVpc();
const s3 = awsId('vpce', 's3');

const privateSubnets = layer({ name: 'private', place: 0, tags: { 'kubernetes.io/role/internal-elb': '1' } });

/** What nodes, the VPC CNI, the load balancer controller and Pod Identity ask. */
const interfaceEndpoints = [
  'ec2',
  'ecr.api',
  'ecr.dkr',
  'eks',
  'eks-auth',
  'elasticloadbalancing',
  'logs',
  'ssm',
  'sts',
].map(
  (service): WorldEndpoint => ({
    id: awsId('vpce', service),
    service: `com.amazonaws.${region}.${service}`,
    type: 'Interface',
    addressType: 'dualstack',
  }),
);

/** Nothing but the VPC itself and, over IPv4, S3 by its gateway endpoint. */
const inVpc: readonly WorldSecurityGroupRule[] = [
  { egress: true, protocol: '-1', ipv4: ['10.0.0.0/16'], ipv6: ['2a05:d018:abc:de00::/56'] },
  { egress: true, protocol: '6', ports: { from: 443, to: 443 }, prefixLists: [awsId('pl', 's3')] },
];
const allowVpc = [...allowAll('10.0.0.0/16', 100), ...allowAll('2a05:d018:abc:de00::/56', 110)];
/** A network ACL sees S3 by its public addresses. */
const allowS3: readonly WorldNetworkAclEntry[] = [
  { number: 120, egress: true, allows: true, protocol: '6', cidr: '52.218.0.0/17', ports: { from: 443, to: 443 } },
  {
    number: 120,
    egress: false,
    allows: true,
    protocol: '6',
    cidr: '52.218.0.0/17',
    ports: { from: 1_024, to: 65_535 },
  },
];
const { id: clusterGroup, rules } = clusterSecurityGroup(awsId('sg', 'prod'));

export const fullyPrivate: Topology = {
  deliberate: [],
  shows: { EgressReady: 'True FullyPrivateSubnets' },
  scenario: {
    name: 'fully-private',
    description:
      'An IPv6 cluster with no way to the internet: dual-stack endpoints, a private API endpoint, tight firewalls.',
    ...usualCluster({ vpc, nodeSubnets: privateSubnets, scheme: 'internal' }),
    subnets: privateSubnets,
    network: networkOfTables({
      vpc,
      blockMode: 'block-bidirectional',
      tables: [{ name: 'private', subnets: privateSubnets, to: { [awsId('pl', 's3')]: s3 } }],
      endpoints: [
        ...interfaceEndpoints,
        { id: s3, service: `com.amazonaws.${region}.s3`, type: 'Gateway', addressType: 'dualstack' },
      ],
    }),
    cluster: aCluster({
      subnetIds: idsOf(privateSubnets),
      endpointAccess: { public: false, private: true, cidrs: [] },
    }),
    networkAcls: [
      {
        id: awsId('acl', 'private'),
        isDefault: false,
        subnetIds: idsOf(privateSubnets),
        entries: [...allowVpc, ...allowS3],
      },
    ],
    securityGroups: [{ id: clusterGroup, rules: [...rules.filter(({ egress }) => !egress), ...inVpc] }],
    prefixLists: [{ id: awsId('pl', 's3'), family: 'ipv4' }],
  },
};
