import { awsId } from './build-aws.ts';
import type { Scenario, WorldSubnet } from './scenario.ts';

export interface WorldRoute {
  /** A CIDR block of either family, or the id of a prefix list. */
  readonly destination: string;
  readonly target: string;
  readonly state?: 'active' | 'blackhole';
}

export interface WorldRouteTable {
  readonly id: string;
  readonly main: boolean;
  readonly subnetIds: readonly string[];
  readonly routes: readonly WorldRoute[];
}

export interface WorldNatGateway {
  readonly id: string;
  readonly state: string;
  readonly connectivity: 'public' | 'private';
  readonly availability: 'zonal' | 'regional';
  readonly subnetId?: string;
}

export interface WorldEndpoint {
  readonly id: string;
  readonly service: string;
  readonly type: 'Interface' | 'Gateway' | 'GatewayLoadBalancer';
  readonly addressType?: 'ipv4' | 'ipv6' | 'dualstack';
}

/** Ways out of the VPC. */
export interface WorldNetwork {
  readonly dnsSupport: boolean;
  readonly dnsHostnames: boolean;
  readonly routeTables: readonly WorldRouteTable[];
  readonly internetGateways: readonly string[];
  readonly egressOnlyInternetGateways: readonly string[];
  readonly natGateways: readonly WorldNatGateway[];
  readonly blockMode: 'off' | 'block-bidirectional' | 'block-ingress';
  readonly endpoints: readonly WorldEndpoint[];
}

const internetGateway = awsId('igw', 'prod');
const egressOnlyGateway = awsId('eigw', 'prod');

/** The scenario's own network, or the usual one of its subnets. */
export function networkOf(scenario: Pick<Scenario, 'network' | 'vpc' | 'subnets'>): WorldNetwork {
  return scenario.network ?? usualNetwork(scenario);
}

/**
 * Public subnets, those that give public addresses, use the internet gateway; private ones a NAT gateway of their zone, or a
 * regional one where the zone has no public subnet, and, where the VPC has IPv6, the egress-only gateway.
 */
export function usualNetwork({ vpc, subnets }: Pick<Scenario, 'vpc' | 'subnets'>): WorldNetwork {
  const hasIpv6 = vpc.ipv6.some(({ state }) => state === 'associated');
  const local = [...vpc.ipv4, ...vpc.ipv6]
    .filter(({ state }) => state === 'associated')
    .map(({ cidr }) => ({ destination: cidr, target: 'local' }));
  const isPublic = (subnet: WorldSubnet): boolean => subnet.mapPublicIpOnLaunch;
  const zones = [...new Set(subnets.map(({ availabilityZone }) => availabilityZone))];
  const publicIds = subnets.filter(isPublic).map(({ id }) => id);
  const toIpv6 = (target: string): WorldRoute[] => (hasIpv6 ? [{ destination: '::/0', target }] : []);
  return {
    dnsSupport: true,
    dnsHostnames: true,
    routeTables: [
      { id: awsId('rtb', 'main'), main: true, subnetIds: [], routes: local },
      {
        id: awsId('rtb', 'public'),
        main: false,
        subnetIds: publicIds,
        routes: [...local, { destination: '0.0.0.0/0', target: internetGateway }, ...toIpv6(internetGateway)],
      },
      ...zones.map((zone) => ({
        id: awsId('rtb', zone),
        main: false,
        subnetIds: subnets.filter((each) => each.availabilityZone === zone && !isPublic(each)).map(({ id }) => id),
        routes: [...local, { destination: '0.0.0.0/0', target: natOf(zone) }, ...toIpv6(egressOnlyGateway)],
      })),
    ],
    internetGateways: [internetGateway],
    egressOnlyInternetGateways: hasIpv6 ? [egressOnlyGateway] : [],
    natGateways: zones.map((zone) => {
      const home = subnets.find((each) => each.availabilityZone === zone && isPublic(each));
      return {
        id: natOf(zone),
        state: 'available',
        connectivity: 'public',
        ...(home ? { availability: 'zonal', subnetId: home.id } : { availability: 'regional' }),
      };
    }),
    blockMode: 'off',
    endpoints: [],
  };
}

function natOf(zone: string): string {
  return awsId('nat', zone);
}
