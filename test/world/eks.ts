import { awsId } from './build-aws.ts';
import type { Page, PageFaults } from './aws-paging.ts';
import { pageOf } from './aws-paging.ts';
import type { AwsTruth } from './aws-truth.ts';
import { addonMembers, associationIdOf, associationMembers, associationSummary, offeredAddons } from './eks-addons.ts';
import type { AwsAction, WorldCluster, WorldFargateProfile, WorldNodeGroup } from './scenario.ts';

/** A refusal in EKS's words. */
export class EksError extends Error {
  readonly status: number;
  readonly code: string;

  constructor(status: number, code: string, message: string) {
    super(message);
    this.status = status;
    this.code = code;
  }
}

type EksAction = Extract<AwsAction, `eks:${string}`>;

export interface EksRequest {
  readonly action: EksAction;
  /** Names from the path and the query, as the API names them. */
  readonly parameters: Readonly<Record<string, string>>;
}

const routes: readonly (readonly [RegExp, EksAction, string])[] = [
  [/^\/clusters\/([^/]+)$/, 'eks:DescribeCluster', ''],
  [/^\/clusters\/([^/]+)\/node-groups$/, 'eks:ListNodegroups', ''],
  [/^\/clusters\/([^/]+)\/node-groups\/([^/]+)$/, 'eks:DescribeNodegroup', 'nodegroupName'],
  [/^\/clusters\/([^/]+)\/fargate-profiles$/, 'eks:ListFargateProfiles', ''],
  [/^\/clusters\/([^/]+)\/fargate-profiles\/([^/]+)$/, 'eks:DescribeFargateProfile', 'fargateProfileName'],
  [/^\/clusters\/([^/]+)\/addons$/, 'eks:ListAddons', ''],
  [/^\/clusters\/([^/]+)\/addons\/([^/]+)$/, 'eks:DescribeAddon', 'addonName'],
  [/^\/clusters\/([^/]+)\/pod-identity-associations$/, 'eks:ListPodIdentityAssociations', ''],
  [/^\/clusters\/([^/]+)\/pod-identity-associations\/([^/]+)$/, 'eks:DescribePodIdentityAssociation', 'associationId'],
];

/** Beside the page and its size, which all lists have. */
const filters: { readonly [A in EksAction]?: readonly string[] } = {
  'eks:DescribeAddonVersions': ['kubernetesVersion', 'types', 'owners', 'addonName'],
  'eks:ListPodIdentityAssociations': ['namespace', 'serviceAccount'],
};

export function parseEks(method: string, url: URL): EksRequest {
  if (method === 'GET' && url.pathname === '/addons/supported-versions') {
    const action = 'eks:DescribeAddonVersions';
    return { action, parameters: readQuery(url, action) };
  }
  for (const [path, action, secondName] of routes) {
    const match = method === 'GET' ? url.pathname.match(path) : null;
    if (match?.[1] === undefined) continue;
    const clusterKey = action === 'eks:DescribeCluster' ? 'name' : 'clusterName';
    const second = match[2] === undefined ? {} : { [secondName]: decodeURIComponent(match[2]) };
    const parameters = { [clusterKey]: decodeURIComponent(match[1]), ...second, ...readQuery(url, action) };
    return { action, parameters };
  }
  throw new EksError(404, 'UnknownOperationException', `${method} ${url.pathname} is no operation of this service`);
}

/** Members of the answer, or an EksError. */
export function answerEks(request: EksRequest, truth: AwsTruth, faults: PageFaults): Record<string, unknown> {
  const { parameters } = request;
  const clusterName = parameters['clusterName'] ?? parameters['name'];
  if (request.action !== 'eks:DescribeAddonVersions' && clusterName !== truth.cluster.name) {
    throw new EksError(404, 'ResourceNotFoundException', `No cluster found for name: ${clusterName}.`);
  }
  return answers[request.action](request, truth, faults);
}

type EksAnswer = (request: EksRequest, truth: AwsTruth, faults: PageFaults) => Record<string, unknown>;

const answers: Readonly<Record<EksAction, EksAnswer>> = {
  'eks:DescribeAddon': ({ parameters: { addonName } }, truth) => {
    const addon = truth.addons.find(({ name }) => name === addonName);
    if (addon !== undefined) return { addon: addonMembers(addon, truth) };
    throw notFound(`No addon: ${addonName} found in cluster: ${truth.cluster.name}`);
  },
  'eks:DescribeAddonVersions': (request, _, faults) => {
    const page = listPage(request, offeredAddons(request.parameters['kubernetesVersion'] ?? ''), faults);
    return { addons: page.items, nextToken: page.nextToken ?? null };
  },
  'eks:DescribePodIdentityAssociation': ({ parameters: { associationId } }, truth) => {
    const found = truth.podIdentityAssociations.find((each) => associationIdOf(each) === associationId);
    if (found !== undefined) return { association: associationMembers(found, truth) };
    throw notFound(`No association found with ID: ${associationId}.`);
  },
  'eks:ListAddons': (request, truth, faults) => {
    const names = truth.addons.map(({ name }) => name);
    const page = listPage(request, names, faults);
    return { addons: page.items, nextToken: page.nextToken ?? null };
  },
  'eks:ListPodIdentityAssociations': (request, truth, faults) => {
    const { namespace, serviceAccount } = request.parameters;
    const found = truth.podIdentityAssociations.filter(
      (each) =>
        (namespace === undefined || each.namespace === namespace) &&
        (serviceAccount === undefined || each.serviceAccount === serviceAccount),
    );
    const page = listPage(request, found, faults);
    return {
      associations: page.items.map((each) => associationSummary(each, truth)),
      nextToken: page.nextToken ?? null,
    };
  },
  'eks:DescribeCluster': (_, truth) => ({ cluster: clusterMembers(truth.cluster, truth) }),
  'eks:DescribeFargateProfile': ({ parameters: { fargateProfileName } }, truth) => {
    const profile = truth.fargateProfiles.get(fargateProfileName ?? '');
    if (profile !== undefined) return { fargateProfile: fargateProfileMembers(profile, truth) };
    throw notFound(`No Fargate Profile found with name: ${fargateProfileName}.`);
  },
  'eks:DescribeNodegroup': ({ parameters: { nodegroupName } }, truth) => {
    const group = truth.nodeGroups.get(nodegroupName ?? '');
    if (group !== undefined) return { nodegroup: nodeGroupMembers(group, truth) };
    throw notFound(`No node group found for name: ${nodegroupName}.`);
  },
  'eks:ListFargateProfiles': (request, truth, faults) => {
    const page = listPage(request, [...truth.fargateProfiles.keys()], faults);
    return { fargateProfileNames: page.items, nextToken: page.nextToken ?? null };
  },
  'eks:ListNodegroups': (request, truth, faults) => {
    const page = listPage(request, [...truth.nodeGroups.keys()], faults);
    return { nodegroups: page.items, nextToken: page.nextToken ?? null };
  },
};

function readQuery(url: URL, action: EksAction): Record<string, string> {
  const query = Object.fromEntries(url.searchParams);
  const own = filters[action] ?? [];
  const allowed = action.startsWith('eks:List') || own.length > 0 ? ['maxResults', 'nextToken', ...own] : [];
  const unknown = Object.keys(query).find((name) => !allowed.includes(name));
  if (unknown === undefined) return query;
  throw new EksError(400, 'InvalidParameterException', `Unknown parameter: ${unknown}`);
}

function listPage<Item>(request: EksRequest, items: readonly Item[], faults: PageFaults): Page<Item> {
  const { maxResults, nextToken: token, ...rest } = request.parameters;
  const size = Number(maxResults ?? 100);
  if (!Number.isInteger(size) || size < 1 || size > 100) {
    throw new EksError(400, 'InvalidParameterException', `maxResults is ${maxResults}; it must be from 1 to 100`);
  }
  const page = pageOf(items, { token, size, query: `${request.action}?${JSON.stringify(rest)}` }, faults);
  if (page === undefined) throw new EksError(400, 'InvalidParameterException', 'The nextToken is not valid');
  return page;
}

function clusterMembers(cluster: WorldCluster, truth: AwsTruth): Record<string, unknown> {
  return {
    name: cluster.name,
    arn: arn(truth, `cluster/${cluster.name}`),
    createdAt: epochSeconds(cluster.createdAt),
    version: cluster.version,
    platformVersion: cluster.platformVersion,
    status: cluster.status,
    endpoint: cluster.endpoint,
    roleArn: `arn:aws:iam::${truth.accountId}:role/${cluster.name}-cluster`,
    resourcesVpcConfig: {
      subnetIds: cluster.subnetIds,
      securityGroupIds: cluster.securityGroupIds ?? [],
      clusterSecurityGroupId: cluster.clusterSecurityGroupId,
      vpcId: truth.vpc.id,
      ...endpointAccessMembers(cluster),
    },
    kubernetesNetworkConfig: {
      serviceIpv4Cidr: cluster.serviceIpv4Cidr ?? null,
      serviceIpv6Cidr: cluster.serviceIpv6Cidr ?? null,
      ipFamily: cluster.ipFamily,
      elasticLoadBalancing: { enabled: cluster.autoMode },
    },
    identity: { oidc: { issuer: cluster.oidcIssuer } },
    accessConfig: { authenticationMode: 'API_AND_CONFIG_MAP' },
    computeConfig: { enabled: cluster.autoMode, nodePools: cluster.autoMode ? ['general-purpose', 'system'] : [] },
    health: { issues: cluster.healthIssues },
    deletionProtection: false,
    tags: cluster.tags,
  };
}

/** By default open to everybody of the families that the endpoint has, and with a way out that EKS manages. */
export function endpointAccessMembers({ endpoint, endpointAccess, egressMode = 'AWS_MANAGED' }: WorldCluster) {
  const everybody = endpoint.includes('.eks-cluster.') ? ['0.0.0.0/0', '::/0'] : ['0.0.0.0/0'];
  return {
    endpointPublicAccess: endpointAccess?.public ?? true,
    endpointPrivateAccess: endpointAccess?.private ?? true,
    publicAccessCidrs: endpointAccess?.cidrs ?? everybody,
    controlPlaneEgressMode: egressMode,
  };
}

function nodeGroupMembers(group: WorldNodeGroup, truth: AwsTruth): Record<string, unknown> {
  const path = `${truth.cluster.name}/${group.name}`;
  return {
    nodegroupName: group.name,
    nodegroupArn: arn(truth, `nodegroup/${path}/${awsId('ng', path).slice(3)}`),
    clusterName: truth.cluster.name,
    version: truth.cluster.version,
    releaseVersion: `${truth.cluster.version}.1-20251027`,
    createdAt: epochSeconds(truth.cluster.createdAt),
    modifiedAt: epochSeconds(truth.cluster.createdAt),
    status: group.status,
    capacityType: group.capacityType,
    scalingConfig: group.scaling,
    instanceTypes: group.instanceTypes,
    subnets: group.subnetIds,
    amiType: group.amiType,
    nodeRole: `arn:aws:iam::${truth.accountId}:role/${truth.cluster.name}-node`,
    labels: group.labels,
    resources: { autoScalingGroups: [{ name: `eks-${group.name}-${awsId('asg', path).slice(4)}` }] },
    diskSize: group.launchTemplate === undefined ? 20 : null,
    health: { issues: group.healthIssues },
    updateConfig: group.update,
    launchTemplate: group.launchTemplate ?? null,
    tags: {},
  };
}

function fargateProfileMembers(profile: WorldFargateProfile, truth: AwsTruth): Record<string, unknown> {
  const path = `${truth.cluster.name}/${profile.name}`;
  return {
    fargateProfileName: profile.name,
    fargateProfileArn: arn(truth, `fargateprofile/${path}/${awsId('fp', path).slice(3)}`),
    clusterName: truth.cluster.name,
    createdAt: epochSeconds(truth.cluster.createdAt),
    podExecutionRoleArn: `arn:aws:iam::${truth.accountId}:role/${truth.cluster.name}-fargate`,
    subnets: profile.subnetIds,
    selectors: profile.selectors,
    status: profile.status,
    tags: {},
    health: { issues: profile.healthIssues },
  };
}

function arn(truth: AwsTruth, resource: string): string {
  return `arn:aws:eks:${truth.region}:${truth.accountId}:${resource}`;
}

function epochSeconds(time: string): number {
  return Date.parse(time) / 1_000;
}

function notFound(message: string): EksError {
  return new EksError(404, 'ResourceNotFoundException', message);
}
