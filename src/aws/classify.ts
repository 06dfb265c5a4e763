import type { ReadFailure } from '../snapshot/section.ts';
import { type AwsAction, serviceOf } from './actions.ts';
import { AnswerRejected } from './answer-guard.ts';
import { CredentialsUnavailable } from './credentials.ts';
import { ReadError } from './read-error.ts';
import { type SdkError, sdkErrorOf } from './sdk-error.ts';

/** What was asked, as far as a failure has to name it. */
export interface Question {
  readonly action: AwsAction;
  readonly region: string;
  /** Said when AWS does not know what was asked for, e.g. `EKS has no cluster named blue in eu-west-1.` */
  readonly notFound: string;
}

const throttlingCodes = new Set([
  'BandwidthLimitExceeded',
  'EC2ThrottledException',
  'LimitExceededException',
  'PriorRequestNotComplete',
  'RequestLimitExceeded',
  'RequestThrottled',
  'RequestThrottledException',
  'SlowDown',
  'ThrottledException',
  'Throttling',
  'ThrottlingException',
  'TooManyRequestsException',
]);

const deniedCodes = new Set(['AccessDenied', 'AccessDeniedException', 'UnauthorizedOperation', 'NotAuthorized']);

const credentialProblems: ReadonlyMap<string, string> = new Map([
  ['ExpiredToken', 'they have expired'],
  ['ExpiredTokenException', 'they have expired'],
  ['RequestExpired', 'they have expired or the clock is wrong'],
  ['RequestInTheFuture', 'the clock is wrong'],
  ['RequestTimeTooSkewed', 'the clock is wrong'],
  ['SignatureDoesNotMatch', 'AWS does not accept their signature'],
  ['InvalidSignatureException', 'AWS does not accept their signature'],
  ['AuthFailure', 'AWS does not accept them'],
  ['IncompleteSignature', 'AWS does not accept them'],
  ['InvalidClientTokenId', 'AWS does not know them'],
  ['MissingAuthenticationToken', 'AWS does not accept them'],
  ['MissingAuthenticationTokenException', 'AWS does not accept them'],
  ['UnrecognizedClient', 'AWS does not know them'],
  ['UnrecognizedClientException', 'AWS does not know them'],
]);

const regionCodes = new Set(['OptInRequired', 'RegionDisabledException', 'SubscriptionRequiredException']);

const networkProblems: ReadonlyMap<string, string> = new Map([
  ['ECONNREFUSED', 'the connection is refused'],
  ['ECONNRESET', 'the connection broke'],
  ['EPIPE', 'the connection broke'],
  ['ENOTFOUND', 'its address cannot be resolved'],
  ['EAI_AGAIN', 'its address cannot be resolved'],
  ['EHOSTUNREACH', 'there is no route to it'],
  ['ENETUNREACH', 'there is no route to it'],
]);

/** The one place where what AWS and the SDK throw becomes a reason of ours and a sentence without account ids, hosts or raw answers. */
export function classify(error: unknown, question: Question): ReadFailure {
  if (error instanceof ReadError) return error.failure;
  if (error instanceof AnswerRejected) {
    return { reason: error.reason, message: `The answer to ${question.action} ${error.problem}.` };
  }
  if (error instanceof CredentialsUnavailable) return credentials(error.problem);
  const facts = sdkErrorOf(error);
  return classifyCode(facts, question) ?? classifyTransport(facts, question) ?? classifyStatus(facts, question);
}

/** True where AWS itself turned the credentials down, so that fresh ones may help. */
export function areCredentialsRejected(error: unknown): boolean {
  const facts = sdkErrorOf(error);
  return credentialProblems.has(facts.code) && !isRegionProblem(facts);
}

/** Which of the names EC2 said it does not know; none where the error is another one. */
export function unknownInstanceTypes(error: unknown, names: readonly string[]): readonly string[] {
  const facts = sdkErrorOf(error);
  if (!isTypeUnknown(facts)) return [];
  const words = new Set(facts.message.split(/[^a-z0-9.-]+/));
  return names.filter((name) => words.has(name) || words.has(`${name}.`));
}

function classifyCode(facts: SdkError, question: Question): ReadFailure | undefined {
  const { action, region } = question;
  if (throttlingCodes.has(facts.code) || facts.status === 429) {
    return { reason: 'Throttled', message: `${serviceOf(action)} throttles ${action} in this account and Region.` };
  }
  if (isRegionProblem(facts)) {
    return { reason: 'RegionMismatch', message: `Region ${region} is not one that this account and endpoint serve.` };
  }
  const problem = credentialProblems.get(facts.code);
  if (problem !== undefined) return credentials(problem);
  if (deniedCodes.has(facts.code)) return denied(action);
  if (isNotFound(facts) || isTypeUnknown(facts)) {
    return { reason: 'NotFound', message: question.notFound };
  }
  return undefined;
}

function classifyTransport(facts: SdkError, { action }: Question): ReadFailure | undefined {
  const problem = networkProblems.get(facts.systemCode ?? '');
  if (problem !== undefined) {
    return { reason: 'Unavailable', message: `${serviceOf(action)} cannot be reached: ${problem}.` };
  }
  // After the codes: the SDK gives a broken connection this name, too.
  if (facts.code !== 'TimeoutError') return undefined;
  return { reason: 'Unavailable', message: `${serviceOf(action)} did not answer ${action} in time.` };
}

function classifyStatus({ code, status }: SdkError, { action }: Question): ReadFailure {
  if (status === undefined) {
    return { reason: 'Unavailable', message: `${action} could not be sent (${code}).` };
  }
  if (status >= 500) {
    return { reason: 'Unavailable', message: `${serviceOf(action)} answers ${action} with HTTP ${status}.` };
  }
  if (status === 401) return credentials('AWS does not accept them');
  if (status === 403) return denied(action);
  if (status >= 300) {
    return {
      reason: 'InvalidAnswer',
      message: `${serviceOf(action)} refuses ${action} with HTTP ${status} (${code}).`,
    };
  }
  return { reason: 'InvalidAnswer', message: `The answer to ${action} cannot be parsed.` };
}

function denied(action: AwsAction): ReadFailure {
  return {
    reason: 'AccessDenied',
    message: `Access denied: IAM action ${action} is missing.`,
    permission: action,
  };
}

function credentials(problem: string): ReadFailure {
  return { reason: 'CredentialsUnavailable', message: `There are no usable AWS credentials: ${problem}.` };
}

/** `InvalidVpcID.NotFound`, `ResourceNotFoundException`, `LoadBalancerNotFound`, and IAM's own word; a bare `NotFound` is the SDK's word for a status. */
function isNotFound({ code }: SdkError): boolean {
  return /.NotFound(Exception)?$/.test(code) || /^NoSuchEntity(Exception)?$/.test(code);
}

function isTypeUnknown({ code }: SdkError): boolean {
  return code.startsWith('InvalidInstanceType');
}

function isRegionProblem({ code, message }: SdkError): boolean {
  // EC2 and EKS word a signature for another Region so, under the same code as a wrong key.
  return regionCodes.has(code) || message.includes('scoped to a valid region');
}
