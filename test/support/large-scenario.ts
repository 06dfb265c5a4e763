import {
  accountId,
  aCluster,
  aFargateProfile,
  aNodeGroup,
  aSubnet,
  aVpc,
  awsId,
  instanceTypes,
  region,
  subnetIpv6,
} from '../world/build-aws.ts';
import { ec2Node } from '../world/build-nodes.ts';
import type { KubernetesObject, Scenario } from '../world/scenario.ts';
import { healthyIpv6 } from '../world/scenarios/healthy-ipv6.ts';

const zones = ['a', 'b', 'c'] as const;
const nodeSubnetIds = zones.map((zone) => awsId('subnet', `nodes-${zone}`));
const fargateSubnetIds = zones.map((zone) => awsId('subnet', `fargate-${zone}`));

/** An IPv6 cluster of many nodes: six subnets, four node groups of which three share a launch template, two of its versions. */
export function aLargeScenario(nodes: number): Scenario {
  const template = (version: string) => ({ id: awsId('lt', 'nodes'), name: 'nodes', version });
  const subnetIds = nodeSubnetIds;
  const scaling = { minSize: 1, maxSize: nodes, desiredSize: nodes / 4 };
  return {
    name: 'large',
    description: `An IPv6 cluster of ${nodes} nodes.`,
    region,
    accountId,
    vpc: aVpc(),
    subnets: zones.flatMap((zone, index) => [
      aSubnet({
        name: `nodes-${zone}`,
        zone,
        ipv4Cidr: `10.0.${64 * index}.0/18`,
        ipv6: [subnetIpv6(`2a05:d018:abc:de0${index}::/64`)],
        freeIpv4: 16_379 - Math.ceil(nodes / 3),
      }),
      aSubnet({
        name: `fargate-${zone}`,
        zone,
        ipv4Cidr: `10.0.${192 + index}.0/24`,
        ipv6: [subnetIpv6(`2a05:d018:abc:de1${index}::/64`)],
        freeIpv4: 251,
      }),
    ]),
    cluster: aCluster({ subnetIds }),
    nodeGroups: [
      aNodeGroup({ name: 'general', subnetIds, scaling }),
      aNodeGroup({ name: 'web', subnetIds, scaling, launchTemplate: template('1') }),
      aNodeGroup({ name: 'jobs', subnetIds, scaling, launchTemplate: template('2'), instanceTypes: ['m5.xlarge'] }),
      aNodeGroup({ name: 'search', subnetIds, scaling, launchTemplate: template('2') }),
    ],
    fargateProfiles: [aFargateProfile({ subnetIds: fargateSubnetIds })],
    instanceTypes,
    objects: [
      ...healthyIpv6.objects.filter(({ kind }) => kind !== 'Node' && kind !== 'Pod'),
      ...Array.from({ length: nodes }, (_, index) => nodeOf(index)),
    ],
  };
}

const groups = [
  ['general', 'm5.large'],
  ['web', 'm5.large'],
  ['jobs', 'm5.xlarge'],
  ['search', 'm5.large'],
] as const;

function nodeOf(index: number): KubernetesObject {
  const place = index % zones.length;
  // The first 16 addresses of each subnet stay free.
  const host = 16 + Math.floor(index / zones.length);
  const [nodeGroup, instanceType] = groups[index % groups.length] ?? groups[0];
  return ec2Node({
    zone: zones[place] ?? 'a',
    ipv4: `10.0.${64 * place + Math.floor(host / 256)}.${host % 256}`,
    ipv6: `2a05:d018:abc:de0${place}:77d0::${host.toString(16)}`,
    nodeGroup,
    instanceType,
  });
}
