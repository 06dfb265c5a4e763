import type { Sections } from '../../snapshot/snapshot.ts';
import { ipv6PolicyActions } from '../data/vpc-cni-policy.ts';
import { defineCheck, info, pass, unknown } from '../define-check.ts';
import { listNames, refs } from '../text.ts';
import { accountRef, cniAccount, giverTexts, neededPermissions } from '../vpc-cni-permissions.ts';
import { vpcCniAbsence, withoutVpcCni } from '../vpc-cni-use.ts';

/**
 * Which role the VPC CNI acts in, and what its version needs of it, is known without asking IAM anything. What that role allows
 * is not, and as long as nobody asks, this check says so instead of letting the condition pass in silence.
 */
export const vpcCniRoleIsKnown = defineCheck({
  id: 'vpc-cni-role-is-known',
  code: 'CNI-010',
  condition: 'VpcCniPermitted',
  concern: 'the role of the VPC CNI',
  title: 'The role of the VPC CNI is known, and somebody looks at what it allows',
  goals: ['Migrate', 'Operate'],
  needs: ['cluster', 'vpcCni', 'nodes', 'vpcCniAccount', 'podIdentity', 'addons', 'nodeGroups'],
  reasons: {
    RoleLookedAt: pass('`spec.optionalReads` names `IamSimulation`: what the role allows is told by CNI-004.'),
    PermissionsNotLookedAt: info('What the role allows is not looked at; what the running version needs is told.'),
    PolicyForNewCluster: info('What the role of the VPC CNI in the new cluster needs; AWS manages no such policy.'),
    AnnotationUnreadable: unknown('The annotation of ServiceAccount `aws-node` is no ARN of a role.'),
    OtherServiceAccount: unknown('The VPC CNI runs as another ServiceAccount than `aws-node`.'),
    ...vpcCniAbsence,
  },
  sources: [
    { url: 'https://docs.aws.amazon.com/eks/latest/userguide/cni-iam-role.html', readOn: '2026-11-22' },
    { url: 'https://github.com/aws/containers-roadmap/issues/1843', readOn: '2026-11-22' },
  ],
  remediation: {
    text: 'Put the policy for IPv6 on the role of the VPC CNI, or let IamSimulation look at it.',
    url: 'https://docs.aws.amazon.com/eks/latest/userguide/cni-iam-role.html#cni-iam-role-create-ipv6-policy',
  },
  evaluate(sections, verdict, { goal, policy }) {
    const missing = withoutVpcCni(sections);
    if (missing) return verdict(missing.reason, missing.message);
    const { serviceAccount = cniAccount } = sections.vpcCni.daemonSet ?? {};
    if (serviceAccount !== cniAccount) {
      const message = `The VPC CNI runs as ServiceAccount ${serviceAccount}, whose role is not looked for.`;
      return verdict('OtherServiceAccount', message, { resources: [accountRef(serviceAccount)] });
    }
    const { annotatedRole } = sections.vpcCniAccount;
    if (annotatedRole !== undefined && roleName(annotatedRole) === undefined) {
      const message = 'The annotation eks.amazonaws.com/role-arn of ServiceAccount aws-node is no ARN of a role.';
      return verdict('AnnotationUnreadable', message, { resources: [accountRef(cniAccount)] });
    }
    const { text, names } = roleOf(sections);
    if (policy.optionalReads.includes('IamSimulation')) {
      return verdict('RoleLookedAt', `The VPC CNI acts in ${text}, which CNI-004 looks at.`);
    }
    if (goal === 'Migrate') {
      const first = listNames(ipv6PolicyActions);
      return verdict('PolicyForNewCluster', `The VPC CNI of an IPv6 cluster needs a role that allows ${first}.`);
    }
    const { who, needed, perhaps } = neededPermissions(sections);
    const doubtful = perhaps.length > 0 ? `, and perhaps ${listNames(perhaps)}` : '';
    const message = `${who} needs ${listNames(needed)}${doubtful}; whether ${text} allows it is not looked at.`;
    return verdict('PermissionsNotLookedAt', message, { resources: refs('IAMRole', names) });
  },
});

type RoleSections = Pick<Sections, 'vpcCniAccount' | 'podIdentity' | 'addons' | 'nodeGroups'>;

interface Role {
  readonly text: string;
  readonly names: readonly string[];
}

/** The first of these that gives a role counts, in this order. */
function roleOf({ vpcCniAccount, podIdentity, addons, nodeGroups }: RoleSections): Role {
  const named = (names: readonly string[], giver: string): Role =>
    names.length === 0 ? { text: `the role ${giver}`, names } : { text: `role ${listNames(names)} ${giver}`, names };
  const { annotatedRole } = vpcCniAccount;
  if (annotatedRole !== undefined) return named(roleNames([annotatedRole]), giverTexts.annotation);
  if (podIdentity.vpcCniAssociationId !== undefined) return named([], giverTexts.podIdentity);
  const ofAddon = addons.find(({ name }) => name === 'vpc-cni')?.serviceAccountRoleArn;
  if (ofAddon !== undefined) return named(roleNames([ofAddon]), giverTexts.addon);
  return named(roleNames(nodeGroups.flatMap(({ nodeRole }) => nodeRole ?? [])), giverTexts.nodes);
}

function roleNames(arns: readonly string[]): readonly string[] {
  return [...new Set(arns.flatMap((arn) => roleName(arn) ?? []))].toSorted();
}

function roleName(arn: string): string | undefined {
  return /^arn:aws[a-z-]*:iam::\d{12}:role\/(?:.*\/)?([^/]+)$/.exec(arn)?.[1];
}
