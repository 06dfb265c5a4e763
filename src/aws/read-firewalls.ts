import {
  DescribeManagedPrefixListsCommand,
  DescribeNetworkAclsCommand,
  DescribeSecurityGroupsCommand,
  type IpPermission,
  type NetworkAcl as Ec2NetworkAcl,
  type NetworkAclEntry as Ec2NetworkAclEntry,
  type SecurityGroup as Ec2SecurityGroup,
} from '@aws-sdk/client-ec2';
import type {
  NetworkAcl,
  NetworkAclEntry,
  PortRange,
  PrefixList,
  SecurityGroup,
  SecurityGroupRule,
} from '../snapshot/firewall-sections.ts';
import { flag, invalid, ipv4Cidr, ipv6Cidr, objects, text, wholeNumber } from './members.ts';
import { noVpc, ofVpc, readVpcPages } from './read-vpc-pages.ts';
import type { Reading } from './reading.ts';

/** EC2 takes no more values in one filter. */
const valuesPerFilter = 200;

const mostPorts = 65_535;

export async function readNetworkAcls(vpcId: string, reading: Reading): Promise<readonly NetworkAcl[]> {
  const acls = await readVpcPages<Ec2NetworkAcl>(
    {
      action: 'ec2:DescribeNetworkAcls',
      notFound: noVpc(vpcId, reading),
      pageSize: 200,
      set: 'networkAclSet',
      send: async (ec2, page, options) => {
        const answer = await ec2.send(new DescribeNetworkAclsCommand({ Filters: ofVpc(vpcId), ...page }), options);
        return { items: answer.NetworkAcls, nextToken: answer.NextToken };
      },
    },
    reading,
  );
  return unique(acls.map((acl) => toNetworkAcl(acl, vpcId)));
}

/** By filter, not by id: a group that is gone would fail the whole call. One that is not in the answer is gone. */
export async function readSecurityGroups(ids: readonly string[], reading: Reading): Promise<readonly SecurityGroup[]> {
  const groups: SecurityGroup[] = [];
  for (const values of chunks(ids)) {
    const found = await readVpcPages<Ec2SecurityGroup>(
      {
        action: 'ec2:DescribeSecurityGroups',
        notFound: `EC2 has no such security group in ${reading.region}.`,
        pageSize: 200,
        set: 'securityGroupInfo',
        send: async (ec2, page, options) => {
          const request = { Filters: [{ Name: 'group-id', Values: values }], ...page };
          const answer = await ec2.send(new DescribeSecurityGroupsCommand(request), options);
          return { items: answer.SecurityGroups, nextToken: answer.NextToken };
        },
      },
      reading,
    );
    groups.push(...found.map((group) => toSecurityGroup(group, values)));
  }
  return unique(groups);
}

export async function readPrefixLists(ids: readonly string[], reading: Reading): Promise<readonly PrefixList[]> {
  const lists: PrefixList[] = [];
  for (const values of chunks(ids)) {
    const found = await readVpcPages(
      {
        action: 'ec2:DescribeManagedPrefixLists',
        notFound: `EC2 has no such prefix list in ${reading.region}.`,
        pageSize: 100,
        set: 'prefixListSet',
        send: async (ec2, page, options) => {
          const request = { Filters: [{ Name: 'prefix-list-id', Values: values }], ...page };
          const answer = await ec2.send(new DescribeManagedPrefixListsCommand(request), options);
          return { items: answer.PrefixLists, nextToken: answer.NextToken };
        },
      },
      reading,
    );
    lists.push(...found.map((list) => toPrefixList(list.PrefixListId, list.AddressFamily)));
  }
  return unique(lists);
}

function toNetworkAcl(acl: Ec2NetworkAcl, vpcId: string): NetworkAcl {
  const id = text(acl.NetworkAclId, 'NetworkAclId');
  if (acl.VpcId !== vpcId) throw invalid(`VpcId of ${id}`, vpcId, acl.VpcId);
  const associations = objects(acl.Associations ?? [], `Associations of ${id}`);
  return {
    id,
    isDefault: flag(acl.IsDefault, `IsDefault of ${id}`),
    subnetIds: associations.map(({ SubnetId }) => text(SubnetId, `SubnetId of ${id}`)),
    entries: objects(acl.Entries ?? [], `Entries of ${id}`).map((entry) => toEntry(entry, id)),
  };
}

function toEntry(entry: Ec2NetworkAclEntry, id: string): NetworkAclEntry {
  const action = text(entry.RuleAction, `RuleAction of ${id}`);
  if (action !== 'allow' && action !== 'deny') throw invalid(`RuleAction of ${id}`, 'allow or deny', action);
  const protocol = text(entry.Protocol, `Protocol of ${id}`);
  const ports = hasPorts(protocol) ? toPorts(entry.PortRange?.From, entry.PortRange?.To, id) : undefined;
  return {
    number: wholeNumber(entry.RuleNumber, `RuleNumber of ${id}`, 32_768),
    direction: flag(entry.Egress, `Egress of ${id}`) ? 'out' : 'in',
    allows: action === 'allow',
    protocol,
    ...(ports === undefined ? {} : { ports }),
    cidr:
      entry.Ipv6CidrBlock === undefined
        ? ipv4Cidr(entry.CidrBlock, `CidrBlock of ${id}`)
        : ipv6Cidr(entry.Ipv6CidrBlock, `Ipv6CidrBlock of ${id}`),
  };
}

function toSecurityGroup(group: Ec2SecurityGroup, asked: readonly string[]): SecurityGroup {
  const id = text(group.GroupId, 'GroupId');
  if (!asked.includes(id)) throw invalid('GroupId', 'one that was asked for', id);
  const rules = (permissions: IpPermission[] | undefined, direction: 'in' | 'out'): SecurityGroupRule[] =>
    objects(permissions ?? [], `IpPermissions of ${id}`).map((permission) => toRule(permission, direction, id));
  return { id, rules: [...rules(group.IpPermissions, 'in'), ...rules(group.IpPermissionsEgress, 'out')] };
}

function toRule(permission: IpPermission, direction: 'in' | 'out', id: string): SecurityGroupRule {
  const word = text(permission.IpProtocol, `IpProtocol of ${id}`);
  const protocol = protocolNumbers[word] ?? word;
  const ports = hasPorts(protocol) ? toPorts(permission.FromPort, permission.ToPort, id) : undefined;
  return {
    direction,
    protocol,
    ...(ports === undefined ? {} : { ports }),
    ipv4Cidrs: objects(permission.IpRanges ?? [], `IpRanges of ${id}`).map(({ CidrIp }) =>
      ipv4Cidr(CidrIp, `CidrIp of ${id}`),
    ),
    ipv6Cidrs: objects(permission.Ipv6Ranges ?? [], `Ipv6Ranges of ${id}`).map(({ CidrIpv6 }) =>
      ipv6Cidr(CidrIpv6, `CidrIpv6 of ${id}`),
    ),
    prefixListIds: objects(permission.PrefixListIds ?? [], `PrefixListIds of ${id}`).map(({ PrefixListId }) =>
      text(PrefixListId, `PrefixListId of ${id}`),
    ),
    namesGroups: (permission.UserIdGroupPairs ?? []).length > 0,
  };
}

/** Security groups name the protocols that network ACLs number. */
const protocolNumbers: Readonly<Record<string, string>> = { icmp: '1', tcp: '6', udp: '17', icmpv6: '58' };

/** ICMP has types and codes in the place of ports. */
function hasPorts(protocol: string): boolean {
  return protocol === '6' || protocol === '17';
}

function toPorts(from: number | undefined, to: number | undefined, id: string): PortRange | undefined {
  if (from === undefined && to === undefined) return undefined;
  // Minus one is how older rules say "all".
  if (from === -1) return undefined;
  const range = {
    from: wholeNumber(from, `The first port of ${id}`, mostPorts),
    to: wholeNumber(to, `The last port of ${id}`, mostPorts),
  };
  return range.from === 0 && range.to === mostPorts ? undefined : range;
}

function toPrefixList(id: unknown, family: unknown): PrefixList {
  const name = text(id, 'PrefixListId');
  const word = text(family, `AddressFamily of ${name}`).toLowerCase();
  if (word !== 'ipv4' && word !== 'ipv6') throw invalid(`AddressFamily of ${name}`, 'IPv4 or IPv6', family);
  return { id: name, family: word };
}

function chunks(ids: readonly string[]): string[][] {
  const count = Math.ceil(ids.length / valuesPerFilter);
  return Array.from({ length: count }, (_, index) => ids.slice(index * valuesPerFilter, (index + 1) * valuesPerFilter));
}

/** What moves while pages are read can be on two of them. */
function unique<Item extends { readonly id: string }>(items: readonly Item[]): readonly Item[] {
  return [...new Map(items.map((item) => [item.id, item])).values()];
}
