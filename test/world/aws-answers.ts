import type { AwsTruth } from './aws-truth.ts';
import { Ec2Error } from './ec2-query.ts';
import { ec2ErrorAnswer } from './ec2-xml.ts';
import { EksError } from './eks.ts';
import type { AwsAction } from './scenario.ts';

export type Service = 'ec2' | 'eks';

export interface Answer {
  readonly status: number;
  readonly body: string;
  readonly headers: Readonly<Record<string, string>>;
}

export type AwsError = Pick<Ec2Error, 'status' | 'code' | 'message'>;

export function errorAnswer(service: Service, error: AwsError, requestId: string): Answer {
  const { status, code, message } = error;
  if (service === 'ec2') {
    return { status, body: ec2ErrorAnswer(code, message, requestId), headers: headersOf(service, requestId) };
  }
  return {
    status,
    body: JSON.stringify({ message }),
    headers: { ...headersOf(service, requestId), 'x-amzn-errortype': code },
  };
}

export function headersOf(service: Service, requestId: string): Record<string, string> {
  const type = service === 'ec2' ? 'text/xml;charset=UTF-8' : 'application/json';
  return { 'content-type': type, [service === 'ec2' ? 'x-amzn-requestid' : 'x-amzn-RequestId']: requestId };
}

export function denied(action: AwsAction, parameters: Readonly<Record<string, string>>, truth: AwsTruth): AwsError {
  const user = `arn:aws:sts::${truth.accountId}:assumed-role/ipv6-readiness/1764000000000000000`;
  const refusal = `User: ${user} is not authorized to perform: ${action}`;
  const because = `because no identity-based policy allows the ${action} action`;
  if (action.startsWith('ec2:')) {
    const message = `You are not authorized to perform this operation. ${refusal} ${because}`;
    return { status: 403, code: 'UnauthorizedOperation', message };
  }
  const cluster = parameters['clusterName'] ?? parameters['name'];
  const resource = `arn:aws:eks:${truth.region}:${truth.accountId}:cluster/${cluster}`;
  return { status: 403, code: 'AccessDeniedException', message: `${refusal} on resource: ${resource}` };
}

export function throttled(service: Service): AwsError {
  return service === 'ec2'
    ? { status: 503, code: 'RequestLimitExceeded', message: 'Request limit exceeded.' }
    : { status: 429, code: 'ThrottlingException', message: 'Rate exceeded' };
}

export function lostPage(service: Service): AwsError {
  return service === 'ec2'
    ? { status: 400, code: 'InvalidNextToken', message: 'The specified NextToken is not valid.' }
    : { status: 400, code: 'InvalidParameterException', message: 'The nextToken is not valid' };
}

export function toAwsError(error: unknown): AwsError {
  if (error instanceof Ec2Error || error instanceof EksError) return error;
  throw error;
}
