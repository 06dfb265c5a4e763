/** The AWS actions this product uses, named as in an IAM policy. */
export const awsActions = [
  'ec2:DescribeInstanceTypes',
  'ec2:DescribeSubnets',
  'ec2:DescribeVpcs',
  'eks:DescribeCluster',
  'eks:DescribeFargateProfile',
  'eks:DescribeNodegroup',
  'eks:ListFargateProfiles',
  'eks:ListNodegroups',
] as const;

export type AwsAction = (typeof awsActions)[number];

export function serviceOf(action: AwsAction): 'EC2' | 'EKS' {
  return action.startsWith('ec2:') ? 'EC2' : 'EKS';
}

/** `operation` as the SDK names it, e.g. `DescribeSubnets`. */
export function actionOf(operation: string): AwsAction | undefined {
  return awsActions.find((action) => action.endsWith(`:${operation}`));
}
