import { awsId } from './build-aws.ts';
import type {
  Scenario,
  WorldNetworkAcl,
  WorldNetworkAclEntry,
  WorldSecurityGroup,
  WorldSecurityGroupRule,
} from './scenario.ts';

type Surroundings = Pick<Scenario, 'vpc' | 'cluster' | 'subnets' | 'networkAcls' | 'securityGroups'>;

/** The ACLs of the scenario; unset: the one that AWS makes with a VPC, for every subnet. */
export function networkAclsOf({ vpc, subnets, networkAcls }: Surroundings): readonly WorldNetworkAcl[] {
  if (networkAcls !== undefined) return networkAcls;
  const entries =
    vpc.ipv6.length > 0 ? [...allowAll('0.0.0.0/0', 100), ...allowAll('::/0', 101)] : allowAll('0.0.0.0/0', 100);
  const subnetIds = subnets.map(({ id }) => id);
  return [{ id: awsId('acl', 'default'), isDefault: true, subnetIds, entries }];
}

/** All traffic of a block's family, both ways. */
export function allowAll(cidr: string, number: number): WorldNetworkAclEntry[] {
  return [false, true].map((egress) => ({ number, egress, allows: true, protocol: '-1', cidr }));
}

/** What EKS makes with a cluster: everything of the group itself in, everything out. */
export function clusterSecurityGroup(id: string): WorldSecurityGroup {
  return { id, rules: [{ egress: false, protocol: '-1', groups: [id] }, allOut] };
}

export const allOut: WorldSecurityGroupRule = {
  egress: true,
  protocol: '-1',
  ipv4: ['0.0.0.0/0'],
  ipv6: ['::/0'],
};

/** The groups of the scenario; unset: the cluster's own. */
export function securityGroupsOf({ cluster, securityGroups }: Surroundings): readonly WorldSecurityGroup[] {
  return securityGroups ?? [clusterSecurityGroup(cluster.clusterSecurityGroupId)];
}
