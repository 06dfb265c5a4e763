import { byGoal, defineCheck, pass, unknown } from '../define-check.ts';
import { listNames, refs } from '../text.ts';
import { accountRef, cniAccount, neededPermissions, simulatedRole } from '../vpc-cni-permissions.ts';
import { vpcCniAbsence, withoutVpcCni } from '../vpc-cni-use.ts';

/**
 * No policy that AWS manages lets the VPC CNI assign IPv6 addresses, and 1.22 began to describe subnets when it starts: with a
 * role made for an earlier one its pods crash, and new nodes give no addresses. IAM tells before the upgrade does.
 */
export const vpcCniRoleAllowsIpv6 = defineCheck({
  id: 'vpc-cni-role-allows-ipv6',
  code: 'CNI-004',
  condition: 'VpcCniPermitted',
  concern: 'the role of the VPC CNI',
  title: 'The role of the VPC CNI allows what IPv6 needs',
  goals: ['Migrate', 'Operate'],
  needs: ['cluster', 'vpcCni', 'nodes', 'cniPermissions'],
  feature: 'IamSimulation',
  reasons: {
    RoleAllowsIpv6: pass('A simulation of its role allows everything the VPC CNI of an IPv6 cluster asks for.'),
    NeededPermissionsMissing: byGoal(
      { Operate: 'blocker', Migrate: 'info' },
      'The role does not allow an action that the running version cannot do without.',
      'seen',
    ),
    FurtherPermissionsMissing: byGoal(
      { Operate: 'warning', Migrate: 'info' },
      'The role does not allow an action of the policy for IPv6 that the running version can do without.',
      'seen',
    ),
    PermissionsUndecided: unknown(
      'An action hangs on a context that the simulation does not have, or one is denied that is perhaps needed.',
    ),
    RoleNarrowed: unknown('The Pod Identity association narrows the role by a policy that a simulation does not see.'),
    NoRoleFound: unknown('Nothing gives the VPC CNI a role: no node group names one, no instance has a profile.'),
    OtherServiceAccount: unknown('The VPC CNI runs as another ServiceAccount than `aws-node`.'),
    ...vpcCniAbsence,
  },
  sources: [
    { url: 'https://docs.aws.amazon.com/eks/latest/userguide/cni-iam-role.html', readOn: '2026-11-22' },
    { url: 'https://github.com/aws/amazon-vpc-cni-k8s/blob/master/docs/iam-policy.md', readOn: '2026-11-22' },
    { url: 'https://github.com/aws/amazon-vpc-cni-k8s/issues/3704', readOn: '2026-11-22' },
  ],
  remediation: {
    text: 'Put the policy for IPv6 on the role of the VPC CNI before going to 1.22 or later.',
    url: 'https://docs.aws.amazon.com/eks/latest/userguide/cni-iam-role.html#cni-iam-role-create-ipv6-policy',
  },
  evaluate(sections, verdict) {
    const missing = withoutVpcCni(sections);
    if (missing) return verdict(missing.reason, missing.message);
    const { serviceAccount = cniAccount } = sections.vpcCni.daemonSet ?? {};
    if (serviceAccount !== cniAccount) {
      const message = `The VPC CNI runs as ServiceAccount ${serviceAccount}, whose role is not looked for.`;
      return verdict('OtherServiceAccount', message, { resources: [accountRef(serviceAccount)] });
    }
    const role = simulatedRole(sections.cniPermissions);
    if (!role) return verdict('NoRoleFound', 'No role was found that the VPC CNI may act in.');

    const { who, needed, perhaps } = neededPermissions(sections);
    const resources = refs('IAMRole', role.refusing);
    const lacking = role.denied.filter((action) => needed.some((each) => each === action));
    if (lacking.length > 0) {
      const message = `Not allowed to ${role.text}, and needed by ${who}: ${listNames(lacking)}.`;
      return verdict('NeededPermissionsMissing', message, { resources });
    }
    const open = [...role.undecided, ...role.denied.filter((action) => perhaps.some((each) => each === action))];
    if (open.length > 0) {
      return verdict('PermissionsUndecided', `Not decided of ${role.text}: ${listNames(open)}.`, { resources });
    }
    if (role.narrowed) return verdict('RoleNarrowed', `What narrows ${role.text} is not simulated.`);
    if (role.denied.length > 0) {
      const message = `Not allowed to ${role.text}, though ${who} can do without: ${listNames(role.denied)}.`;
      return verdict('FurtherPermissionsMissing', message, { resources });
    }
    return verdict('RoleAllowsIpv6', `Allowed to ${role.text}: all that the policy for IPv6 holds.`);
  },
});
