import type { PageFaults } from './aws-paging.ts';
import type { AwsTruth } from './aws-truth.ts';
import type { WorldRoute, WorldRouteTable } from './build-network.ts';
import { type Ec2Actions, paged } from './ec2-pages.ts';
import { checkMaxResults, Ec2Error, type Ec2Query, type FilterFields, filterItems } from './ec2-query.ts';
import type { XmlFields } from './ec2-xml.ts';

/** Ways out of the VPC: routes, gateways, endpoints, peerings, block public access. */
export const networkActions: Ec2Actions = {
  DescribeVpcAttribute: { idList: 'VpcId', answer: answerVpcAttribute },
  DescribeRouteTables: {
    idList: 'RouteTableId',
    answer: listing({
      set: 'routeTableSet',
      largestPage: 100,
      all: (truth) => truth.network.routeTables,
      fieldsOf: routeTableFields,
      filters: (truth) => ({ 'vpc-id': () => [truth.vpc.id] }),
    }),
  },
  DescribeInternetGateways: {
    idList: 'InternetGatewayId',
    answer: listing({
      set: 'internetGatewaySet',
      largestPage: 1_000,
      all: (truth) => truth.network.internetGateways,
      fieldsOf: (id, truth) => ({
        internetGatewayId: id,
        ownerId: truth.accountId,
        attachmentSet: [{ vpcId: truth.vpc.id, state: 'available' }],
        tagSet: [],
      }),
      filters: (truth) => ({ 'attachment.vpc-id': () => [truth.vpc.id] }),
    }),
  },
  DescribeEgressOnlyInternetGateways: {
    idList: 'EgressOnlyInternetGatewayId',
    answer: listing({
      set: 'egressOnlyInternetGatewaySet',
      largestPage: 255,
      all: (truth) => truth.network.egressOnlyInternetGateways,
      fieldsOf: (id, truth) => ({
        egressOnlyInternetGatewayId: id,
        attachmentSet: [{ vpcId: truth.vpc.id, state: 'attached' }],
        tagSet: [],
      }),
      filters: () => ({}),
    }),
  },
  DescribeNatGateways: {
    idList: 'NatGatewayId',
    answer: listing({
      set: 'natGatewaySet',
      largestPage: 1_000,
      all: (truth) => truth.network.natGateways,
      fieldsOf: (gateway, truth) => ({
        natGatewayId: gateway.id,
        vpcId: truth.vpc.id,
        subnetId: gateway.subnetId,
        state: gateway.state,
        connectivityType: gateway.connectivity,
        availabilityMode: gateway.availability,
        natGatewayAddressSet: [],
        tagSet: [],
      }),
      filters: (truth) => ({ 'vpc-id': () => [truth.vpc.id] }),
    }),
  },
  DescribeVpcBlockPublicAccessOptions: {
    idList: 'Id',
    answer: (_query, truth) => ({
      vpcBlockPublicAccessOptions: {
        awsAccountId: truth.accountId,
        awsRegion: truth.region,
        state: 'default-state',
        internetGatewayBlockMode: truth.network.blockMode,
      },
    }),
  },
  DescribeVpcBlockPublicAccessExclusions: {
    idList: 'ExclusionId',
    answer: () => ({ vpcBlockPublicAccessExclusionSet: [] }),
  },
  DescribeVpcEndpoints: {
    idList: 'VpcEndpointId',
    answer: listing({
      set: 'vpcEndpointSet',
      largestPage: 1_000,
      all: (truth) => truth.network.endpoints,
      fieldsOf: (endpoint, truth) => ({
        vpcEndpointId: endpoint.id,
        vpcEndpointType: endpoint.type,
        vpcId: truth.vpc.id,
        serviceName: endpoint.service,
        state: 'available',
        ipAddressType: endpoint.addressType,
        tagSet: [],
      }),
      filters: (truth) => ({ 'vpc-id': () => [truth.vpc.id] }),
    }),
  },
  DescribeVpcEndpointServices: {
    idList: 'ServiceName',
    answer: listing({
      set: 'serviceDetailSet',
      largestPage: 1_000,
      all: (truth) => [
        ...new Map(truth.network.endpoints.map((each) => [`${each.type} ${each.service}`, each])).values(),
      ],
      fieldsOf: ({ service, type }) => ({
        serviceName: service,
        serviceType: [{ serviceType: type }],
        supportedIpAddressTypeSet: ['ipv4', 'ipv6'],
      }),
      filters: () => ({ 'service-name': ({ service }) => [service] }),
    }),
  },
  DescribeVpcPeeringConnections: {
    idList: 'VpcPeeringConnectionId',
    answer: () => ({ vpcPeeringConnectionSet: [] }),
  },
};

interface Listing<T> {
  readonly set: string;
  readonly largestPage: number;
  readonly all: (truth: AwsTruth) => readonly T[];
  readonly fieldsOf: (item: T, truth: AwsTruth) => XmlFields;
  readonly filters: (truth: AwsTruth) => FilterFields<T>;
}

function listing<T>({ set, largestPage, all, fieldsOf, filters }: Listing<T>) {
  return (query: Ec2Query, truth: AwsTruth, faults: PageFaults): XmlFields => {
    const size = checkMaxResults(query, 5, largestPage);
    const found = filterItems(all(truth), query.filters, filters(truth));
    return paged(query, { found, size, faults }, (items) => ({ [set]: items.map((item) => fieldsOf(item, truth)) }));
  };
}

/** One attribute a call, under its own name. */
function answerVpcAttribute(query: Ec2Query, truth: AwsTruth): XmlFields {
  const { Attribute, VpcId } = query.parameters;
  if (VpcId !== truth.vpc.id) {
    throw new Ec2Error(400, 'InvalidVpcID.NotFound', `The vpc ID '${VpcId}' does not exist`);
  }
  const { dnsSupport, dnsHostnames } = truth.network;
  if (Attribute === 'enableDnsSupport') return { vpcId: VpcId, enableDnsSupport: { value: dnsSupport } };
  if (Attribute === 'enableDnsHostnames') return { vpcId: VpcId, enableDnsHostnames: { value: dnsHostnames } };
  throw new Ec2Error(400, 'InvalidParameterValue', `Value (${Attribute}) for parameter attribute is invalid.`);
}

function routeTableFields(table: WorldRouteTable, truth: AwsTruth): XmlFields {
  const association = { routeTableId: table.id, associationState: { state: 'associated' } };
  return {
    routeTableId: table.id,
    vpcId: truth.vpc.id,
    ownerId: truth.accountId,
    routeSet: table.routes.map(routeFields),
    associationSet: [
      ...(table.main ? [{ ...association, main: true }] : []),
      ...table.subnetIds.map((subnetId) => ({ ...association, main: false, subnetId })),
    ],
    tagSet: [],
  };
}

const targetFields: readonly (readonly [prefix: string, field: string])[] = [
  ['eigw-', 'egressOnlyInternetGatewayId'],
  ['nat-', 'natGatewayId'],
  ['tgw-', 'transitGatewayId'],
  ['pcx-', 'vpcPeeringConnectionId'],
  ['eni-', 'networkInterfaceId'],
  ['arn:', 'coreNetworkArn'],
];

function routeFields({ destination, target, state = 'active' }: WorldRoute): XmlFields {
  const to = destination.startsWith('pl-')
    ? 'destinationPrefixListId'
    : destination.includes(':')
      ? 'destinationIpv6CidrBlock'
      : 'destinationCidrBlock';
  const by = targetFields.find(([prefix]) => target.startsWith(prefix))?.[1] ?? 'gatewayId';
  return { [to]: destination, [by]: target, state, origin: target === 'local' ? 'CreateRouteTable' : 'CreateRoute' };
}
