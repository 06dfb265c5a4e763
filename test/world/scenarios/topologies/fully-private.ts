import { accountId, aCluster, aVpc, awsId, instanceTypes, region } from '../../build-aws.ts';
import type { WorldEndpoint } from '../../build-network.ts';
import {
  clusterServices,
  idsOf,
  layer,
  loadBalanced,
  networkOfTables,
  nodeGroupIn,
  nodesIn,
  podsOn,
  systemObjects,
  type Topology,
} from '../../build-topology.ts';

const vpc = aVpc();
const s3 = awsId('vpce', 's3');

const privateSubnets = layer({ name: 'private', place: 0, tags: { 'kubernetes.io/role/internal-elb': '1' } });
const nodes = nodesIn({ subnets: privateSubnets });

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

export const fullyPrivate: Topology = {
  deliberate: [],
  shows: { EgressReady: 'True FullyPrivateSubnets' },
  scenario: {
    name: 'fully-private',
    description: 'An IPv6 cluster with no way to the internet: dual-stack endpoints for AWS, a private API endpoint.',
    region,
    accountId,
    vpc,
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
    nodeGroups: [nodeGroupIn(privateSubnets)],
    fargateProfiles: [],
    instanceTypes,
    objects: [
      ...nodes,
      ...podsOn(nodes, privateSubnets),
      ...systemObjects(vpc),
      ...clusterServices(),
      ...loadBalanced('internal'),
    ],
  },
};
