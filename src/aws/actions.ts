/** The AWS actions this product uses, named as in an IAM policy. */
export const awsActions = [
  'ec2:DescribeEgressOnlyInternetGateways',
  'ec2:DescribeInstanceTypes',
  'ec2:DescribeInstances',
  'ec2:DescribeInternetGateways',
  'ec2:DescribeLaunchTemplateVersions',
  'ec2:DescribeManagedPrefixLists',
  'ec2:DescribeNatGateways',
  'ec2:DescribeNetworkAcls',
  'ec2:DescribeNetworkInterfaces',
  'ec2:DescribeRouteTables',
  'ec2:DescribeSecurityGroups',
  'ec2:DescribeSubnets',
  'ec2:DescribeVpcAttribute',
  'ec2:DescribeVpcBlockPublicAccessExclusions',
  'ec2:DescribeVpcBlockPublicAccessOptions',
  'ec2:DescribeVpcEndpointServices',
  'ec2:DescribeVpcEndpoints',
  'ec2:DescribeVpcPeeringConnections',
  'ec2:DescribeVpcs',
  'ec2:GetManagedPrefixListEntries',
  'ec2:GetSubnetCidrReservations',
  'eks:DescribeAddon',
  'eks:DescribeAddonVersions',
  'eks:DescribeCluster',
  'eks:DescribeFargateProfile',
  'eks:DescribeNodegroup',
  'eks:DescribePodIdentityAssociation',
  'eks:ListAddons',
  'eks:ListFargateProfiles',
  'eks:ListNodegroups',
  'eks:ListPodIdentityAssociations',
  'iam:GetInstanceProfile',
  'iam:SimulatePrincipalPolicy',
  'elasticfilesystem:DescribeMountTargetSecurityGroups',
  'elasticfilesystem:DescribeMountTargets',
  'elasticloadbalancing:DescribeLoadBalancers',
  'elasticloadbalancing:DescribeTags',
] as const;

export type AwsAction = (typeof awsActions)[number];

/** What stands before the colon of an action. */
export type ServicePrefix = keyof typeof serviceNames;

const serviceNames = {
  ec2: 'EC2',
  eks: 'EKS',
  iam: 'IAM',
  elasticloadbalancing: 'Elastic Load Balancing',
  elasticfilesystem: 'EFS',
} as const;

/** The service as a sentence calls it. */
export function serviceOf(action: AwsAction): (typeof serviceNames)[ServicePrefix] {
  const found = Object.entries(serviceNames).find(([prefix]) => action.startsWith(`${prefix}:`));
  return found?.[1] ?? serviceNames.ec2;
}

/** `operation` as the SDK names it, e.g. `DescribeSubnets`. */
export function actionOf(service: ServicePrefix, operation: string): AwsAction | undefined {
  return awsActions.find((action) => action === `${service}:${operation}`);
}
