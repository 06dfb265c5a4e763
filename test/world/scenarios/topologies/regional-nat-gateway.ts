import { aVpc, awsId } from '../../build-aws.ts';
import {
  egressOnlyGateway,
  internetGateway,
  layer,
  networkOfTables,
  type Topology,
  usualCluster,
} from '../../build-topology.ts';

const vpc = aVpc();
const nat = awsId('nat', 'regional');

const privateSubnets = layer({ name: 'private', place: 0, tags: { 'kubernetes.io/role/internal-elb': '1' } });
const publicSubnets = layer({
  name: 'public',
  place: 1,
  mapPublicIpOnLaunch: true,
  tags: { 'kubernetes.io/role/elb': '1' },
});

export const regionalNatGateway: Topology = {
  deliberate: [],
  shows: { EgressReady: 'True PrivateSubnetsHaveIpv6Egress' },
  scenario: {
    name: 'regional-nat-gateway',
    description: 'An IPv6 cluster with one NAT gateway that serves every zone and lies in no subnet.',
    ...usualCluster({ vpc, nodeSubnets: privateSubnets }),
    subnets: [...privateSubnets, ...publicSubnets],
    network: networkOfTables({
      vpc,
      natGateways: [{ id: nat, state: 'available', connectivity: 'public', availability: 'regional' }],
      tables: [
        { name: 'private', subnets: privateSubnets, to: { '0.0.0.0/0': nat, '::/0': egressOnlyGateway } },
        { name: 'public', subnets: publicSubnets, to: { '0.0.0.0/0': internetGateway, '::/0': internetGateway } },
      ],
    }),
  },
};
