import { describe, expect, test } from 'vitest';
import { aReader, anySignal, ec2, eks, failureOf, useFakeAws } from './fake-aws.ts';
import { cluster, ec2Answer, subnetsAnswer, subnetXml, vpcId } from './replies.ts';

useFakeAws();

const html = '<!DOCTYPE html><html><body><h1>It works!</h1></body></html>';
const good = subnetsAnswer([subnetXml()]);

describe('an answer of EC2 that is none (F50) is never "no subnets"', () => {
  test.each([
    ['empty', '', 'The answer to ec2:DescribeSubnets is empty.'],
    [
      'that of another operation',
      ec2Answer('DescribeVpcs', '<subnetSet/>'),
      'The answer to ec2:DescribeSubnets is no DescribeSubnetsResponse.',
    ],
    [
      'without the list',
      ec2Answer('DescribeSubnets', ''),
      'The answer to ec2:DescribeSubnets holds no list of subnets.',
    ],
    ['cut in half', good.slice(0, good.length / 2), 'The answer to ec2:DescribeSubnets breaks off.'],
    ['cut before its last tag', good.slice(0, good.lastIndexOf('</')), 'The answer to ec2:DescribeSubnets breaks off.'],
    [
      'a web page',
      html.replace('<!DOCTYPE html>', ''),
      'The answer to ec2:DescribeSubnets is no DescribeSubnetsResponse.',
    ],
    [
      'not UTF-8',
      Buffer.from(good.replace('available', '\u00ff'), 'latin1'),
      'The answer to ec2:DescribeSubnets is not UTF-8.',
    ],
    ['JSON', '{"Subnets":[]}', 'The answer to ec2:DescribeSubnets is no DescribeSubnetsResponse.'],
    ['followed by something else', `${good}<more/>`, 'The answer to ec2:DescribeSubnets goes on after its end.'],
  ])('%s', async (_what, body, message) => {
    ec2().post('/').reply(200, body, { 'content-type': 'text/xml' });
    expect(failureOf(await aReader().reader.subnets(vpcId, anySignal()))).toEqual({ reason: 'InvalidAnswer', message });
  });
});

describe('an answer of EKS that is none (F50)', () => {
  const whole = JSON.stringify(cluster());

  test.each([
    ['empty', '', 'The answer to eks:DescribeCluster is empty.'],
    ['a web page', html, 'The answer to eks:DescribeCluster is no JSON object.'],
    ['a list', '[]', 'The answer to eks:DescribeCluster is no JSON object.'],
    ['without the cluster', '{}', 'The answer to eks:DescribeCluster holds no cluster.'],
    ['cut in half', whole.slice(0, whole.length / 2), 'The answer to eks:DescribeCluster breaks off.'],
    ['broken inside', whole.replace(':', ';'), 'The answer to eks:DescribeCluster cannot be parsed.'],
    [
      'not UTF-8',
      Buffer.from(whole.replace('blue', '\u00ff'), 'latin1'),
      'The answer to eks:DescribeCluster is not UTF-8.',
    ],
  ])('%s', async (_what, body, message) => {
    eks().get('/clusters/blue').reply(200, body, { 'content-type': 'application/json' });
    expect(failureOf(await aReader().reader.cluster('blue', anySignal()))).toEqual({
      reason: 'InvalidAnswer',
      message,
    });
  });

  test.each(['{}', '{"nodegroups":null}'])('a list of node groups that is no list: %s', async (body) => {
    eks().get('/clusters/blue/node-groups').query(true).reply(200, body);
    expect(failureOf(await aReader().reader.nodeGroups('blue', anySignal()))).toEqual({
      reason: 'InvalidAnswer',
      message: 'The answer to eks:ListNodegroups holds no list of node groups.',
    });
  });
});

describe('an answer that attacks the parser (F51)', () => {
  const bomb = '<!DOCTYPE lolz [<!ENTITY lol "lol"><!ENTITY lol2 "&lol;&lol;&lol;&lol;">]>';

  test.each([
    ['a document type', good.replace('?>', `?>${bomb}`), 'holds a document type, an entity or a comment'],
    [
      'a document type inside',
      good.replace('<subnetSet>', `<subnetSet>${bomb}`),
      'holds a document type, an entity or a comment',
    ],
    ['100,000 levels', good.replace('<subnetSet>', '<a>'.repeat(100_000)), 'is nested too deeply'],
  ])('is refused at once: %s', async (_what, body, problem) => {
    ec2().post('/').reply(200, body);
    const { reader, calls } = aReader();
    expect(failureOf(await reader.subnets(vpcId, anySignal()))).toEqual({
      reason: 'InvalidAnswer',
      message: `The answer to ec2:DescribeSubnets ${problem}.`,
    });
    expect(calls[0]?.milliseconds).toBeLessThan(50);
  });

  test('is refused at once in JSON, too', async () => {
    eks()
      .get('/clusters/blue')
      .reply(200, `{"cluster":${'['.repeat(100_000)}`);
    expect(failureOf(await aReader().reader.cluster('blue', anySignal()))).toEqual({
      reason: 'InvalidAnswer',
      message: 'The answer to eks:DescribeCluster is nested too deeply.',
    });
  });

  test('is cut off before it is parsed when it is too large', async () => {
    ec2()
      .post('/')
      .reply(200, subnetsAnswer([subnetXml({ extra: 'x'.repeat(2_000) })]));
    expect(failureOf(await aReader({ limits: { answerBytes: 1_000 } }).reader.subnets(vpcId, anySignal()))).toEqual({
      reason: 'AnswerTooLarge',
      message: 'The answer to ec2:DescribeSubnets is larger than 1000 bytes.',
    });
  });
});

describe('an error document that AWS did not write', () => {
  test.each([
    [500, 'Unavailable', 'EKS answers eks:DescribeCluster with HTTP 500.'],
    [404, 'InvalidAnswer', 'EKS refuses eks:DescribeCluster with HTTP 404 (Unknown).'],
    [403, 'AccessDenied', 'Access denied: IAM action eks:DescribeCluster is missing.'],
  ])('leaves the status to speak: a web page with %i', async (status, reason, message) => {
    eks().get('/clusters/blue').reply(status, html, { 'content-type': 'text/html' });
    expect(failureOf(await aReader().reader.cluster('blue', anySignal()))).toMatchObject({ reason, message });
  });

  test('is not taken for "not found" by its status alone', async () => {
    ec2().post('/').reply(404, html);
    expect(failureOf(await aReader().reader.subnets(vpcId, anySignal())).reason).toBe('InvalidAnswer');
  });
});
