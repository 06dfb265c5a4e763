import { aVpc } from '../../build-aws.ts';
import {
  egressOnlyGateway,
  internetGateway,
  layer,
  natIdBeside,
  natIn,
  networkOfTables,
  tablePerZone,
} from '../../build-topology.ts';

/** What the user guide draws: public subnets with a NAT gateway each, private subnets with an egress-only gateway. */
export const vpc = aVpc();

export const privateSubnets = layer({
  name: 'private',
  place: 0,
  tags: { 'kubernetes.io/role/internal-elb': '1', 'karpenter.sh/discovery': 'prod' },
});

export const publicSubnets = layer({
  name: 'public',
  place: 1,
  mapPublicIpOnLaunch: true,
  tags: { 'kubernetes.io/role/elb': '1' },
});

export const network = networkOfTables({
  vpc,
  natGateways: publicSubnets.map(natIn),
  tables: [
    { name: 'public', subnets: publicSubnets, to: { '0.0.0.0/0': internetGateway, '::/0': internetGateway } },
    ...tablePerZone(privateSubnets, 'private', (subnet) => ({
      '0.0.0.0/0': natIdBeside(subnet, publicSubnets),
      '::/0': egressOnlyGateway,
    })),
  ],
});
