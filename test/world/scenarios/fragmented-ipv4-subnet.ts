import { awsId } from '../build-aws.ts';
import { aPod, ec2Node } from '../build-nodes.ts';
import { awsNode } from '../build-cluster-objects.ts';
import type { Scenario, WorldNetworkInterface } from '../scenario.ts';
import { ipv4CustomNetworking } from './ipv4-custom-networking.ts';

const nodes = [
  ec2Node({ zone: 'a', ipv4: '10.0.0.37' }),
  ec2Node({ zone: 'b', ipv4: '10.0.1.112' }),
  ec2Node({ zone: 'c', ipv4: '10.0.2.58' }),
];
const nodeNames: readonly string[] = nodes.map(({ metadata }) => metadata.name);
const ownObjects = new Set(['Node', 'Pod', 'ENIConfig', 'CustomResourceDefinition']);
const nodeSubnets = ipv4CustomNetworking.subnets.filter(({ tags }) => !tags['Name']?.startsWith('pods-'));

/** One address in each /28 block of the first subnet, but the first and the last, where AWS keeps some itself. */
export const scattered: readonly WorldNetworkInterface[] = Array.from({ length: 14 }, (_, index) => ({
  id: awsId('eni', `scattered-${index}`),
  subnetId: awsId('subnet', 'private-a'),
  ipv4: `10.0.0.${16 * (index + 1) + 9}`,
}));

export const fragmentedIpv4Subnet: Scenario = {
  ...ipv4CustomNetworking,
  name: 'fragmented-ipv4-subnet',
  description:
    'An IPv4 cluster with prefix delegation, in one of whose subnets 236 addresses are free and no /28 block.',
  subnets: nodeSubnets.map((subnet, index) => ({ ...subnet, freeIpv4: index === 0 ? 236 : 250 })),
  networkInterfaces: scattered,
  objects: [
    ...ipv4CustomNetworking.objects.filter(
      ({ kind, metadata }) => !ownObjects.has(kind) && metadata.name !== 'aws-node',
    ),
    ...nodes,
    ...nodeNames.map((node, index) => aPod({ name: `shop-${index}`, node, ip: `10.0.${index}.200` })),
    awsNode({ ipFamily: 'ipv4', environment: { ENABLE_PREFIX_DELEGATION: 'true' } }),
  ],
};
