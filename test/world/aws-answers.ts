import type { AwsTruth } from './aws-truth.ts';
import { Ec2Error } from './ec2-query.ts';
import { ec2ErrorAnswer } from './ec2-xml.ts';
import { EksError } from './eks.ts';
import { IamError, iamErrorAnswer } from './iam.ts';
import type { AwsAction } from './scenario.ts';

export type Service = 'ec2' | 'eks' | 'iam';

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
  if (service === 'iam') {
    return { status, body: iamErrorAnswer(code, message, requestId), headers: headersOf(service, requestId) };
  }
  return {
    status,
    body: JSON.stringify({ message }),
    headers: { ...headersOf(service, requestId), 'x-amzn-errortype': code },
  };
}

export function headersOf(service: Service, requestId: string): Record<string, string> {
  const type = service === 'eks' ? 'application/json' : 'text/xml;charset=UTF-8';
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
  if (action.startsWith('iam:')) return { status: 403, code: 'AccessDenied', message: `${refusal} ${because}` };
  const cluster = parameters['clusterName'] ?? parameters['name'];
  const resource = `arn:aws:eks:${truth.region}:${truth.accountId}:cluster/${cluster}`;
  return { status: 403, code: 'AccessDeniedException', message: `${refusal} on resource: ${resource}` };
}

export function throttled(service: Service): AwsError {
  return {
    ec2: { status: 503, code: 'RequestLimitExceeded', message: 'Request limit exceeded.' },
    eks: { status: 429, code: 'ThrottlingException', message: 'Rate exceeded' },
    iam: { status: 400, code: 'Throttling', message: 'Rate exceeded' },
  }[service];
}

export function lostPage(service: Service): AwsError {
  return {
    ec2: { status: 400, code: 'InvalidNextToken', message: 'The specified NextToken is not valid.' },
    eks: { status: 400, code: 'InvalidParameterException', message: 'The nextToken is not valid' },
    iam: { status: 400, code: 'InvalidInput', message: 'Invalid Marker.' },
  }[service];
}

export function toAwsError(error: unknown): AwsError {
  if (error instanceof Ec2Error || error instanceof EksError || error instanceof IamError) return error;
  throw error;
}
