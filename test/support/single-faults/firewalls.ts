import type { NetworkAclEntry, SecurityGroupRule } from '../../../src/snapshot/firewall-sections.ts';
import type { Sections } from '../../../src/snapshot/snapshot.ts';
import { aCluster } from '../builders.ts';
import { aNetworkAcl, anEntry, aRule, aSecurityGroup, bothWays } from '../firewall-builders.ts';
import { instances } from '../node-builders.ts';
import { operating, type SingleFault } from './single-fault.ts';

/** An ACL of `subnet-c` alone, that lets everything through in IPv4. */
function aclOfSubnetC(...entries: readonly NetworkAclEntry[]): Partial<Sections> {
  const own = [...bothWays([{ number: 100, cidr: '0.0.0.0/0' }]), ...entries];
  return {
    networkAcls: [
      aNetworkAcl({ subnetIds: ['subnet-a', 'subnet-b'] }),
      aNetworkAcl({ id: 'acl-c', isDefault: false, subnetIds: ['subnet-c'], entries: own }),
    ],
  };
}

/** The cluster's group, all of itself in, with these rules besides. */
function groupWith(...rules: readonly SecurityGroupRule[]): Partial<Sections> {
  return { securityGroups: [aSecurityGroup({ rules: [aRule({ direction: 'in', namesGroups: true }), ...rules] })] };
}

const everythingOut = aRule({ ipv4Cidrs: ['0.0.0.0/0'], ipv6Cidrs: ['::/0'] });

export const firewallFaults: readonly SingleFault[] = [
  operating('An ACL was never told of IPv6', aclOfSubnetC(), { 'VPC-008': 'NoIpv6Allowed' }),
  operating(
    'An ACL lets IPv6 to the internet alone',
    aclOfSubnetC(
      anEntry({ number: 110, direction: 'out', protocol: '6', ports: { from: 443, to: 443 } }),
      anEntry({ number: 110, direction: 'in', protocol: '6', ports: { from: 1024, to: 65_535 } }),
    ),
    { 'VPC-008': 'ClusterTrafficDenied' },
  ),
  operating(
    'An ACL lets IPv6 to the VPC alone',
    aclOfSubnetC(...bothWays([{ number: 110, cidr: '2a05:d018:abc:de00::/56' }])),
    { 'VPC-008': 'InternetTrafficDenied' },
  ),
  operating(
    'The ACL of a subnet is not in the answer',
    { networkAcls: [aNetworkAcl({ subnetIds: ['subnet-a', 'subnet-b'] })] },
    { 'VPC-008': 'NetworkAclUnknown' },
  ),
  operating('The group of the nodes lets IPv4 out alone', groupWith(aRule({ ipv4Cidrs: ['0.0.0.0/0'] })), {
    'VPC-009': 'NoIpv6Egress',
  }),
  operating(
    'The group of the nodes lets IPv4 out, and IPv6 on one port alone',
    groupWith(
      aRule({ ipv4Cidrs: ['0.0.0.0/0'] }),
      aRule({ protocol: '6', ports: { from: 443, to: 443 }, ipv6Cidrs: ['::/0'] }),
    ),
    { 'VPC-009': 'EgressWithoutIpv6' },
  ),
  operating(
    'The group of the nodes lets IPv4 in on a port alone',
    groupWith(
      everythingOut,
      aRule({ direction: 'in', protocol: '6', ports: { from: 443, to: 443 }, ipv4Cidrs: ['10.0.0.0/8'] }),
    ),
    { 'VPC-009': 'IngressWithoutIpv6' },
  ),
  operating(
    'A prefix list of the group of the nodes is not told of',
    groupWith(everythingOut, aRule({ direction: 'in', prefixListIds: ['pl-0a'] })),
    { 'VPC-009': 'PrefixListsUnknown' },
  ),
  operating(
    'A group of the nodes is gone',
    { instances: [instances(['i-0a'], { securityGroupIds: ['sg-cluster', 'sg-gone'] })] },
    { 'VPC-009': 'SecurityGroupsNotFound' },
  ),
  operating(
    'A group of the control plane is gone',
    { cluster: aCluster({ securityGroupIds: ['sg-gone'] }) },
    { 'VPC-009': 'SecurityGroupsNotFound' },
  ),
];
