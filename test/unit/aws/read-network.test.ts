import { describe, expect, test } from 'vitest';
import { aReader, anySignal, ec2, eks, failureOf, useFakeAws, valueOf } from './fake-aws.ts';
import { cluster, ec2Answer, ec2Error, range, subnetsAnswer, subnetXml, vpcAnswer, vpcId } from './replies.ts';

useFakeAws();

function answerSubnets(...subnets: readonly string[]): void {
  ec2()
    .post('/', /Action=DescribeSubnets/)
    .reply(200, subnetsAnswer(subnets));
}

describe('the VPC', () => {
  test('has the address blocks that are associated, and says of the other IPv6 blocks what became of them', async () => {
    const blocks = [
      ['2001:db8:0:100::/56', 'associated'],
      ['2001:db8:0:200::/56', 'disassociated'],
    ] as const;
    ec2().post('/', `Action=DescribeVpcs&Version=2016-11-15&VpcId.1=${vpcId}`).reply(200, vpcAnswer(blocks));
    expect(await aReader().reader.vpc(vpcId, anySignal())).toEqual({
      value: {
        id: vpcId,
        ipv4Cidrs: ['10.0.0.0/16', '100.64.0.0/16'],
        ipv6Cidrs: ['2001:db8:0:100::/56'],
        ipv6Origins: [{ cidr: '2001:db8:0:100::/56' }],
        otherIpv6Associations: [{ cidr: '2001:db8:0:200::/56', state: 'disassociated' }],
      },
      gaps: [],
    });
  });

  test('without IPv6 has no IPv6 blocks, though EC2 leaves the member out', async () => {
    ec2().post('/').reply(200, vpcAnswer());
    expect(valueOf(await aReader().reader.vpc(vpcId, anySignal()))).toMatchObject({
      ipv6Cidrs: [],
      otherIpv6Associations: [],
    });
  });

  test.each([
    ['EC2 refuses the id', 400, ec2Error('InvalidVpcID.NotFound', `The vpc ID '${vpcId}' does not exist`)],
    ['the answer is an empty list', 200, ec2Answer('DescribeVpcs', '<vpcSet/>')],
  ])('that is gone is not found: %s', async (_how, status, body) => {
    ec2().post('/').reply(status, body);
    expect(failureOf(await aReader().reader.vpc(vpcId, anySignal()))).toEqual({
      reason: 'NotFound',
      message: `EC2 has no VPC ${vpcId} in eu-west-1.`,
    });
  });

  test('is never another one than was asked for', async () => {
    ec2().post('/').reply(200, vpcAnswer().replace(vpcId, 'vpc-0ffffffffffffffff'));
    expect(failureOf(await aReader().reader.vpc(vpcId, anySignal()))).toEqual({
      reason: 'InvalidData',
      message: `VpcId is "vpc-0ffffffffffffffff" in the answer, expected ${vpcId}.`,
    });
  });
});

describe('subnets', () => {
  test('are asked for by VPC, never by id: a deleted subnet cannot fail the whole call', async () => {
    ec2()
      .post(
        '/',
        `Action=DescribeSubnets&Version=2016-11-15&Filter.1.Name=vpc-id&Filter.1.Value.1=${vpcId}&MaxResults=1000`,
      )
      .reply(200, subnetsAnswer([subnetXml({ tags: { Name: 'private a', __proto__x: 'y' } })]));
    expect(await aReader().reader.subnets(vpcId, anySignal())).toEqual({
      value: [
        {
          id: 'subnet-0aaaaaaaaaaaaaaa1',
          name: 'private a',
          availabilityZone: 'eu-west-1a',
          availabilityZoneId: 'euw1-az1',
          ipv4Cidr: '10.0.0.0/24',
          ipv6Cidrs: ['2001:db8:0:100::/64'],
          freeIpv4: 251,
          assignIpv6OnCreation: true,
          mapPublicIpOnLaunch: false,
          enableDns64: false,
          tags: { Name: 'private a', __proto__x: 'y' },
          shared: false,
        },
      ],
      gaps: [],
    });
  });

  test('count an IPv6 block only while it is associated', async () => {
    answerSubnets(
      subnetXml({
        ipv6: [
          ['2001:db8::/64', 'disassociated'],
          ['2001:db8:0:1::/64', 'associating'],
        ],
      }),
    );
    expect(valueOf(await aReader().reader.subnets(vpcId, anySignal()))[0]?.ipv6Cidrs).toEqual([]);
  });

  test('that are IPv6-only have no IPv4 block and rightly no free address', async () => {
    answerSubnets(subnetXml({ cidr: undefined, free: '0', extra: '<ipv6Native>true</ipv6Native>' }));
    const [subnet] = valueOf(await aReader().reader.subnets(vpcId, anySignal()));
    expect(subnet).toMatchObject({ freeIpv4: 0 });
    expect(subnet).not.toHaveProperty('ipv4Cidr');
  });

  test('keep tags with names that are special in JavaScript as plain tags', async () => {
    answerSubnets(subnetXml({ tags: { constructor: 'a', toString: 'b', ['__proto__']: 'polluted' } }));
    const [subnet] = valueOf(await aReader().reader.subnets(vpcId, anySignal()));
    expect(Object.entries(subnet?.tags ?? {})).toContainEqual(['constructor', 'a']);
    expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
  });

  test('keep at most fifty tags, of at most 256 characters', async () => {
    const tags = Object.fromEntries(range(60, (index) => [`key-${index}`, 'v'.repeat(300)]));
    answerSubnets(subnetXml({ tags }));
    const [subnet] = valueOf(await aReader().reader.subnets(vpcId, anySignal()));
    expect(Object.keys(subnet?.tags ?? {})).toHaveLength(50);
    expect(subnet?.tags['key-0']).toHaveLength(256);
  });

  test('of another account than the cluster are shared (F64)', async () => {
    eks().get('/clusters/blue').reply(200, cluster());
    answerSubnets(subnetXml({ owner: '444455556666' }), subnetXml({ id: 'subnet-0aaaaaaaaaaaaaaa2' }));
    const { reader } = aReader();
    await reader.cluster('blue', anySignal());
    const subnets = valueOf(await reader.subnets(vpcId, anySignal()));
    expect(subnets.map(({ shared }) => shared)).toEqual([true, false]);
  });

  test('of a VPC that has none are an empty list, which is an answer', async () => {
    ec2().post('/').reply(200, ec2Answer('DescribeSubnets', '<subnetSet/>'));
    expect(await aReader().reader.subnets(vpcId, anySignal())).toEqual({ value: [], gaps: [] });
  });

  test('that appear on two pages are counted once', async () => {
    ec2()
      .post('/')
      .reply(200, subnetsAnswer([subnetXml()], 'second'));
    ec2()
      .post('/', /NextToken=second/)
      .reply(200, subnetsAnswer([subnetXml()]));
    expect(valueOf(await aReader().reader.subnets(vpcId, anySignal()))).toHaveLength(1);
  });

  test('of another VPC, from an endpoint that ignores the filter, are no answer', async () => {
    answerSubnets(subnetXml().replace(vpcId, 'vpc-0ffffffffffffffff'));
    expect(failureOf(await aReader().reader.subnets(vpcId, anySignal())).reason).toBe('InvalidData');
  });
});

describe('the number of free addresses (F62)', () => {
  test.each([
    ['-1', 'AvailableIpAddressCount of subnet-0aaaaaaaaaaaaaaa1 is "-1" in the answer, expected 0 to 251.'],
    ['252', 'AvailableIpAddressCount of subnet-0aaaaaaaaaaaaaaa1 is "252" in the answer, expected 0 to 251.'],
    ['1.5', 'AvailableIpAddressCount of subnet-0aaaaaaaaaaaaaaa1 is "1.5" in the answer, expected 0 to 251.'],
    [undefined, 'AvailableIpAddressCount of subnet-0aaaaaaaaaaaaaaa1 is missing from the answer.'],
  ])('is refused when it cannot be true: %s', async (free, message) => {
    answerSubnets(subnetXml({ free }));
    const failure = failureOf(await aReader().reader.subnets(vpcId, anySignal()));
    expect(failure.message).toBe(message);
    expect(failure.reason).toBe('InvalidData');
  });

  test.each(['0', '251'])('may be %s in a /24', async (free) => {
    answerSubnets(subnetXml({ free }));
    expect(valueOf(await aReader().reader.subnets(vpcId, anySignal()))[0]?.freeIpv4).toBe(Number(free));
  });

  test('of an IPv6-only subnet can only be 0', async () => {
    answerSubnets(subnetXml({ cidr: undefined, free: '3', extra: '<ipv6Native>true</ipv6Native>' }));
    expect(failureOf(await aReader().reader.subnets(vpcId, anySignal())).reason).toBe('InvalidData');
  });
});

describe('many subnets (F61)', () => {
  test('10,000 of them come in 10 pages, one a thousand', async () => {
    const id = (index: number): string => `subnet-${index.toString(16).padStart(17, '0')}`;
    for (let page = 0; page < 10; page += 1) {
      const xml = range(1_000, (index) => subnetXml({ id: id(page * 1_000 + index) }));
      ec2()
        .post('/', page === 0 ? (form) => !('NextToken' in form) : (form) => form['NextToken'] === `page-${page}`)
        .reply(200, subnetsAnswer(xml, page === 9 ? undefined : `page-${page + 1}`));
    }
    const { reader, calls } = aReader();
    const subnets = valueOf(await reader.subnets(vpcId, anySignal()));
    expect(new Set(subnets.map((subnet) => subnet.id)).size).toBe(10_000);
    expect(calls).toHaveLength(10);
  });
});
