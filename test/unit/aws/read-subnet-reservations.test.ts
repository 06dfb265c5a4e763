import { describe, expect, test } from 'vitest';
import { aReader, anySignal, ec2, failureOf, useFakeAws, valueOf } from './fake-aws.ts';
import { ec2Answer, ec2Error } from './replies.ts';

useFakeAws();

type Reserved = readonly (readonly [cidr: string, type?: string])[];

function setXml(name: string, reservations: Reserved): string {
  const items = reservations.map(([cidr, type]) => {
    const kind = type === undefined ? '' : `<reservationType>${type}</reservationType>`;
    return `<item><subnetCidrReservationId>scr-1</subnetCidrReservationId><cidr>${cidr}</cidr>${kind}</item>`;
  });
  return `<${name}>${items.join('')}</${name}>`;
}

function answer({ ipv4 = [], ipv6 = [] }: { readonly ipv4?: Reserved; readonly ipv6?: Reserved }, token = ''): string {
  const sets = setXml('subnetIpv4CidrReservationSet', ipv4) + setXml('subnetIpv6CidrReservationSet', ipv6);
  const next = token === '' ? '' : `<nextToken>${token}</nextToken>`;
  return ec2Answer('GetSubnetCidrReservations', `${sets}${next}`);
}

const ofSubnet = (id: string) => ec2().post('/', (form) => form['SubnetId'] === id);
const read = async (...subnetIds: readonly string[]) =>
  await aReader().reader.further('subnetReservations', { subnetIds }, anySignal());

describe('reservations of subnets', () => {
  test('are asked for subnet by subnet', async () => {
    ofSubnet('subnet-1').reply(
      200,
      answer({
        ipv4: [
          ['10.0.0.128/26', 'prefix'],
          ['10.0.0.16/28', 'explicit'],
        ],
        ipv6: [['2001:db8:0:0:8000::/65', 'prefix']],
      }),
    );
    ofSubnet('subnet-2').reply(200, answer({}));
    expect(await read('subnet-1', 'subnet-2')).toEqual({
      value: [
        {
          subnetId: 'subnet-1',
          ipv4: [
            { cidr: '10.0.0.128/26', kind: 'prefix' },
            { cidr: '10.0.0.16/28', kind: 'explicit' },
          ],
          ipv6: [{ cidr: '2001:db8:0:0:8000::/65', kind: 'prefix' }],
        },
        { subnetId: 'subnet-2', ipv4: [], ipv6: [] },
      ],
      gaps: [],
    });
  });

  test('of no subnet are not asked for', async () => {
    expect(await read()).toEqual({ value: [], gaps: [] });
  });

  test('that are of a type we do not know take their addresses away', async () => {
    ofSubnet('subnet-1').reply(200, answer({ ipv4: [['10.0.0.16/28', 'novel']] }));
    expect(valueOf(await read('subnet-1'))).toMatchObject([{ ipv4: [{ kind: 'explicit' }] }]);
  });

  test('come page by page, both families on each', async () => {
    ec2()
      .post('/', (form) => form['NextToken'] === undefined)
      .reply(200, answer({ ipv4: [['10.0.0.16/28', 'prefix']], ipv6: [['2001:db8::/80', 'explicit']] }, 'more'));
    ec2()
      .post('/', (form) => form['NextToken'] === 'more' && form['SubnetId'] === 'subnet-1')
      .reply(200, answer({ ipv4: [['10.0.0.32/28', 'explicit']] }));
    expect(valueOf(await read('subnet-1'))).toEqual([
      {
        subnetId: 'subnet-1',
        ipv4: [
          { cidr: '10.0.0.16/28', kind: 'prefix' },
          { cidr: '10.0.0.32/28', kind: 'explicit' },
        ],
        ipv6: [{ cidr: '2001:db8::/80', kind: 'explicit' }],
      },
    ]);
  });

  test.each([
    [
      { ipv4: [['2001:db8::/80', 'prefix']] as Reserved },
      'Cidr of a reservation of subnet-2 is "2001:db8::/80" in the answer, expected an IPv4 CIDR block.',
    ],
    [
      { ipv6: [['10.0.0.0/28', 'prefix']] as Reserved },
      'Cidr of a reservation of subnet-2 is "10.0.0.0/28" in the answer, expected an IPv6 CIDR block.',
    ],
    [{ ipv4: [['10.0.0.0/28']] as Reserved }, 'ReservationType of subnet-2 is missing from the answer.'],
  ])('that we do not understand are a gap: %j', async (reserved, message) => {
    ofSubnet('subnet-1').reply(200, answer({}));
    ofSubnet('subnet-2').reply(200, answer(reserved));
    expect(await read('subnet-1', 'subnet-2')).toMatchObject({
      value: [{ subnetId: 'subnet-1' }],
      gaps: ['reservations of subnet subnet-2 could not be described'],
      gapFailure: { reason: 'InvalidData', message },
    });
  });

  test('of one subnet alone that we do not understand are no value', async () => {
    ofSubnet('subnet-2').reply(200, answer({ ipv4: [['10.0.0.0/28']] }));
    expect(failureOf(await read('subnet-2')).reason).toBe('InvalidData');
  });

  test('of a subnet that is gone are left out', async () => {
    ofSubnet('subnet-1').reply(200, answer({}));
    ofSubnet('subnet-2').reply(400, ec2Error('InvalidSubnetID.NotFound', 'The subnet ID does not exist'));
    expect(await read('subnet-1', 'subnet-2')).toEqual({
      value: [{ subnetId: 'subnet-1', ipv4: [], ipv6: [] }],
      gaps: [],
    });
  });

  test('may be denied, as a whole', async () => {
    ofSubnet('subnet-1').reply(200, answer({}));
    ofSubnet('subnet-2').reply(403, ec2Error('UnauthorizedOperation', 'You are not authorized.'));
    expect(failureOf(await read('subnet-1', 'subnet-2'))).toEqual({
      reason: 'AccessDenied',
      message: 'Access denied: IAM action ec2:GetSubnetCidrReservations is missing.',
      permission: 'ec2:GetSubnetCidrReservations',
    });
  });
});
