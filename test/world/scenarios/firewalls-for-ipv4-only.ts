import { awsId } from '../build-aws.ts';
import { allowAll, clusterSecurityGroup } from '../build-firewalls.ts';
import type { Scenario } from '../scenario.ts';
import { healthyIpv6 } from './healthy-ipv6.ts';

const { cluster, subnets } = healthyIpv6;
const { id, rules } = clusterSecurityGroup(cluster.clusterSecurityGroupId);
const [first, ...others] = subnets.map((subnet) => subnet.id);

export const firewallsForIpv4Only: Scenario = {
  ...healthyIpv6,
  name: 'firewalls-for-ipv4-only',
  description: 'An IPv6 cluster whose security group, one network ACL and list of API clients were written for IPv4.',
  securityGroups: [
    {
      id,
      rules: [...rules.filter(({ egress }) => !egress), { egress: true, protocol: '-1', ipv4: ['0.0.0.0/0'] }],
    },
  ],
  networkAcls: [
    {
      id: awsId('acl', 'default'),
      isDefault: true,
      subnetIds: others,
      entries: [...allowAll('0.0.0.0/0', 100), ...allowAll('::/0', 101)],
    },
    {
      id: awsId('acl', 'own'),
      isDefault: false,
      subnetIds: first === undefined ? [] : [first],
      entries: allowAll('0.0.0.0/0', 100),
    },
  ],
  cluster: { ...cluster, endpointAccess: { public: true, private: true, cidrs: ['198.51.100.0/24', '::/0'] } },
};
