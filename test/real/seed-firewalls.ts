import {
  AuthorizeSecurityGroupEgressCommand,
  AuthorizeSecurityGroupIngressCommand,
  CreateManagedPrefixListCommand,
  CreateNetworkAclCommand,
  CreateNetworkAclEntryCommand,
  CreateSecurityGroupCommand,
  DeleteNetworkAclEntryCommand,
  DescribeNetworkAclsCommand,
  type IpPermission,
  type NetworkAcl,
  ReplaceNetworkAclAssociationCommand,
  RevokeSecurityGroupEgressCommand,
} from '@aws-sdk/client-ec2';
import { networkAclsOf, securityGroupsOf } from '../world/build-firewalls.ts';
import type {
  Scenario,
  WorldNetworkAcl,
  WorldNetworkAclEntry,
  WorldPrefixList,
  WorldSecurityGroup,
  WorldSecurityGroupRule,
} from '../world/scenario.ts';
import { motoId, type SeededMoto } from './seed-moto.ts';

/** The number of the entry that refuses what no other one matches. */
const lastEntry = 32_767;

/** Before the cluster, whose answer names the groups. */
export async function createSecurityGroups(seeded: SeededMoto, scenario: Scenario): Promise<void> {
  for (const list of scenario.prefixLists ?? []) await createPrefixList(seeded, list);
  const groups = securityGroupsOf(scenario);
  for (const group of groups) await createSecurityGroup(seeded, scenario.vpc.id, group);
  for (const group of groups) await addRules(seeded, group);
}

async function createPrefixList(seeded: SeededMoto, { id, family, entries = [] }: WorldPrefixList): Promise<void> {
  const { PrefixList } = await seeded.ec2.send(
    new CreateManagedPrefixListCommand({
      PrefixListName: id,
      MaxEntries: Math.max(5, entries.length),
      AddressFamily: family === 'ipv4' ? 'IPv4' : 'IPv6',
      ...(entries.length > 0 ? { Entries: entries.map((Cidr) => ({ Cidr })) } : {}),
    }),
  );
  if (PrefixList?.PrefixListId === undefined) throw new Error('moto created a prefix list without an id');
  seeded.ids.set(id, PrefixList.PrefixListId);
}

async function createSecurityGroup(seeded: SeededMoto, vpcId: string, { id }: WorldSecurityGroup): Promise<void> {
  const { GroupId } = await seeded.ec2.send(
    new CreateSecurityGroupCommand({ GroupName: `group-${id}`, Description: id, VpcId: motoId(seeded, vpcId) }),
  );
  if (GroupId === undefined) throw new Error('moto created a security group without an id');
  seeded.ids.set(id, GroupId);
  // moto lets every new group out over IPv4, and over IPv6 depending on its version.
  for (const range of [{ IpRanges: [{ CidrIp: '0.0.0.0/0' }] }, { Ipv6Ranges: [{ CidrIpv6: '::/0' }] }]) {
    const revoked = { GroupId, IpPermissions: [{ IpProtocol: '-1', ...range }] };
    await seeded.ec2.send(new RevokeSecurityGroupEgressCommand(revoked)).catch(ignoreAbsent);
  }
}

function ignoreAbsent(error: unknown): void {
  if (!(error instanceof Error && error.name === 'InvalidPermission.NotFound')) throw error;
}

async function addRules(seeded: SeededMoto, { id, rules }: WorldSecurityGroup): Promise<void> {
  const GroupId = motoId(seeded, id);
  for (const rule of rules) {
    const request = { GroupId, IpPermissions: [permissionOf(seeded, rule)] };
    if (rule.egress) await seeded.ec2.send(new AuthorizeSecurityGroupEgressCommand(request));
    else await seeded.ec2.send(new AuthorizeSecurityGroupIngressCommand(request));
  }
}

const protocolNames: Readonly<Record<string, string>> = { '1': 'icmp', '6': 'tcp', '17': 'udp', '58': 'icmpv6' };

function permissionOf(seeded: SeededMoto, rule: WorldSecurityGroupRule): IpPermission {
  const { protocol, ports, ipv4 = [], ipv6 = [], prefixLists = [], groups = [] } = rule;
  return {
    IpProtocol: protocolNames[protocol] ?? protocol,
    ...(ports === undefined ? {} : { FromPort: ports.from, ToPort: ports.to }),
    IpRanges: ipv4.map((CidrIp) => ({ CidrIp })),
    Ipv6Ranges: ipv6.map((CidrIpv6) => ({ CidrIpv6 })),
    PrefixListIds: prefixLists.map((id) => ({ PrefixListId: motoId(seeded, id) })),
    UserIdGroupPairs: groups.map((id) => ({ GroupId: motoId(seeded, id), UserId: seeded.accountId })),
  };
}

/** After the subnets, which moto puts under the ACL that it made with the VPC. */
export async function createNetworkAcls(seeded: SeededMoto, scenario: Scenario): Promise<void> {
  const vpcId = motoId(seeded, scenario.vpc.id);
  const made = await networkAclsIn(seeded, vpcId);
  for (const acl of networkAclsOf(scenario)) {
    const id = acl.isDefault ? made.find(({ IsDefault }) => IsDefault)?.NetworkAclId : await createAcl(seeded, vpcId);
    if (id === undefined) throw new Error('moto has no network ACL for the VPC');
    seeded.ids.set(acl.id, id);
    if (acl.isDefault)
      await clearEntries(
        seeded,
        made.find(({ NetworkAclId }) => NetworkAclId === id),
      );
    for (const entry of acl.entries) await addEntry(seeded, id, entry);
    if (!acl.isDefault) await associate(seeded, acl, made);
  }
}

async function networkAclsIn(seeded: SeededMoto, vpcId: string): Promise<readonly NetworkAcl[]> {
  const Filters = [{ Name: 'vpc-id', Values: [vpcId] }];
  return (await seeded.ec2.send(new DescribeNetworkAclsCommand({ Filters }))).NetworkAcls ?? [];
}

async function createAcl(seeded: SeededMoto, VpcId: string): Promise<string | undefined> {
  return (await seeded.ec2.send(new CreateNetworkAclCommand({ VpcId }))).NetworkAcl?.NetworkAclId;
}

async function clearEntries(seeded: SeededMoto, acl: NetworkAcl | undefined): Promise<void> {
  for (const { RuleNumber = lastEntry, Egress } of acl?.Entries ?? []) {
    if (RuleNumber >= lastEntry) continue;
    const entry = { NetworkAclId: acl?.NetworkAclId, RuleNumber, Egress };
    await seeded.ec2.send(new DeleteNetworkAclEntryCommand(entry));
  }
}

async function addEntry(seeded: SeededMoto, NetworkAclId: string, entry: WorldNetworkAclEntry): Promise<void> {
  const { number, egress, allows, protocol, cidr, ports } = entry;
  await seeded.ec2.send(
    new CreateNetworkAclEntryCommand({
      NetworkAclId,
      RuleNumber: number,
      Protocol: protocol,
      RuleAction: allows ? 'allow' : 'deny',
      Egress: egress,
      ...(cidr.includes(':') ? { Ipv6CidrBlock: cidr } : { CidrBlock: cidr }),
      ...(ports === undefined ? {} : { PortRange: { From: ports.from, To: ports.to } }),
    }),
  );
}

async function associate(seeded: SeededMoto, acl: WorldNetworkAcl, made: readonly NetworkAcl[]): Promise<void> {
  const associations = made.flatMap(({ Associations }) => Associations ?? []);
  for (const subnetId of acl.subnetIds) {
    const found = associations.find(({ SubnetId }) => SubnetId === motoId(seeded, subnetId));
    const AssociationId = found?.NetworkAclAssociationId;
    const NetworkAclId = motoId(seeded, acl.id);
    await seeded.ec2.send(new ReplaceNetworkAclAssociationCommand({ AssociationId, NetworkAclId }));
  }
}
