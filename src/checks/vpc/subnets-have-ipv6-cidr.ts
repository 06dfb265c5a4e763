import { clusterSubnets, extraTagsMatchNothing, type AbsentSubnet } from '../../capacity/cluster-subnets.ts';
import { blocker, defineCheck, pass, unknown } from '../define-check.ts';
import { count, listNames, listTallied, namesOf, refs, sentence } from '../text.ts';

/**
 * The VPC CNI gives pods addresses from the IPv6 CIDR block of the subnet their node is in, and nodes, Fargate pods and the
 * control plane still take an IPv4 address each. One subnet that lacks either family is enough to leave nodes without pods.
 */
export const subnetsHaveIpv6Cidr = defineCheck({
  id: 'subnets-have-ipv6-cidr',
  code: 'VPC-002',
  condition: 'SubnetsDualStack',
  concern: 'IPv6 of a subnet',
  title: 'Every subnet of the cluster has an IPv4 and an IPv6 CIDR block',
  goals: ['Migrate', 'Operate'],
  needs: ['cluster', 'subnets', 'nodeGroups', 'fargateProfiles', 'nodes', 'nodeClasses'],
  reasons: {
    AllSubnetsDualStack: pass('Every subnet of the cluster has an IPv4 CIDR block and an associated IPv6 CIDR block.'),
    SubnetsNotFound: blocker('A subnet that the cluster or the resource names is not in the VPC.', 'absence'),
    Ipv6OnlySubnets: blocker(
      'A subnet of the cluster has no IPv4 CIDR block, which nodes and Fargate pods need.',
      'seen',
    ),
    SubnetsWithoutIpv6: blocker('A subnet of the cluster has no associated IPv6 CIDR block.', 'seen'),
    NoSubnetsMatched: unknown('No subnet was found, or the tags of `spec.extraSubnets` select none.'),
    NodeSubnetsUnknown: unknown('A node has no address in any subnet of the VPC, so its subnet cannot be judged.'),
  },
  sources: [
    { url: 'https://docs.aws.amazon.com/eks/latest/userguide/network-reqs.html', readOn: '2026-11-22' },
    { url: 'https://docs.aws.amazon.com/eks/latest/userguide/cni-ipv6.html', readOn: '2026-11-22' },
  ],
  remediation: {
    text: 'Associate an IPv6 CIDR block with each subnet; replace IPv6-only subnets and subnets that are gone.',
    url: 'https://docs.aws.amazon.com/vpc/latest/userguide/subnet-associate-ipv6-cidr.html',
  },
  evaluate(sections, verdict, { policy }) {
    const { present, absent, strayNodes } = clusterSubnets(sections, policy.extraSubnets);
    const subnets = present.map(({ subnet }) => subnet);
    const ipv6Only = subnets.filter(({ ipv4Cidr }) => ipv4Cidr === undefined).map(({ id }) => id);
    const ipv4Only = subnets.filter(({ ipv6Cidrs }) => ipv6Cidrs.length === 0).map(({ id }) => id);
    const gone = absent.map(({ id }) => id);
    const of = (ids: readonly string[]): string => `${ids.length} of ${count(subnets.length, 'subnet')}`;

    const faults = [
      {
        reason: 'Ipv6OnlySubnets',
        ids: ipv6Only,
        text: `${of(ipv6Only)} have no IPv4 CIDR block: ${listNames(ipv6Only)}`,
      },
      {
        reason: 'SubnetsWithoutIpv6',
        ids: ipv4Only,
        text: `${of(ipv4Only)} have no IPv6 CIDR block: ${listNames(ipv4Only)}`,
      },
      { reason: 'SubnetsNotFound', ids: gone, text: `not in the VPC: ${listNames(absent.map(withUsers))}` },
    ] as const;
    const found = faults.filter(({ ids }) => ids.length > 0);
    const [worst] = found;
    if (worst) {
      const resources = refs(
        'Subnet',
        found.flatMap(({ ids }) => ids),
      );
      return verdict(worst.reason, sentence(found.map(({ text }) => text)), { resources });
    }
    if (subnets.length === 0) return verdict('NoSubnetsMatched', 'No subnet of the cluster was found.');
    if (extraTagsMatchNothing(sections.subnets.all, policy.extraSubnets)) {
      return verdict('NoSubnetsMatched', 'The tags of spec.extraSubnets select no subnet of the VPC.');
    }
    if (strayNodes.length > 0) {
      const message = `In none of the subnets of the VPC: ${listTallied(strayNodes)}.`;
      return verdict('NodeSubnetsUnknown', message, { resources: refs('Node', namesOf(strayNodes)) });
    }
    return verdict(
      'AllSubnetsDualStack',
      `All ${count(subnets.length, 'subnet')} have an IPv4 and an IPv6 CIDR block.`,
    );
  },
});

function withUsers({ id, namedBy }: AbsentSubnet): string {
  return `${id} (named by ${listNames(namedBy)})`;
}
