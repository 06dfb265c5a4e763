import { clusterSubnets } from '../../capacity/cluster-subnets.ts';
import type { NetworkAcl } from '../../snapshot/firewall-sections.ts';
import { blocker, defineCheck, pass, unknown, warning } from '../define-check.ts';
import { count, listNames, listTallied, namesOf, refs } from '../text.ts';
import { isUntouchedDefault, lets } from '../acl-decision.ts';
import { flowsBetween, flowsToInternet } from '../data/cluster-flows.ts';

/**
 * Entries of a network ACL hold for one family. The default ACL of a VPC gets IPv6 entries with the first IPv6 block, but only
 * if nobody has touched it; every other ACL refuses all IPv6 until somebody adds entries, in both directions.
 */
export const networkAclsAllowIpv6 = defineCheck({
  id: 'network-acls-allow-ipv6',
  code: 'VPC-008',
  condition: 'FirewallsAllowIPv6',
  title: 'Network ACLs let the IPv6 traffic of the cluster through',
  goals: ['Migrate', 'Operate'],
  needs: ['cluster', 'vpc', 'subnets', 'nodeGroups', 'fargateProfiles', 'nodes', 'networkAcls'],
  reasons: {
    NetworkAclsAllowIpv6: pass('The ACL of every subnet of the cluster lets the IPv6 traffic of the cluster through.'),
    NoIpv6Allowed: blocker('An ACL has no entry that allows IPv6 in one of the directions.', 'seen'),
    ClusterTrafficDenied: warning('An ACL refuses part of the IPv6 traffic between subnets of the cluster.', 'seen'),
    InternetTrafficDenied: warning(
      'An ACL refuses IPv6 to the Internet or its answers, and lets the same in IPv4 through.',
      'seen',
    ),
    NetworkAclUnknown: unknown(
      'The ACL of a subnet of the cluster was not found, or a node is in no subnet of the VPC.',
    ),
    NoSubnetsMatched: unknown('No subnet of the cluster was found.'),
  },
  sources: [
    { url: 'https://docs.aws.amazon.com/vpc/latest/userguide/default-network-acl.html', readOn: '2026-11-22' },
    { url: 'https://docs.aws.amazon.com/vpc/latest/userguide/custom-network-acl.html', readOn: '2026-11-22' },
  ],
  remediation: {
    text: 'Add IPv6 entries beside the IPv4 ones of the network ACL, inbound and outbound.',
    url: 'https://docs.aws.amazon.com/vpc/latest/userguide/default-network-acl.html',
  },
  evaluate(sections, verdict, { policy }) {
    const { vpc, networkAcls } = sections;
    const { present, absent, strayNodes } = clusterSubnets(sections, policy.extraSubnets);
    const subnets = present.map(({ subnet }) => subnet);
    if (subnets.length === 0) return verdict('NoSubnetsMatched', 'No subnet of the cluster was found.');
    const used = networkAcls.filter(({ subnetIds }) => subnets.some(({ id }) => subnetIds.includes(id)));
    // The entries come by themselves with the first IPv6 block.
    const judged = used.filter((acl) => vpc.ipv6Cidrs.length > 0 || !isUntouchedDefault(acl));
    const peers = [...new Set(subnets.flatMap(({ ipv6Cidrs }) => ipv6Cidrs))];
    const faults = [
      {
        reason: 'NoIpv6Allowed',
        acls: judged.filter((acl) => !allowsAny(acl, 'in') || !allowsAny(acl, 'out')),
        text: 'have no entry that allows IPv6 in both directions',
      },
      {
        reason: 'ClusterTrafficDenied',
        acls: judged.filter((acl) => !flowsBetween(peers).every((flow) => lets(acl, flow))),
        text: 'refuse IPv6 traffic between subnets of the cluster',
      },
      {
        reason: 'InternetTrafficDenied',
        acls: judged.filter((acl) => reachesInternet(acl, '0.0.0.0/0') && !reachesInternet(acl, '::/0')),
        text: 'let IPv4 to the Internet and back, and not IPv6',
      },
    ] as const;
    const fault = faults.find(({ acls }) => acls.length > 0);
    if (fault) {
      const ids = fault.acls.map(({ id }) => id).toSorted();
      const message = `${ids.length} of ${count(used.length, 'network ACL')} ${fault.text}: ${listNames(ids)}.`;
      return verdict(fault.reason, message, { resources: refs('NetworkAcl', ids) });
    }
    const known = new Set(used.flatMap(({ subnetIds }) => subnetIds));
    const unseen = [...subnets, ...absent].map(({ id }) => id).filter((id) => !known.has(id));
    if (unseen.length > 0) {
      const message = `Subnets whose network ACL was not found: ${listNames(unseen)}.`;
      return verdict('NetworkAclUnknown', message, { resources: refs('Subnet', unseen) });
    }
    if (strayNodes.length > 0) {
      const message = `Nodes in none of the subnets of the VPC: ${listTallied(strayNodes)}.`;
      return verdict('NetworkAclUnknown', message, { resources: refs('Node', namesOf(strayNodes)) });
    }
    const whose = `the ${count(subnets.length, 'subnet')} of the cluster`;
    return verdict('NetworkAclsAllowIpv6', `${count(used.length, 'network ACL')} of ${whose} let IPv6 through.`);
  },
});

function allowsAny({ entries }: NetworkAcl, wanted: 'in' | 'out'): boolean {
  return entries.some(({ cidr, allows, direction }) => cidr.includes(':') && allows && direction === wanted);
}

function reachesInternet(acl: NetworkAcl, everything: '::/0' | '0.0.0.0/0'): boolean {
  return flowsToInternet(everything).every((flow) => lets(acl, flow));
}
