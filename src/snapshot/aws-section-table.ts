import type { SectionDeclaration } from './section-declaration.ts';
import type { SectionName } from './snapshot.ts';

/** What AWS is asked for: each section, the actions it takes, and how often these are called. */
export const awsSectionTable = {
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
} satisfies { readonly [K in SectionName]?: SectionDeclaration };
