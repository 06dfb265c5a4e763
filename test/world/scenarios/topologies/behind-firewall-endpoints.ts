import { aVpc, awsId, region } from '../../build-aws.ts';
import type { WorldEndpoint } from '../../build-network.ts';
import {
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

const vpc = aVpc();

const privateSubnets = layer({ name: 'private', place: 0, tags: { 'kubernetes.io/role/internal-elb': '1' } });
const publicSubnets = layer({ name: 'public', place: 1, tags: { 'kubernetes.io/role/elb': '1' } });
const firewallSubnets = layer({ name: 'firewall', place: 2, assignIpv6AddressOnCreation: false });

function endpointIdBeside({ availabilityZone }: WorldSubnet): string {
  return awsId('vpce', availabilityZone);
}

/** AWS Network Firewall in two zones, appliances behind a gateway load balancer in the third: both are reached alike. */
const endpoints = firewallSubnets.map(
  (subnet, index): WorldEndpoint => ({
    id: endpointIdBeside(subnet),
    type: 'GatewayLoadBalancer',
    service: `com.amazonaws.vpce.${region}.${awsId('vpce-svc', index < 2 ? 'network-firewall' : 'appliances')}`,
    addressType: 'dualstack',
  }),
);

const inwards = [...privateSubnets, ...publicSubnets].flatMap((subnet) => [
  [subnet.ipv4Cidr ?? '', endpointIdBeside(subnet)],
  [subnet.ipv6[0]?.cidr ?? '', endpointIdBeside(subnet)],
]);

export const behindFirewallEndpoints: Topology = {
  deliberate: [],
  shows: { EgressReady: 'True Ipv6EgressBeyondVpc' },
  scenario: {
    name: 'behind-firewall-endpoints',
    description: 'An IPv6 cluster whose traffic in and out passes a firewall, by endpoints that routes lead to.',
    ...usualCluster({ vpc, nodeSubnets: privateSubnets }),
    subnets: [...privateSubnets, ...publicSubnets, ...firewallSubnets],
    network: networkOfTables({
      vpc,
      endpoints,
      natGateways: publicSubnets.map(natIn),
      tables: [
        ...tablePerZone(privateSubnets, 'private', (subnet) => ({
          '0.0.0.0/0': natIdBeside(subnet, publicSubnets),
          '::/0': endpointIdBeside(subnet),
        })),
        ...tablePerZone(publicSubnets, 'public', (subnet) => ({
          '0.0.0.0/0': endpointIdBeside(subnet),
          '::/0': endpointIdBeside(subnet),
        })),
        {
          name: 'firewall',
          subnets: firewallSubnets,
          to: { '0.0.0.0/0': internetGateway, '::/0': internetGateway },
        },
        // Associated with the internet gateway, so that what comes in passes the firewall too.
        { name: 'ingress', subnets: [], to: Object.fromEntries(inwards) },
      ],
    }),
  },
};
