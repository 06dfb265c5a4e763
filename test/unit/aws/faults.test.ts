import nock from 'nock';
import { describe, expect, test, vi } from 'vitest';
import { virtualClock } from '../../support/virtual-clock.ts';
import { aReader, anySignal, ec2, eks, failureOf, region, useFakeAws, valueOf } from './fake-aws.ts';
import { cluster, ec2Error, range, subnetsAnswer, subnetXml, vpcAnswer, vpcId } from './replies.ts';

useFakeAws();

const throttledMessage = 'EC2 throttles ec2:DescribeSubnets in this account and Region.';

function systemError(code: string): Error {
  return Object.assign(new Error(`connect ${code} 10.1.2.3:443`), { code });
}

describe('throttling (F47)', () => {
  test('that passes is retried by the SDK and costs only time', async () => {
    ec2().post('/').reply(503, ec2Error('RequestLimitExceeded'));
    ec2()
      .post('/')
      .reply(200, subnetsAnswer([subnetXml()]));
    const { reader, ledger } = aReader({ limits: { attempts: 3 } });
    expect(valueOf(await reader.subnets(vpcId, anySignal()))).toHaveLength(1);
    expect(ledger()).toEqual(['ec2:DescribeSubnets Throttled', 'ec2:DescribeSubnets ok']);
  });

  test.each([
    [503, 'RequestLimitExceeded'],
    [400, 'Throttling'],
    [503, 'RequestThrottled'],
    [429, 'SomethingNew'],
  ])('that stays is told: EC2 %i %s', async (status, code) => {
    ec2().post('/').reply(status, ec2Error(code));
    expect(failureOf(await aReader().reader.subnets(vpcId, anySignal()))).toEqual({
      reason: 'Throttled',
      message: throttledMessage,
    });
  });

  test.each([
    [429, 'ThrottlingException'],
    [429, 'TooManyRequestsException'],
  ])('that stays is told: EKS %i %s', async (status, code) => {
    eks().get('/clusters/blue').reply(status, { message: 'Rate exceeded' }, { 'x-amzn-errortype': code });
    expect(failureOf(await aReader().reader.cluster('blue', anySignal()))).toEqual({
      reason: 'Throttled',
      message: 'EKS throttles eks:DescribeCluster in this account and Region.',
    });
  });

  test('lets the action rest, fails its reads at once meanwhile, and leaves other actions alone', async () => {
    const clock = virtualClock();
    const { reader, calls } = aReader({ clock, random: () => 0.5 });
    ec2()
      .post('/', /DescribeSubnets/)
      .reply(503, ec2Error('RequestLimitExceeded'));
    ec2()
      .post('/', /DescribeVpcs/)
      .reply(200, vpcAnswer());
    await reader.subnets(vpcId, anySignal());
    await clock.advance(17_400);
    expect(failureOf(await reader.subnets(vpcId, anySignal()))).toEqual({
      reason: 'Throttled',
      message: throttledMessage,
    });
    expect(calls).toHaveLength(1);
    expect(valueOf(await reader.vpc(vpcId, anySignal())).id).toBe(vpcId);

    await clock.advance(200);
    ec2()
      .post('/', /DescribeSubnets/)
      .reply(200, subnetsAnswer([subnetXml()]));
    expect(valueOf(await reader.subnets(vpcId, anySignal()))).toHaveLength(1);
  });
});

describe('an endpoint that fails for half an hour (F48)', () => {
  test('is asked once in 30 seconds, without retries, however often it is needed, and answers as soon as it can', async () => {
    const clock = virtualClock();
    const { reader, calls } = aReader({ clock, limits: { attempts: 3 } });
    ec2().post('/').times(62).reply(500, ec2Error('InternalError'));
    for (let second = 0; second < 1_800; second += 5) {
      expect(failureOf(await reader.subnets(vpcId, anySignal()))).toEqual({
        reason: 'Unavailable',
        message: 'EC2 answers ec2:DescribeSubnets with HTTP 500.',
      });
      await clock.advance(5_000);
    }
    // The first read is retried, each of the 59 probes after it is one request.
    expect(calls).toHaveLength(3 + 59);
    ec2()
      .post('/')
      .reply(200, subnetsAnswer([subnetXml()]));
    await clock.advance(30_000);
    expect(valueOf(await reader.subnets(vpcId, anySignal()))).toHaveLength(1);
  });

  test.each([
    ['ECONNREFUSED', 'EC2 cannot be reached: the connection is refused.'],
    ['ENOTFOUND', 'EC2 cannot be reached: its address cannot be resolved.'],
    ['ECONNRESET', 'EC2 cannot be reached: the connection broke.'],
  ])('or cannot be reached is unavailable, and its address is not told: %s (F66)', async (code, message) => {
    ec2().post('/').replyWithError(systemError(code));
    expect(failureOf(await aReader().reader.subnets(vpcId, anySignal()))).toEqual({ reason: 'Unavailable', message });
  });
});

describe('paging', () => {
  test('that names the same page again is a loop (F52)', async () => {
    ec2()
      .post('/')
      .times(2)
      .reply(200, subnetsAnswer([subnetXml()], 'again'));
    expect(failureOf(await aReader().reader.subnets(vpcId, anySignal()))).toEqual({
      reason: 'PaginationLoop',
      message: 'ec2:DescribeSubnets names a page as the next one that it has already given.',
    });
  });

  test('that goes round in a circle is a loop (F52)', async () => {
    for (const next of ['b', 'a', 'b'])
      ec2()
        .post('/')
        .reply(200, subnetsAnswer([subnetXml()], next));
    expect(failureOf(await aReader().reader.subnets(vpcId, anySignal())).reason).toBe('PaginationLoop');
  });

  test('that does not end is a loop (F52)', async () => {
    for (const next of range(3, String))
      ec2()
        .post('/')
        .reply(200, subnetsAnswer([subnetXml()], next));
    expect(failureOf(await aReader({ limits: { pages: 3 } }).reader.subnets(vpcId, anySignal()))).toEqual({
      reason: 'PaginationLoop',
      message: 'ec2:DescribeSubnets does not end after 3 pages.',
    });
  });

  test('that loses a page gives nothing, not the pages before it (F53)', async () => {
    ec2()
      .post('/')
      .reply(200, subnetsAnswer([subnetXml()], 'lost'));
    ec2()
      .post('/', /NextToken=lost/)
      .reply(400, ec2Error('InvalidNextToken', 'The token is invalid'));
    expect(failureOf(await aReader().reader.subnets(vpcId, anySignal()))).toEqual({
      reason: 'InvalidAnswer',
      message: 'EC2 refuses ec2:DescribeSubnets with HTTP 400 (InvalidNextToken).',
    });
  });
});

describe('a denied action (F54)', () => {
  test.each(['UnauthorizedOperation', 'AccessDenied', 'SomethingNew'])(
    'names the IAM action and no account: %s',
    async (code) => {
      const message = 'User: arn:aws:sts::111122223333:assumed-role/x is not authorized. Encoded: abc';
      ec2().post('/').reply(403, ec2Error(code, message));
      expect(failureOf(await aReader().reader.subnets(vpcId, anySignal()))).toEqual({
        reason: 'AccessDenied',
        message: 'Access denied: IAM action ec2:DescribeSubnets is missing.',
        permission: 'ec2:DescribeSubnets',
      });
    },
  );

  test('is told by its code, whatever the status', async () => {
    eks().get('/clusters/blue').reply(400, { message: 'x' }, { 'x-amzn-errortype': 'AccessDeniedException' });
    expect(failureOf(await aReader().reader.cluster('blue', anySignal()))).toEqual({
      reason: 'AccessDenied',
      message: 'Access denied: IAM action eks:DescribeCluster is missing.',
      permission: 'eks:DescribeCluster',
    });
  });

  test('does not keep the action from being tried again, nor any other from being read', async () => {
    ec2()
      .post('/', /DescribeSubnets/)
      .times(2)
      .reply(403, ec2Error('UnauthorizedOperation'));
    ec2()
      .post('/', /DescribeVpcs/)
      .reply(200, vpcAnswer());
    const { reader, calls } = aReader();
    await reader.subnets(vpcId, anySignal());
    expect(failureOf(await reader.subnets(vpcId, anySignal())).reason).toBe('AccessDenied');
    expect(valueOf(await reader.vpc(vpcId, anySignal())).id).toBe(vpcId);
    expect(calls).toHaveLength(3);
  });
});

describe('credentials (F55, F56)', () => {
  const expiredMessage = 'There are no usable AWS credentials: they have expired.';

  test('that have expired are read anew once, and then the read goes on', async () => {
    const { reader } = aReader();
    ec2()
      .post('/')
      .matchHeader('authorization', /AKIDEXAMPLE/)
      .reply(400, () => {
        vi.stubEnv('AWS_ACCESS_KEY_ID', 'AKIDROTATED');
        return ec2Error('ExpiredToken', 'The security token included in the request is expired');
      });
    ec2()
      .post('/')
      .matchHeader('authorization', /AKIDROTATED/)
      .reply(200, subnetsAnswer([subnetXml()]));
    expect(valueOf(await reader.subnets(vpcId, anySignal()))).toHaveLength(1);
  });

  test('that stay expired are read anew at most once a minute', async () => {
    const clock = virtualClock();
    const { reader, calls } = aReader({ clock });
    ec2().post('/').times(5).reply(400, ec2Error('ExpiredToken'));
    for (const expected of [2, 3]) {
      expect(failureOf(await reader.subnets(vpcId, anySignal()))).toEqual({
        reason: 'CredentialsUnavailable',
        message: expiredMessage,
      });
      expect(calls).toHaveLength(expected);
    }
    await clock.advance(60_000);
    await reader.subnets(vpcId, anySignal());
    expect(calls).toHaveLength(5);
  });

  test.each([
    ['AuthFailure', 'AWS does not accept them'],
    ['InvalidClientTokenId', 'AWS does not know them'],
    ['SignatureDoesNotMatch', 'AWS does not accept their signature'],
    ['RequestExpired', 'they have expired or the clock is wrong'],
  ])('that AWS turns down are no missing permission: %s', async (code, problem) => {
    ec2().post('/').times(2).reply(403, ec2Error(code, 'x'));
    expect(failureOf(await aReader().reader.subnets(vpcId, anySignal()))).toEqual({
      reason: 'CredentialsUnavailable',
      message: `There are no usable AWS credentials: ${problem}.`,
    });
  });

  test('that nobody gives are never those of the node', async () => {
    vi.stubEnv('AWS_ACCESS_KEY_ID', undefined);
    vi.stubEnv('AWS_SECRET_ACCESS_KEY', undefined);
    const { reader, calls } = aReader();
    expect(failureOf(await reader.subnets(vpcId, anySignal()))).toEqual({
      reason: 'CredentialsUnavailable',
      message: 'There are no usable AWS credentials: the SDK found none.',
    });
    expect(calls).toEqual([]);
  });

  test.each([['the token file is missing', '/nowhere/token', 'the web identity token file cannot be read']])(
    'of a service account: %s',
    async (_what, file, problem) => {
      useServiceAccount(file);
      expect(failureOf(await aReader().reader.subnets(vpcId, anySignal())).message).toBe(
        `There are no usable AWS credentials: ${problem}.`,
      );
    },
  );

  test.each([
    [403, 'AccessDenied', 'STS does not let this service account assume its role'],
    [400, 'InvalidIdentityToken', 'STS rejects the web identity token'],
    [400, 'ExpiredTokenException', 'the web identity token has expired'],
    [403, 'SomethingNew', 'their source answers with HTTP 403'],
  ])('that STS refuses with %i %s are no missing permission on EC2', async (status, code, problem) => {
    useServiceAccount(import.meta.filename);
    const body = `<ErrorResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><Error><Type>Sender</Type><Code>${code}</Code><Message>arn:aws:iam::111122223333:role/x</Message></Error></ErrorResponse>`;
    nock(`https://sts.${region}.amazonaws.com`).post('/').reply(status, body);
    expect(failureOf(await aReader().reader.subnets(vpcId, anySignal()))).toEqual({
      reason: 'CredentialsUnavailable',
      message: `There are no usable AWS credentials: ${problem}.`,
    });
  });

  test('from an STS that cannot be reached are unavailable, too', async () => {
    useServiceAccount(import.meta.filename);
    nock(`https://sts.${region}.amazonaws.com`).post('/').times(3).replyWithError(systemError('ECONNREFUSED'));
    expect(failureOf(await aReader().reader.subnets(vpcId, anySignal()))).toEqual({
      reason: 'CredentialsUnavailable',
      message: 'There are no usable AWS credentials: the source of the credentials cannot be reached.',
    });
  });

  function useServiceAccount(tokenFile: string): void {
    vi.stubEnv('AWS_ACCESS_KEY_ID', undefined);
    vi.stubEnv('AWS_SECRET_ACCESS_KEY', undefined);
    vi.stubEnv('AWS_ROLE_ARN', 'arn:aws:iam::111122223333:role/readiness');
    vi.stubEnv('AWS_WEB_IDENTITY_TOKEN_FILE', tokenFile);
  }
});

describe('a Region that is not the cluster’s (F57)', () => {
  test.each([
    ['OptInRequired', 'You are not subscribed to this service.'],
    ['SignatureDoesNotMatch', "Credential should be scoped to a valid region, not 'eu-west-1'."],
  ])('is told apart from wrong credentials: %s', async (code, message) => {
    ec2().post('/').reply(403, ec2Error(code, message));
    expect(failureOf(await aReader().reader.subnets(vpcId, anySignal()))).toEqual({
      reason: 'RegionMismatch',
      message: 'Region eu-west-1 is not one that this account and endpoint serve.',
    });
  });
});

describe('what AWS sees', () => {
  test('is the name of this product in the user agent', async () => {
    eks()
      .get('/clusters/blue')
      .matchHeader('user-agent', /app\/ipv6-readiness/)
      .reply(200, cluster());
    expect(valueOf(await aReader().reader.cluster('blue', anySignal())).name).toBe('blue');
  });

  test('is nothing of a read that nobody waits for any more', async () => {
    const { reader, calls } = aReader();
    expect(failureOf(await reader.subnets(vpcId, AbortSignal.abort()))).toEqual({
      reason: 'Unavailable',
      message: 'The read was cancelled.',
    });
    expect(calls).toEqual([]);
  });
});
