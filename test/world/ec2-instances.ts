import type { PageFaults } from './aws-paging.ts';
import type { AwsTruth } from './aws-truth.ts';
import type { WorldInstance } from './build-instances.ts';
import { type Ec2Actions, paged, present } from './ec2-pages.ts';
import { checkMaxResults, Ec2Error, type Ec2Query, type FilterFields, filterItems } from './ec2-query.ts';
import type { XmlFields } from './ec2-xml.ts';
import type { WorldNetworkInterface } from './scenario.ts';

/** What runs in the subnets: instances, their network interfaces, launch templates and reservations. */
export const instanceActions: Ec2Actions = {
  DescribeInstances: { idList: 'InstanceId', answer: answerInstances },
  DescribeNetworkInterfaces: { idList: 'NetworkInterfaceId', answer: answerNetworkInterfaces },
  DescribeLaunchTemplateVersions: { idList: 'LaunchTemplateVersion', answer: answerLaunchTemplateVersions },
  GetSubnetCidrReservations: {
    answer: () => ({ subnetIpv4CidrReservationSet: [], subnetIpv6CidrReservationSet: [] }),
  },
};

/** Long enough ago that nothing about a node is still to come. */
const launchTime = '2026-11-01T08:00:00.000Z';

function answerInstances(query: Ec2Query, truth: AwsTruth, faults: PageFaults): XmlFields {
  const size = checkMaxResults(query, 5, 1_000);
  const fields: FilterFields<WorldInstance> = {
    'tag-key': () => [`kubernetes.io/cluster/${truth.cluster.name}`],
    'instance-state-name': () => ['running'],
    'vpc-id': () => [truth.vpc.id],
  };
  const found = filterItems(truth.instances, query.filters, fields);
  return paged(query, { found, size, faults }, (items) => ({
    reservationSet: items.map((instance) => ({
      reservationId: instance.id.replace(/^i-/, 'r-'),
      ownerId: truth.accountId,
      instancesSet: [instanceFields(instance, truth)],
    })),
  }));
}

function instanceFields(instance: WorldInstance, truth: AwsTruth): XmlFields {
  const groupSet = truth.nodeSecurityGroupIds.map((groupId) => ({ groupId, groupName: groupId }));
  return {
    instanceId: instance.id,
    instanceType: instance.instanceType,
    instanceState: { code: 16, name: 'running' },
    launchTime,
    subnetId: instance.subnetId,
    vpcId: truth.vpc.id,
    placement: { availabilityZone: instance.availabilityZone },
    privateIpAddress: instance.ipv4,
    groupSet,
    metadataOptions: {
      state: 'applied',
      httpEndpoint: 'enabled',
      httpTokens: 'required',
      httpPutResponseHopLimit: 2,
      httpProtocolIpv6: 'disabled',
    },
    networkInterfaceSet: [{ ...interfaceFields(instance, truth), groupSet }],
    operator: instance.autoMode ? { managed: true, principal: 'eks.amazonaws.com' } : { managed: false },
    tagSet: [{ key: `kubernetes.io/cluster/${truth.cluster.name}`, value: 'owned' }],
  };
}

function answerNetworkInterfaces(query: Ec2Query, truth: AwsTruth, faults: PageFaults): XmlFields {
  const size = checkMaxResults(query, 5, 1_000);
  const fields: FilterFields<{ readonly subnetId: string }> = {
    'vpc-id': () => [truth.vpc.id],
    'subnet-id': ({ subnetId }) => [subnetId],
  };
  const ofNodes = truth.instances.map((each) => ({
    subnetId: each.subnetId,
    render: () => interfaceFields(each, truth),
  }));
  const others = [...truth.networkInterfaces.values()].map((each) => ({
    subnetId: each.subnetId,
    render: () => otherInterfaceFields(each, truth),
  }));
  const found = filterItems([...ofNodes, ...others], query.filters, fields);
  return paged(query, { found, size, faults }, (items) => ({
    networkInterfaceSet: items.map(({ render }) => render()),
  }));
}

function otherInterfaceFields({ id, subnetId, ipv4 }: WorldNetworkInterface, truth: AwsTruth): XmlFields {
  return {
    networkInterfaceId: id,
    subnetId,
    vpcId: truth.vpc.id,
    status: 'in-use',
    interfaceType: 'interface',
    privateIpAddress: ipv4,
    privateIpAddressesSet: [{ privateIpAddress: ipv4, primary: true }],
  };
}

function interfaceFields(instance: WorldInstance, truth: AwsTruth): XmlFields {
  return {
    networkInterfaceId: instance.networkInterfaceId,
    subnetId: instance.subnetId,
    vpcId: truth.vpc.id,
    status: 'in-use',
    interfaceType: 'interface',
    privateIpAddress: instance.ipv4,
    attachment: { deviceIndex: 0, networkCardIndex: 0, status: 'attached', instanceId: instance.id },
    privateIpAddressesSet: [{ privateIpAddress: instance.ipv4, primary: true }],
    ipv6AddressesSet: present(instance.ipv6).map((ipv6Address) => ({ ipv6Address, isPrimaryIpv6: true })),
    ipv6PrefixSet: present(instance.ipv6Prefix).map((ipv6Prefix) => ({ ipv6Prefix })),
  };
}

/** The templates of node groups say nothing that EKS would not say by itself. */
function answerLaunchTemplateVersions(query: Ec2Query, truth: AwsTruth): XmlFields {
  const { LaunchTemplateId: id } = query.parameters;
  const used = [...truth.nodeGroups.values()].flatMap(({ launchTemplate }) => launchTemplate ?? []);
  const known = used.filter((template) => template.id === id);
  if (id === undefined || known.length === 0) {
    const message = `The specified launch template, with template ID ${String(id)}, does not exist.`;
    throw new Ec2Error(400, 'InvalidLaunchTemplateId.NotFound', message);
  }
  const wanted = query.lists.get('LaunchTemplateVersion') ?? [];
  const found = known.filter(({ version }) => wanted.length === 0 || wanted.includes(version));
  if (found.length === 0) {
    const message = 'Could not find launch template version';
    throw new Ec2Error(400, 'InvalidLaunchTemplateId.VersionNotFound', message);
  }
  return {
    launchTemplateVersionSet: found.map(({ name, version }) => ({
      launchTemplateId: id,
      launchTemplateName: name,
      versionNumber: Number(version),
      defaultVersion: true,
      launchTemplateData: { metadataOptions: { httpTokens: 'required', httpPutResponseHopLimit: 2 } },
    })),
  };
}
