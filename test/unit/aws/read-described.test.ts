import { describe, expect, test } from 'vitest';
import { aReader, anySignal, ec2, eks, failureOf, useFakeAws, valueOf } from './fake-aws.ts';
import { ec2Error, fargateProfile, instanceTypesAnswer, instanceTypeXml, nodeGroup, range } from './replies.ts';

useFakeAws();

const denied = {
  headers: { 'x-amzn-errortype': 'AccessDeniedException' },
  body: { message: 'arn:aws:sts::111122223333:x' },
};
const gone = { headers: { 'x-amzn-errortype': 'ResourceNotFoundException' }, body: { message: 'No node group found' } };

function listNodeGroups(...nodegroups: readonly string[]): void {
  eks().get('/clusters/blue/node-groups').query({ maxResults: '100' }).reply(200, { nodegroups });
}

function describeNodeGroup(name: string, changes: Readonly<Record<string, unknown>> = {}): void {
  eks().get(`/clusters/blue/node-groups/${name}`).reply(200, nodeGroup(name, changes));
}

describe('node groups', () => {
  test('are listed, then described one by one', async () => {
    listNodeGroups('a', 'b');
    describeNodeGroup('a');
    describeNodeGroup('b', {
      launchTemplate: { id: 'lt-1', version: '1' },
      instanceTypes: undefined,
      updateConfig: { maxUnavailablePercentage: 33, updateStrategy: 'MINIMAL' },
      health: { issues: [{ code: 'AsgInstanceLaunchFailures', message: 'x', resourceIds: ['i-1'] }] },
    });
    expect(await aReader().reader.nodeGroups('blue', anySignal())).toEqual({
      value: [
        {
          name: 'a',
          status: 'ACTIVE',
          subnetIds: ['subnet-0aaaaaaaaaaaaaaa1'],
          instanceTypes: ['m5.large'],
          amiType: 'AL2023_x86_64_STANDARD',
          hasLaunchTemplate: false,
          desiredSize: 2,
          maxSize: 4,
          maxUnavailable: 1,
          healthIssues: [],
        },
        {
          name: 'b',
          status: 'ACTIVE',
          subnetIds: ['subnet-0aaaaaaaaaaaaaaa1'],
          instanceTypes: [],
          amiType: 'AL2023_x86_64_STANDARD',
          hasLaunchTemplate: true,
          launchTemplate: { id: 'lt-1', version: '1' },
          desiredSize: 2,
          maxSize: 4,
          maxUnavailablePercentage: 33,
          updateStrategy: 'MINIMAL',
          healthIssues: [{ code: 'AsgInstanceLaunchFailures', resourceIds: ['i-1'] }],
        },
      ],
      gaps: [],
    });
  });

  test('that a cluster does not have are an empty list', async () => {
    listNodeGroups();
    expect(await aReader().reader.nodeGroups('blue', anySignal())).toEqual({ value: [], gaps: [] });
  });

  test('that cannot be described are gaps with their names, and the reason', async () => {
    listNodeGroups('a', 'b');
    describeNodeGroup('a');
    describeNodeGroup('b', { scalingConfig: { maxSize: 4, desiredSize: -2 } });
    const outcome = await aReader().reader.nodeGroups('blue', anySignal());
    expect(outcome).toMatchObject({
      value: [{ name: 'a' }],
      gaps: ['node group b could not be described'],
      gapFailure: {
        reason: 'InvalidData',
        message: 'scalingConfig.desiredSize of node group b is "-2" in the answer, expected a whole number from 0.',
      },
    });
  });

  test('that were deleted since they were listed are left out', async () => {
    listNodeGroups('a', 'b');
    describeNodeGroup('a');
    eks().get('/clusters/blue/node-groups/b').reply(404, gone.body, gone.headers);
    expect(await aReader().reader.nodeGroups('blue', anySignal())).toMatchObject({ value: [{ name: 'a' }], gaps: [] });
  });

  test('that all went away since they were listed are not an empty list', async () => {
    listNodeGroups('a');
    eks().get('/clusters/blue/node-groups/a').reply(404, gone.body, gone.headers);
    expect(failureOf(await aReader().reader.nodeGroups('blue', anySignal()))).toEqual({
      reason: 'Unavailable',
      message: 'Every node group was gone before it could be described.',
    });
  });

  test('that may not be described are denied as a whole, after few calls (F54)', async () => {
    listNodeGroups(...range(20, (index) => `group-${index}`));
    eks()
      .get(/node-groups\/group-/)
      .times(2)
      .reply(403, denied.body, denied.headers);
    const { reader, ledger } = aReader();
    expect(failureOf(await reader.nodeGroups('blue', anySignal()))).toEqual({
      reason: 'AccessDenied',
      message: 'Access denied: IAM action eks:DescribeNodegroup is missing.',
      permission: 'eks:DescribeNodegroup',
    });
    expect(ledger().length).toBeLessThanOrEqual(3);
  });

  test('one of which may not be described are denied as a whole', async () => {
    listNodeGroups('a', 'b');
    describeNodeGroup('a');
    eks().get('/clusters/blue/node-groups/b').reply(403, denied.body, denied.headers);
    expect(failureOf(await aReader().reader.nodeGroups('blue', anySignal())).reason).toBe('AccessDenied');
  });

  test('none of which can be described are no value', async () => {
    listNodeGroups('a');
    eks().get('/clusters/blue/node-groups/a').reply(500, { message: 'x' }, { 'x-amzn-errortype': 'ServerException' });
    expect(failureOf(await aReader().reader.nodeGroups('blue', anySignal()))).toEqual({
      reason: 'Unavailable',
      message: 'EKS answers eks:DescribeNodegroup with HTTP 500.',
    });
  });

  test('without instance types must have a launch template that names them', async () => {
    listNodeGroups('a');
    describeNodeGroup('a', { instanceTypes: undefined });
    expect(failureOf(await aReader().reader.nodeGroups('blue', anySignal()))).toEqual({
      reason: 'InvalidData',
      message: 'instanceTypes of node group a is missing from the answer.',
    });
  });

  test('are listed page by page', async () => {
    eks()
      .get('/clusters/blue/node-groups')
      .query({ maxResults: '100' })
      .reply(200, { nodegroups: ['a'], nextToken: 'n2' });
    eks()
      .get('/clusters/blue/node-groups')
      .query({ maxResults: '100', nextToken: 'n2' })
      .reply(200, { nodegroups: ['b'], nextToken: null });
    describeNodeGroup('a');
    describeNodeGroup('b');
    expect(valueOf(await aReader().reader.nodeGroups('blue', anySignal())).map(({ name }) => name)).toEqual(['a', 'b']);
  });
});

describe('Fargate profiles', () => {
  const list = (...fargateProfileNames: readonly string[]): void =>
    void eks().get('/clusters/blue/fargate-profiles').query({ maxResults: '100' }).reply(200, { fargateProfileNames });

  test('are listed, then described, whatever their status (F60)', async () => {
    list('web');
    eks()
      .get('/clusters/blue/fargate-profiles/web')
      .reply(200, fargateProfile('web', { status: 'CREATE_FAILED' }));
    expect(await aReader().reader.fargateProfiles('blue', anySignal())).toEqual({
      value: [
        {
          name: 'web',
          status: 'CREATE_FAILED',
          subnetIds: ['subnet-0aaaaaaaaaaaaaaa1'],
          selectors: [{ namespace: 'shop', labels: { tier: 'web' } }],
        },
      ],
      gaps: [],
    });
  });

  test('that cannot be described are gaps', async () => {
    list('web', 'batch');
    eks().get('/clusters/blue/fargate-profiles/web').reply(200, fargateProfile('web'));
    eks()
      .get('/clusters/blue/fargate-profiles/batch')
      .reply(200, fargateProfile('batch', { selectors: [{}] }));
    expect(await aReader().reader.fargateProfiles('blue', anySignal())).toMatchObject({
      gaps: ['Fargate profile batch could not be described'],
      gapFailure: { message: 'selectors.namespace of Fargate profile batch is missing from the answer.' },
    });
  });

  test('without a subnet are gaps: where their pods would start is not known', async () => {
    list('batch', 'web');
    eks().get('/clusters/blue/fargate-profiles/batch').reply(200, fargateProfile('batch'));
    eks()
      .get('/clusters/blue/fargate-profiles/web')
      .reply(200, fargateProfile('web', { subnets: [] }));
    expect(await aReader().reader.fargateProfiles('blue', anySignal())).toMatchObject({
      gaps: ['Fargate profile web could not be described'],
      gapFailure: { message: 'subnets of Fargate profile web is missing from the answer.' },
    });
  });

  test('of a cluster that is gone are not found', async () => {
    eks().get('/clusters/blue/fargate-profiles').query(true).reply(404, gone.body, gone.headers);
    expect(failureOf(await aReader().reader.fargateProfiles('blue', anySignal()))).toEqual({
      reason: 'NotFound',
      message: 'EKS has no cluster named blue in eu-west-1.',
    });
  });
});

describe('instance types', () => {
  const unknownTypes = (...names: readonly string[]): string =>
    ec2Error('InvalidInstanceType', `The following supplied instance types do not exist: [${names.join(', ')}]`);

  test('are asked for by name; bare metal has no hypervisor', async () => {
    ec2()
      .post('/', 'Action=DescribeInstanceTypes&Version=2016-11-15&InstanceType.1=m5.metal&InstanceType.2=t2.micro')
      .reply(200, instanceTypesAnswer([instanceTypeXml('t2.micro', 'xen'), instanceTypeXml('m5.metal', 'none')]));
    expect(await aReader().reader.instanceTypes(['t2.micro', 'm5.metal', 't2.micro'], anySignal())).toEqual({
      value: [
        { name: 't2.micro', hypervisor: 'xen', bareMetal: false, ipv6Supported: true },
        { name: 'm5.metal', bareMetal: true, ipv6Supported: true },
      ],
      gaps: [],
    });
  });

  test('are not asked for where there is no name: EC2 would list every type there is', async () => {
    const { reader, calls } = aReader();
    expect(await reader.instanceTypes([], anySignal())).toEqual({ value: [], gaps: [] });
    expect(calls).toEqual([]);
  });

  test('that EC2 does not know are split off with one more call, and are gaps', async () => {
    ec2().post('/').reply(400, unknownTypes('m99.large'));
    ec2()
      .post('/', (form) => !Object.values(form).includes('m99.large'))
      .reply(200, instanceTypesAnswer([instanceTypeXml('m5.large')]));
    const { reader, ledger } = aReader();
    expect(await reader.instanceTypes(['m5.large', 'm99.large'], anySignal())).toEqual({
      value: [{ name: 'm5.large', hypervisor: 'nitro', bareMetal: false, ipv6Supported: true }],
      gaps: ['instance type m99.large is not known to EC2 in eu-west-1'],
      gapFailure: { reason: 'NotFound', message: 'EC2 has no instance type m99.large in eu-west-1.' },
    });
    expect(ledger()).toEqual(['ec2:DescribeInstanceTypes NotFound', 'ec2:DescribeInstanceTypes ok']);
  });

  test('that are all unknown leave nothing to ask for', async () => {
    ec2().post('/').reply(400, unknownTypes('m98.large', 'm99.large'));
    expect(await aReader().reader.instanceTypes(['m98.large', 'm99.large'], anySignal())).toMatchObject({
      value: [],
      gaps: [
        'instance type m98.large is not known to EC2 in eu-west-1',
        'instance type m99.large is not known to EC2 in eu-west-1',
      ],
    });
  });

  test('that EC2 refuses without end are given up', async () => {
    const names = range(9, (index) => `m9${index}.large`);
    for (const name of names.slice(0, 8)) ec2().post('/').reply(400, unknownTypes(name));
    expect(failureOf(await aReader().reader.instanceTypes(names, anySignal()))).toEqual({
      reason: 'InvalidAnswer',
      message: 'ec2:DescribeInstanceTypes still refuses a name after 7 were left out.',
    });
  });

  test('that the answer leaves out are gaps too', async () => {
    ec2()
      .post('/')
      .reply(200, instanceTypesAnswer([instanceTypeXml('m5.large')]));
    expect(await aReader().reader.instanceTypes(['m5.large', 'c5.large'], anySignal())).toMatchObject({
      gaps: ['instance type c5.large is not known to EC2 in eu-west-1'],
    });
  });

  test('that cannot be names of types are not asked for: they would fail the others', async () => {
    ec2()
      .post('/', 'Action=DescribeInstanceTypes&Version=2016-11-15&InstanceType.1=m5.large')
      .reply(200, instanceTypesAnswer([instanceTypeXml('m5.large')]));
    expect(await aReader().reader.instanceTypes(['m5.large', 'k3s'], anySignal())).toMatchObject({
      gaps: ['instance type k3s is not known to EC2 in eu-west-1'],
    });
  });

  test('come in calls of a hundred names', async () => {
    const names = range(250, (index) => `m${index}.large`);
    ec2()
      .post('/')
      .times(3)
      .reply(200, async (request: Request) => {
        const asked = [...new URLSearchParams(await request.text())].filter(([key]) => key.startsWith('InstanceType.'));
        expect(asked.length).toBeLessThanOrEqual(100);
        return instanceTypesAnswer(asked.map(([, name]) => instanceTypeXml(name)));
      });
    expect(valueOf(await aReader().reader.instanceTypes(names, anySignal()))).toHaveLength(250);
  });

  test('without the member that decides are invalid data', async () => {
    const xml = instanceTypeXml('m5.large').replace(/<networkInfo>.*<\/networkInfo>/, '');
    ec2()
      .post('/')
      .reply(200, instanceTypesAnswer([xml]));
    expect(failureOf(await aReader().reader.instanceTypes(['m5.large'], anySignal()))).toEqual({
      reason: 'InvalidData',
      message: 'NetworkInfo.Ipv6Supported of m5.large is missing from the answer.',
    });
  });
});
