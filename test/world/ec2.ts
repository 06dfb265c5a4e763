import type { PageFaults } from './aws-paging.ts';
import type { AwsTruth } from './aws-truth.ts';
import { firewallActions } from './ec2-firewalls.ts';
import { instanceActions } from './ec2-instances.ts';
import { networkActions } from './ec2-network.ts';
import { type Ec2Actions, paged, present, tagSet } from './ec2-pages.ts';
import type { Ec2Query, FilterFields } from './ec2-query.ts';
import { checkMaxResults, Ec2Error, filterItems, readEc2Query, withTagFields } from './ec2-query.ts';
import type { XmlFields } from './ec2-xml.ts';
import type { WorldInstanceType, WorldSubnet, WorldVpc } from './scenario.ts';

const actions: Ec2Actions = {
  DescribeInstanceTypes: { idList: 'InstanceType', answer: answerInstanceTypes },
  DescribeSubnets: { idList: 'SubnetId', answer: answerSubnets },
  DescribeVpcs: { idList: 'VpcId', answer: answerVpcs },
  ...firewallActions,
  ...instanceActions,
  ...networkActions,
};

export function parseEc2(form: URLSearchParams): Ec2Query {
  const action = form.get('Action');
  if (action === null) throw new Ec2Error(400, 'MissingAction', 'The request must contain the parameter Action');
  const known = Object.hasOwn(actions, action) ? actions[action] : undefined;
  if (known === undefined) {
    throw new Ec2Error(400, 'InvalidAction', `The action ${action} is not valid for this web service.`);
  }
  return readEc2Query(form, known.idList);
}

/** Fields of the answer, or an Ec2Error. */
export function answerEc2(query: Ec2Query, truth: AwsTruth, faults: PageFaults): XmlFields {
  if (query.parameters['DryRun'] === 'true') {
    throw new Ec2Error(412, 'DryRunOperation', 'Request would have succeeded, but DryRun flag is set.');
  }
  const known = actions[query.action];
  if (known === undefined) throw new Error(`${query.action} is parsed, and nobody answers it`);
  return known.answer(query, truth, faults);
}

const subnetFilters: FilterFields<WorldSubnet & { readonly vpcId: string }> = {
  'availability-zone': (subnet) => [subnet.availabilityZone],
  'availability-zone-id': (subnet) => [subnet.availabilityZoneId],
  'available-ip-address-count': (subnet) => [String(subnet.freeIpv4)],
  'cidr-block': (subnet) => present(subnet.ipv4Cidr),
  'ipv6-cidr-block-association.association-id': (subnet) => subnet.ipv6.map((block) => block.associationId),
  'ipv6-cidr-block-association.ipv6-cidr-block': (subnet) => subnet.ipv6.map((block) => block.cidr),
  'ipv6-cidr-block-association.state': (subnet) => subnet.ipv6.map((block) => block.state),
  'ipv6-native': (subnet) => [String(subnet.ipv4Cidr === undefined)],
  'map-public-ip-on-launch': (subnet) => [String(subnet.mapPublicIpOnLaunch)],
  state: () => ['available'],
  'subnet-id': (subnet) => [subnet.id],
  'vpc-id': (subnet) => [subnet.vpcId],
};

function answerSubnets(query: Ec2Query, truth: AwsTruth, faults: PageFaults): XmlFields {
  const size = checkMaxResults(query, 5, 1_000);
  const ids = query.lists.get('SubnetId');
  for (const id of ids ?? []) checkId(id, { prefix: 'subnet', code: 'InvalidSubnetID', exists: truth.subnets.has(id) });
  const asked = ids === undefined ? [...truth.subnets.values()] : pick(truth.subnets, ids);
  const subnets = asked.map((subnet) => ({ ...subnet, vpcId: truth.vpc.id }));
  const found = filterItems(subnets, query.filters, withTagFields(subnetFilters, query.filters));
  return paged(query, { found, size, faults }, (items) => ({
    subnetSet: items.map((subnet) => subnetFields(subnet, truth)),
  }));
}

function subnetFields(subnet: WorldSubnet, truth: AwsTruth): XmlFields {
  return {
    subnetId: subnet.id,
    subnetArn: `arn:aws:ec2:${truth.region}:${truth.accountId}:subnet/${subnet.id}`,
    state: 'available',
    ownerId: truth.accountId,
    vpcId: truth.vpc.id,
    cidrBlock: subnet.ipv4Cidr,
    ipv6CidrBlockAssociationSet: subnet.ipv6.map((block) => ({
      associationId: block.associationId,
      ipv6CidrBlock: block.cidr,
      ipv6CidrBlockState: { state: block.state },
      ipv6AddressAttribute: 'public',
      ipSource: 'amazon',
    })),
    availableIpAddressCount: subnet.freeIpv4,
    availabilityZone: subnet.availabilityZone,
    availabilityZoneId: subnet.availabilityZoneId,
    defaultForAz: false,
    mapPublicIpOnLaunch: subnet.mapPublicIpOnLaunch,
    mapCustomerOwnedIpOnLaunch: false,
    assignIpv6AddressOnCreation: subnet.assignIpv6AddressOnCreation,
    enableDns64: subnet.dns64 ?? false,
    ipv6Native: subnet.ipv4Cidr === undefined,
    privateDnsNameOptionsOnLaunch: {
      hostnameType: subnet.ipv4Cidr === undefined ? 'resource-name' : 'ip-name',
      enableResourceNameDnsARecord: false,
      enableResourceNameDnsAAAARecord: subnet.ipv4Cidr === undefined,
    },
    blockPublicAccessStates: { internetGatewayBlockMode: 'off' },
    tagSet: tagSet(subnet.tags),
  };
}

const vpcFilters: FilterFields<WorldVpc> = {
  cidr: (vpc) => present(vpc.ipv4[0]?.cidr),
  'cidr-block-association.cidr-block': (vpc) => vpc.ipv4.map((block) => block.cidr),
  'cidr-block-association.state': (vpc) => vpc.ipv4.map((block) => block.state),
  'ipv6-cidr-block-association.ipv6-cidr-block': (vpc) => vpc.ipv6.map((block) => block.cidr),
  'ipv6-cidr-block-association.state': (vpc) => vpc.ipv6.map((block) => block.state),
  'is-default': () => ['false'],
  state: () => ['available'],
  'vpc-id': (vpc) => [vpc.id],
};

function answerVpcs(query: Ec2Query, truth: AwsTruth, faults: PageFaults): XmlFields {
  const size = checkMaxResults(query, 5, 1_000);
  const ids = query.lists.get('VpcId');
  for (const id of ids ?? []) checkId(id, { prefix: 'vpc', code: 'InvalidVpcID', exists: id === truth.vpc.id });
  const found = filterItems([truth.vpc], query.filters, withTagFields(vpcFilters, query.filters));
  return paged(query, { found, size, faults }, (items) => ({ vpcSet: items.map((vpc) => vpcFields(vpc, truth)) }));
}

function vpcFields(vpc: WorldVpc, truth: AwsTruth): XmlFields {
  return {
    vpcId: vpc.id,
    ownerId: truth.accountId,
    state: 'available',
    cidrBlock: vpc.ipv4[0]?.cidr,
    cidrBlockAssociationSet: vpc.ipv4.map((block) => ({
      associationId: block.associationId,
      cidrBlock: block.cidr,
      cidrBlockState: { state: block.state },
    })),
    ipv6CidrBlockAssociationSet: vpc.ipv6.map((block) => ({
      associationId: block.associationId,
      ipv6CidrBlock: block.cidr,
      ipv6CidrBlockState: { state: block.state },
      networkBorderGroup: block.networkBorderGroup,
      ipv6Pool: block.pool,
      ipv6AddressAttribute: block.addressAttribute,
      ipSource: block.ipSource,
    })),
    dhcpOptionsId: 'dopt-0d1f2e3c4b5a69788',
    instanceTenancy: 'default',
    isDefault: false,
    tagSet: tagSet(vpc.tags),
  };
}

const instanceTypeFilters: FilterFields<WorldInstanceType> = {
  'bare-metal': (type) => [String(type.bareMetal)],
  hypervisor: (type) => present(type.hypervisor),
  'instance-type': (type) => [type.name],
  'network-info.ipv6-supported': (type) => [String(type.ipv6Supported)],
};

function answerInstanceTypes(query: Ec2Query, truth: AwsTruth, faults: PageFaults): XmlFields {
  const names = query.lists.get('InstanceType');
  if (names !== undefined && names.length > 100) {
    throw new Ec2Error(400, 'InvalidParameterValue', 'The maximum number of instance types in a request is 100.');
  }
  const unknown = (names ?? []).filter((name) => !truth.instanceTypes.has(name));
  if (unknown.length > 0) {
    throw new Ec2Error(
      400,
      'InvalidInstanceType',
      `The following supplied instance types do not exist: [${unknown.join(', ')}]`,
    );
  }
  const size = Math.min(100, checkMaxResults(query, 5, 100));
  const asked = names === undefined ? [...truth.instanceTypes.values()] : pick(truth.instanceTypes, names);
  const found = filterItems(asked, query.filters, instanceTypeFilters);
  return paged(query, { found, size, faults }, (items) => ({ instanceTypeSet: items.map(instanceTypeFields) }));
}

function instanceTypeFields(type: WorldInstanceType): XmlFields {
  const { maximumNetworkInterfaces, ipv4AddressesPerInterface } = type;
  return {
    instanceType: type.name,
    currentGeneration: type.hypervisor !== 'xen',
    bareMetal: type.bareMetal,
    hypervisor: type.hypervisor,
    vCpuInfo: { defaultVCpus: type.vcpus ?? 2 },
    networkInfo: {
      networkPerformance: 'Up to 10 Gigabit',
      maximumNetworkInterfaces,
      maximumNetworkCards: 1,
      defaultNetworkCardIndex: 0,
      networkCards: [{ networkCardIndex: 0, networkPerformance: 'Up to 10 Gigabit', maximumNetworkInterfaces }],
      ipv4AddressesPerInterface,
      ipv6AddressesPerInterface: type.ipv6Supported ? ipv4AddressesPerInterface : 0,
      ipv6Supported: type.ipv6Supported,
      enaSupport: type.hypervisor === 'xen' ? 'unsupported' : 'required',
    },
  };
}

function checkId(id: string, { prefix, code, exists }: { prefix: string; code: string; exists: boolean }): void {
  if (!new RegExp(`^${prefix}-(?:[0-9a-f]{8}|[0-9a-f]{17})$`).test(id)) {
    throw new Ec2Error(400, `${code}.Malformed`, `Invalid id: "${id}" (expecting "${prefix}-...")`);
  }
  const noun = prefix === 'vpc' ? 'vpc' : 'subnet';
  if (!exists) throw new Ec2Error(400, `${code}.NotFound`, `The ${noun} ID '${id}' does not exist`);
}

function pick<T>(all: ReadonlyMap<string, T>, keys: readonly string[]): T[] {
  return [...new Set(keys)].map((key) => all.get(key)).filter((item) => item !== undefined);
}
