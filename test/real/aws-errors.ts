import { randomUUID } from 'node:crypto';
import type { AwsAnswer, AwsRequest } from './aws-request.ts';
import { element, writeXml } from './xml.ts';

/** As "Error responses" of the Amazon EC2 API Reference has them. */
export function ec2Error(status: number, code: string, message: string): AwsAnswer {
  const error = element('Error', [element('Code', code), element('Message', message)]);
  const body = element('Response', [element('Errors', [error]), element('RequestID', randomUUID())]);
  return { status, headers: { 'content-type': 'text/xml;charset=UTF-8' }, body: writeXml(body) };
}

/** As "Common Errors" of the Amazon EKS API Reference has them, in the REST JSON protocol's form. */
export function eksError(status: number, code: string, message: string): AwsAnswer {
  return {
    status,
    headers: { 'content-type': 'application/json', 'x-amzn-errortype': code },
    body: JSON.stringify({ __type: code, message }),
  };
}

/** As "Common Errors" of the IAM and the Elastic Load Balancing API References have them. */
function queryError(status: number, code: string, message: string): AwsAnswer {
  const error = element('Error', [
    element('Type', status < 500 ? 'Sender' : 'Receiver'),
    element('Code', code),
    element('Message', message),
  ]);
  const body = element('ErrorResponse', [error, element('RequestId', randomUUID())]);
  return { status, headers: { 'content-type': 'text/xml' }, body: writeXml(body) };
}

type Refusal = readonly [status: number, code: string, message: string];

/** The same refusal in the words of each protocol. */
function refusal(
  { service }: AwsRequest,
  words: { readonly ec2: Refusal; readonly query: Refusal; readonly rest: Refusal },
): AwsAnswer {
  switch (service) {
    case 'ec2':
      return ec2Error(...words.ec2);
    case 'elasticloadbalancing':
    case 'iam':
      return queryError(...words.query);
    case 'eks':
    case 'elasticfilesystem':
    case 'other':
      return eksError(...words.rest);
    default:
      return service satisfies never;
  }
}

export function deniedAnswer(request: AwsRequest): AwsAnswer {
  const message = `User: arn:aws:sts::111122223333:assumed-role/ipv6-readiness/operator is not authorized to perform: ${request.action} because no identity-based policy allows the ${request.action} action`;
  return refusal(request, {
    ec2: [403, 'UnauthorizedOperation', `You are not authorized to perform this operation. ${message}`],
    query: [403, 'AccessDenied', message],
    rest: [403, 'AccessDeniedException', message],
  });
}

export function throttledAnswer(request: AwsRequest): AwsAnswer {
  return refusal(request, {
    ec2: [503, 'RequestLimitExceeded', 'Request limit exceeded.'],
    query: [400, 'Throttling', 'Rate exceeded'],
    rest: [429, 'ThrottlingException', 'Rate exceeded'],
  });
}

export function failedAnswer(request: AwsRequest, status: number): AwsAnswer {
  return refusal(request, {
    ec2: [status, 'InternalError', 'An internal error has occurred.'],
    query: [status, 'ServiceFailure', 'The request processing has failed because of an unknown error.'],
    rest: [status, 'ServerException', 'These errors are usually caused by a server-side issue.'],
  });
}

export function lostPageAnswer(request: AwsRequest): AwsAnswer {
  return refusal(request, {
    ec2: [400, 'InvalidNextToken', 'The token is not valid.'],
    query: [400, 'ValidationError', 'The marker is not valid.'],
    rest: [400, 'InvalidParameterException', 'The token is not valid.'],
  });
}
