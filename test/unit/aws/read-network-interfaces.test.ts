import { describe, expect, test } from 'vitest';
import { ipv4Blocks } from '../../../src/net/aligned-block.ts';
import { aReader, anySignal, ec2, failureOf, useFakeAws, valueOf } from './fake-aws.ts';
import { ec2Answer, ec2Error, vpcId } from './replies.ts';

useFakeAws();

interface Taken {
  readonly ipv4?: readonly string[];
  readonly ipv4Prefixes?: readonly string[];
  readonly ipv6?: readonly string[];
  readonly ipv6Prefixes?: readonly string[];
  readonly subnet?: string;
}

function set(name: string, member: string, values: readonly string[] = []): string {
  const items = values.map((value) => `<item><${member}>${value}</${member}></item>`);
  return `<${name}>${items.join('')}</${name}>`;
}

function interfaceXml(id: string, { subnet = 'subnet-1', ...taken }: Taken = {}): string {
  return [
    `<item><networkInterfaceId>${id}</networkInterfaceId><vpcId>${vpcId}</vpcId>`,
    subnet === '' ? '' : `<subnetId>${subnet}</subnetId>`,
    set('privateIpAddressesSet', 'privateIpAddress', taken.ipv4),
    set('ipv4PrefixSet', 'ipv4Prefix', taken.ipv4Prefixes),
    set('ipv6AddressesSet', 'ipv6Address', taken.ipv6),
    set('ipv6PrefixSet', 'ipv6Prefix', taken.ipv6Prefixes),
    '</item>',
  ].join('');
}

function answer(interfaces: readonly string[], nextToken?: string): string {
  const next = nextToken === undefined ? '' : `<nextToken>${nextToken}</nextToken>`;
  const list = `<networkInterfaceSet>${interfaces.join('')}</networkInterfaceSet>`;
  return ec2Answer('DescribeNetworkInterfaces', `${list}${next}`);
}

const reply = (...interfaces: readonly string[]): void => void ec2().post('/').reply(200, answer(interfaces));
const read = async () => await aReader().reader.further('subnetUse', { vpcId }, anySignal());
/** Number of the /28 block of an address. */
const at = (address: string): number => ipv4Blocks(address)?.first ?? Number.NaN;

describe('what network interfaces take', () => {
  test('is asked for by VPC and summed by subnet, in blocks', async () => {
    ec2()
      .post(
        '/',
        (form) =>
          form['Filter.1.Name'] === 'vpc-id' &&
          form['Filter.1.Value.1'] === vpcId &&
          form['Filter.2.Name'] === undefined &&
          form['MaxResults'] === '1000',
      )
      .reply(
        200,
        answer([
          interfaceXml('eni-3', { subnet: 'subnet-2', ipv4: ['10.0.1.4'] }),
          interfaceXml('eni-1', {
            ipv4: ['10.0.0.5', '10.0.0.14', '10.0.0.40'],
            ipv4Prefixes: ['10.0.0.16/28'],
            ipv6: ['2001:db8::5'],
            ipv6Prefixes: ['2001:db8:0:0:a::/80'],
          }),
          interfaceXml('eni-2', { ipv4: ['10.0.0.100'], ipv6: ['2001:db8::6', '2001:db8:0:0:b::1'] }),
        ]),
      );
    expect(await read()).toEqual({
      value: [
        {
          subnetId: 'subnet-1',
          interfaces: 2,
          ipv4Prefixes: 1,
          // 10.0.0.0/28 to 10.0.0.32/28 touch each other; 10.0.0.96/28 is apart.
          busyIpv4Blocks: [
            [at('10.0.0.5'), at('10.0.0.40')],
            [at('10.0.0.100'), at('10.0.0.100')],
          ],
          // The first /80 holds two addresses.
          takenIpv6Blocks: 3,
        },
        {
          subnetId: 'subnet-2',
          interfaces: 1,
          ipv4Prefixes: 0,
          busyIpv4Blocks: [[at('10.0.1.4'), at('10.0.1.4')]],
          takenIpv6Blocks: 0,
        },
      ],
      gaps: [],
    });
    expect(at('10.0.0.40') - at('10.0.0.5')).toBe(2);
  });

  test('comes page by page, and an interface that is on two pages counts once', async () => {
    ec2()
      .post('/', (form) => form['NextToken'] === undefined)
      .reply(200, answer([interfaceXml('eni-1'), interfaceXml('eni-2', { ipv6Prefixes: ['2001:db8::/80'] })], 'more'));
    ec2()
      .post('/', (form) => form['NextToken'] === 'more')
      .reply(200, answer([interfaceXml('eni-2', { ipv6Prefixes: ['2001:db8::/80'] }), interfaceXml('eni-3')]));
    expect(valueOf(await read())).toMatchObject([{ interfaces: 3, takenIpv6Blocks: 1 }]);
  });

  test('is nothing in a VPC without an interface', async () => {
    reply();
    expect(await read()).toEqual({ value: [], gaps: [] });
  });

  test.each<[Taken, string]>([
    [{ subnet: '' }, 'SubnetId of eni-1 is missing from the answer.'],
    [{ ipv4: ['10.0.0'] }, 'An address of eni-1 is "10.0.0" in the answer, expected an IPv4 address or prefix.'],
    [
      { ipv4: ['2001:db8::1'] },
      'An address of eni-1 is "2001:db8::1" in the answer, expected an IPv4 address or prefix.',
    ],
    [{ ipv4Prefixes: ['10.0.0.0/27'] }, 'A prefix of eni-1 is "10.0.0.0/27" in the answer, expected a /28 block.'],
    [
      { ipv6: ['fe80::1%eth0'] },
      'An address of eni-1 is "fe80::1%eth0" in the answer, expected an IPv6 address or prefix.',
    ],
    [{ ipv6Prefixes: ['2001:db8::/64'] }, 'A prefix of eni-1 is "2001:db8::/64" in the answer, expected a /80 block.'],
  ])('that we do not understand is invalid data: %j', async (taken, message) => {
    reply(interfaceXml('eni-1', taken));
    expect(failureOf(await read())).toEqual({ reason: 'InvalidData', message });
  });

  test('without the list is no answer', async () => {
    ec2().post('/').reply(200, ec2Answer('DescribeNetworkInterfaces', ''));
    expect(failureOf(await read())).toEqual({
      reason: 'InvalidAnswer',
      message: 'The answer to ec2:DescribeNetworkInterfaces holds no list of interfaces.',
    });
  });

  test('may be denied', async () => {
    ec2().post('/').reply(403, ec2Error('UnauthorizedOperation', 'You are not authorized.'));
    expect(failureOf(await read())).toMatchObject({
      reason: 'AccessDenied',
      permission: 'ec2:DescribeNetworkInterfaces',
    });
  });
});
