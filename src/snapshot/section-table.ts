import type { OptionalRead } from './policy.ts';
import type { SectionName } from './snapshot.ts';

/** What the number of AWS calls grows with. */
export type Quantity =
  | 'subnets'
  | 'nodeGroups'
  | 'fileSystems'
  | 'loadBalancers'
  | 'mountTargets'
  | 'mountTargetGroups'
  | 'fargateProfiles'
  | 'instanceTypes'
  | 'instances'
  | 'launchTemplates'
  | 'networkInterfaces'
  | 'usedSubnets'
  | 'routeTables'
  | 'pagesOfRoutedPrefixLists'
  | 'egressOnlyInternetGateways'
  | 'natGateways'
  | 'blockPublicAccessExclusions'
  | 'vpcEndpoints'
  | 'endpointServices'
  | 'vpcPeerings'
  | 'networkAcls'
  | 'securityGroups'
  | 'prefixLists'
  | 'addons'
  | 'networkingAddons'
  | 'cniAssociations'
  | 'instanceProfiles'
  | 'cniRoles';

/** One AWS action a section needs, and how often: once, twice, once a page, or once or twice an item. */
export interface AwsRead {
  readonly action: string;
  readonly calls:
    | 'once'
    | 'twice'
    | { readonly pagesOf: Quantity; readonly pageSize: number }
    | { readonly each: Quantity; readonly times?: 2 };
}

/** One kind a section watches. `list` is the fallback where the API server cannot stream a list. */
export interface KubernetesRead {
  readonly apiGroup: string;
  readonly version: string;
  readonly resource: string;
  readonly namespace?: string;
  readonly resourceName?: string;
  /** A kind that may not be installed; where it is not, there is nothing of it. */
  readonly optional?: true;
}

/** How a section is read, how often, and how long an answer counts. The permission pages are generated from this. */
export interface SectionDeclaration {
  readonly title: string;
  readonly aws: readonly AwsRead[];
  readonly kubernetes: readonly KubernetesRead[];
  /** `fast`: polled every few seconds to a minute; `slow`: every ten minutes; `constant`: once a day; `watch`: streamed. */
  readonly pace: 'fast' | 'slow' | 'constant' | 'watch';
  /** Read only where somebody asks for it in `spec.optionalReads`. */
  readonly feature?: OptionalRead;
}

const apps = (resource: string): KubernetesRead => ({ apiGroup: 'apps', version: 'v1', resource });
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
    aws: [{ action: 'ec2:DescribeSubnets', calls: { pagesOf: 'subnets', pageSize: 1_000 } }],
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
  vpcDns: {
    title: 'DNS attributes of the VPC',
    aws: [{ action: 'ec2:DescribeVpcAttribute', calls: 'twice' }],
    kubernetes: [],
    pace: 'slow',
  },
  routeTables: {
    title: 'route tables',
    aws: [{ action: 'ec2:DescribeRouteTables', calls: { pagesOf: 'routeTables', pageSize: 100 } }],
    kubernetes: [],
    pace: 'slow',
  },
  routedPrefixLists: {
    title: 'prefix lists in routes',
    aws: [{ action: 'ec2:GetManagedPrefixListEntries', calls: { each: 'pagesOfRoutedPrefixLists' } }],
    kubernetes: [],
    pace: 'slow',
  },
  internetGateways: {
    title: 'internet gateways',
    aws: [{ action: 'ec2:DescribeInternetGateways', calls: 'once' }],
    kubernetes: [],
    pace: 'slow',
  },
  egressOnlyInternetGateways: {
    title: 'egress-only internet gateways',
    aws: [
      {
        action: 'ec2:DescribeEgressOnlyInternetGateways',
        calls: { pagesOf: 'egressOnlyInternetGateways', pageSize: 255 },
      },
    ],
    kubernetes: [],
    pace: 'slow',
  },
  natGateways: {
    title: 'NAT gateways',
    aws: [{ action: 'ec2:DescribeNatGateways', calls: { pagesOf: 'natGateways', pageSize: 1_000 } }],
    kubernetes: [],
    pace: 'slow',
  },
  blockPublicAccess: {
    title: 'VPC block public access',
    aws: [
      { action: 'ec2:DescribeVpcBlockPublicAccessOptions', calls: 'once' },
      {
        action: 'ec2:DescribeVpcBlockPublicAccessExclusions',
        calls: { pagesOf: 'blockPublicAccessExclusions', pageSize: 1_000 },
      },
    ],
    kubernetes: [],
    pace: 'slow',
  },
  vpcEndpoints: {
    title: 'VPC endpoints',
    aws: [{ action: 'ec2:DescribeVpcEndpoints', calls: { pagesOf: 'vpcEndpoints', pageSize: 1_000 } }],
    kubernetes: [],
    pace: 'slow',
  },
  endpointServices: {
    title: 'endpoint services',
    aws: [{ action: 'ec2:DescribeVpcEndpointServices', calls: { pagesOf: 'endpointServices', pageSize: 200 } }],
    kubernetes: [],
    pace: 'constant',
  },
  vpcPeerings: {
    title: 'VPC peering connections',
    aws: [{ action: 'ec2:DescribeVpcPeeringConnections', calls: { pagesOf: 'vpcPeerings', pageSize: 1_000 } }],
    kubernetes: [],
    pace: 'slow',
  },
  networkAcls: {
    title: 'network ACLs',
    aws: [{ action: 'ec2:DescribeNetworkAcls', calls: { pagesOf: 'networkAcls', pageSize: 200 } }],
    kubernetes: [],
    pace: 'slow',
  },
  securityGroups: {
    title: 'security groups',
    aws: [{ action: 'ec2:DescribeSecurityGroups', calls: { pagesOf: 'securityGroups', pageSize: 200 } }],
    kubernetes: [],
    pace: 'slow',
  },
  prefixLists: {
    title: 'prefix lists',
    aws: [{ action: 'ec2:DescribeManagedPrefixLists', calls: { pagesOf: 'prefixLists', pageSize: 100 } }],
    kubernetes: [],
    pace: 'slow',
  },
  instances: {
    title: 'instances',
    aws: [{ action: 'ec2:DescribeInstances', calls: { pagesOf: 'instances', pageSize: 200 } }],
    kubernetes: [],
    pace: 'slow',
  },
  launchTemplates: {
    title: 'launch templates of node groups',
    aws: [{ action: 'ec2:DescribeLaunchTemplateVersions', calls: { each: 'launchTemplates' } }],
    kubernetes: [],
    pace: 'slow',
  },
  subnetUse: {
    title: 'network interfaces',
    aws: [{ action: 'ec2:DescribeNetworkInterfaces', calls: { pagesOf: 'networkInterfaces', pageSize: 1_000 } }],
    kubernetes: [],
    pace: 'slow',
  },
  subnetReservations: {
    title: 'reservations of subnets',
    aws: [{ action: 'ec2:GetSubnetCidrReservations', calls: { each: 'usedSubnets' } }],
    kubernetes: [],
    pace: 'slow',
  },
  nodes: { title: 'nodes', aws: [], kubernetes: [core('nodes')], pace: 'watch' },
  pods: { title: 'pods', aws: [], kubernetes: [core('pods')], pace: 'watch' },
  vpcCni: {
    title: 'VPC CNI',
    aws: [],
    kubernetes: [
      apps('daemonsets'),
      { ...core('configmaps'), namespace: 'kube-system', resourceName: 'amazon-vpc-cni' },
    ],
    pace: 'watch',
  },
  loadBalancerControllers: {
    title: 'load balancer controller',
    aws: [],
    kubernetes: [apps('deployments')],
    pace: 'watch',
  },
  loadBalancerServices: {
    title: 'Services of type LoadBalancer',
    aws: [],
    kubernetes: [core('services')],
    pace: 'watch',
  },
  ingresses: {
    title: 'Ingresses',
    aws: [],
    kubernetes: [{ apiGroup: 'networking.k8s.io', version: 'v1', resource: 'ingresses' }],
    pace: 'watch',
  },
  ingressClasses: {
    title: 'IngressClasses',
    aws: [],
    kubernetes: [{ apiGroup: 'networking.k8s.io', version: 'v1', resource: 'ingressclasses' }],
    pace: 'watch',
  },
  ingressClassParams: {
    title: 'IngressClassParams',
    aws: [],
    kubernetes: [
      { apiGroup: 'elbv2.k8s.aws', version: 'v1beta1', resource: 'ingressclassparams', optional: true },
      { apiGroup: 'eks.amazonaws.com', version: 'v1', resource: 'ingressclassparams', optional: true },
    ],
    pace: 'watch',
  },
  loadBalancerConfigurations: {
    title: 'LoadBalancerConfigurations of the Gateway API',
    aws: [],
    kubernetes: [
      { apiGroup: 'gateway.k8s.aws', version: 'v1beta1', resource: 'loadbalancerconfigurations', optional: true },
    ],
    pace: 'watch',
  },
  self: {
    title: 'what the cluster says about itself',
    aws: [],
    kubernetes: [core('nodes'), apps('daemonsets'), apps('deployments')],
    pace: 'watch',
  },
  nodePools: {
    title: 'NodePools of Karpenter and Auto Mode',
    aws: [],
    kubernetes: [{ apiGroup: 'karpenter.sh', version: 'v1', resource: 'nodepools', optional: true }],
    pace: 'watch',
  },
  nodeClasses: {
    title: 'node classes of Karpenter and Auto Mode',
    aws: [],
    kubernetes: [
      { apiGroup: 'karpenter.k8s.aws', version: 'v1', resource: 'ec2nodeclasses', optional: true },
      { apiGroup: 'eks.amazonaws.com', version: 'v1', resource: 'nodeclasses', optional: true },
    ],
    pace: 'watch',
  },
  tiedServices: {
    title: 'Services with IPv4 in what their author wrote',
    aws: [],
    kubernetes: [core('services')],
    pace: 'watch',
  },
  ipv4Literals: {
    title: 'workloads with IPv4 literals in arguments or environment',
    aws: [],
    kubernetes: [apps('daemonsets'), apps('deployments'), apps('statefulsets')],
    pace: 'watch',
  },
  metadataClients: {
    title: 'workloads that ask for the IPv6 metadata endpoint',
    aws: [],
    kubernetes: [apps('daemonsets'), apps('deployments'), apps('statefulsets')],
    pace: 'watch',
  },
  foreignEndpoints: {
    title: 'endpoints that are not made from a selector',
    aws: [],
    kubernetes: [{ apiGroup: 'discovery.k8s.io', version: 'v1', resource: 'endpointslices' }],
    pace: 'watch',
  },
  fileSystems: {
    title: 'file system drivers and their volumes',
    aws: [],
    kubernetes: [{ apiGroup: 'storage.k8s.io', version: 'v1', resource: 'csidrivers' }, core('persistentvolumes')],
    pace: 'watch',
  },
  networkWorkloads: {
    title: 'network add-ons',
    aws: [],
    kubernetes: [apps('daemonsets'), apps('deployments')],
    pace: 'watch',
  },
  loadBalancers: {
    title: 'load balancers of the cluster',
    aws: [
      { action: 'elasticloadbalancing:DescribeLoadBalancers', calls: { pagesOf: 'loadBalancers', pageSize: 400 } },
      { action: 'elasticloadbalancing:DescribeTags', calls: { pagesOf: 'loadBalancers', pageSize: 20 } },
    ],
    kubernetes: [],
    pace: 'slow',
    feature: 'LoadBalancers',
  },
  mountTargets: {
    title: 'mount targets of EFS',
    aws: [
      { action: 'elasticfilesystem:DescribeMountTargets', calls: { each: 'fileSystems' } },
      { action: 'elasticfilesystem:DescribeMountTargetSecurityGroups', calls: { each: 'mountTargets' } },
    ],
    kubernetes: [],
    pace: 'slow',
    feature: 'FileSystems',
  },
  mountTargetGroups: {
    title: 'security groups of mount targets',
    aws: [{ action: 'ec2:DescribeSecurityGroups', calls: { pagesOf: 'mountTargetGroups', pageSize: 200 } }],
    kubernetes: [],
    pace: 'slow',
    feature: 'FileSystems',
  },
  coreDns: {
    title: 'configuration of CoreDNS',
    aws: [],
    kubernetes: [{ ...core('configmaps'), namespace: 'kube-system', resourceName: 'coredns' }],
    pace: 'watch',
  },
  eniConfigs: {
    title: 'ENIConfigs of custom networking',
    aws: [],
    kubernetes: [{ apiGroup: 'crd.k8s.amazonaws.com', version: 'v1alpha1', resource: 'eniconfigs', optional: true }],
    pace: 'watch',
  },
  networkPolicies: {
    title: 'network policies',
    aws: [],
    kubernetes: [
      { apiGroup: 'networking.k8s.io', version: 'v1', resource: 'networkpolicies' },
      { apiGroup: 'networking.k8s.aws', version: 'v1alpha1', resource: 'clusternetworkpolicies', optional: true },
    ],
    pace: 'watch',
  },
  securityGroupPolicies: {
    title: 'SecurityGroupPolicies',
    aws: [],
    kubernetes: [
      { apiGroup: 'vpcresources.k8s.aws', version: 'v1beta1', resource: 'securitygrouppolicies', optional: true },
    ],
    pace: 'watch',
  },
  kubeProxy: {
    title: 'kube-proxy',
    aws: [],
    kubernetes: [
      apps('daemonsets'),
      { ...core('configmaps'), namespace: 'kube-system', resourceName: 'kube-proxy-config' },
    ],
    pace: 'watch',
  },
  addons: {
    title: 'EKS add-ons',
    aws: [
      { action: 'eks:ListAddons', calls: { pagesOf: 'addons', pageSize: 100 } },
      { action: 'eks:DescribeAddon', calls: { each: 'addons' } },
    ],
    kubernetes: [],
    pace: 'slow',
  },
  addonVersions: {
    title: 'versions of networking add-ons',
    aws: [{ action: 'eks:DescribeAddonVersions', calls: { pagesOf: 'networkingAddons', pageSize: 100 } }],
    kubernetes: [],
    pace: 'constant',
  },
  podIdentity: {
    title: 'Pod Identity associations',
    aws: [{ action: 'eks:ListPodIdentityAssociations', calls: 'twice' }],
    kubernetes: [],
    pace: 'slow',
  },
  vpcCniAccount: {
    title: 'service account of the VPC CNI',
    aws: [],
    kubernetes: [{ ...core('serviceaccounts'), namespace: 'kube-system', resourceName: 'aws-node' }],
    pace: 'watch',
  },
  cniPermissions: {
    title: 'permissions of the VPC CNI',
    aws: [
      { action: 'eks:DescribePodIdentityAssociation', calls: { each: 'cniAssociations' } },
      { action: 'iam:GetInstanceProfile', calls: { each: 'instanceProfiles' } },
      { action: 'iam:SimulatePrincipalPolicy', calls: { each: 'cniRoles', times: 2 } },
    ],
    kubernetes: [],
    pace: 'slow',
    feature: 'IamSimulation',
  },
};

export const sectionNames = Object.keys(sectionTable) as readonly SectionName[];

/** AWS calls of one assessment from nothing, by action. Independent of the number of nodes, pods and resources. */
export function coldCalls(
  quantities: Quantities,
  { sections, features = [] }: ColdRead = {},
): ReadonlyMap<string, number> {
  const asked = (sections ?? sectionNames)
    .map((name) => sectionTable[name])
    .filter(({ feature }) => feature === undefined || features.includes(feature));
  const calls = new Map<string, number>();
  for (const read of asked.flatMap(({ aws }) => aws)) {
    calls.set(read.action, (calls.get(read.action) ?? 0) + callsOf(read, quantities));
  }
  return calls;
}

/** What is read: all sections, and nothing that is optional, unless said otherwise. */
export interface ColdRead {
  readonly sections?: readonly SectionName[];
  readonly features?: readonly OptionalRead[];
}

/** How much there is of everything; what is left out is there not at all. */
export type Quantities = { readonly [Q in Quantity]?: number };

/** Asking for none by name would list all there are, so nothing is asked. */
const askedByName: ReadonlySet<string> = new Set([
  'elasticloadbalancing:DescribeTags',
  'ec2:DescribeInstanceTypes',
  'ec2:DescribeManagedPrefixLists',
  'ec2:DescribeSecurityGroups',
  'ec2:DescribeVpcEndpointServices',
]);

function callsOf({ action, calls }: AwsRead, quantities: Quantities): number {
  if (calls === 'once') return 1;
  if (calls === 'twice') return 2;
  if ('each' in calls) return (quantities[calls.each] ?? 0) * (calls.times ?? 1);
  const pages = Math.ceil((quantities[calls.pagesOf] ?? 0) / calls.pageSize);
  return askedByName.has(action) ? pages : Math.max(1, pages);
}
