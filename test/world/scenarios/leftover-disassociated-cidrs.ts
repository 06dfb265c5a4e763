import { aNodeGroup, aSubnet, awsId, subnetIpv6, vpcIpv6 } from '../build-aws.ts';
import type { Scenario, WorldSubnet } from '../scenario.ts';
import { healthyIpv6 } from './healthy-ipv6.ts';

/** AWS keeps showing a block for a while after it was taken away. */
function withLeftover(subnet: WorldSubnet, index: number): WorldSubnet {
  return { ...subnet, ipv6: [subnetIpv6(`2a05:d018:1:2b0${index}::/64`, 'disassociated'), ...subnet.ipv6] };
}

export const leftoverDisassociatedCidrs: Scenario = {
  ...healthyIpv6,
  name: 'leftover-disassociated-cidrs',
  description:
    'An IPv6 cluster whose VPC changed its IPv6 block: old blocks still show as disassociated, and one subnet has only such a one.',
  vpc: { ...healthyIpv6.vpc, ipv6: [vpcIpv6('2a05:d018:1:2b00::/56', 'disassociated'), ...healthyIpv6.vpc.ipv6] },
  subnets: [
    ...healthyIpv6.subnets.map(withLeftover),
    aSubnet({
      name: 'private-old',
      zone: 'b',
      ipv4Cidr: '10.0.68.0/22',
      ipv6: [subnetIpv6('2a05:d018:1:2b20::/64', 'disassociated')],
      freeIpv4: 1_019,
    }),
  ],
  nodeGroups: [
    ...healthyIpv6.nodeGroups,
    aNodeGroup({
      name: 'spare',
      subnetIds: [awsId('subnet', 'private-old')],
      scaling: { minSize: 0, maxSize: 3, desiredSize: 0 },
    }),
  ],
};
