import { ec2Error } from './aws-errors.ts';
import { awsActions } from '../world/scenario.ts';
import type { AwsAnswer, AwsRequest } from './aws-request.ts';
import { changeChild, element, parseXml, withChild, writeXml } from './xml.ts';

interface PagedSet {
  readonly set: string;
  readonly largestPage: number;
}

/** "MaxResults" on the page of each action in the Amazon EC2 API Reference; the smallest page is 5 for all of them. */
const pagedSets: Readonly<Record<string, PagedSet>> = {
  'ec2:DescribeEgressOnlyInternetGateways': { set: 'egressOnlyInternetGatewaySet', largestPage: 255 },
  'ec2:DescribeInstanceTypes': { set: 'instanceTypeSet', largestPage: 100 },
  'ec2:DescribeInstances': { set: 'reservationSet', largestPage: 1_000 },
  'ec2:DescribeInternetGateways': { set: 'internetGatewaySet', largestPage: 1_000 },
  'ec2:DescribeManagedPrefixLists': { set: 'prefixListSet', largestPage: 100 },
  'ec2:DescribeNatGateways': { set: 'natGatewaySet', largestPage: 1_000 },
  'ec2:DescribeNetworkAcls': { set: 'networkAclSet', largestPage: 1_000 },
  'ec2:DescribeNetworkInterfaces': { set: 'networkInterfaceSet', largestPage: 1_000 },
  'ec2:DescribeRouteTables': { set: 'routeTableSet', largestPage: 100 },
  'ec2:DescribeSecurityGroups': { set: 'securityGroupInfo', largestPage: 1_000 },
  'ec2:DescribeSubnets': { set: 'subnetSet', largestPage: 1_000 },
  'ec2:DescribeVpcEndpointServices': { set: 'serviceDetailSet', largestPage: 1_000 },
  'ec2:DescribeVpcEndpoints': { set: 'vpcEndpointSet', largestPage: 1_000 },
  'ec2:DescribeVpcPeeringConnections': { set: 'vpcPeeringConnectionSet', largestPage: 1_000 },
  'ec2:DescribeVpcs': { set: 'vpcSet', largestPage: 1_000 },
  'ec2:GetManagedPrefixListEntries': { set: 'entrySet', largestPage: 100 },
};
const smallestPage = 5;

export const pagedActions = awsActions.filter((action) => pagedSets[action] !== undefined);

/** moto answers these actions whole; AWS in pages ("Pagination in the Amazon EC2 API", Amazon EC2 Developer Guide). */
export function pageEc2Answer(request: AwsRequest, answer: AwsAnswer, pageSize?: number): AwsAnswer {
  const paged = pagedSets[request.action ?? ''];
  if (paged === undefined || answer.status !== 200) return answer;
  const asked = request.parameters['MaxResults'];
  if (asked !== undefined && !(Number(asked) >= smallestPage && Number(asked) <= paged.largestPage)) {
    return ec2Error(400, 'InvalidParameterValue', `Value ( ${asked} ) for parameter maxResults is invalid.`);
  }
  const start = readToken(request);
  if (start === undefined) return ec2Error(400, 'InvalidNextToken', 'The token is not valid.');

  const end = start + Math.min(Number(asked ?? paged.largestPage), pageSize ?? paged.largestPage);
  const document = parseXml(answer.body);
  const all = document.children.find(({ name }) => name === paged.set)?.children ?? [];
  const page = changeChild(document, paged.set, (set) => ({ ...set, children: all.slice(start, end) }));
  const withToken = end < all.length ? withChild(page, element('nextToken', writeToken(request, end))) : page;
  return { ...answer, body: writeXml(withToken) };
}

/** A token belongs to its action: another one's is refused, and what is inside is nobody's business. */
function writeToken(request: AwsRequest, position: number): string {
  return Buffer.from(`${request.action}#${position}`).toString('base64url');
}

function readToken(request: AwsRequest): number | undefined {
  const token = request.parameters['NextToken'];
  return token === undefined ? 0 : positionIn(token, request);
}

function positionIn(token: string, request: AwsRequest): number | undefined {
  const [action, position] = Buffer.from(token, 'base64url').toString().split('#');
  return action === request.action && position !== undefined && /^\d+$/.test(position) ? Number(position) : undefined;
}

/** A page of what moto does not list at all; undefined: the token is none of ours. */
export function pageOfList<Item>(
  request: AwsRequest,
  all: readonly Item[],
  pageSize = 100,
): { readonly items: readonly Item[]; readonly nextToken?: string } | undefined {
  const { nextToken, maxResults } = request.parameters;
  const start = nextToken === undefined ? 0 : positionIn(nextToken, request);
  if (start === undefined) return undefined;
  const end = start + Math.min(Number(maxResults ?? pageSize), pageSize);
  return { items: all.slice(start, end), ...(end < all.length ? { nextToken: writeToken(request, end) } : {}) };
}

/** moto pages these itself, with tokens of its own, and fails on every filter of the second: both are asked for whole. */
const askedWholeFields: Readonly<Record<string, RegExp>> = {
  'ec2:DescribeInstances': /^NextToken$/,
  'ec2:DescribeVpcEndpointServices': /^(NextToken|Filter\.)/,
};

export function askedWhole(request: AwsRequest): AwsRequest {
  const dropped = askedWholeFields[request.action ?? ''];
  if (dropped === undefined) return request;
  const kept = [...new URLSearchParams(request.body)].filter(([name]) => !dropped.test(name));
  const form = new URLSearchParams(kept);
  form.set('MaxResults', '1000');
  return { ...request, body: form.toString() };
}

/** moto pages EKS lists itself; this only makes its pages smaller. */
export function withSmallerPages(request: AwsRequest, pageSize?: number): AwsRequest {
  if (pageSize === undefined || !request.action?.startsWith('eks:List')) return request;
  const url = new URL(request.target, 'http://eks');
  const asked = Number(url.searchParams.get('maxResults') ?? pageSize);
  url.searchParams.set('maxResults', String(Math.min(asked, pageSize)));
  return { ...request, target: `${url.pathname}${url.search}` };
}

export function fromFirstPage(request: AwsRequest): AwsRequest {
  const { NextToken: _ec2Token, nextToken: _eksToken, ...parameters } = request.parameters;
  const url = new URL(request.target, 'http://aws');
  url.searchParams.delete('nextToken');
  return { ...request, parameters, target: `${url.pathname}${url.search}` };
}
