import { describe, expect, test } from 'vitest';
import { aReader, anySignal, ec2, failureOf, useFakeAws, valueOf } from './fake-aws.ts';
import { ec2Answer, ec2Error, range } from './replies.ts';

useFakeAws();

const minute = 60_000;
const ago = (milliseconds: number): string => new Date(Date.now() - milliseconds).toISOString();

interface InterfaceXml {
  readonly device: number;
  readonly card?: number;
  readonly prefix?: string;
  readonly addresses?: readonly (readonly [address: string, primary: boolean])[];
  readonly more?: string;
}

function interfaceXml({ device, card, prefix, addresses = [], more = '' }: InterfaceXml): string {
  const cardXml = card === undefined ? '' : `<networkCardIndex>${card}</networkCardIndex>`;
  const prefixes = prefix === undefined ? '' : `<item><ipv6Prefix>${prefix}</ipv6Prefix></item>`;
  const items = addresses.map(
    ([address, primary]) =>
      `<item><ipv6Address>${address}</ipv6Address><isPrimaryIpv6>${primary}</isPrimaryIpv6></item>`,
  );
  return `<item><attachment><deviceIndex>${device}</deviceIndex>${cardXml}</attachment><ipv6AddressesSet>${items.join('')}</ipv6AddressesSet><ipv6PrefixSet>${prefixes}</ipv6PrefixSet>${more}</item>`;
}

const healthy = interfaceXml({ device: 0, prefix: '2001:db8::/80', addresses: [['2001:db8:0:0:1::7', true]] });

interface InstanceXml {
  readonly state: string;
  readonly launched: string | undefined;
  readonly subnet: string | undefined;
  readonly interfaces: string;
  readonly metadata: string;
  readonly more: string;
}

const metadata = (members: string): string => `<metadataOptions>${members}</metadataOptions>`;
const goodMetadata =
  '<state>applied</state><httpTokens>required</httpTokens><httpPutResponseHopLimit>2</httpPutResponseHopLimit>' +
  '<httpEndpoint>enabled</httpEndpoint><httpProtocolIpv6>disabled</httpProtocolIpv6>';

function instanceXml(id: string, changes: Partial<InstanceXml> = {}): string {
  const {
    state,
    launched,
    subnet,
    interfaces,
    metadata: options,
    more,
  } = {
    state: 'running',
    launched: ago(60 * minute),
    subnet: 'subnet-1',
    interfaces: healthy,
    metadata: metadata(goodMetadata),
    more: '',
    ...changes,
  };
  return [
    `<item><instanceId>${id}</instanceId><instanceState><code>16</code><name>${state}</name></instanceState>`,
    `<instanceType>m5.large</instanceType>${launched === undefined ? '' : `<launchTime>${launched}</launchTime>`}`,
    subnet === undefined ? '' : `<subnetId>${subnet}</subnetId>`,
    '<groupSet><item><groupId>sg-2</groupId></item><item><groupId>sg-1</groupId></item></groupSet>',
    '<iamInstanceProfile><arn>arn:aws:iam::111122223333:instance-profile/eks/node</arn></iamInstanceProfile>',
    `<networkInterfaceSet>${interfaces}</networkInterfaceSet>${options}${more}</item>`,
  ].join('');
}

/** Each instance in a reservation of its own. */
function answer(instances: readonly string[], nextToken?: string): string {
  const items = instances.map((xml) => `<item><instancesSet>${xml}</instancesSet></item>`);
  const next = nextToken === undefined ? '' : `<nextToken>${nextToken}</nextToken>`;
  return ec2Answer('DescribeInstances', `<reservationSet>${items.join('')}</reservationSet>${next}`);
}

const reply = (...instances: readonly string[]): void => void ec2().post('/').reply(200, answer(instances));
const read = async () => await aReader().reader.further('instances', { clusterName: 'blue' }, anySignal());
const facts = async () => valueOf(await read()).map((tally) => tally.facts);

describe('instances', () => {
  test('are asked for by the tag of the cluster, and given in our words', async () => {
    ec2()
      .post(
        '/',
        (form) =>
          form['Filter.1.Name'] === 'tag-key' &&
          form['Filter.1.Value.1'] === 'kubernetes.io/cluster/blue' &&
          form['Filter.2.Name'] === 'instance-state-name' &&
          form['Filter.2.Value.1'] === 'running' &&
          form['MaxResults'] === '200',
      )
      .reply(200, answer([instanceXml('i-1')]));
    expect(await read()).toEqual({
      value: [
        {
          facts: {
            subnetId: 'subnet-1',
            instanceType: 'm5.large',
            securityGroupIds: ['sg-1', 'sg-2'],
            metadata: { enabled: true, tokensRequired: true, hopLimit: 2, ipv6Endpoint: false },
            instanceProfile: 'node',
            hasIpv6: true,
            hasPrimaryIpv6: true,
            ipv6Prefix: 'primary',
            hasIpv4Prefixes: false,
            autoMode: false,
            settled: true,
          },
          count: 1,
          names: ['i-1'],
        },
      ],
      gaps: [],
    });
  });

  test('that are alike are counted together, with the first fifty of their names', async () => {
    const ids = range(60, (index) => `i-${String(index).padStart(2, '0')}`);
    reply(...ids.toReversed().map((id) => instanceXml(id)), instanceXml('i-other', { subnet: 'subnet-2' }));
    const [first, second, ...more] = valueOf(await read());
    expect(first).toMatchObject({ count: 60, names: ids.slice(0, 50) });
    expect(second).toMatchObject({ facts: { subnetId: 'subnet-2' }, count: 1, names: ['i-other'] });
    expect(more).toEqual([]);
  });

  test('come page by page, and one that is on two pages counts once', async () => {
    ec2()
      .post('/', (form) => form['NextToken'] === undefined)
      .reply(200, answer([instanceXml('i-1'), instanceXml('i-2')], 'more'));
    ec2()
      .post('/', (form) => form['NextToken'] === 'more')
      .reply(200, answer([instanceXml('i-2'), instanceXml('i-3')]));
    expect(valueOf(await read())).toMatchObject([{ count: 3, names: ['i-1', 'i-2', 'i-3'] }]);
  });

  test('that stopped since they were asked for are left out', async () => {
    reply(instanceXml('i-1', { state: 'shutting-down', subnet: undefined }), instanceXml('i-2'));
    expect(valueOf(await read())).toMatchObject([{ count: 1, names: ['i-2'] }]);
  });

  test('that nobody has are an empty list', async () => {
    reply();
    expect(await read()).toEqual({ value: [], gaps: [] });
  });

  test('are settled five minutes after they were launched', async () => {
    reply(instanceXml('i-1', { launched: ago(4.5 * minute) }), instanceXml('i-2', { launched: ago(5.5 * minute) }));
    expect(valueOf(await read()).map(({ names, facts: { settled } }) => [names[0], settled])).toEqual([
      ['i-1', false],
      ['i-2', true],
    ]);
  });

  test.each([
    ['on the primary interface, beside another', [healthy, interfaceXml({ device: 1 })], 'primary'],
    ['on network card 0', [interfaceXml({ device: 0, card: 0, prefix: '2001:db8::/80' })], 'primary'],
    [
      'on a second interface',
      [interfaceXml({ device: 0 }), interfaceXml({ device: 1, prefix: '2001:db8::/80' })],
      'other',
    ],
    [
      'on the first interface of a second card',
      [interfaceXml({ device: 0, card: 1, prefix: '2001:db8::/80' }), interfaceXml({ device: 0 })],
      'other',
    ],
    ['nowhere', [interfaceXml({ device: 0 })], 'none'],
    ['nowhere, as no interface is shown', [], 'none'],
  ])('have their IPv6 prefix %s', async (_, interfaces, ipv6Prefix) => {
    reply(instanceXml('i-1', { interfaces: interfaces.join('') }));
    expect(await facts()).toMatchObject([{ ipv6Prefix }]);
  });

  test('have a primary IPv6 address, or only others, of their primary interface', async () => {
    const second = interfaceXml({ device: 1, addresses: [['2001:db8::9', true]] });
    reply(
      instanceXml('i-1', { interfaces: interfaceXml({ device: 0, addresses: [['2001:db8::8', false]] }) + second }),
    );
    expect(await facts()).toMatchObject([{ hasIpv6: true, hasPrimaryIpv6: false }]);
    reply(instanceXml('i-1', { interfaces: interfaceXml({ device: 0 }) + second }));
    expect(await facts()).toMatchObject([{ hasIpv6: false, hasPrimaryIpv6: false }]);
  });

  test('have IPv4 prefixes on any interface', async () => {
    const more = '<ipv4PrefixSet><item><ipv4Prefix>10.0.0.16/28</ipv4Prefix></item></ipv4PrefixSet>';
    reply(instanceXml('i-1', { interfaces: healthy + interfaceXml({ device: 1, more }) }));
    expect(await facts()).toMatchObject([{ hasIpv4Prefixes: true }]);
  });

  test.each([
    ['true', 'eks.amazonaws.com', true],
    ['true', 'someone.else', false],
    ['false', 'eks.amazonaws.com', false],
  ])('that are managed (%s) by %s are Auto Mode: %s', async (managed, principal, autoMode) => {
    const more = `<operator><managed>${managed}</managed><principal>${principal}</principal></operator>`;
    reply(instanceXml('i-1', { more }));
    expect(await facts()).toMatchObject([{ autoMode }]);
  });

  test('say to whom their metadata service answers', async () => {
    const options = '<httpTokens>optional</httpTokens><httpPutResponseHopLimit>1</httpPutResponseHopLimit>';
    reply(
      instanceXml('i-1', { metadata: metadata(`${options}<httpEndpoint>disabled</httpEndpoint>`) }),
      instanceXml('i-2', {
        metadata: metadata(
          `${options}<httpEndpoint>enabled</httpEndpoint><httpProtocolIpv6>enabled</httpProtocolIpv6>`,
        ),
      }),
    );
    const found = valueOf(await read());
    expect(new Map(found.map(({ names, facts: each }) => [names[0], each.metadata]))).toEqual(
      new Map([
        ['i-1', { enabled: false, tokensRequired: false, hopLimit: 1, ipv6Endpoint: false }],
        ['i-2', { enabled: true, tokensRequired: false, hopLimit: 1, ipv6Endpoint: true }],
      ]),
    );
  });

  test.each<[Partial<InstanceXml>, string]>([
    [{ subnet: undefined }, 'SubnetId of i-1 is missing from the answer.'],
    [{ launched: undefined }, 'LaunchTime of i-1 is missing from the answer.'],
    [{ metadata: '' }, 'MetadataOptions.HttpEndpoint of i-1 is missing from the answer.'],
    [
      { metadata: metadata(goodMetadata.replace('<httpTokens>required</httpTokens>', '')) },
      'MetadataOptions.HttpTokens of i-1 is missing from the answer.',
    ],
    [
      { metadata: metadata(goodMetadata.replace('>2<', '>65<')) },
      'MetadataOptions.HttpPutResponseHopLimit of i-1 is "65" in the answer, expected 0 to 64.',
    ],
  ])('without what decides are invalid data: %j', async (changes, message) => {
    reply(instanceXml('i-1', changes));
    expect(failureOf(await read())).toEqual({ reason: 'InvalidData', message });
  });

  test('of more pages than one deadline holds are read all the same, as long as pages come', async () => {
    const pages = 4;
    for (let page = 0; page < pages; page += 1) {
      ec2()
        .post('/', (form) => form['NextToken'] === (page === 0 ? undefined : `page-${page}`))
        .reply(200, async () => {
          await new Promise((resolve) => setTimeout(resolve, 150));
          return answer([instanceXml(`i-${page}`)], page === pages - 1 ? undefined : `page-${page + 1}`);
        });
    }
    const { reader } = aReader({ limits: { readMs: 400, itemMs: 400 } });
    const [tally] = valueOf(await reader.further('instances', { clusterName: 'blue' }, anySignal()));
    expect(tally?.count).toBe(pages);
  });

  test('without the list are no answer, on any page', async () => {
    ec2().post('/').reply(200, ec2Answer('DescribeInstances', ''));
    const message = 'The answer to ec2:DescribeInstances holds no list of reservations.';
    expect(failureOf(await read())).toEqual({ reason: 'InvalidAnswer', message });
    ec2()
      .post('/')
      .reply(200, answer([instanceXml('i-1')], 'more'));
    ec2().post('/').reply(200, ec2Answer('DescribeInstances', ''));
    expect(failureOf(await read()).reason).toBe('InvalidAnswer');
  });

  test('may be denied', async () => {
    ec2().post('/').reply(403, ec2Error('UnauthorizedOperation', 'You are not authorized.'));
    expect(failureOf(await read())).toEqual({
      reason: 'AccessDenied',
      message: 'Access denied: IAM action ec2:DescribeInstances is missing.',
      permission: 'ec2:DescribeInstances',
    });
  });
});
