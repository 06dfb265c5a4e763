import type { AwsTruth } from './aws-truth.ts';
import type { PageFaults } from './aws-paging.ts';
import { checkMaxResults, Ec2Error, type Ec2Query, type FilterFields, filterItems } from './ec2-query.ts';
import { type Ec2Actions, paged } from './ec2-pages.ts';
import type { XmlFields } from './ec2-xml.ts';
import type {
  WorldNetworkAcl,
  WorldNetworkAclEntry,
  WorldPrefixList,
  WorldSecurityGroup,
  WorldSecurityGroupRule,
} from './scenario.ts';

/** Network ACLs, security groups and prefix lists. */
export const firewallActions: Ec2Actions = {
  DescribeNetworkAcls: { idList: 'NetworkAclId', answer: answerNetworkAcls },
  DescribeSecurityGroups: { idList: 'GroupId', answer: answerSecurityGroups },
  DescribeManagedPrefixLists: { idList: 'PrefixListId', answer: answerPrefixLists },
  GetManagedPrefixListEntries: { answer: answerPrefixListEntries },
};

function answerNetworkAcls(query: Ec2Query, truth: AwsTruth, faults: PageFaults): XmlFields {
  const fields: FilterFields<WorldNetworkAcl> = {
    'association.subnet-id': (acl) => acl.subnetIds,
    default: (acl) => [String(acl.isDefault)],
    'network-acl-id': (acl) => [acl.id],
    'vpc-id': () => [truth.vpc.id],
  };
  const found = filterItems(truth.networkAcls, query.filters, fields);
  const size = checkMaxResults(query, 5, 1_000);
  return paged(query, { found, size, faults }, (acls) => ({ networkAclSet: acls.map((acl) => aclFields(acl, truth)) }));
}

function aclFields(acl: WorldNetworkAcl, truth: AwsTruth): XmlFields {
  const last = [false, true].flatMap((egress) => [
    { number: 32_767, egress, allows: false, protocol: '-1', cidr: '0.0.0.0/0' },
    ...(truth.vpc.ipv6.length > 0 ? [{ number: 32_768, egress, allows: false, protocol: '-1', cidr: '::/0' }] : []),
  ]);
  return {
    networkAclId: acl.id,
    vpcId: truth.vpc.id,
    ownerId: truth.accountId,
    default: acl.isDefault,
    entrySet: [...acl.entries, ...last].map(entryFields),
    associationSet: acl.subnetIds.map((subnetId) => ({
      networkAclAssociationId: subnetId.replace('subnet', 'aclassoc'),
      networkAclId: acl.id,
      subnetId,
    })),
    tagSet: [],
  };
}

function entryFields({ number, egress, allows, protocol, cidr, ports }: WorldNetworkAclEntry): XmlFields {
  return {
    ruleNumber: number,
    protocol,
    ruleAction: allows ? 'allow' : 'deny',
    egress,
    [cidr.includes(':') ? 'ipv6CidrBlock' : 'cidrBlock']: cidr,
    portRange: ports === undefined ? undefined : { ...ports },
  };
}

function answerSecurityGroups(query: Ec2Query, truth: AwsTruth, faults: PageFaults): XmlFields {
  const fields: FilterFields<WorldSecurityGroup> = {
    'group-id': (group) => [group.id],
    'vpc-id': () => [truth.vpc.id],
  };
  const found = filterItems(truth.securityGroups, query.filters, fields);
  const size = checkMaxResults(query, 5, 1_000);
  return paged(query, { found, size, faults }, (groups) => ({
    securityGroupInfo: groups.map(({ id, rules }) => ({
      ownerId: truth.accountId,
      groupId: id,
      groupName: id,
      groupDescription: id,
      vpcId: truth.vpc.id,
      ipPermissions: rules.filter(({ egress }) => !egress).map((rule) => permissionFields(rule, truth)),
      ipPermissionsEgress: rules.filter(({ egress }) => egress).map((rule) => permissionFields(rule, truth)),
      tagSet: [],
    })),
  }));
}

const protocolNames: Readonly<Record<string, string>> = { '1': 'icmp', '6': 'tcp', '17': 'udp', '58': 'icmpv6' };

function permissionFields(rule: WorldSecurityGroupRule, truth: AwsTruth): XmlFields {
  const { protocol, ports, ipv4 = [], ipv6 = [], prefixLists = [], groups = [] } = rule;
  return {
    ipProtocol: protocolNames[protocol] ?? protocol,
    fromPort: ports?.from,
    toPort: ports?.to,
    groups: groups.map((groupId) => ({ userId: truth.accountId, groupId })),
    ipRanges: ipv4.map((cidrIp) => ({ cidrIp })),
    ipv6Ranges: ipv6.map((cidrIpv6) => ({ cidrIpv6 })),
    prefixListIds: prefixLists.map((prefixListId) => ({ prefixListId })),
  };
}

function answerPrefixLists(query: Ec2Query, truth: AwsTruth, faults: PageFaults): XmlFields {
  const fields: FilterFields<WorldPrefixList> = { 'prefix-list-id': (list) => [list.id] };
  const found = filterItems(truth.prefixLists, query.filters, fields);
  const size = checkMaxResults(query, 1, 100);
  return paged(query, { found, size, faults }, (lists) => ({
    prefixListSet: lists.map(({ id, family }) => ({
      prefixListId: id,
      prefixListName: id,
      addressFamily: family === 'ipv4' ? 'IPv4' : 'IPv6',
      state: 'create-complete',
      ownerId: truth.accountId,
    })),
  }));
}

function answerPrefixListEntries(query: Ec2Query, truth: AwsTruth, faults: PageFaults): XmlFields {
  const id = query.parameters['PrefixListId'];
  const list = truth.prefixLists.find((each) => each.id === id);
  if (list === undefined) {
    throw new Ec2Error(400, 'InvalidPrefixListID.NotFound', `The prefix list ID '${id}' does not exist`);
  }
  const found = list.entries ?? [];
  const size = checkMaxResults(query, 1, 100);
  return paged(query, { found, size, faults }, (cidrs) => ({ entrySet: cidrs.map((cidr) => ({ cidr })) }));
}
