/**
 * What the VPC CNI of an IPv6 cluster asks EC2 for. AWS manages no policy with all of it: `AmazonEKS_CNI_Policy` is that of
 * IPv4 and lacks the first.
 * From https://github.com/aws/amazon-vpc-cni-k8s/blob/master/docs/iam-policy.md and `pkg/ipamd/ipamd.go`, read on 2026-11-22.
 */
export const ipv6PolicyActions = [
  'ec2:AssignIpv6Addresses',
  'ec2:DescribeInstances',
  'ec2:DescribeTags',
  'ec2:DescribeNetworkInterfaces',
  'ec2:DescribeInstanceTypes',
  'ec2:DescribeSubnets',
  'ec2:DescribeSecurityGroups',
  'ec2:CreateTags',
] as const;

export type CniAction = (typeof ipv6PolicyActions)[number];

/** Without this the VPC CNI does not start, or gives no addresses. */
export interface CniRequirement {
  readonly action: CniAction;
  /** Only in an IPv6 cluster. */
  readonly ipv6?: true;
  /** Only of these versions, as semver has ranges, and only while they discover subnets by their tags. */
  readonly discoveringVersions?: string;
}

export const cniRequirements: readonly CniRequirement[] = [
  { action: 'ec2:AssignIpv6Addresses', ipv6: true },
  { action: 'ec2:DescribeNetworkInterfaces' },
  { action: 'ec2:DescribeSubnets', discoveringVersions: '>=1.22.0' },
  { action: 'ec2:DescribeSecurityGroups', discoveringVersions: '>=1.22.0 <=1.22.1' },
];
