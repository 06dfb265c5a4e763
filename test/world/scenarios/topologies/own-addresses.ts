import { aVpc, awsId, subnetIpv6, vpcIpv6 } from '../../build-aws.ts';
import {
  egressOnlyGateway,
  internetGateway,
  layer,
  natIdBeside,
  natIn,
  networkOfTables,
  tablePerZone,
  type Topology,
  usualCluster,
} from '../../build-topology.ts';
import type { WorldSubnet } from '../../scenario.ts';

const vpc = aVpc({
  ipv6: [
    {
      ...vpcIpv6('2001:db8:1000::/48'),
      pool: awsId('ipv6pool-ec2', 'own'),
      ipSource: 'byoip',
    },
  ],
});

/** Subnets need not be of size /64. */
function wide(subnets: readonly WorldSubnet[], from: number): readonly WorldSubnet[] {
  return subnets.map((subnet, index) => ({
    ...subnet,
    ipv6: [subnetIpv6(`2001:db8:1000:${(from + index).toString(16)}00::/56`)],
  }));
}

const privateTags = { 'kubernetes.io/role/internal-elb': '1' };
const privateSubnets = wide(layer({ name: 'own-private', place: 0, tags: privateTags }), 1);
const publicSubnets = wide(layer({ name: 'own-public', place: 1, tags: { 'kubernetes.io/role/elb': '1' } }), 8);

export const ownAddresses: Topology = {
  deliberate: [],
  shows: { VpcDualStack: 'True VpcDualStack', IPv6HeadroomAvailable: 'True AllSubnetsHaveBlocks' },
  scenario: {
    name: 'own-addresses',
    description: 'An IPv6 cluster with addresses that were brought along, in subnets larger than usual.',
    ...usualCluster({ vpc, nodeSubnets: privateSubnets }),
    subnets: [...privateSubnets, ...publicSubnets],
    network: networkOfTables({
      vpc,
      natGateways: publicSubnets.map(natIn),
      tables: [
        { name: 'public', subnets: publicSubnets, to: { '0.0.0.0/0': internetGateway, '::/0': internetGateway } },
        ...tablePerZone(privateSubnets, 'private', (subnet) => ({
          '0.0.0.0/0': natIdBeside(subnet, publicSubnets),
          '2000::/3': egressOnlyGateway,
        })),
      ],
    }),
  },
};
