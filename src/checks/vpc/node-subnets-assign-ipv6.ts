import { nodeSubnets } from '../../capacity/node-headroom.ts';
import { blocker, defineCheck, pass, unknown, warning } from '../define-check.ts';
import { byHowNodesGetIpv6, type SubnetCase } from '../node-addresses.ts';
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
  concern: 'IPv6 of a subnet',
  title: 'Every node subnet assigns IPv6 addresses to new network interfaces',
  goals: ['Migrate', 'Operate'],
  needs: ['subnets', 'nodeGroups', 'nodes', 'nodeClasses', 'networkWorkloads', 'launchTemplates'],
  reasons: {
    AllNodeSubnetsAssignIpv6: pass('Every node subnet assigns IPv6 addresses on creation.'),
    NodeGroupSubnetsWithoutAutoAssign: blocker(
      'A subnet of a managed node group, whose launch template gives no IPv6 address either, does not assign IPv6 addresses.',
      'seen',
    ),
    KarpenterSubnetsWithoutAutoAssign: blocker(
      'A subnet of Karpenter, which before 1.1.0 asks for no IPv6 address itself, does not assign IPv6 addresses.',
      'seen',
    ),
    LaunchTemplatesUnknown: unknown(
      'A subnet does not assign IPv6 addresses, and EC2 does not know the launch template of its node group.',
    ),
    KarpenterVersionUnknown: unknown(
      'A subnet of Karpenter does not assign IPv6 addresses, and which version of it runs is not seen.',
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
    const of = (ids: readonly string[]): string => `${ids.length} of ${count(found.present.length, 'node subnet')}`;
    const say = ({ reason, owners, subnetIds }: SubnetCase) =>
      verdict(reason, `${of(subnetIds)}${owners} do not assign IPv6 addresses: ${listNames(subnetIds)}.`, {
        resources: refs('Subnet', lacking),
      });
    const [worst] = byHowNodesGetIpv6(lacking, sections);
    if (worst && isBlocker(worst)) return say(worst);
    const unjudged = unjudgedNodeSubnets(found, sections, policy.extraSubnets);
    if (unjudged) return verdict(unjudged.reason, unjudged.message, { resources: unjudged.resources });
    if (worst) return say(worst);
    return verdict(
      'AllNodeSubnetsAssignIpv6',
      `All ${count(found.present.length, 'node subnet')} assign IPv6 addresses.`,
    );
  },
});

function isBlocker({ reason }: SubnetCase): boolean {
  return reason === 'NodeGroupSubnetsWithoutAutoAssign' || reason === 'KarpenterSubnetsWithoutAutoAssign';
}
