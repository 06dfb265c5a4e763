/**
 * What EC2 says about ways out of the VPC, in our words. Gateways, endpoints and peerings are those of the cluster's VPC;
 * states are EC2's own words, in lower case.
 */

/** `ec2:DescribeVpcAttribute`, two attributes. */
export interface VpcDns {
  readonly support: boolean;
  readonly hostnames: boolean;
}

/** One entry of a route table. */
export interface Route {
  /** A CIDR block of either family, or the id of a prefix list (`pl-…`), whose blocks are a section of their own. */
  readonly destination: string;
  /**
   * Id of what the traffic is handed to, as EC2 writes it: its prefix says what that is. `GatewayId` alone can be an internet
   * gateway, a virtual private gateway, an endpoint or `local`. Empty where EC2 names nothing.
   */
  readonly target: string;
  /** The target is gone, or not able to take traffic. */
  readonly blackhole: boolean;
}

/** `ec2:DescribeRouteTables`. */
export interface RouteTable {
  readonly id: string;
  /** Holds for every subnet that is associated with no other table. */
  readonly main: boolean;
  /** Subnets whose association is in force. */
  readonly subnetIds: readonly string[];
  readonly routes: readonly Route[];
}

/** `ec2:GetManagedPrefixListEntries`, of one list. */
export interface RoutedPrefixList {
  readonly id: string;
  /** Of the entries, sorted, each once. */
  readonly cidrs: readonly string[];
}

/** `ec2:DescribeInternetGateways` and `ec2:DescribeEgressOnlyInternetGateways`. */
export interface Gateway {
  readonly id: string;
  /** Of the attachment to the VPC: `available` or `attached` when it is in force. */
  readonly state: string;
}

/** `ec2:DescribeNatGateways`. */
export interface NatGateway {
  readonly id: string;
  readonly state: string;
  readonly connectivity: 'public' | 'private';
  /** A regional one serves every zone and is in no subnet. */
  readonly availability: 'zonal' | 'regional';
  readonly subnetId?: string;
}

/** `ec2:DescribeVpcBlockPublicAccessOptions` and `…Exclusions`. */
export interface BlockPublicAccess {
  /** Of the account in the Region: `off`, `block-bidirectional` or `block-ingress`. */
  readonly mode: string;
  readonly exclusions: readonly {
    /** Id of the VPC or subnet that is excluded. */
    readonly resourceId: string;
    /** `allow-bidirectional` or `allow-egress`. */
    readonly mode: string;
    readonly state: string;
  }[];
}

/** `ec2:DescribeVpcEndpoints`. */
export interface VpcEndpoint {
  readonly id: string;
  readonly service: string;
  /** `Interface`, `Gateway`, `GatewayLoadBalancer`, … */
  readonly type: string;
  readonly state: string;
  /** `ipv4`, `ipv6` or `dualstack`; absent where EC2 does not tell, as of many gateway endpoints. */
  readonly addressType?: string;
  /** Which records its private names have: `ipv4`, `ipv6`, `dualstack`, `service-defined`. */
  readonly dnsRecordType?: string;
}

/** `ec2:DescribeVpcEndpointServices`, of the services that there are endpoints of. */
export interface EndpointService {
  readonly name: string;
  /** `Interface`, `Gateway`, …: one service can be listed once for each. Empty where EC2 does not tell. */
  readonly types: readonly string[];
  /** `ipv4`, `ipv6`: both means that an endpoint can be dual-stack. */
  readonly addressTypes: readonly string[];
}

/** `ec2:DescribeVpcPeeringConnections`: the VPC on the other side. */
export interface VpcPeering {
  readonly id: string;
  readonly state: string;
  readonly peerVpcId: string;
  readonly peerIpv4Cidrs: readonly string[];
  readonly peerIpv6Cidrs: readonly string[];
}
