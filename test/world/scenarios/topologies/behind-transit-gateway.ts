import { aCluster, aVpc, awsId } from '../../build-aws.ts';
import { idsOf, layer, networkOfTables, type Topology, usualCluster } from '../../build-topology.ts';

const vpc = aVpc();
const transitGateway = awsId('tgw', 'central');
/** The other networks of the company. */
const offices = awsId('pl', 'offices');

const privateSubnets = layer({ name: 'private', place: 0, tags: { 'kubernetes.io/role/internal-elb': '1' } });
/** Only the attachment's own interfaces are in them. */
const attachmentSubnets = layer({ name: 'attachment', place: 1, assignIpv6AddressOnCreation: false });

export const behindTransitGateway: Topology = {
  deliberate: [],
  shows: { EgressReady: 'True Ipv6EgressBeyondVpc' },
  scenario: {
    name: 'behind-transit-gateway',
    description:
      'An IPv6 cluster without a gateway of its own: a transit gateway leads to the egress VPC of the company.',
    ...usualCluster({ vpc, nodeSubnets: privateSubnets, scheme: 'internal' }),
    subnets: [...privateSubnets, ...attachmentSubnets],
    network: networkOfTables({
      vpc,
      blockMode: 'block-bidirectional',
      tables: [
        {
          name: 'private',
          subnets: privateSubnets,
          to: {
            '0.0.0.0/0': transitGateway,
            '::/0': transitGateway,
            '10.0.0.0/8': transitGateway,
            [offices]: transitGateway,
          },
        },
        { name: 'attachment', subnets: attachmentSubnets, to: {} },
      ],
    }),
    prefixLists: [{ id: offices, family: 'ipv4', entries: ['172.16.0.0/12', '192.168.0.0/16'] }],
    cluster: aCluster({
      subnetIds: idsOf(privateSubnets),
      endpointAccess: { public: false, private: true, cidrs: [] },
    }),
  },
};
