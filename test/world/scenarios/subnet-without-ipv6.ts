import { aNodeGroup, aSubnet, awsId } from '../build-aws.ts';
import type { Scenario } from '../scenario.ts';
import { healthyIpv6 } from './healthy-ipv6.ts';

export const subnetWithoutIpv6: Scenario = {
  ...healthyIpv6,
  name: 'subnet-without-ipv6',
  description: 'An IPv6 cluster whose newest node group reaches into a subnet that never got an IPv6 CIDR.',
  subnets: [
    ...healthyIpv6.subnets,
    aSubnet({
      name: 'private-new',
      zone: 'c',
      ipv4Cidr: '10.0.64.0/22',
      ipv6: [],
      assignIpv6AddressOnCreation: false,
      freeIpv4: 1_019,
    }),
  ],
  nodeGroups: [
    ...healthyIpv6.nodeGroups,
    aNodeGroup({
      name: 'spare',
      subnetIds: [awsId('subnet', 'private-new')],
      scaling: { minSize: 0, maxSize: 3, desiredSize: 0 },
    }),
  ],
};
