import { groupsOfControlPlane, groupsOfNodes, securityGroupsInUse } from '../../snapshot/firewall-use.ts';
import { byGoal, defineCheck, pass, unknown, warning } from '../define-check.ts';
import { count, listNames, listTallied, namesOf, refs } from '../text.ts';
import { familiesOf, groupsWithGap, ipv6Egress, unresolvedIn } from '../group-gaps.ts';

/** Their nodes are no instances of the account. */
const elsewhere: ReadonlySet<string> = new Set(['fargate', 'hybrid']);

/**
 * A security group rule with an IPv4 block never matches IPv6. What was opened for IPv4 by address stays shut for IPv6 until
 * it gets a rule of its own; a reference to a group serves both families.
 */
export const securityGroupsAllowIpv6 = defineCheck({
  id: 'security-groups-allow-ipv6',
  code: 'VPC-009',
  condition: 'FirewallsAllowIPv6',
  title: 'Security groups of nodes and control plane open for IPv6 what they open for IPv4',
  goals: ['Migrate', 'Operate'],
  needs: ['cluster', 'nodes', 'instances', 'securityGroups', 'prefixLists'],
  reasons: {
    SecurityGroupsFit: pass('Every IPv4 rule has an IPv6 counterpart, and every node has a way out over IPv6.'),
    NoIpv6Egress: byGoal(
      { Migrate: 'warning', Operate: 'blocker' },
      'The groups of a node have no egress rule that IPv6 traffic matches: no block, no group, no prefix list.',
      'seen',
    ),
    EgressWithoutIpv6: warning('A group lets IPv4 out by address, and none beside it IPv6 on the same ports.', 'seen'),
    IngressWithoutIpv6: warning('A group lets IPv4 in by address, and none beside it IPv6 on the same ports.', 'seen'),
    PrefixListsUnknown: unknown('A rule names a prefix list whose family EC2 does not tell.'),
    InstancesNotFound: unknown(
      'No instance carries the tag of the cluster, and there are nodes, whose groups are not seen.',
    ),
    SecurityGroupsNotFound: unknown('A group that is in use was not found, or none is known to be in use.'),
  },
  sources: [
    { url: 'https://docs.aws.amazon.com/eks/latest/userguide/sec-group-reqs.html', readOn: '2026-11-22' },
    { url: 'https://docs.aws.amazon.com/vpc/latest/userguide/default-security-group.html', readOn: '2026-11-22' },
  ],
  remediation: {
    text: 'Add IPv6 rules, or references to security groups, beside the IPv4 rules; let IPv6 out to ::/0 where IPv4 is.',
    url: 'https://docs.aws.amazon.com/eks/latest/userguide/sec-group-reqs.html',
  },
  evaluate({ cluster, nodes, instances, securityGroups, prefixLists }, verdict) {
    const unseen = instances.length > 0 ? [] : nodes.filter(({ facts }) => !elsewhere.has(facts.compute));
    const lists = familiesOf(prefixLists);
    const used = securityGroupsInUse(cluster, instances);
    const groups = used.flatMap((each) => securityGroups.find(({ id }) => id === each) ?? []);
    // What is lacking may be in a group that was not found.
    const found = (sets: readonly (readonly string[])[]) =>
      sets
        .map((ids) => ({ ids, worn: groups.filter(({ id }) => ids.includes(id)) }))
        .flatMap(({ ids, worn }) => (worn.length === ids.length ? [worn] : []));
    const ofNodes = found(groupsOfNodes(cluster, instances, nodes));
    const shut = (unseen.length > 0 ? [] : ofNodes)
      .filter((worn) => worn.every((group) => ipv6Egress(group, lists) === 'none'))
      .flatMap((worn) => worn.map(({ id }) => id));
    const worn = [...ofNodes, ...found([groupsOfControlPlane(cluster)])];
    const of = (ids: readonly string[]): string => `${ids.length} of ${count(groups.length, 'security group')}`;
    const faults = [
      {
        reason: 'NoIpv6Egress',
        ids: [...new Set(shut)].toSorted(),
        text: 'let no IPv6 out, so nodes have none',
      },
      {
        reason: 'EgressWithoutIpv6',
        ids: groupsWithGap(worn, lists, 'out'),
        text: 'let IPv4 out where no rule lets IPv6 out',
      },
      {
        reason: 'IngressWithoutIpv6',
        ids: groupsWithGap(worn, lists, 'in'),
        text: 'let IPv4 in where no rule lets IPv6 in',
      },
    ] as const;
    const fault = faults.find(({ ids }) => ids.length > 0);
    if (fault) {
      const message = `${of(fault.ids)} ${fault.text}: ${listNames(fault.ids)}.`;
      return verdict(fault.reason, message, { resources: refs('SecurityGroup', fault.ids) });
    }
    if (unseen.length > 0) {
      const message = `No instance with the tag of the cluster was found, while there are nodes: ${listTallied(unseen)}.`;
      return verdict('InstancesNotFound', message, { resources: refs('Node', namesOf(unseen)) });
    }
    const gone = used.filter((id) => !groups.some((group) => group.id === id));
    if (gone.length > 0 || used.length === 0) {
      const message = gone.length > 0 ? `Not found: ${listNames(gone)}.` : 'No security group is known to be in use.';
      return verdict('SecurityGroupsNotFound', message, { resources: refs('SecurityGroup', gone) });
    }
    const open = unresolvedIn(groups, lists);
    if (open.length > 0) {
      const message = `Prefix lists whose family is not known: ${listNames(open)}.`;
      return verdict('PrefixListsUnknown', message, { resources: refs('PrefixList', open) });
    }
    return verdict(
      'SecurityGroupsFit',
      `${count(groups.length, 'security group')} open for IPv6 what they open for IPv4.`,
    );
  },
});
