import { describe, expect, test } from 'vitest';
import { anySignal, aReader, ec2, failureOf, useFakeAws, valueOf } from './fake-aws.ts';
import { ec2Answer, ec2Error } from './replies.ts';

useFakeAws();

const userData = Buffer.from('#!/bin/sh\n/etc/eks/bootstrap.sh blue --ip-family ipv6').toString('base64');

function versionXml(data: string, { id = 'lt-1', number = '1' } = {}): string {
  return `<item><launchTemplateId>${id}</launchTemplateId><versionNumber>${number}</versionNumber>${data}</item>`;
}

const data = (members = ''): string => `<launchTemplateData>${members}</launchTemplateData>`;

function answers(version: string, items: string, id = 'lt-1'): void {
  ec2()
    .post('/', (form: Readonly<Record<string, string>>) => {
      const { Action, LaunchTemplateId } = form;
      return (
        Action === 'DescribeLaunchTemplateVersions' &&
        LaunchTemplateId === id &&
        form['LaunchTemplateVersion.1'] === version &&
        form['LaunchTemplateVersion.2'] === undefined
      );
    })
    .reply(200, ec2Answer(Action, `<launchTemplateVersionSet>${items}</launchTemplateVersionSet>`));
}

const Action = 'DescribeLaunchTemplateVersions';
const refuses = (status: number, code: string): void => void ec2().post('/').reply(status, ec2Error(code, 'x'));

const read = (...versions: readonly string[]) =>
  aReader().reader.further(
    'launchTemplates',
    { versions: versions.map((version) => ({ id: 'lt-1', version })) },
    anySignal(),
  );

const silent = {
  id: 'lt-1',
  version: '1',
  typesByRequirements: false,
  metadata: {},
  ipv6AddressCount: 0,
  namesIpv6Addresses: false,
  primaryIpv6: false,
  securityGroupIds: [],
  bootstrap: 'none',
};

describe('launch templates', () => {
  test('that say nothing leave everything to EKS and the account', async () => {
    answers('1', versionXml(data()));
    expect(await read('1')).toEqual({ value: [silent], gaps: [] });
  });

  test('are read as far as they bear on IPv6, of the primary network interface', async () => {
    const metadata =
      '<metadataOptions><httpEndpoint>enabled</httpEndpoint><httpTokens>required</httpTokens>' +
      '<httpPutResponseHopLimit>2</httpPutResponseHopLimit><httpProtocolIpv6>enabled</httpProtocolIpv6></metadataOptions>';
    const interfaces =
      '<networkInterfaceSet>' +
      '<item><deviceIndex>0</deviceIndex><networkCardIndex>1</networkCardIndex><ipv6AddressCount>9</ipv6AddressCount></item>' +
      '<item><deviceIndex>0</deviceIndex><ipv6AddressCount>1</ipv6AddressCount><primaryIpv6>true</primaryIpv6>' +
      '<groupSet><groupId>sg-2</groupId></groupSet>' +
      '<ipv6AddressesSet><item><ipv6Address>2001:db8::1</ipv6Address></item></ipv6AddressesSet></item>' +
      '</networkInterfaceSet>';
    const others =
      '<instanceType>m7i.large</instanceType><instanceRequirements/><securityGroupIdSet><item>sg-1</item></securityGroupIdSet>';
    answers('1', versionXml(data(`${metadata}${interfaces}${others}<userData>${userData}</userData>`)));
    expect(valueOf(await read('1'))).toEqual([
      {
        id: 'lt-1',
        version: '1',
        instanceType: 'm7i.large',
        typesByRequirements: true,
        metadata: { enabled: true, tokensRequired: true, hopLimit: 2, ipv6Endpoint: true },
        ipv6AddressCount: 1,
        namesIpv6Addresses: true,
        primaryIpv6: true,
        securityGroupIds: ['sg-1', 'sg-2'],
        bootstrap: { serviceCidr: 'ipv6' },
      },
    ]);
  });

  test('are not asked for where no node group has one', async () => {
    expect(await read()).toEqual({ value: [], gaps: [] });
  });

  test('are asked for once each, however many node groups use them', async () => {
    answers('1', versionXml(data()));
    answers('2', versionXml(data(), { number: '2' }));
    expect(valueOf(await read('1', '2', '1'))).toMatchObject([{ version: '1' }, { version: '2' }]);
  });

  test.each(['$Latest', '$Default'])(
    'named %s are kept under that name, whatever number it means now',
    async (version) => {
      answers(version, versionXml(data(), { number: '7' }));
      expect(valueOf(await read(version))).toEqual([{ ...silent, version }]);
    },
  );

  test('of which one version is gone leave the other readable', async () => {
    answers('1', versionXml(data()));
    ec2()
      .post('/', /LaunchTemplateVersion\.1=2/)
      .reply(400, ec2Error('InvalidLaunchTemplateId.VersionNotFound', 'x'));
    expect(await read('1', '2')).toEqual({ value: [silent], gaps: [] });
  });

  test.each([
    ['an error', () => refuses(400, 'InvalidLaunchTemplateId.NotFound')],
    ['an empty list', () => answers('1', '')],
  ])('that EC2 answers with %s are not there: no failure, but nothing to judge by either', async (_, reply) => {
    reply();
    expect(await read('1')).toEqual({ value: [], gaps: [] });
  });

  test('that may not be read are denied, by name of the action', async () => {
    refuses(403, 'UnauthorizedOperation');
    expect(failureOf(await read('1'))).toEqual({
      reason: 'AccessDenied',
      message: 'Access denied: IAM action ec2:DescribeLaunchTemplateVersions is missing.',
      permission: 'ec2:DescribeLaunchTemplateVersions',
    });
  });

  test('one of which cannot be read are a gap that names it', async () => {
    answers('1', versionXml(data()));
    ec2()
      .post('/', /LaunchTemplateVersion\.1=2/)
      .reply(503, ec2Error('Unavailable', 'x'));
    expect(await read('1', '2')).toMatchObject({
      value: [{ version: '1' }],
      gaps: ['launch template lt-1 version 2 could not be described'],
      gapFailure: { reason: 'Unavailable' },
    });
  });

  test.each([
    [
      'of another template',
      versionXml(data(), { id: 'lt-9' }),
      'LaunchTemplateId is "lt-9" in the answer, expected lt-1.',
    ],
    [
      'of another version',
      versionXml(data(), { number: '2' }),
      'VersionNumber of launch template lt-1 is "2" in the answer, expected 1.',
    ],
    [
      'without content',
      versionXml(''),
      'LaunchTemplateData of launch template lt-1 version 1 is missing from the answer.',
    ],
    [
      'that are garbled',
      versionXml(
        data('<networkInterfaceSet><item><ipv6AddressCount>-1</ipv6AddressCount></item></networkInterfaceSet>'),
      ),
      'Ipv6AddressCount of launch template lt-1 version 1 is "-1" in the answer, expected a whole number from 0.',
    ],
  ])('%s are no value', async (_, items, message) => {
    answers('1', items);
    expect(failureOf(await read('1'))).toEqual({ reason: 'InvalidData', message });
  });

  test('an answer without the list is no empty list', async () => {
    ec2().post('/').reply(200, ec2Answer(Action, ''));
    expect(failureOf(await read('1')).reason).toBe('InvalidData');
  });
});
