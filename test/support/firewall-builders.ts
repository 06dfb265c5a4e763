import type {
  NetworkAcl,
  NetworkAclEntry,
  SecurityGroup,
  SecurityGroupRule,
} from '../../src/snapshot/firewall-sections.ts';

/** Everything of both families in and out, of `subnet-a`, `subnet-b` and `subnet-c`: a VPC's default ACL. */
export function aNetworkAcl(changes: Partial<NetworkAcl> = {}): NetworkAcl {
  return {
    id: 'acl-default',
    isDefault: true,
    subnetIds: ['subnet-a', 'subnet-b', 'subnet-c'],
    entries: bothWays([
      { number: 100, cidr: '0.0.0.0/0' },
      { number: 101, cidr: '::/0' },
      { number: 32_767, allows: false, cidr: '0.0.0.0/0' },
      { number: 32_768, allows: false, cidr: '::/0' },
    ]),
    ...changes,
  };
}

export function anEntry(changes: Partial<NetworkAclEntry> = {}): NetworkAclEntry {
  return { number: 100, direction: 'in', allows: true, protocol: '-1', cidr: '::/0', ...changes };
}

export function bothWays(entries: readonly Partial<NetworkAclEntry>[]): NetworkAclEntry[] {
  return (['in', 'out'] as const).flatMap((direction) => entries.map((entry) => anEntry({ ...entry, direction })));
}

/** The group EKS makes for a cluster: all of itself in, everything of both families out. */
export function aSecurityGroup(changes: Partial<SecurityGroup> = {}): SecurityGroup {
  return {
    id: 'sg-cluster',
    rules: [
      aRule({ direction: 'in', namesGroups: true }),
      aRule({ direction: 'out', ipv4Cidrs: ['0.0.0.0/0'], ipv6Cidrs: ['::/0'] }),
    ],
    ...changes,
  };
}

export function aRule(changes: Partial<SecurityGroupRule> = {}): SecurityGroupRule {
  return {
    direction: 'out',
    protocol: '-1',
    ipv4Cidrs: [],
    ipv6Cidrs: [],
    prefixListIds: [],
    namesGroups: false,
    ...changes,
  };
}
