import type { AwsAction } from '../world/scenario.ts';
import { awsActions } from '../world/scenario.ts';

/** A request as it came in, and what it asks for. */
export interface AwsRequest {
  readonly method: string;
  /** Path and query. */
  readonly target: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  readonly service: Service;
  /** Undefined for what the product never asks. */
  readonly action?: AwsAction;
  /** Query protocols: the form fields without Action and Version. REST: path and query parameters by their API names. */
  readonly parameters: Readonly<Record<string, string>>;
}

/** As the signature's credential scope names them. */
const services = ['ec2', 'eks', 'elasticfilesystem', 'elasticloadbalancing', 'iam'] as const;

export type Service = (typeof services)[number] | 'other';

export interface AwsAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

export type RawRequest = Pick<AwsRequest, 'method' | 'target' | 'headers' | 'body'>;

/** All services stand behind one address; the signature's credential scope says which one is meant. */
const credentialScope = /Credential=[^/]+\/[^/]+\/[^/]+\/([^/]+)\/aws4_request/;

const restPaths: readonly { action: AwsAction; path: RegExp; names: readonly string[] }[] = [
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
  { action: 'eks:ListAddons', path: /^\/clusters\/([^/]+)\/addons$/, names: ['clusterName'] },
  { action: 'eks:DescribeAddon', path: /^\/clusters\/([^/]+)\/addons\/([^/]+)$/, names: ['clusterName', 'addonName'] },
  { action: 'eks:DescribeAddonVersions', path: /^\/addons\/supported-versions$/, names: [] },
  {
    action: 'eks:ListPodIdentityAssociations',
    path: /^\/clusters\/([^/]+)\/pod-identity-associations$/,
    names: ['clusterName'],
  },
  {
    action: 'eks:DescribePodIdentityAssociation',
    path: /^\/clusters\/([^/]+)\/pod-identity-associations\/([^/]+)$/,
    names: ['clusterName', 'associationId'],
  },
  { action: 'elasticfilesystem:DescribeMountTargets', path: /^\/2015-02-01\/mount-targets$/, names: [] },
  {
    action: 'elasticfilesystem:DescribeMountTargetSecurityGroups',
    path: /^\/2015-02-01\/mount-targets\/([^/]+)\/security-groups$/,
    names: ['MountTargetId'],
  },
];

export function readAwsRequest(raw: RawRequest): AwsRequest {
  const scope = credentialScope.exec(raw.headers['authorization'] ?? '')?.[1];
  const service = services.find((known) => known === scope) ?? 'other';
  switch (service) {
    case 'ec2':
    case 'elasticloadbalancing':
    case 'iam':
      return readQuery(raw, service);
    case 'eks':
    case 'elasticfilesystem':
      return readRest(raw, service);
    case 'other':
      return { ...raw, service, parameters: {} };
    default:
      return service satisfies never;
  }
}

function readQuery(raw: RawRequest, service: Service): AwsRequest {
  const { Action: name = '', Version: _version, ...parameters } = Object.fromEntries(new URLSearchParams(raw.body));
  const action = awsActions.find((known) => known === `${service}:${name}`);
  return { ...raw, service, parameters, ...(action ? { action } : {}) };
}

function readRest(raw: RawRequest, service: Service): AwsRequest {
  const url = new URL(raw.target, 'http://aws');
  const query = Object.fromEntries(url.searchParams);
  if (raw.method !== 'GET') return { ...raw, service, parameters: query };
  for (const { action, path, names } of restPaths) {
    const match = action.startsWith(service) ? path.exec(url.pathname) : null;
    if (match === null) continue;
    const named = names.map((name, index) => [name, decodeURIComponent(match[index + 1] ?? '')]);
    return { ...raw, service, action, parameters: { ...Object.fromEntries(named), ...query } };
  }
  return { ...raw, service, parameters: query };
}
