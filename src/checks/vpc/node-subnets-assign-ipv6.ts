import { nodeSubnets } from '../../capacity/node-headroom.ts';
import type { Sections } from '../../snapshot/snapshot.ts';
import { templateOf } from '../launch-templates.ts';
import { blocker, defineCheck, pass, warning } from '../define-check.ts';
import { nodeSubnetReasons, unjudgedNodeSubnets } from '../node-subnets.ts';
import { count, listNames, refs } from '../text.ts';

/**
 * A node of an IPv6 cluster that starts without an IPv6 address never becomes ready, and a managed node group takes the
 * address from the subnet's setting alone. Karpenter and a launch template can ask for one themselves.
 */
export const nodeSubnetsAssignIpv6 = defineCheck({
  id: 'node-subnets-assign-ipv6',
  code: 'VPC-003',
  condition: 'SubnetsDualStack',
  title: 'Every node subnet assigns IPv6 addresses to new network interfaces',
  goals: ['Migrate', 'Operate'],
  needs: ['subnets', 'nodeGroups', 'nodes', 'nodeClasses', 'launchTemplates'],
  reasons: {
    AllNodeSubnetsAssignIpv6: pass('Every node subnet assigns IPv6 addresses on creation.'),
    NodeGroupSubnetsWithoutAutoAssign: blocker(
      'A subnet of a managed node group, whose launch template gives no IPv6 address either, does not assign IPv6 addresses.',
      'seen',
    ),
    OtherSubnetsWithoutAutoAssign: warning(
      'A node subnet does not assign IPv6 addresses, and its nodes get theirs from a launch template, Karpenter or elsewhere.',
      'seen',
    ),
    ...nodeSubnetReasons,
  },
  sources: [
    { url: 'https://docs.aws.amazon.com/eks/latest/userguide/network-reqs.html', readOn: '2026-11-22' },
    { url: 'https://docs.aws.amazon.com/eks/latest/userguide/creating-a-vpc.html', readOn: '2026-11-22' },
  ],
  remediation: {
    text: 'Turn on auto-assignment of IPv6 addresses in every node subnet.',
    url: 'https://docs.aws.amazon.com/eks/latest/userguide/creating-a-vpc.html',
  },
  evaluate(sections, verdict, { policy }) {
    const found = nodeSubnets(sections, policy.extraSubnets);
    const lacking = found.present.filter(({ subnet }) => !subnet.assignIpv6OnCreation).map(({ subnet }) => subnet.id);
    const plainGroups = sections.nodeGroups.filter((group) => !mayGetIpv6(group, sections.launchTemplates));
    const ofPlainGroup = lacking.filter((id) => plainGroups.some(({ subnetIds }) => subnetIds.includes(id)));
    const of = (ids: readonly string[]): string => `${ids.length} of ${count(found.present.length, 'node subnet')}`;
    if (ofPlainGroup.length > 0) {
      const message = `${of(ofPlainGroup)} of managed node groups do not assign IPv6 addresses: ${listNames(ofPlainGroup)}.`;
      return verdict('NodeGroupSubnetsWithoutAutoAssign', message, { resources: refs('Subnet', lacking) });
    }
    const unjudged = unjudgedNodeSubnets(found, sections, policy.extraSubnets);
    if (unjudged) return verdict(unjudged.reason, unjudged.message, { resources: unjudged.resources });
    if (lacking.length > 0) {
      const message = `${of(lacking)} do not assign IPv6 addresses: ${listNames(lacking)}.`;
      return verdict('OtherSubnetsWithoutAutoAssign', message, { resources: refs('Subnet', lacking) });
    }
    return verdict(
      'AllNodeSubnetsAssignIpv6',
      `All ${count(found.present.length, 'node subnet')} assign IPv6 addresses.`,
    );
  },
});

/** Whether its launch template gives a node an IPv6 address; one that was not described may. */
function mayGetIpv6(
  { hasLaunchTemplate, launchTemplate }: Sections['nodeGroups'][number],
  templates: Sections['launchTemplates'],
): boolean {
  const template = templateOf(launchTemplate, templates);
  return hasLaunchTemplate && (template === undefined || template.ipv6AddressCount > 0);
}
