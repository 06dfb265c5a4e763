import { describe, expect, test } from 'vitest';
import { aReader, anySignal, ec2, failureOf, useFakeAws, valueOf } from './fake-aws.ts';
import { ec2Answer, vpcId } from './replies.ts';

useFakeAws();

const answer = (action: string, body: string): void => {
  ec2()
    .post('/', new RegExp(`Action=${action}`))
    .reply(200, ec2Answer(action, body));
};
const ecr = 'com.amazonaws.eu-west-1.ecr.api';
const s3 = 'com.amazonaws.eu-west-1.s3';
const readEndpoints = async () => await aReader().reader.further('vpcEndpoints', { vpcId }, anySignal());
const readServices = async (...names: readonly string[]) =>
  await aReader().reader.further('endpointServices', { names }, anySignal());
const readPeerings = async () => await aReader().reader.further('vpcPeerings', { vpcId }, anySignal());

describe('VPC endpoints', () => {
  const anEndpoint = (id: string, rest: string): string =>
    `<item><vpcEndpointId>${id}</vpcEndpointId><vpcId>${vpcId}</vpcId>${rest}</item>`;

  test('are given in our words, the state in lower case', async () => {
    answer(
      'DescribeVpcEndpoints',
      `<vpcEndpointSet>${anEndpoint(
        'vpce-1',
        `<vpcEndpointType>Interface</vpcEndpointType><serviceName>${ecr}</serviceName><state>Available</state>` +
          '<ipAddressType>dualstack</ipAddressType><dnsOptions><dnsRecordIpType>ipv4</dnsRecordIpType></dnsOptions>',
      )}${anEndpoint(
        'vpce-2',
        `<vpcEndpointType>Gateway</vpcEndpointType><serviceName>${s3}</serviceName><state>available</state>`,
      )}${anEndpoint('vpce-3', '<vpcEndpointType>Resource</vpcEndpointType><state>Pending</state>')}</vpcEndpointSet>`,
    );
    expect(valueOf(await readEndpoints())).toEqual([
      {
        id: 'vpce-1',
        service: ecr,
        type: 'Interface',
        state: 'available',
        addressType: 'dualstack',
        dnsRecordType: 'ipv4',
      },
      { id: 'vpce-2', service: s3, type: 'Gateway', state: 'available' },
      { id: 'vpce-3', service: '', type: 'Resource', state: 'pending' },
    ]);
  });

  test('without a state are no answer', async () => {
    answer(
      'DescribeVpcEndpoints',
      `<vpcEndpointSet>${anEndpoint('vpce-1', '<vpcEndpointType>Gateway</vpcEndpointType>')}</vpcEndpointSet>`,
    );
    expect(failureOf(await readEndpoints())).toMatchObject({ reason: 'InvalidData' });
  });
});

describe('endpoint services', () => {
  const aService = (name: string, type: string, addressTypes: readonly string[]): string =>
    `<item><serviceName>${name}</serviceName><serviceType><item><serviceType>${type}</serviceType></item></serviceType>` +
    `<supportedIpAddressTypeSet>${addressTypes.map((each) => `<item>${each}</item>`).join('')}</supportedIpAddressTypeSet></item>`;

  test('are asked for by name, and kept apart by type: a gateway need not have what the interface has', async () => {
    ec2()
      .post('/', (form) => form['Filter.1.Name'] === 'service-name' && form['Filter.1.Value.1'] === s3)
      .reply(
        200,
        ec2Answer(
          'DescribeVpcEndpointServices',
          `<serviceDetailSet>${aService(s3, 'Gateway', ['ipv4'])}${aService(s3, 'Interface', ['ipv4', 'ipv6'])}</serviceDetailSet>`,
        ),
      );
    expect(valueOf(await readServices(s3))).toEqual([
      { name: s3, types: ['Gateway'], addressTypes: ['ipv4'] },
      { name: s3, types: ['Interface'], addressTypes: ['ipv4', 'ipv6'] },
    ]);
  });

  test('are not asked for when there is no endpoint: no name would list them all', async () => {
    expect(valueOf(await readServices())).toEqual([]);
  });
});

describe('peering connections', () => {
  const side = (name: string, vpc: string, blocks: string): string =>
    `<${name}VpcInfo><vpcId>${vpc}</vpcId>${blocks}</${name}VpcInfo>`;
  const aPeering = (id: string, sides: string, state = 'active'): string =>
    `<item><vpcPeeringConnectionId>${id}</vpcPeeringConnectionId><status><code>${state}</code></status>${sides}</item>`;
  const theirs =
    '<cidrBlockSet><item><cidrBlock>10.9.0.0/16</cidrBlock></item></cidrBlockSet>' +
    '<ipv6CidrBlockSet><item><ipv6CidrBlock>2001:db8:9::/56</ipv6CidrBlock></item></ipv6CidrBlockSet>';

  test('tell of the other side, whoever asked; those of other VPCs are left out', async () => {
    answer(
      'DescribeVpcPeeringConnections',
      `<vpcPeeringConnectionSet>${aPeering('pcx-1', side('requester', vpcId, '') + side('accepter', 'vpc-2', theirs))}${aPeering(
        'pcx-2',
        side('requester', 'vpc-3', '') + side('accepter', vpcId, ''),
        'pending-acceptance',
      )}${aPeering('pcx-3', side('requester', 'vpc-4', theirs) + side('accepter', 'vpc-5', theirs))}</vpcPeeringConnectionSet>`,
    );
    expect(valueOf(await readPeerings())).toEqual([
      {
        id: 'pcx-1',
        state: 'active',
        peerVpcId: 'vpc-2',
        peerIpv4Cidrs: ['10.9.0.0/16'],
        peerIpv6Cidrs: ['2001:db8:9::/56'],
      },
      { id: 'pcx-2', state: 'pending-acceptance', peerVpcId: 'vpc-3', peerIpv4Cidrs: [], peerIpv6Cidrs: [] },
    ]);
  });

  test('with a block that is none are no answer', async () => {
    const broken = '<cidrBlockSet><item><cidrBlock>ten</cidrBlock></item></cidrBlockSet>';
    answer(
      'DescribeVpcPeeringConnections',
      `<vpcPeeringConnectionSet>${aPeering('pcx-1', side('requester', vpcId, '') + side('accepter', 'vpc-2', broken))}</vpcPeeringConnectionSet>`,
    );
    expect(failureOf(await readPeerings())).toMatchObject({
      reason: 'InvalidData',
      message: expect.stringContaining('CidrBlock of the peer of pcx-1') as unknown,
    });
  });
});
