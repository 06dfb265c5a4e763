import type { AwsTruth } from './aws-truth.ts';

/** A refusal in IAM's words. */
export class IamError extends Error {
  readonly status: number;
  readonly code: string;

  constructor(status: number, code: string, message: string) {
    super(message);
    this.status = status;
    this.code = code;
  }
}

type IamAction = 'GetInstanceProfile' | 'SimulatePrincipalPolicy';

export interface IamQuery {
  readonly action: IamAction;
  /** The form fields but Action and Version. */
  readonly parameters: Readonly<Record<string, string>>;
}

const namespace = 'https://iam.amazonaws.com/doc/2010-05-08/';

export function parseIam(form: URLSearchParams): IamQuery {
  const { Action: action, Version: version, ...parameters } = Object.fromEntries(form);
  if (version !== '2010-05-08') throw new IamError(400, 'InvalidAction', `Could not find version ${version}`);
  if (action === 'GetInstanceProfile' || action === 'SimulatePrincipalPolicy') return { action, parameters };
  throw new IamError(400, 'InvalidAction', `Could not find operation ${action} for version ${version}`);
}

/** The whole document, or an IamError. */
export function answerIam({ action, parameters }: IamQuery, truth: AwsTruth, requestId: string): string {
  const members = action === 'GetInstanceProfile' ? instanceProfile(parameters, truth) : simulation(parameters, truth);
  const metadata = `<ResponseMetadata><RequestId>${requestId}</RequestId></ResponseMetadata>`;
  return `<${action}Response xmlns="${namespace}"><${action}Result>${members}</${action}Result>${metadata}</${action}Response>`;
}

export function iamErrorAnswer(code: string, message: string, requestId: string): string {
  const error = `<Error><Type>Sender</Type><Code>${code}</Code><Message>${message}</Message></Error>`;
  return `<ErrorResponse xmlns="${namespace}">${error}<RequestId>${requestId}</RequestId></ErrorResponse>`;
}

/** Every profile here holds the role of the nodes. */
function instanceProfile({ InstanceProfileName: name }: IamQuery['parameters'], truth: AwsTruth): string {
  const role = `${truth.cluster.name}-node`;
  const roleMembers = `<RoleName>${role}</RoleName><Arn>${roleArn(role, truth)}</Arn>`;
  return `<InstanceProfile><InstanceProfileName>${name}</InstanceProfileName><Roles><member>${roleMembers}</member></Roles></InstanceProfile>`;
}

/** A role that the scenario says nothing of allows everything. */
function simulation(parameters: IamQuery['parameters'], truth: AwsTruth): string {
  const { PolicySourceArn: arn = '' } = parameters;
  const name = arn.slice(arn.lastIndexOf('/') + 1);
  if (arn !== roleArn(name, truth))
    throw new IamError(404, 'NoSuchEntity', `The role with name ${name} cannot be found.`);
  const denied = truth.deniedActions[name] ?? [];
  const actions = listOf(parameters, 'ActionNames');
  const [resource = '*'] = listOf(parameters, 'ResourceArns');
  const results = actions.map((action) => {
    const decision = denied.includes(action) ? 'implicitDeny' : 'allowed';
    return `<member><EvalActionName>${action}</EvalActionName><EvalResourceName>${resource}</EvalResourceName><EvalDecision>${decision}</EvalDecision><MissingContextValues/></member>`;
  });
  return `<IsTruncated>false</IsTruncated><EvaluationResults>${results.join('')}</EvaluationResults>`;
}

function listOf(parameters: IamQuery['parameters'], name: string): readonly string[] {
  return Object.entries(parameters)
    .filter(([key]) => key.startsWith(`${name}.member.`))
    .map(([, value]) => value);
}

function roleArn(name: string, { accountId }: AwsTruth): string {
  return `arn:aws:iam::${accountId}:role/${name}`;
}
