import { optionalReads, type OptionalRead } from '../../src/snapshot/policy.ts';
import { sectionTable } from '../../src/snapshot/section-table.ts';
import { jsonOutput, type Output } from './output.ts';

/** EKS resource types that an action can be limited to (Service Authorization Reference). */
const eksResourceTypes: Readonly<Record<string, string>> = {
  'eks:DescribeCluster': 'cluster',
  'eks:ListNodegroups': 'cluster',
  'eks:DescribeNodegroup': 'nodegroup',
  'eks:ListFargateProfiles': 'cluster',
  'eks:DescribeFargateProfile': 'fargateprofile',
  'eks:ListAddons': 'cluster',
  'eks:DescribeAddon': 'addon',
  'eks:ListPodIdentityAssociations': 'cluster',
  'eks:DescribePodIdentityAssociation': 'podidentityassociation',
};

/** What they tell is of nobody's. */
const unlimitedEksActions: ReadonlySet<string> = new Set(['eks:DescribeAddonVersions']);

/** Always read, or what is read beyond that where a resource asks for the feature. */
export function iamActions(feature?: OptionalRead): readonly string[] {
  const actions = actionsOf(feature);
  const always = feature === undefined ? [] : actionsOf(undefined);
  return actions.filter((action) => !always.includes(action));
}

function actionsOf(feature: OptionalRead | undefined): readonly string[] {
  const sections = Object.values(sectionTable).filter((section) => section.feature === feature);
  return [...new Set(sections.flatMap(({ aws }) => aws.map(({ action }) => action)))].sort();
}

interface PolicyDocument {
  readonly Version: string;
  readonly Statement: readonly object[];
}

/** Reading actions of services other than EKS are allowed on `*`, which is all that most of them accept. */
export function iamPolicy(feature?: OptionalRead): PolicyDocument {
  const actions = iamActions(feature);
  const limited = actions.filter((action) => action.startsWith('eks:') && !unlimitedEksActions.has(action));
  const eks = Map.groupBy(limited, resourceType);
  const others = actions.filter((action) => !limited.includes(action));
  return {
    Version: '2012-10-17',
    Statement: [
      ...(others.length === 0
        ? []
        : [{ Sid: `Read${feature ?? 'Network'}`, Effect: 'Allow', Action: others, Resource: '*' }]),
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

/** `iam-policy-load-balancers.json`. */
export function policyFile(feature: OptionalRead): string {
  return `config/aws/iam-policy${feature.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}.json`;
}

/** Features that some section is read for. */
export const featuresInUse = optionalReads.filter((feature) => iamActions(feature).length > 0);

export function iamOutputs(): readonly Output[] {
  return [
    jsonOutput('config/aws/iam-policy.json', iamPolicy()),
    ...featuresInUse.map((feature) => jsonOutput(policyFile(feature), iamPolicy(feature))),
  ];
}
