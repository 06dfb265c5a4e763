import { describe, expect, test } from 'vitest';
import { anySignal, aReader, eks, failureOf, useFakeAws, valueOf } from './fake-aws.ts';

useFakeAws();

const refused = { headers: { 'x-amzn-errortype': 'AccessDeniedException' }, body: { message: 'not authorized' } };
const gone = { headers: { 'x-amzn-errortype': 'ResourceNotFoundException' }, body: { message: 'No addon' } };
const role = 'arn:aws:iam::111122223333:role/cni';

function listAddons(...addons: readonly string[]): void {
  eks().get('/clusters/blue/addons').query({ maxResults: '100' }).reply(200, { addons });
}

function describeAddon(name: string, changes: Readonly<Record<string, unknown>> = {}): void {
  const addon = { addonName: name, addonVersion: 'v1.2.3-eksbuild.1', status: 'ACTIVE', ...changes };
  eks().get(`/clusters/blue/addons/${name}`).reply(200, { addon });
}

const read = () => aReader().reader.further('addons', { clusterName: 'blue' }, anySignal());

describe('add-ons', () => {
  test('are listed, then described one by one', async () => {
    eks()
      .get('/clusters/blue/addons')
      .query({ maxResults: '100' })
      .reply(200, { addons: ['vpc-cni'], nextToken: 'more' })
      .get('/clusters/blue/addons')
      .query({ maxResults: '100', nextToken: 'more' })
      .reply(200, { addons: ['coredns'] });
    describeAddon('vpc-cni', { serviceAccountRoleArn: role, configurationValues: '{"secret":"x"}' });
    describeAddon('coredns', {
      status: 'DEGRADED',
      health: { issues: [{ code: 'InsufficientNumberOfReplicas', message: 'x', resourceIds: ['coredns'] }] },
    });
    expect(valueOf(await read())).toEqual([
      {
        name: 'vpc-cni',
        version: 'v1.2.3-eksbuild.1',
        status: 'ACTIVE',
        healthIssues: [],
        serviceAccountRoleArn: role,
      },
      {
        name: 'coredns',
        version: 'v1.2.3-eksbuild.1',
        status: 'DEGRADED',
        healthIssues: [{ code: 'InsufficientNumberOfReplicas', resourceIds: ['coredns'] }],
      },
    ]);
  });

  test('that a cluster does not have are an empty list', async () => {
    listAddons();
    expect(await read()).toEqual({ value: [], gaps: [] });
  });

  test('that are gone meanwhile are left out, those that are garbled are gaps', async () => {
    listAddons('a', 'b', 'c');
    describeAddon('a');
    eks().get('/clusters/blue/addons/b').reply(404, gone.body, gone.headers);
    describeAddon('c', { addonVersion: undefined });
    expect(await read()).toMatchObject({
      value: [{ name: 'a' }],
      gaps: ['add-on c could not be described'],
      gapFailure: { reason: 'InvalidData', message: 'addonVersion of add-on c is missing from the answer.' },
    });
  });

  test('another add-on than the one that was asked for is none', async () => {
    listAddons('a');
    describeAddon('a', { addonName: 'b' });
    expect(failureOf(await read())).toEqual({
      reason: 'InvalidData',
      message: 'addonName is "b" in the answer, expected a.',
    });
  });

  test.each(['eks:ListAddons', 'eks:DescribeAddon'])('%s denied is told by name of the action', async (permission) => {
    if (permission === 'eks:DescribeAddon') listAddons('a');
    const path = permission === 'eks:DescribeAddon' ? '/clusters/blue/addons/a' : '/clusters/blue/addons';
    eks().get(path).query(true).reply(403, refused.body, refused.headers);
    expect(failureOf(await read())).toMatchObject({ reason: 'AccessDenied', permission });
  });

  test('without a list there is no answer', async () => {
    eks().get('/clusters/blue/addons').query(true).reply(200, {});
    expect(failureOf(await read()).reason).toBe('InvalidAnswer');
  });
});

describe('versions of add-ons', () => {
  const query = { kubernetesVersion: '1.34', types: 'networking', owners: 'aws', maxResults: '100' };
  const versions = () => aReader().reader.further('addonVersions', { kubernetesVersion: '1.34' }, anySignal());
  const version = (addonVersion: unknown, defaultVersion: boolean, clusterVersion = '1.34') => ({
    addonVersion,
    compatibilities: [{ clusterVersion, platformVersions: ['*'], defaultVersion }],
  });
  const answer = (body: object) => eks().get('/addons/supported-versions').query(query).reply(200, body);

  test('are those that fit the version of Kubernetes, and which is the default', async () => {
    answer({ addons: [{ addonName: 'coredns', addonVersions: [version('v1', false)] }], nextToken: 'more' });
    eks()
      .get('/addons/supported-versions')
      .query({ ...query, nextToken: 'more' })
      .reply(200, {
        addons: [
          {
            addonName: 'vpc-cni',
            addonVersions: [version('v3', false), version('v2', true), version('v1', true, '1.33')],
          },
        ],
      });
    expect(valueOf(await versions())).toEqual([
      { name: 'coredns', compatible: ['v1'] },
      { name: 'vpc-cni', defaultVersion: 'v2', compatible: ['v3', 'v2'] },
    ]);
  });

  test.each([
    [{ addons: [{ addonVersions: [] }] }, 'addonName is missing from the answer.'],
    [{ addons: [{ addonName: 'a' }] }, 'addonVersions of a is missing from the answer.'],
    [{ addons: [{ addonName: 'a', addonVersions: [version('', false)] }] }, 'addonVersion of a is missing'],
    [
      { addons: [{ addonName: 'a', addonVersions: Array.from({ length: 501 }, () => version('v1', false)) }] },
      'addonVersions of a is "501" in the answer, expected at most 500.',
    ],
  ])('that are garbled are no list: %#', async (body, message) => {
    answer(body);
    const failure = failureOf(await versions());
    expect([failure.reason, failure.message.slice(0, message.length)]).toEqual(['InvalidData', message]);
  });

  test('denied are told by name of the action', async () => {
    eks().get('/addons/supported-versions').query(query).reply(403, refused.body, refused.headers);
    expect(failureOf(await versions())).toMatchObject({
      reason: 'AccessDenied',
      permission: 'eks:DescribeAddonVersions',
    });
  });
});
