import type { AwsAction } from '../world/scenario.ts';
import { awsActions } from '../world/scenario.ts';

/** A request as it came in, and what it asks for. */
export interface AwsRequest {
  readonly method: string;
  /** Path and query. */
  readonly target: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  readonly service: 'ec2' | 'eks' | 'other';
  /** Undefined for what the product never asks. */
  readonly action?: AwsAction;
  /** EC2: the form fields without Action and Version. EKS: path and query parameters by their API names. */
  readonly parameters: Readonly<Record<string, string>>;
}

export interface AwsAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

export type RawRequest = Pick<AwsRequest, 'method' | 'target' | 'headers' | 'body'>;

/** Both services stand behind one address; the signature's credential scope says which one is meant. */
const credentialScope = /Credential=[^/]+\/[^/]+\/[^/]+\/([^/]+)\/aws4_request/;

const eksPaths: readonly { action: AwsAction; path: RegExp; names: readonly string[] }[] = [
  { action: 'eks:DescribeCluster', path: /^\/clusters\/([^/]+)$/, names: ['name'] },
  { action: 'eks:ListNodegroups', path: /^\/clusters\/([^/]+)\/node-groups$/, names: ['clusterName'] },
  {
    action: 'eks:DescribeNodegroup',
    path: /^\/clusters\/([^/]+)\/node-groups\/([^/]+)$/,
    names: ['clusterName', 'nodegroupName'],
  },
  { action: 'eks:ListFargateProfiles', path: /^\/clusters\/([^/]+)\/fargate-profiles$/, names: ['clusterName'] },
  {
    action: 'eks:DescribeFargateProfile',
    path: /^\/clusters\/([^/]+)\/fargate-profiles\/([^/]+)$/,
    names: ['clusterName', 'fargateProfileName'],
  },
];

export function readAwsRequest(raw: RawRequest): AwsRequest {
  const service = credentialScope.exec(raw.headers['authorization'] ?? '')?.[1];
  if (service === 'ec2') return readEc2(raw);
  if (service === 'eks') return readEks(raw);
  return { ...raw, service: 'other', parameters: {} };
}

function readEc2(raw: RawRequest): AwsRequest {
  const { Action: name = '', Version: _version, ...parameters } = Object.fromEntries(new URLSearchParams(raw.body));
  const action = awsActions.find((known) => known === `ec2:${name}`);
  return { ...raw, service: 'ec2', parameters, ...(action ? { action } : {}) };
}

function readEks(raw: RawRequest): AwsRequest {
  const url = new URL(raw.target, 'http://eks');
  const query = Object.fromEntries(url.searchParams);
  if (raw.method !== 'GET') return { ...raw, service: 'eks', parameters: query };
  for (const { action, path, names } of eksPaths) {
    const match = path.exec(url.pathname);
    if (match === null) continue;
    const named = names.map((name, index) => [name, decodeURIComponent(match[index + 1] ?? '')]);
    return { ...raw, service: 'eks', action, parameters: { ...Object.fromEntries(named), ...query } };
  }
  return { ...raw, service: 'eks', parameters: query };
}
