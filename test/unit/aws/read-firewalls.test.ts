import { describe, expect, test } from 'vitest';
import { aReader, anySignal, ec2, failureOf, useFakeAws, valueOf } from './fake-aws.ts';
import { ec2Answer, range, vpcId } from './replies.ts';

useFakeAws();

const answer = (action: string, body: string): void => {
  ec2()
    .post('/', new RegExp(`Action=${action}`))
    .reply(200, ec2Answer(action, body));
};
const anAcl = (entries: string): string =>
  `<networkAclSet><item><networkAclId>acl-1</networkAclId><vpcId>${vpcId}</vpcId><default>false</default><associationSet><item><subnetId>subnet-1</subnetId></item></associationSet><entrySet>${entries}</entrySet></item></networkAclSet>`;
const anEntry = (rest: string, { egress = 'false', action = 'allow' } = {}): string =>
  `<item><ruleNumber>100</ruleNumber><ruleAction>${action}</ruleAction><egress>${egress}</egress>${rest}</item>`;
const readAcls = async () => await aReader().reader.further('networkAcls', { vpcId }, anySignal());
const readGroups = async (...ids: readonly string[]) =>
  aReader().reader.further('securityGroups', { ids }, anySignal());
const readLists = async (...ids: readonly string[]) => aReader().reader.further('prefixLists', { ids }, anySignal());

describe('network ACLs', () => {
  test('are asked for by VPC and given in our words', async () => {
    ec2()
      .post('/', (form) => form['Filter.1.Name'] === 'vpc-id' && form['Filter.1.Value.1'] === vpcId)
      .reply(
        200,
        ec2Answer(
          'DescribeNetworkAcls',
          anAcl(
            anEntry('<protocol>-1</protocol><cidrBlock>0.0.0.0/0</cidrBlock>') +
              anEntry(
                '<protocol>6</protocol><ipv6CidrBlock>::/0</ipv6CidrBlock><portRange><from>22</from><to>23</to></portRange>',
                { egress: 'true', action: 'deny' },
              ),
          ),
        ),
      );
    expect(await readAcls()).toEqual({
      value: [
        {
          id: 'acl-1',
          isDefault: false,
          subnetIds: ['subnet-1'],
          entries: [
            { number: 100, direction: 'in', allows: true, protocol: '-1', cidr: '0.0.0.0/0' },
            {
              number: 100,
              direction: 'out',
              allows: false,
              protocol: '6',
              ports: { from: 22, to: 23 },
              cidr: '::/0',
            },
          ],
        },
      ],
      gaps: [],
    });
  });

  test('a range of all ports is no restriction', async () => {
    const all = '<portRange><from>0</from><to>65535</to></portRange>';
    answer('DescribeNetworkAcls', anAcl(anEntry(`<protocol>6</protocol><cidrBlock>10.0.0.0/8</cidrBlock>${all}`)));
    expect(valueOf(await readAcls())[0]?.entries[0]).not.toHaveProperty('ports');
  });

  test.each([
    [
      '<protocol>6</protocol><cidrBlock>all</cidrBlock>',
      'CidrBlock of acl-1 is "all" in the answer, expected an IPv4 CIDR block.',
    ],
    ['<protocol>6</protocol>', 'CidrBlock of acl-1 is missing from the answer.'],
    ['<cidrBlock>10.0.0.0/8</cidrBlock>', 'Protocol of acl-1 is missing from the answer.'],
    [
      '<protocol>6</protocol><cidrBlock>10.0.0.0/8</cidrBlock><portRange><from>1</from><to>70000</to></portRange>',
      'The last port of acl-1 is "70000" in the answer, expected 0 to 65535.',
    ],
  ])('with an entry that cannot be understood are no answer', async (entry, message) => {
    answer('DescribeNetworkAcls', anAcl(anEntry(entry)));
    expect(failureOf(await readAcls())).toEqual({ reason: 'InvalidData', message });
  });

  test('that neither allow nor deny are no answer', async () => {
    const entry = anEntry('<protocol>6</protocol><cidrBlock>10.0.0.0/8</cidrBlock>', { action: 'perhaps' });
    answer('DescribeNetworkAcls', anAcl(entry));
    expect(failureOf(await readAcls()).message).toBe(
      'RuleAction of acl-1 is "perhaps" in the answer, expected allow or deny.',
    );
  });

  test('of another VPC, from an endpoint that ignores the filter, are no answer', async () => {
    answer('DescribeNetworkAcls', anAcl('').replace(vpcId, 'vpc-0ffffffffffffffff'));
    expect(failureOf(await readAcls()).reason).toBe('InvalidData');
  });

  test('an answer without the list is no empty list', async () => {
    answer('DescribeNetworkAcls', '');
    expect(failureOf(await readAcls()).reason).toBe('InvalidAnswer');
  });
});

const aGroup = (permissions: string, id = 'sg-1'): string =>
  `<item><groupId>${id}</groupId><ipPermissions>${permissions}</ipPermissions><ipPermissionsEgress/></item>`;

describe('security groups', () => {
  test('are given in our words, protocols by number and references as a fact', async () => {
    const tcp =
      '<item><ipProtocol>tcp</ipProtocol><fromPort>443</fromPort><toPort>443</toPort><groups><item><groupId>sg-2</groupId></item></groups><ipRanges><item><cidrIp>10.0.0.0/8</cidrIp></item></ipRanges><ipv6Ranges><item><cidrIpv6>2001:db8::/32</cidrIpv6></item></ipv6Ranges><prefixListIds><item><prefixListId>pl-1</prefixListId></item></prefixListIds></item>';
    const icmp =
      '<item><ipProtocol>icmp</ipProtocol><fromPort>8</fromPort><toPort>-1</toPort><groups/><ipRanges><item><cidrIp>0.0.0.0/0</cidrIp></item></ipRanges></item>';
    answer('DescribeSecurityGroups', `<securityGroupInfo>${aGroup(tcp + icmp)}</securityGroupInfo>`);
    expect(valueOf(await readGroups('sg-1'))).toEqual([
      {
        id: 'sg-1',
        rules: [
          {
            direction: 'in',
            protocol: '6',
            ports: { from: 443, to: 443 },
            ipv4Cidrs: ['10.0.0.0/8'],
            ipv6Cidrs: ['2001:db8::/32'],
            prefixListIds: ['pl-1'],
            namesGroups: true,
          },
          {
            direction: 'in',
            protocol: '1',
            ipv4Cidrs: ['0.0.0.0/0'],
            ipv6Cidrs: [],
            prefixListIds: [],
            namesGroups: false,
          },
        ],
      },
    ]);
  });

  test('older rules write all ports as minus one', async () => {
    const tcp = '<item><ipProtocol>tcp</ipProtocol><fromPort>-1</fromPort><toPort>-1</toPort></item>';
    answer('DescribeSecurityGroups', `<securityGroupInfo>${aGroup(tcp)}</securityGroupInfo>`);
    const [group] = valueOf(await readGroups('sg-1'));
    expect(group?.rules[0]).toMatchObject({ protocol: '6' });
    expect(group?.rules[0]).not.toHaveProperty('ports');
  });

  test('are asked for by filter, so that one that is gone is left out and fails nothing', async () => {
    ec2()
      .post('/', /Filter\.1\.Name=group-id&Filter\.1\.Value\.1=sg-1&Filter\.1\.Value\.2=sg-gone/)
      .reply(200, ec2Answer('DescribeSecurityGroups', `<securityGroupInfo>${aGroup('')}</securityGroupInfo>`));
    expect(valueOf(await readGroups('sg-1', 'sg-gone')).map(({ id }) => id)).toEqual(['sg-1']);
  });

  test('are asked for 200 at a time, and not at all where none is in use', async () => {
    answer('DescribeSecurityGroups', '<securityGroupInfo/>');
    answer('DescribeSecurityGroups', '<securityGroupInfo/>');
    expect(valueOf(await readGroups(...range(201, (index) => `sg-${index}`)))).toEqual([]);
    expect(valueOf(await readGroups())).toEqual([]);
  });

  test('that nobody asked for are no answer', async () => {
    answer('DescribeSecurityGroups', `<securityGroupInfo>${aGroup('', 'sg-foreign')}</securityGroupInfo>`);
    expect(failureOf(await readGroups('sg-1')).message).toBe(
      'GroupId is "sg-foreign" in the answer, expected one that was asked for.',
    );
  });
});

describe('prefix lists', () => {
  const aList = (family: string): string =>
    `<prefixListSet><item><prefixListId>pl-1</prefixListId><addressFamily>${family}</addressFamily></item></prefixListSet>`;

  test.each([
    ['IPv4', 'ipv4'],
    ['IPv6', 'ipv6'],
  ])('of %s', async (word, family) => {
    answer('DescribeManagedPrefixLists', aList(word));
    expect(valueOf(await readLists('pl-1'))).toEqual([{ id: 'pl-1', family }]);
  });

  test('of a family that does not exist are no answer', async () => {
    answer('DescribeManagedPrefixLists', aList('IPv7'));
    expect(failureOf(await readLists('pl-1')).message).toBe(
      'AddressFamily of pl-1 is "IPv7" in the answer, expected IPv4 or IPv6.',
    );
  });

  test('are not asked for where no rule names one', async () => {
    expect(valueOf(await readLists())).toEqual([]);
  });
});
