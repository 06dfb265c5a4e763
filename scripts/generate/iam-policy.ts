import { sectionTable } from '../../src/snapshot/section-table.ts';
import { jsonOutput, type Output } from './output.ts';

/** EKS resource types that an action can be limited to (Service Authorization Reference). */
const eksResourceTypes: Readonly<Record<string, string>> = {
  'eks:DescribeCluster': 'cluster',
  'eks:ListNodegroups': 'cluster',
  'eks:DescribeNodegroup': 'nodegroup',
  'eks:ListFargateProfiles': 'cluster',
  'eks:DescribeFargateProfile': 'fargateprofile',
};

export function iamActions(): readonly string[] {
  return [...new Set(Object.values(sectionTable).flatMap((section) => section.aws.map((read) => read.action)))].sort();
}

export function iamPolicy(): { readonly Version: string; readonly Statement: readonly object[] } {
  const actions = iamActions();
  const eks = Map.groupBy(
    actions.filter((action) => action.startsWith('eks:')),
    resourceType,
  );
  return {
    Version: '2012-10-17',
    Statement: [
      // EC2 Describe actions know no resources: only `*` is accepted.
      {
        Sid: 'ReadNetwork',
        Effect: 'Allow',
        Action: actions.filter((action) => action.startsWith('ec2:')),
        Resource: '*',
      },
      ...[...eks].map(([type, ofType]) => ({
        Sid: `Read${type.charAt(0).toUpperCase()}${type.slice(1)}s`,
        Effect: 'Allow',
        Action: ofType,
        Resource: `arn:*:eks:*:*:${type}/*`,
      })),
    ],
  };
}

function resourceType(action: string): string {
  const type = eksResourceTypes[action];
  if (!type) throw new Error(`${action}: the resource type it can be limited to is not known here`);
  return type;
}

export function iamOutputs(): readonly Output[] {
  return [jsonOutput('config/aws/iam-policy.json', iamPolicy())];
}
