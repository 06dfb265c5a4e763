import { aCluster } from '../../build-aws.ts';
import { idsOf, type Topology, usualCluster } from '../../build-topology.ts';
import { network, privateSubnets, publicSubnets, vpc } from './usual-vpc.ts';

export const publicNodes: Topology = {
  deliberate: [],
  shows: { EgressReady: 'True PrivateSubnetsHaveIpv6Egress' },
  scenario: {
    name: 'public-nodes',
    description: 'An IPv6 cluster whose nodes have public addresses of both families.',
    ...usualCluster({ vpc, nodeSubnets: publicSubnets }),
    subnets: [...privateSubnets, ...publicSubnets],
    network,
    cluster: aCluster({ subnetIds: [...idsOf(privateSubnets), ...idsOf(publicSubnets)] }),
  },
};
