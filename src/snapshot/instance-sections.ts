import type { IpFamily } from './aws-sections.ts';
import type { Tally } from './facts/tally.ts';

/** What the instance metadata service of an instance answers, and to whom. */
export interface MetadataOptions {
  readonly enabled: boolean;
  /** Only version 2 (session tokens) is answered. */
  readonly tokensRequired: boolean;
  /** How many network hops an answer may take; pods are one further away than their node. */
  readonly hopLimit: number;
  /** The IPv6 endpoint `[fd00:ec2::254]` answers. */
  readonly ipv6Endpoint: boolean;
}

/**
 * What instances of the cluster are counted by (`ec2:DescribeInstances`, tag `kubernetes.io/cluster/<name>`). Names of the
 * tallies are instance ids.
 */
export interface InstanceFacts {
  readonly subnetId: string;
  readonly instanceType: string;
  /** Of the primary network interface, sorted. */
  readonly securityGroupIds: readonly string[];
  readonly metadata: MetadataOptions;
  /** Name of the IAM instance profile. */
  readonly instanceProfile?: string;
  /** The primary network interface has an IPv6 address. */
  readonly hasIpv6: boolean;
  /** One of these is the primary one, which instance targets of load balancers are registered by. */
  readonly hasPrimaryIpv6: boolean;
  /** Where the IPv6 prefix is that pods get their addresses from. */
  readonly ipv6Prefix: 'primary' | 'other' | 'none';
  readonly hasIpv4Prefixes: boolean;
  /** EKS Auto Mode runs it, and its network. */
  readonly autoMode: boolean;
  /** Launched at least five minutes before the answer, so that the VPC CNI has had its time. */
  readonly settled: boolean;
}

export type InstanceTallies = readonly Tally<InstanceFacts>[];

/** What the user data of a launch template says to the node's bootstrap; the user data itself, which may hold secrets, is not kept. */
export type Bootstrap =
  | 'none'
  /** No MIME document, NodeConfig, script or TOML we can read. */
  | 'unreadable'
  | {
      /** Family of the service CIDR given to the node; `invalid`: what is given is no CIDR block. */
      readonly serviceCidr?: IpFamily | 'invalid';
      readonly maxPods?: number;
    };

/**
 * One version of a launch template that a node group uses (`ec2:DescribeLaunchTemplateVersions`). A version that EC2 does not
 * know is not in the section.
 */
export interface LaunchTemplate {
  readonly id: string;
  /** As the node group names it: a number, `$Latest` or `$Default`. */
  readonly version: string;
  readonly instanceType?: string;
  /** Types are chosen by their properties (`InstanceRequirements`). */
  readonly typesByRequirements: boolean;
  /** Absent members are the account's defaults. */
  readonly metadata: Partial<MetadataOptions>;
  /** IPv6 addresses the primary network interface is given, whatever the subnet says. */
  readonly ipv6AddressCount: number;
  /** The template names IPv6 addresses, which only one instance can have. */
  readonly namesIpv6Addresses: boolean;
  readonly primaryIpv6: boolean;
  readonly securityGroupIds: readonly string[];
  readonly bootstrap: Bootstrap;
}

/** First and last of a run of aligned blocks, by their number: the address without its last bits. */
export type BlockRun = readonly [first: number, last: number];

/** What network interfaces take of a subnet (`ec2:DescribeNetworkInterfaces`), summed. */
export interface SubnetUse {
  readonly subnetId: string;
  readonly interfaces: number;
  readonly ipv4Prefixes: number;
  /** Runs of /28 blocks that hold an address or are a prefix, sorted and apart. */
  readonly busyIpv4Blocks: readonly BlockRun[];
  /** /80 blocks that hold an address or are a prefix. */
  readonly takenIpv6Blocks: number;
}

export interface SubnetReservation {
  readonly cidr: string;
  /** `prefix`: kept for prefixes; `explicit`: never given out automatically. */
  readonly kind: 'prefix' | 'explicit';
}

/** `ec2:GetSubnetCidrReservations`, of one subnet the cluster uses. */
export interface SubnetReservations {
  readonly subnetId: string;
  readonly ipv4: readonly SubnetReservation[];
  readonly ipv6: readonly SubnetReservation[];
}
