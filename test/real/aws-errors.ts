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

export function deniedAnswer(request: AwsRequest): AwsAnswer {
  const message = `User: arn:aws:sts::111122223333:assumed-role/ipv6-readiness/operator is not authorized to perform: ${request.action} because no identity-based policy allows the ${request.action} action`;
  return request.service === 'ec2'
    ? ec2Error(403, 'UnauthorizedOperation', `You are not authorized to perform this operation. ${message}`)
    : eksError(403, 'AccessDeniedException', message);
}

export function throttledAnswer(request: AwsRequest): AwsAnswer {
  return request.service === 'ec2'
    ? ec2Error(503, 'RequestLimitExceeded', 'Request limit exceeded.')
    : eksError(429, 'ThrottlingException', 'Rate exceeded');
}

export function failedAnswer(request: AwsRequest, status: number): AwsAnswer {
  return request.service === 'ec2'
    ? ec2Error(status, 'InternalError', 'An internal error has occurred.')
    : eksError(status, 'ServerException', 'These errors are usually caused by a server-side issue.');
}

export function lostPageAnswer(request: AwsRequest): AwsAnswer {
  return request.service === 'ec2'
    ? ec2Error(400, 'InvalidNextToken', 'The token is not valid.')
    : eksError(400, 'InvalidParameterException', 'The token is not valid.');
}
