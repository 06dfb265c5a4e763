import { growth } from '../../capacity/node-growth.ts';
import { atLeast } from '../../net/band.ts';
import { defineCheck, info, notApplicable, pass, unknown, warning } from '../define-check.ts';
import { demandReasons, demandsOf } from '../node-group-demands.ts';
import { count, listNames, refs } from '../text.ts';
import { addressingOf } from '../vpc-cni-addressing.ts';

/**
 * In an IPv4 cluster every node takes addresses for all its pods, and keeps more of them ready: a maximum size says nothing
 * while the subnets have no addresses for so many nodes. In an IPv6 cluster a node takes one.
 */
export const nodeGroupsFitTheirSubnets = defineCheck({
  id: 'node-groups-fit-their-subnets',
  code: 'CAP-005',
  condition: 'IPv4HeadroomAvailable',
  concern: 'free IPv4 addresses of a subnet',
  title: 'Node groups can grow to their maximum size',
  goals: ['Migrate', 'Operate'],
  needs: ['cluster', 'subnets', 'nodeGroups', 'nodes', 'instanceTypes', 'launchTemplates', 'vpcCni', 'eniConfigs'],
  reasons: {
    NodeGroupsFit: pass('The subnets have free IPv4 addresses for every node that the node groups may grow by.'),
    NoNodeGroups: notApplicable('There is no managed node group of Linux nodes, so no maximum size is known.'),
    NodeGroupsOutgrowSubnets: warning(
      'A node group may grow by more full nodes than its subnets have addresses for.',
      'seen',
    ),
    NodesTakeIpv4ForPods: info(
      'They fit, and every node takes IPv4 addresses for its pods, which in IPv6 it does not.',
    ),
    AddressingUnknown: unknown(
      'How the VPC CNI gives addresses is kept in a place that is not read, or is not to be told.',
    ),
    ...demandReasons,
  },
  sources: [
    { url: 'https://docs.aws.amazon.com/eks/latest/best-practices/vpc-cni.html', readOn: '2026-11-24' },
    { url: 'https://github.com/aws/amazon-vpc-cni-k8s/blob/master/docs/eni-and-ip-target.md', readOn: '2026-11-24' },
    { url: 'https://github.com/aws/amazon-vpc-cni-k8s/blob/master/docs/prefix-and-ip-target.md', readOn: '2026-11-24' },
  ],
  remediation: {
    text: 'Keep fewer addresses ready (WARM_IP_TARGET, MINIMUM_IP_TARGET), use prefixes, add subnets, or migrate to IPv6.',
    url: 'https://docs.aws.amazon.com/eks/latest/best-practices/vpc-cni.html',
  },
  evaluate(sections, verdict) {
    const groups = sections.nodeGroups.filter(({ amiType }) => !amiType.startsWith('WINDOWS'));
    if (groups.length === 0) return verdict('NoNodeGroups', 'There is no managed node group of Linux nodes.');
    const addressing = addressingOf(sections);
    if ('unknown' in addressing) return verdict('AddressingUnknown', addressing.unknown);

    const demands = demandsOf(groups, addressing, sections);
    if ('reason' in demands) return verdict(demands.reason, demands.message, { resources: demands.resources });
    const judged = growth(demands, sections.subnets.all);
    const short = judged.filter(({ wanted, fitting }) => fitting < wanted);
    if (short.length > 0) {
      const title = 'Node groups that may outgrow their subnets';
      const texts = short.map(({ group, fitting }) => `${group.name} (room for ${atLeast(fitting)} more nodes)`);
      const exact = short.map(
        ({ group, fitting, wanted }) => `${group.name} (room for ${fitting} of ${wanted} more nodes)`,
      );
      return verdict('NodeGroupsOutgrowSubnets', `${title}: ${listNames(texts)}.`, {
        exact: `${title}: ${listNames(exact)}.`,
        resources: short.flatMap(({ group }) => [
          ...refs('NodeGroup', [group.name]),
          ...refs('Subnet', group.subnetIds.toSorted()),
        ]),
      });
    }
    if (addressing.mode === 'ipv6') {
      return verdict('NodeGroupsFit', `${count(judged.length, 'node group')} can grow to the maximum size.`);
    }
    const costs = judged.map(({ group, cost }) => `${group.name} ${cost.nodeSubnetIpv4 + cost.podSubnetIpv4}`);
    const resources = refs(
      'NodeGroup',
      judged.map(({ group }) => group.name),
    );
    const message = `IPv4 addresses of a full node: ${listNames(costs)}; in an IPv6 cluster it takes 1.`;
    return verdict('NodesTakeIpv4ForPods', message, { resources });
  },
});
