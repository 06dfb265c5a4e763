import type { AwsAction } from '../world/scenario.ts';
import { ec2Error, eksError } from './aws-errors.ts';
import type { AwsAnswer, AwsRequest } from './aws-request.ts';
import { correctInterface, correctReservation } from './correct-instances.ts';
import {
  changeSet,
  correctEndpoint,
  correctEndpointServices,
  correctNatGateway,
  correctRouteTable,
  withLastEntries,
} from './correct-network.ts';
import { pagedActions, pageEc2Answer } from './moto-paging.ts';
import type { BlockAssociation, JsonObject, MotoTruth } from './moto-truth.ts';
import { isJsonObject, laidOver } from './moto-truth.ts';
import type { XmlElement } from './xml.ts';
import { changeChild, changeItems, childText, element, withChild } from './xml.ts';

interface Correction {
  /** Where AWS says what the answer is. */
  readonly source: string;
  readonly actions: readonly AwsAction[];
  correct(request: AwsRequest, answer: AwsAnswer, truth: MotoTruth): AwsAnswer;
}

/** Where moto is not AWS, and what AWS answers. In this order. */
const corrections: readonly Correction[] = [
  {
    // moto has no case for a filter it does not know: a 500 with an HTML page.
    source: 'Amazon EC2 API Reference, "Error codes": InvalidParameterValue, InvalidFilter',
    actions: ['ec2:DescribeInstanceTypes', 'ec2:DescribeSubnets', 'ec2:DescribeVpcs'],
    correct: (request, answer) =>
      isHtmlFailure(answer) && request.parameters['Filter.1.Name'] !== undefined
        ? ec2Error(400, 'InvalidParameterValue', 'The filter is invalid.')
        : answer,
  },
  {
    // moto looks the cluster up without asking whether it exists: a 500 with an HTML page.
    source: 'Amazon EKS API Reference, "ListNodegroups" and "ListFargateProfiles": ResourceNotFoundException, 404',
    actions: ['eks:ListFargateProfiles', 'eks:ListNodegroups'],
    correct: (request, answer) =>
      isHtmlFailure(answer)
        ? eksError(404, 'ResourceNotFoundException', `No cluster found for name: ${request.parameters['clusterName']}.`)
        : answer,
  },
  {
    source: 'Amazon EC2 API Reference, "Subnet": availableIpAddressCount, enableDns64; "SubnetCidrBlockState": state',
    actions: ['ec2:DescribeSubnets'],
    correct: (_request, answer, truth) => changeSet(answer, 'subnetSet', (subnet) => correctSubnet(subnet, truth)),
  },
  {
    source: 'Amazon EC2 API Reference, "Vpc", "VpcIpv6CidrBlockAssociation" and "VpcCidrBlockState"',
    actions: ['ec2:DescribeVpcs'],
    correct: (_request, answer, truth) => changeSet(answer, 'vpcSet', (vpc) => correctVpc(vpc, truth)),
  },
  {
    source: 'Amazon EC2 API Reference, "Route": state, gatewayId; Amazon VPC User Guide, "Route tables": local route',
    actions: ['ec2:DescribeRouteTables'],
    correct: (_request, answer, truth) =>
      changeSet(answer, 'routeTableSet', (table) => correctRouteTable(table, truth)),
  },
  {
    source: 'Amazon EC2 API Reference, "NatGateway": availabilityMode, state, subnetId',
    actions: ['ec2:DescribeNatGateways'],
    correct: (_request, answer, truth) => changeSet(answer, 'natGatewaySet', (each) => correctNatGateway(each, truth)),
  },
  {
    source: 'Amazon EC2 API Reference, "VpcEndpoint": ipAddressType',
    actions: ['ec2:DescribeVpcEndpoints'],
    correct: (_request, answer, truth) => changeSet(answer, 'vpcEndpointSet', (each) => correctEndpoint(each, truth)),
  },
  {
    source: 'Amazon EC2 API Reference, "DescribeVpcEndpointServices": filter service-name; "ServiceDetail"',
    actions: ['ec2:DescribeVpcEndpointServices'],
    correct: correctEndpointServices,
  },
  {
    source: 'Amazon VPC User Guide, "Network ACL basics": the rules whose number is an asterisk',
    actions: ['ec2:DescribeNetworkAcls'],
    correct: (_request, answer, truth) => changeSet(answer, 'networkAclSet', (acl) => withLastEntries(acl, truth)),
  },
  {
    source:
      'Amazon EC2 API Reference, "Instance": launchTime, operator; "InstanceNetworkInterface", "InstanceIpv6Address"',
    actions: ['ec2:DescribeInstances'],
    correct: (_request, answer, truth) =>
      changeSet(answer, 'reservationSet', (each) => correctReservation(each, truth)),
  },
  {
    source: 'Amazon EC2 API Reference, "NetworkInterface": ipv6PrefixSet; "NetworkInterfaceIpv6Address": isPrimaryIpv6',
    actions: ['ec2:DescribeNetworkInterfaces'],
    correct: (_request, answer, truth) =>
      changeSet(answer, 'networkInterfaceSet', (each) => correctInterface(each, truth)),
  },
  {
    // AWS fills in vpcId, clusterSecurityGroupId, serviceIpv6Cidr, health and more.
    source: 'Amazon EKS API Reference, "Cluster", "VpcConfigResponse", "KubernetesNetworkConfigResponse"',
    actions: ['eks:DescribeCluster'],
    correct: (request, answer, { clusters }) =>
      layOver(answer, 'cluster', { health: { issues: [] }, ...clusters.get(request.parameters['name'] ?? '') }),
  },
  {
    source: 'Amazon EKS API Reference, "Nodegroup"',
    actions: ['eks:DescribeNodegroup'],
    correct: (request, answer, { nodeGroups }) =>
      layOver(answer, 'nodegroup', nodeGroups.get(request.parameters['nodegroupName'] ?? '') ?? {}),
  },
  {
    source: 'Amazon EKS API Reference, "FargateProfile": health',
    actions: ['eks:DescribeFargateProfile'],
    correct: (request, answer, { fargateProfiles }) =>
      layOver(answer, 'fargateProfile', {
        health: { issues: [] },
        ...fargateProfiles.get(request.parameters['fargateProfileName'] ?? ''),
      }),
  },
  {
    source: 'Amazon Elastic File System API Reference, "MountTargetDescription": Ipv6Address',
    actions: ['elasticfilesystem:DescribeMountTargets'],
    correct: (_request, answer, { mountTargetIpv6 }) => withIpv6Addresses(answer, mountTargetIpv6),
  },
  {
    source: 'Amazon EC2 Developer Guide, "Pagination in the Amazon EC2 API"',
    actions: pagedActions,
    correct: (request, answer, { pageSize }) => pageEc2Answer(request, answer, pageSize),
  },
];

/** moto's answer as AWS would have given it in the world of the test. */
export function correctMoto(request: AwsRequest, answer: AwsAnswer, truth: MotoTruth): AwsAnswer {
  const { action } = request;
  if (action === undefined) return answer;
  return corrections
    .filter(({ actions }) => actions.includes(action))
    .reduce((corrected, correction) => correction.correct(request, corrected, truth), answer);
}

function isHtmlFailure(answer: AwsAnswer): boolean {
  return answer.status === 500 && answer.headers['content-type']?.startsWith('text/html') === true;
}

function correctSubnet(subnet: XmlElement, truth: MotoTruth): XmlElement {
  const id = childText(subnet, 'subnetId') ?? '';
  const counted = Number(childText(subnet, 'availableIpAddressCount'));
  // moto counts an IPv6-only subnet's IPv6 addresses, and below 0 where more interfaces exist than addresses.
  const own = childText(subnet, 'ipv6Native') === 'true' ? 0 : Math.max(0, counted);
  const free = truth.freeIpv4.get(id) ?? own;
  const resolving = withChild(subnet, element('enableDns64', String(truth.dns64Subnets.has(id))));
  const counting = withChild(resolving, element('availableIpAddressCount', String(free)));
  const associations = truth.subnetIpv6.get(id);
  if (associations !== undefined) {
    return withChild(counting, associationSet('ipv6CidrBlock', associations));
  }
  return changeChild(counting, 'ipv6CidrBlockAssociationSet', (set) => changeItems(set, correctState));
}

/** moto writes its own record, as in `{'State': 'associated'}`, where AWS writes the word. */
function correctState(association: XmlElement): XmlElement {
  return changeChild(association, 'ipv6CidrBlockState', (state) => {
    const word = /'State': '([a-z]+)'/.exec(childText(state, 'state') ?? '')?.[1];
    return word === undefined ? state : withChild(state, element('state', word));
  });
}

function correctVpc(vpc: XmlElement, truth: MotoTruth): XmlElement {
  const id = childText(vpc, 'vpcId') ?? '';
  const ipv4 = truth.vpcIpv4.get(id);
  const ipv6 = truth.vpcIpv6.get(id);
  const withIpv4 = ipv4 === undefined ? vpc : withChild(vpc, associationSet('cidrBlock', ipv4));
  if (ipv6 === undefined) return withIpv4;
  const details = ipv6.map((association) => [
    element('ipv6Pool', association.pool),
    element('networkBorderGroup', association.networkBorderGroup),
    element('ipSource', association.ipSource),
    element('ipv6AddressAttribute', association.addressAttribute),
  ]);
  return withChild(withIpv4, associationSet('ipv6CidrBlock', ipv6, details));
}

function associationSet(
  block: 'cidrBlock' | 'ipv6CidrBlock',
  associations: readonly BlockAssociation[],
  details: readonly (readonly XmlElement[])[] = [],
): XmlElement {
  const items = associations.map(({ associationId, cidr, state }, index) =>
    element('item', [
      element('associationId', associationId),
      element(block, cidr),
      element(`${block}State`, [element('state', state)]),
      ...(details[index] ?? []),
    ]),
  );
  return element(`${block}AssociationSet`, items);
}

function layOver(answer: AwsAnswer, member: string, truth: JsonObject): AwsAnswer {
  if (answer.status !== 200) return answer;
  const body: unknown = JSON.parse(answer.body);
  if (!isJsonObject(body)) return answer;
  return { ...answer, body: JSON.stringify({ ...body, [member]: laidOver(body[member], truth) }) };
}

function withIpv6Addresses(answer: AwsAnswer, addresses: ReadonlyMap<string, string>): AwsAnswer {
  const body: unknown = answer.status === 200 ? JSON.parse(answer.body) : undefined;
  if (!isJsonObject(body) || !Array.isArray(body['MountTargets'])) return answer;
  const targets = body['MountTargets'].filter(isJsonObject).map((target) => {
    const Ipv6Address = addresses.get(String(target['MountTargetId']));
    return Ipv6Address === undefined ? target : { ...target, Ipv6Address };
  });
  return { ...answer, body: JSON.stringify({ ...body, MountTargets: targets }) };
}
