import { describe, expect, test } from 'vitest';
import { vpcEndpointsAreDualStack } from '../../../../src/checks/vpc/vpc-endpoints-are-dual-stack.ts';
import type { EndpointService, VpcEndpoint } from '../../../../src/snapshot/network-sections.ts';
import type { Sections } from '../../../../src/snapshot/snapshot.ts';
import { aNodeGroup, ipv4Nodes } from '../../../support/builders.ts';
import { denied, judge, said } from '../../../support/judge.ts';
import { aVpcEndpoint, mainTable, route, tableOf } from '../../../support/routes.ts';

const ecr = 'com.amazonaws.eu-west-1.ecr.api';
const s3 = 'com.amazonaws.eu-west-1.s3';
const ssm = 'com.amazonaws.eu-west-1.ssm';
const services: readonly EndpointService[] = [
  { name: ecr, types: ['Interface'], addressTypes: ['ipv4', 'ipv6'] },
  { name: ssm, types: [], addressTypes: ['ipv4'] },
  { name: s3, types: ['Interface'], addressTypes: ['ipv4', 'ipv6'] },
  { name: s3, types: ['Gateway'], addressTypes: ['ipv4'] },
];
const onIpv4 = (id: string, service = ecr): VpcEndpoint => aVpcEndpoint({ id, service, addressType: 'ipv4' });
const noWayOut = { routeTables: [mainTable()] };

function of(vpcEndpoints: readonly VpcEndpoint[], values: Partial<Sections> = {}) {
  return judge(vpcEndpointsAreDualStack, { vpcEndpoints, endpointServices: services, ...values });
}
/** An endpoint of which EC2 does not say what it has. */
function untold(changes: Partial<VpcEndpoint>): VpcEndpoint {
  const { addressType: _, dnsRecordType: __, ...endpoint } = aVpcEndpoint(changes);
  return endpoint;
}

describe('VPC-011', () => {
  test.each(['dualstack', 'ipv6'])('passes when every endpoint is %s', (addressType) => {
    expect(said(of([aVpcEndpoint({ addressType })]))).toEqual([
      'pass',
      'EndpointsAreDualStack',
      'None of 1 VPC endpoint has IPv4 alone.',
    ]);
  });

  test('asks of no endpoint what its service does not have', () => {
    const gateway = aVpcEndpoint({ id: 'vpce-3', service: s3, type: 'Gateway', addressType: 'ipv4' });
    expect(said(of([aVpcEndpoint(), onIpv4('vpce-2', ssm), gateway]))).toEqual([
      'pass',
      'EndpointsAreDualStack',
      'None of 3 VPC endpoints has IPv4 alone, but for 2 whose service has no IPv6.',
    ]);
  });

  test('tells of endpoints that have IPv4 alone although their service has IPv6', () => {
    const names = aVpcEndpoint({ id: 'vpce-4', dnsRecordType: 'ipv4' });
    const result = of([onIpv4('vpce-3'), aVpcEndpoint(), names, onIpv4('vpce-2', s3), onIpv4('vpce-5', ssm)]);
    expect(said(result)).toEqual([
      'info',
      'EndpointsOnIpv4',
      `2 endpoints with IPv4 alone: vpce-2 (${s3}), vpce-3 (${ecr}); 1 endpoint with IPv4 names alone: vpce-4 (${ecr}).`,
    ]);
    expect(result.resources).toEqual([
      { kind: 'VpcEndpoint', name: 'vpce-2' },
      { kind: 'VpcEndpoint', name: 'vpce-3' },
      { kind: 'VpcEndpoint', name: 'vpce-4' },
    ]);
  });

  test('names what is wrong alone', () => {
    expect(of([onIpv4('vpce-2')]).message).toBe(`1 endpoint with IPv4 alone: vpce-2 (${ecr}).`);
    expect(of([aVpcEndpoint({ dnsRecordType: 'ipv4' })]).message).toBe(
      `1 endpoint with IPv4 names alone: vpce-1 (${ecr}).`,
    );
    expect(of([aVpcEndpoint({ dnsRecordType: 'service-defined' })]).reason).toBe('EndpointsAreDualStack');
  });

  test('warns of them in both goals where nothing else leads out', () => {
    const message = `1 endpoint with IPv4 alone: vpce-2 (${ecr}).`;
    expect(said(of([onIpv4('vpce-2')], noWayOut))).toEqual(['warning', 'PrivateClusterOnIpv4Endpoints', message]);
    const values = { vpcEndpoints: [onIpv4('vpce-2')], endpointServices: services, ...noWayOut };
    expect(judge(vpcEndpointsAreDualStack, values, { goal: 'Migrate' }).outcome).toBe('warning');
    const halfOpen = [mainTable(), tableOf(['subnet-b'], route('0.0.0.0/0', 'nat-1'))];
    expect(of([onIpv4('vpce-2')], { routeTables: halfOpen }).reason).toBe('EndpointsOnIpv4');
  });

  test('is unknown when it cannot tell whether anything else leads out', () => {
    const group = [aNodeGroup({ subnetIds: ['subnet-a', 'subnet-z'] })];
    const gone = of([onIpv4('vpce-2')], { ...noWayOut, nodeGroups: group });
    expect(said(gone)).toEqual(['unknown', 'PodSubnetsNotFound', 'Not in the VPC: subnet-z.']);
    const stray = of([onIpv4('vpce-2')], {
      ...noWayOut,
      nodes: [ipv4Nodes(['node-1'], { ipv4Block: '192.168.0.0/28' })],
    });
    expect(said(stray)).toEqual(['unknown', 'NodesOutsideSubnets', 'In none of the subnets of the VPC: node-1.']);
    const untabled = of([onIpv4('vpce-2')], { routeTables: [] });
    const lacking = 'Without a route table in the answer: subnet-a, subnet-b, subnet-c.';
    expect(said(untabled)).toEqual(['unknown', 'NoRouteTable', lacking]);
    expect(of([onIpv4('vpce-2')], { nodeGroups: group }).reason).toBe('EndpointsOnIpv4');
    expect(of([aVpcEndpoint()], { nodeGroups: group }).reason).toBe('EndpointsAreDualStack');
  });

  test('is unknown when EC2 does not say which addresses an interface endpoint has', () => {
    const result = of([untold({ id: 'vpce-2' }), aVpcEndpoint({ id: 'vpce-3', addressType: 'ipv9' })]);
    expect(said(result)).toEqual([
      'unknown',
      'EndpointTypesUnknown',
      `Without an address type: vpce-2 (${ecr}), vpce-3 (${ecr}).`,
    ]);
  });

  test('is unknown when EC2 does not list the service of an IPv4 endpoint', () => {
    expect(said(of([onIpv4('vpce-2', 'com.amazonaws.eu-west-1.logs')]))).toEqual([
      'unknown',
      'EndpointServicesUnknown',
      'IPv4 endpoints of services that EC2 does not list: vpce-2 (com.amazonaws.eu-west-1.logs).',
    ]);
    expect(of([aVpcEndpoint({ service: 'com.amazonaws.eu-west-1.logs' })]).reason).toBe('EndpointsAreDualStack');
  });

  test.each([
    ['there is none', []],
    ['none is in force yet', [aVpcEndpoint({ state: 'pending', addressType: 'ipv4' })]],
    ['there are others alone', [untold({ type: 'GatewayLoadBalancer' }), untold({ type: 'Resource', service: '' })]],
    ['EC2 does not say what a gateway endpoint has', [untold({ type: 'Gateway', service: s3 })]],
  ])('has nothing to judge when %s', (_, vpcEndpoints) => {
    expect(said(of(vpcEndpoints))).toEqual([
      'notApplicable',
      'NoEndpoints',
      'No interface or gateway endpoint of the VPC is in force.',
    ]);
  });

  test.each([
    'vpcEndpoints',
    'endpointServices',
    'subnets',
    'nodeGroups',
    'fargateProfiles',
    'nodes',
    'routeTables',
    'internetGateways',
    'egressOnlyInternetGateways',
  ] as const)('is unknown when %s were not observed', (need) => {
    const result = judge(vpcEndpointsAreDualStack, {}, { sections: { [need]: denied('the read') } });
    expect(said(result)).toEqual(['unknown', 'AccessDenied', 'Not allowed: the read.']);
  });
});
