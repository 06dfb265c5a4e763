/** What EC2 says about packet filters of the VPC, in our words. Protocols are EC2's numbers, as text; `-1` is every protocol. */

/** `from` and `to` are both part of it. */
export interface PortRange {
  readonly from: number;
  readonly to: number;
}

/** `ec2:DescribeNetworkAcls`, one entry of a network ACL. The lowest number that matches a packet decides. */
export interface NetworkAclEntry {
  readonly number: number;
  readonly direction: 'in' | 'out';
  readonly allows: boolean;
  readonly protocol: string;
  /** Absent where the protocol has none, or all are meant. */
  readonly ports?: PortRange;
  /** A block of either family. */
  readonly cidr: string;
}

export interface NetworkAcl {
  readonly id: string;
  /** The one the VPC came with. */
  readonly isDefault: boolean;
  readonly subnetIds: readonly string[];
  readonly entries: readonly NetworkAclEntry[];
}

/** `ec2:DescribeSecurityGroups`: peers that may use the same protocol and ports. All rules of all groups of an interface add up. */
export interface SecurityGroupRule {
  readonly direction: 'in' | 'out';
  readonly protocol: string;
  readonly ports?: PortRange;
  readonly ipv4Cidrs: readonly string[];
  readonly ipv6Cidrs: readonly string[];
  readonly prefixListIds: readonly string[];
  /** Names other groups, or its own; that holds for both families. */
  readonly namesGroups: boolean;
}

export interface SecurityGroup {
  readonly id: string;
  readonly rules: readonly SecurityGroupRule[];
}

/** `ec2:DescribeManagedPrefixLists`, of the lists that security groups name. */
export interface PrefixList {
  readonly id: string;
  readonly family: 'ipv4' | 'ipv6';
}
