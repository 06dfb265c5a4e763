import { DescribePodIdentityAssociationCommand } from '@aws-sdk/client-eks';
import { type EvaluationResult, GetInstanceProfileCommand, SimulatePrincipalPolicyCommand } from '@aws-sdk/client-iam';
import type { CniPermissionsQuestion } from '../observe/ports.ts';
import type { CniPermissions, SimulatedDecision, SimulatedRole } from '../snapshot/addon-sections.ts';
import { invalid, objects, optionalText, text } from './members.ts';
import { readPages } from './paging.ts';
import { readError } from './read-error.ts';
import type { Reading } from './reading.ts';

/** Asked of everything (`*`): these actions know no single resource. */
const describeActions = [
  'ec2:DescribeInstanceTypes',
  'ec2:DescribeInstances',
  'ec2:DescribeNetworkInterfaces',
  'ec2:DescribeSecurityGroups',
  'ec2:DescribeSubnets',
  'ec2:DescribeTags',
] as const;

/** Asked of a network interface, as policies name it. */
const interfaceActions = ['ec2:AssignIpv6Addresses', 'ec2:CreateTags'] as const;

/** A cluster has few roles for its nodes; more of them would make the simulation slow. */
const mostRoles = 20;

interface Role {
  readonly arn: string;
  readonly name: string;
}

export async function readCniPermissions(question: CniPermissionsQuestion, reading: Reading): Promise<CniPermissions> {
  const { roles, ...rest } = await rolesOf(question, reading);
  reading.expect(2 * roles.length);
  const simulated = await Promise.all(roles.map((role) => simulate(role, reading)));
  return { ...rest, roles: simulated };
}

interface Roles extends Pick<CniPermissions, 'givenBy' | 'narrowed'> {
  readonly roles: readonly Role[];
}

async function rolesOf(question: CniPermissionsQuestion, reading: Reading): Promise<Roles> {
  const { annotatedRole, podIdentityAssociationId, addonRole } = question;
  if (annotatedRole !== undefined) {
    const role = toRole(annotatedRole, 'The annotation eks.amazonaws.com/role-arn of aws-node');
    return { givenBy: 'annotation', narrowed: false, roles: [role] };
  }
  if (podIdentityAssociationId !== undefined) return associated(question, podIdentityAssociationId, reading);
  if (addonRole !== undefined) {
    return { givenBy: 'addon', narrowed: false, roles: [toRole(addonRole, 'serviceAccountRoleArn of add-on vpc-cni')] };
  }
  return { givenBy: 'nodes', narrowed: false, roles: await nodeRoles(question, reading) };
}

async function associated(
  { clusterName }: CniPermissionsQuestion,
  associationId: string,
  reading: Reading,
): Promise<Roles> {
  const answer = await reading.ask({
    action: 'eks:DescribePodIdentityAssociation',
    notFound: `EKS has no Pod Identity association ${associationId}.`,
    send: ({ eks }, options) =>
      eks.send(new DescribePodIdentityAssociationCommand({ clusterName, associationId }), options),
  });
  const { association } = answer;
  if (association === undefined) {
    throw readError('InvalidAnswer', 'The answer to eks:DescribePodIdentityAssociation holds no association.');
  }
  // The first role only assumes the second.
  const target = optionalText(association.targetRoleArn, 'targetRoleArn of the association');
  const role = toRole(target ?? association.roleArn, 'roleArn of the association');
  return { givenBy: 'podIdentity', narrowed: optionalText(association.policy, 'policy') !== undefined, roles: [role] };
}

async function nodeRoles(question: CniPermissionsQuestion, reading: Reading): Promise<readonly Role[]> {
  const ofProfiles = await Promise.all(question.instanceProfiles.map((name) => roleOfProfile(name, reading)));
  const ofGroups = question.nodeRoles.map((arn) => toRole(arn, 'nodeRole of a node group'));
  const byArn = new Map([...ofGroups, ...ofProfiles].map((role) => [role.arn, role]));
  if (byArn.size > mostRoles) {
    throw readError('InvalidData', `The nodes have ${byArn.size} roles; at most ${mostRoles} are simulated.`);
  }
  return [...byArn.values()];
}

async function roleOfProfile(name: string, reading: Reading): Promise<Role> {
  const answer = await reading.ask({
    action: 'iam:GetInstanceProfile',
    notFound: `IAM has no instance profile named ${name}.`,
    send: ({ iam }, options) => iam.send(new GetInstanceProfileCommand({ InstanceProfileName: name }), options),
  });
  const [role] = objects(answer.InstanceProfile?.Roles, `Roles of instance profile ${name}`);
  return toRole(role?.Arn, `The role of instance profile ${name}`);
}

async function simulate(role: Role, reading: Reading): Promise<SimulatedRole> {
  const [, partition = 'aws', , , account = ''] = role.arn.split(':');
  const anyInterface = `arn:${partition}:ec2:${reading.region}:${account}:network-interface/*`;
  const results = [
    ...(await evaluate(role, { ActionNames: [...describeActions] }, reading)),
    ...(await evaluate(role, { ActionNames: [...interfaceActions], ResourceArns: [anyInterface] }, reading)),
  ];
  const decisions = new Map(results.map((result) => [result.EvalActionName, decisionOf(result)]));
  const asked = [...describeActions, ...interfaceActions].map((action) => {
    const decision = decisions.get(action);
    if (decision === undefined) throw invalid(`The evaluation of ${action}`, 'a decision');
    return [action, decision] as const;
  });
  return { name: role.name, decisions: Object.fromEntries(asked) };
}

interface Simulation {
  readonly ActionNames: string[];
  readonly ResourceArns?: string[];
}

async function evaluate(role: Role, simulation: Simulation, reading: Reading): Promise<readonly EvaluationResult[]> {
  return readPages({
    action: 'iam:SimulatePrincipalPolicy',
    mostPages: reading.mostPages,
    read: async (token) => {
      const answer = await reading.ask({
        action: 'iam:SimulatePrincipalPolicy',
        notFound: `IAM has no role named ${role.name}.`,
        send: ({ iam }, options) => {
          const page = { ...simulation, PolicySourceArn: role.arn, ...(token === undefined ? {} : { Marker: token }) };
          return iam.send(new SimulatePrincipalPolicyCommand(page), options);
        },
      });
      const nextToken = answer.IsTruncated === true ? text(answer.Marker, 'Marker') : undefined;
      return { items: objects(answer.EvaluationResults, 'EvaluationResults'), nextToken };
    },
  });
}

/** A denial for want of a context value says nothing about what happens where the value is there. */
function decisionOf({ EvalDecision, MissingContextValues, EvalActionName }: EvaluationResult): SimulatedDecision {
  const decision = text(EvalDecision, `EvalDecision of ${EvalActionName}`);
  if (decision === 'allowed') return 'allowed';
  return (MissingContextValues ?? []).length > 0 ? 'undecided' : 'denied';
}

function toRole(value: unknown, field: string): Role {
  const arn = text(value, field);
  const match = /^arn:aws[a-z-]*:iam::\d{12}:role\/(?:.*\/)?([\w+=,.@-]{1,64})$/.exec(arn);
  if (match?.[1] === undefined) throw invalid(field, 'the ARN of a role', 'something else');
  return { arn, name: match[1] };
}
