import {
  DescribeVpcAttributeCommand,
  DescribeVpcBlockPublicAccessExclusionsCommand,
  DescribeVpcBlockPublicAccessOptionsCommand,
  DescribeVpcEndpointServicesCommand,
  DescribeVpcEndpointsCommand,
  DescribeVpcPeeringConnectionsCommand,
  type ServiceDetail,
  type VpcPeeringConnectionVpcInfo,
} from '@aws-sdk/client-ec2';
import type {
  BlockPublicAccess,
  EndpointService,
  VpcDns,
  VpcEndpoint,
  VpcPeering,
} from '../snapshot/network-sections.ts';
import { flag, ipv4Cidr, ipv6Cidr, objects, optionalText, text, texts } from './members.ts';
import { readError } from './read-error.ts';
import { noVpc, ofVpc, readVpcPages } from './read-vpc-pages.ts';
import type { Reading } from './reading.ts';

/** As many values as a filter takes. */
const namesPerCall = 200;

export async function readVpcDns(vpcId: string, reading: Reading): Promise<VpcDns> {
  const ask = (Attribute: 'enableDnsSupport' | 'enableDnsHostnames') =>
    reading.ask({
      action: 'ec2:DescribeVpcAttribute',
      notFound: noVpc(vpcId, reading),
      send: ({ ec2 }, options) => ec2.send(new DescribeVpcAttributeCommand({ VpcId: vpcId, Attribute }), options),
    });
  const [support, hostnames] = await Promise.all([ask('enableDnsSupport'), ask('enableDnsHostnames')]);
  return {
    support: flag(support.EnableDnsSupport?.Value, `EnableDnsSupport of ${vpcId}`),
    hostnames: flag(hostnames.EnableDnsHostnames?.Value, `EnableDnsHostnames of ${vpcId}`),
  };
}

export async function readBlockPublicAccess(vpcId: string, reading: Reading): Promise<BlockPublicAccess> {
  const { VpcBlockPublicAccessOptions: options } = await reading.ask({
    action: 'ec2:DescribeVpcBlockPublicAccessOptions',
    notFound: noVpc(vpcId, reading),
    send: ({ ec2 }, sending) => ec2.send(new DescribeVpcBlockPublicAccessOptionsCommand({}), sending),
  });
  const exclusions = await readVpcPages(
    {
      action: 'ec2:DescribeVpcBlockPublicAccessExclusions',
      notFound: noVpc(vpcId, reading),
      pageSize: 1_000,
      set: 'vpcBlockPublicAccessExclusionSet',
      send: async (ec2, page, sending) => {
        const answer = await ec2.send(new DescribeVpcBlockPublicAccessExclusionsCommand({ ...page }), sending);
        return { items: answer.VpcBlockPublicAccessExclusions, nextToken: answer.NextToken };
      },
    },
    reading,
  );
  return {
    mode: text(options?.InternetGatewayBlockMode, 'InternetGatewayBlockMode').toLowerCase(),
    exclusions: exclusions.map((exclusion) => {
      const arn = text(exclusion.ResourceArn, 'ResourceArn of an exclusion');
      return {
        resourceId: arn.slice(arn.lastIndexOf('/') + 1),
        mode: text(exclusion.InternetGatewayExclusionMode, `InternetGatewayExclusionMode of ${arn}`),
        state: text(exclusion.State, `State of the exclusion of ${arn}`).toLowerCase(),
      };
    }),
  };
}

export async function readVpcEndpoints(vpcId: string, reading: Reading): Promise<readonly VpcEndpoint[]> {
  const endpoints = await readVpcPages(
    {
      action: 'ec2:DescribeVpcEndpoints',
      notFound: noVpc(vpcId, reading),
      pageSize: 1_000,
      set: 'vpcEndpointSet',
      send: async (ec2, page, options) => {
        const answer = await ec2.send(new DescribeVpcEndpointsCommand({ Filters: ofVpc(vpcId), ...page }), options);
        return { items: answer.VpcEndpoints, nextToken: answer.NextToken };
      },
    },
    reading,
  );
  return endpoints.map((endpoint) => {
    const id = text(endpoint.VpcEndpointId, 'VpcEndpointId');
    const addressType = optionalText(endpoint.IpAddressType, `IpAddressType of ${id}`);
    const dnsRecordType = optionalText(endpoint.DnsOptions?.DnsRecordIpType, `DnsRecordIpType of ${id}`);
    return {
      id,
      // Endpoints of VPC Lattice resources are of no service.
      service: optionalText(endpoint.ServiceName, `ServiceName of ${id}`) ?? '',
      type: text(endpoint.VpcEndpointType, `VpcEndpointType of ${id}`),
      // The service writes `available` and `Available`.
      state: text(endpoint.State, `State of ${id}`).toLowerCase(),
      ...(addressType === undefined ? {} : { addressType }),
      ...(dnsRecordType === undefined ? {} : { dnsRecordType }),
    };
  });
}

/** Nothing is asked for no names. A filter, not a list of names: a service that is gone would fail the whole call. */
export async function readEndpointServices(
  names: readonly string[],
  reading: Reading,
): Promise<readonly EndpointService[]> {
  const batches = Array.from({ length: Math.ceil(names.length / namesPerCall) }, (_, index) =>
    names.slice(index * namesPerCall, (index + 1) * namesPerCall),
  );
  const services = (await Promise.all(batches.map((batch) => listServices(batch, reading)))).flat();
  return services.map(({ ServiceName, ServiceType, SupportedIpAddressTypes }) => {
    const name = text(ServiceName, 'ServiceName');
    const types = objects(ServiceType ?? [], `ServiceType of ${name}`);
    return {
      name,
      types: types.map((each) => text(each.ServiceType, `ServiceType of ${name}`)),
      addressTypes: texts(SupportedIpAddressTypes ?? [], `SupportedIpAddressTypes of ${name}`),
    };
  });
}

function listServices(names: readonly string[], reading: Reading): Promise<ServiceDetail[]> {
  return readVpcPages<ServiceDetail>(
    {
      action: 'ec2:DescribeVpcEndpointServices',
      notFound: 'EC2 has none of these endpoint services.',
      pageSize: 1_000,
      set: 'serviceDetailSet',
      send: async (ec2, page, options) => {
        const request = { Filters: [{ Name: 'service-name', Values: [...names] }], ...page };
        const answer = await ec2.send(new DescribeVpcEndpointServicesCommand(request), options);
        return { items: answer.ServiceDetails, nextToken: answer.NextToken };
      },
    },
    reading,
  );
}

/** Both sides can have asked, and filters are joined by "and": all of the account are read, and ours taken out. */
export async function readVpcPeerings(vpcId: string, reading: Reading): Promise<readonly VpcPeering[]> {
  const peerings = await readVpcPages(
    {
      action: 'ec2:DescribeVpcPeeringConnections',
      notFound: noVpc(vpcId, reading),
      pageSize: 1_000,
      set: 'vpcPeeringConnectionSet',
      send: async (ec2, page, options) => {
        const answer = await ec2.send(new DescribeVpcPeeringConnectionsCommand({ ...page }), options);
        return { items: answer.VpcPeeringConnections, nextToken: answer.NextToken };
      },
    },
    reading,
  );
  return peerings.flatMap(({ VpcPeeringConnectionId, Status, RequesterVpcInfo, AccepterVpcInfo }) => {
    const peer = [RequesterVpcInfo, AccepterVpcInfo].find((side) => side?.VpcId !== vpcId);
    if (RequesterVpcInfo?.VpcId !== vpcId && AccepterVpcInfo?.VpcId !== vpcId) return [];
    const id = text(VpcPeeringConnectionId, 'VpcPeeringConnectionId');
    if (peer === undefined) throw readError('InvalidData', `Both sides of ${id} are ${vpcId} in the answer.`);
    return [{ id, state: text(Status?.Code, `Status of ${id}`).toLowerCase(), ...peerOf(peer, id) }];
  });
}

/** A peer whose request was not accepted yet shows no blocks. */
function peerOf(peer: VpcPeeringConnectionVpcInfo, id: string): Omit<VpcPeering, 'id' | 'state'> {
  const ipv4 = objects(peer.CidrBlockSet ?? [], `CidrBlockSet of ${id}`);
  const ipv6 = objects(peer.Ipv6CidrBlockSet ?? [], `Ipv6CidrBlockSet of ${id}`);
  return {
    peerVpcId: text(peer.VpcId, `VpcId of the peer of ${id}`),
    peerIpv4Cidrs: ipv4.map(({ CidrBlock }) => ipv4Cidr(CidrBlock, `CidrBlock of the peer of ${id}`)),
    peerIpv6Cidrs: ipv6.map(({ Ipv6CidrBlock }) => ipv6Cidr(Ipv6CidrBlock, `Ipv6CidrBlock of the peer of ${id}`)),
  };
}
