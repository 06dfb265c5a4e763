import { aNodeGroup, awsId } from '../build-aws.ts';
import { ec2Node } from '../build-nodes.ts';
import type { Scenario } from '../scenario.ts';
import { healthyIpv6 } from './healthy-ipv6.ts';

export const xenNodes: Scenario = {
  ...healthyIpv6,
  name: 'xen-nodes',
  description: 'An IPv6 cluster with a second node group of Xen instances, whose node cannot get its network going.',
  nodeGroups: [
    ...healthyIpv6.nodeGroups,
    aNodeGroup({
      name: 'legacy',
      subnetIds: [awsId('subnet', 'private-a')],
      instanceTypes: ['m4.large'],
      scaling: { minSize: 1, maxSize: 1, desiredSize: 1 },
    }),
  ],
  objects: [
    ...healthyIpv6.objects,
    ec2Node({
      zone: 'a',
      ipv4: '10.0.5.200',
      ipv6: '2a05:d018:abc:de00:77d0::5c',
      nodeGroup: 'legacy',
      instanceType: 'm4.large',
      ready: false,
    }),
  ],
};
