import { describe, expect, test } from 'vitest';
import type { CniPermissionsQuestion } from '../../../src/observe/ports.ts';
import { anySignal, aReader, eks, failureOf, iam, useFakeAws, valueOf } from './fake-aws.ts';

useFakeAws();

const arn = (name: string) => `arn:aws:iam::111122223333:role/${name}`;
const describeActions = [
  'ec2:DescribeInstanceTypes',
  'ec2:DescribeInstances',
  'ec2:DescribeNetworkInterfaces',
  'ec2:DescribeSecurityGroups',
  'ec2:DescribeSubnets',
  'ec2:DescribeTags',
];
const interfaceActions = ['ec2:AssignIpv6Addresses', 'ec2:CreateTags'];
const everything = [...describeActions, ...interfaceActions];
const question = (changes: Partial<CniPermissionsQuestion>): CniPermissionsQuestion => ({
  clusterName: 'blue',
  nodeRoles: [],
  instanceProfiles: [],
  ...changes,
});
const read = (changes: Partial<CniPermissionsQuestion>) =>
  aReader().reader.further('cniPermissions', question(changes), anySignal());

function result(action: string, inner: string): string {
  return `<${action}Response xmlns="https://iam.amazonaws.com/doc/2010-05-08/"><${action}Result>${inner}</${action}Result><ResponseMetadata><RequestId>r</RequestId></ResponseMetadata></${action}Response>`;
}

const evaluation = (action: string, decision: string, missing: readonly string[] = []) =>
  `<member><EvalActionName>${action}</EvalActionName><EvalResourceName>*</EvalResourceName><EvalDecision>${decision}</EvalDecision><MissingContextValues>${missing.map((key) => `<member>${key}</member>`).join('')}</MissingContextValues></member>`;
const evaluations = (members: readonly string[], marker = '') => {
  const more =
    marker === '' ? '<IsTruncated>false</IsTruncated>' : `<IsTruncated>true</IsTruncated><Marker>${marker}</Marker>`;
  return result('SimulatePrincipalPolicy', `<EvaluationResults>${members.join('')}</EvaluationResults>${more}`);
};
const says = (actions: readonly string[], odd: Readonly<Record<string, string>> = {}) =>
  actions.map((action) => odd[action] ?? evaluation(action, 'allowed'));

const asks =
  (...words: readonly string[]) =>
  (body: unknown) => {
    const text = JSON.stringify(body);
    return words.every((word) => text.includes(word));
  };

/** Of one role: actions without a resource, then those of a network interface. */
function simulate(name: string, odd: Readonly<Record<string, string>> = {}): void {
  iam()
    .post('/', asks('SimulatePrincipalPolicy', arn(name), 'ec2:DescribeSubnets'))
    .reply(200, evaluations(says(describeActions, odd)))
    .post('/', asks(arn(name), 'ec2:CreateTags', 'arn:aws:ec2:eu-west-1:111122223333:network-interface/*'))
    .reply(200, evaluations(says(interfaceActions, odd)));
}

function profile(name: string, role: string): void {
  const inner = `<InstanceProfile><Roles><member><RoleName>x</RoleName><Arn>${role}</Arn></member></Roles></InstanceProfile>`;
  iam().post('/', asks('GetInstanceProfile', name)).reply(200, result('GetInstanceProfile', inner));
}

function association(members: object): void {
  eks().get('/clusters/blue/pod-identity-associations/a-1').reply(200, { association: members });
}

const allowed = Object.fromEntries(everything.map((action) => [action, 'allowed']));

describe('the role of the VPC CNI', () => {
  test('is that of the annotation of its service account', async () => {
    simulate('cni');
    expect(valueOf(await read({ annotatedRole: arn('cni') }))).toEqual({
      givenBy: 'annotation',
      narrowed: false,
      roles: [{ name: 'cni', decisions: allowed }],
    });
  });

  test('is that of its Pod Identity association', async () => {
    association({ roleArn: arn('path/to/cni') });
    simulate('path/to/cni');
    expect(valueOf(await read({ podIdentityAssociationId: 'a-1' }))).toMatchObject({
      givenBy: 'podIdentity',
      narrowed: false,
      roles: [{ name: 'cni' }],
    });
  });

  test('is the target of an association that has one, narrowed where the association has a policy', async () => {
    association({ roleArn: arn('first'), targetRoleArn: arn('second'), policy: '{"Version":"2012-10-17"}' });
    simulate('second');
    expect(valueOf(await read({ podIdentityAssociationId: 'a-1' }))).toMatchObject({
      narrowed: true,
      roles: [{ name: 'second' }],
    });
  });

  test('is that of the add-on', async () => {
    simulate('addon');
    expect(valueOf(await read({ addonRole: arn('addon') }))).toMatchObject({ givenBy: 'addon' });
  });

  test('is each one of the nodes, simulated once', async () => {
    profile('karpenter', arn('spot'));
    profile('eks-0a', arn('node'));
    simulate('node');
    simulate('spot');
    const { givenBy, roles } = valueOf(
      await read({ nodeRoles: [arn('node')], instanceProfiles: ['eks-0a', 'karpenter'] }),
    );
    expect([givenBy, roles.map(({ name }) => name)]).toEqual(['nodes', ['node', 'spot']]);
  });

  test('is none where there are no nodes', async () => {
    expect(valueOf(await read({}))).toEqual({ givenBy: 'nodes', narrowed: false, roles: [] });
  });

  test.each([
    [{ annotatedRole: 'cni' }, 'The annotation eks.amazonaws.com/role-arn of aws-node is "something else"'],
    [{ addonRole: 'arn:aws:iam::1:role/x' }, 'serviceAccountRoleArn of add-on vpc-cni is "something else"'],
    [{ nodeRoles: Array.from({ length: 21 }, (_, index) => arn(`n-${index}`)) }, 'The nodes have 21 roles'],
  ])('that cannot be one is invalid: %#', async (changes, message) => {
    const failure = failureOf(await read(changes));
    expect([failure.reason, failure.message.slice(0, message.length)]).toEqual(['InvalidData', message]);
  });
});

describe('a simulated action', () => {
  test('is allowed, denied, or undecided for want of a context', async () => {
    simulate('cni', {
      'ec2:DescribeSubnets': evaluation('ec2:DescribeSubnets', 'implicitDeny'),
      'ec2:DescribeTags': evaluation('ec2:DescribeTags', 'explicitDeny'),
      'ec2:CreateTags': evaluation('ec2:CreateTags', 'implicitDeny', ['aws:RequestTag/owner']),
    });
    const [role] = valueOf(await read({ annotatedRole: arn('cni') })).roles;
    expect(role?.decisions).toEqual({
      ...allowed,
      'ec2:DescribeSubnets': 'denied',
      'ec2:DescribeTags': 'denied',
      'ec2:CreateTags': 'undecided',
    });
  });

  test('that is on a later page counts as well', async () => {
    const [first = '', ...others] = says(describeActions);
    iam()
      .post('/', asks('ec2:DescribeSubnets'))
      .reply(200, evaluations([first], 'more'))
      .post('/', asks('"Marker":"more"'))
      .reply(200, evaluations(others))
      .post('/', asks('ec2:CreateTags'))
      .reply(200, evaluations(says(interfaceActions)));
    expect(valueOf(await read({ annotatedRole: arn('cni') })).roles).toEqual([{ name: 'cni', decisions: allowed }]);
  });

  test('that was not decided is no answer', async () => {
    iam()
      .post('/', asks('ec2:DescribeSubnets'))
      .reply(200, evaluations(says(describeActions.slice(1))))
      .post('/', asks('ec2:CreateTags'))
      .reply(200, evaluations(says(interfaceActions)));
    expect(failureOf(await read({ annotatedRole: arn('cni') }))).toEqual({
      reason: 'InvalidData',
      message: 'The evaluation of ec2:DescribeInstanceTypes is missing from the answer.',
    });
  });

  const refusal = (code: string) =>
    `<ErrorResponse xmlns="https://iam.amazonaws.com/doc/2010-05-08/"><Error><Type>Sender</Type><Code>${code}</Code><Message>no</Message></Error><RequestId>r</RequestId></ErrorResponse>`;

  test('that may not be asked for is denied, by name of the action', async () => {
    iam().post('/', asks('SimulatePrincipalPolicy')).reply(403, refusal('AccessDenied'));
    expect(failureOf(await read({ annotatedRole: arn('cni') }))).toMatchObject({
      reason: 'AccessDenied',
      permission: 'iam:SimulatePrincipalPolicy',
    });
  });

  test('of a role that does not exist is not found', async () => {
    iam().post('/', asks('SimulatePrincipalPolicy')).reply(404, refusal('NoSuchEntity'));
    expect(failureOf(await read({ annotatedRole: arn('cni') }))).toMatchObject({
      reason: 'NotFound',
      message: 'IAM has no role named cni.',
    });
  });
});
