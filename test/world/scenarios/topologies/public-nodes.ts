import { accountId, aCluster, instanceTypes, region } from '../../build-aws.ts';
import {
  clusterServices,
  idsOf,
  loadBalanced,
  nodeGroupIn,
  nodesIn,
  podsOn,
  systemObjects,
  type Topology,
} from '../../build-topology.ts';
import { network, privateSubnets, publicSubnets, vpc } from './usual-vpc.ts';

const nodes = nodesIn({ subnets: publicSubnets });

export const publicNodes: Topology = {
  deliberate: [],
  shows: { EgressReady: 'True PrivateSubnetsHaveIpv6Egress' },
  scenario: {
    name: 'public-nodes',
    description: 'An IPv6 cluster whose nodes have public addresses of both families.',
    region,
    accountId,
    vpc,
    subnets: [...privateSubnets, ...publicSubnets],
    network,
    cluster: aCluster({ subnetIds: [...idsOf(privateSubnets), ...idsOf(publicSubnets)] }),
    nodeGroups: [nodeGroupIn(publicSubnets)],
    fargateProfiles: [],
    instanceTypes,
    objects: [
      ...nodes,
      ...podsOn(nodes, publicSubnets),
      ...systemObjects(vpc),
      ...clusterServices(),
      ...loadBalanced('internet-facing'),
    ],
  },
};
