import type { SectionName } from './snapshot.ts';

/** What the number of AWS calls grows with. */
export type Quantity = 'subnets' | 'nodeGroups' | 'fargateProfiles' | 'instanceTypes';

/** One AWS action a section needs, and how often: once, once a page, or once an item. */
export interface AwsRead {
  readonly action: string;
  readonly calls: 'once' | { readonly pagesOf: Quantity; readonly pageSize: number } | { readonly each: Quantity };
}

/** One kind a section watches. `list` is the fallback where the API server cannot stream a list. */
export interface KubernetesRead {
  readonly apiGroup: string;
  readonly version: string;
  readonly resource: string;
  readonly namespace?: string;
  readonly resourceName?: string;
}

/** How a section is read, how often, and how long an answer counts. The permission pages are generated from this. */
export interface SectionDeclaration {
  readonly title: string;
  readonly aws: readonly AwsRead[];
  readonly kubernetes: readonly KubernetesRead[];
  /** `fast`: polled every few seconds to a minute; `slow`: every ten minutes; `constant`: once a day; `watch`: streamed. */
  readonly pace: 'fast' | 'slow' | 'constant' | 'watch';
}

const core = (resource: string): KubernetesRead => ({ apiGroup: '', version: 'v1', resource });

export const sectionTable: { readonly [K in SectionName]: SectionDeclaration } = {
  cluster: {
    title: 'EKS cluster',
    aws: [{ action: 'eks:DescribeCluster', calls: 'once' }],
    kubernetes: [],
    pace: 'slow',
  },
  vpc: { title: 'VPC', aws: [{ action: 'ec2:DescribeVpcs', calls: 'once' }], kubernetes: [], pace: 'slow' },
  subnets: {
    title: 'subnets',
    aws: [{ action: 'ec2:DescribeSubnets', calls: { pagesOf: 'subnets', pageSize: 500 } }],
    kubernetes: [],
    pace: 'fast',
  },
  nodeGroups: {
    title: 'managed node groups',
    aws: [
      { action: 'eks:ListNodegroups', calls: { pagesOf: 'nodeGroups', pageSize: 100 } },
      { action: 'eks:DescribeNodegroup', calls: { each: 'nodeGroups' } },
    ],
    kubernetes: [],
    pace: 'slow',
  },
  fargateProfiles: {
    title: 'Fargate profiles',
    aws: [
      { action: 'eks:ListFargateProfiles', calls: { pagesOf: 'fargateProfiles', pageSize: 100 } },
      { action: 'eks:DescribeFargateProfile', calls: { each: 'fargateProfiles' } },
    ],
    kubernetes: [],
    pace: 'slow',
  },
  instanceTypes: {
    title: 'instance types',
    aws: [{ action: 'ec2:DescribeInstanceTypes', calls: { pagesOf: 'instanceTypes', pageSize: 100 } }],
    kubernetes: [],
    pace: 'constant',
  },
  nodes: { title: 'nodes', aws: [], kubernetes: [core('nodes')], pace: 'watch' },
  pods: { title: 'pods', aws: [], kubernetes: [core('pods')], pace: 'watch' },
  vpcCni: {
    title: 'VPC CNI',
    aws: [],
    kubernetes: [
      { apiGroup: 'apps', version: 'v1', resource: 'daemonsets', namespace: 'kube-system' },
      { ...core('configmaps'), namespace: 'kube-system', resourceName: 'amazon-vpc-cni' },
    ],
    pace: 'watch',
  },
  loadBalancerControllers: {
    title: 'load balancer controller',
    aws: [],
    kubernetes: [{ apiGroup: 'apps', version: 'v1', resource: 'deployments' }],
    pace: 'watch',
  },
  loadBalancerUses: {
    title: 'Services, Ingresses and IngressClasses',
    aws: [],
    kubernetes: [
      core('services'),
      { apiGroup: 'networking.k8s.io', version: 'v1', resource: 'ingresses' },
      { apiGroup: 'networking.k8s.io', version: 'v1', resource: 'ingressclasses' },
    ],
    pace: 'watch',
  },
  self: {
    title: 'what the cluster says about itself',
    aws: [],
    kubernetes: [
      core('nodes'),
      { apiGroup: 'apps', version: 'v1', resource: 'daemonsets', namespace: 'kube-system' },
      { apiGroup: 'apps', version: 'v1', resource: 'deployments' },
    ],
    pace: 'watch',
  },
};

export const sectionNames = Object.keys(sectionTable) as readonly SectionName[];

/** AWS calls of one assessment from nothing, by action. Independent of the number of nodes, pods and resources. */
export function coldCalls(quantities: Readonly<Record<Quantity, number>>): ReadonlyMap<string, number> {
  const reads = Object.values(sectionTable).flatMap((section) => section.aws);
  return new Map(reads.map((read) => [read.action, callsOf(read, quantities)]));
}

function callsOf({ action, calls }: AwsRead, quantities: Readonly<Record<Quantity, number>>): number {
  if (calls === 'once') return 1;
  if ('each' in calls) return quantities[calls.each];
  const pages = Math.ceil(quantities[calls.pagesOf] / calls.pageSize);
  // Asking for no type by name would list every type there is, so nothing is asked when there are none.
  return action === 'ec2:DescribeInstanceTypes' ? pages : Math.max(1, pages);
}
