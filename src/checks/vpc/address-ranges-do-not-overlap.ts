import { isUniqueLocal, overlaps } from '../../net/cidr.ts';
import { blocker, byGoal, defineCheck, info, pass, unknown, warning } from '../define-check.ts';
import {
  foreignRanges,
  peersWithoutRanges,
  resourcesOfRanges,
  tablesWithHiddenRanges,
  takes,
  textOfRange,
  type ForeignRange,
} from '../foreign-ranges.ts';
import { listNames, refs } from '../text.ts';

/** What the VPC CNI gives the pods of an IPv6 cluster on each node, to reach IPv4 by. */
const nodeLocalRange = '169.254.172.0/22';

/**
 * A node takes whatever falls into the service range for a Service, so pods reach nothing else that has such an address.
 * Unique local ranges are chosen by chance or by hand, and two of them can be the same; what Amazon gives never is.
 */
export const addressRangesDoNotOverlap = defineCheck({
  id: 'address-ranges-do-not-overlap',
  code: 'VPC-012',
  condition: 'VpcDualStack',
  title: 'The ranges of Services and of the VPC are used by nothing else',
  goals: ['Migrate', 'Operate'],
  needs: ['cluster', 'vpc', 'vpcPeerings', 'routeTables', 'routedPrefixLists'],
  reasons: {
    RangesApart: pass(
      'The service range and the private IPv6 of the VPC are used by nothing the VPC is connected with.',
    ),
    ServiceRangeInVpc: blocker('The IPv6 service range overlaps a block of the VPC.', 'seen'),
    ServiceRangeUnknown: unknown('EKS does not tell the service range of the family of the cluster.'),
    PeerRangesUnknown: unknown('EC2 shows no block of a peer whose connection is active.'),
    RoutesByPrefixList: byGoal(
      { Migrate: 'info', Operate: 'unknown' },
      'A route is by a prefix list whose blocks EC2 does not tell yet.',
      'seen',
    ),
    ServiceRangeElsewhere: warning('The IPv6 service range overlaps a peer, a route or a remote network.', 'seen'),
    NodeLocalRangeRouted: warning(
      `Nodes use ${nodeLocalRange} for the IPv4 of pods, and it is routed or used elsewhere.`,
      'seen',
    ),
    PrivateIpv6Clash: warning('A unique local block of the VPC is used by a peer or routed out of the VPC.', 'seen'),
    Ipv4ServiceRangeOverlaps: info('The IPv4 service range overlaps the VPC, a peer, a route or a remote network.'),
  },
  sources: [
    { url: 'https://docs.aws.amazon.com/eks/latest/userguide/network-reqs.html', readOn: '2026-11-24' },
    { url: 'https://docs.aws.amazon.com/eks/latest/userguide/cni-ipv6.html', readOn: '2026-11-22' },
  ],
  remediation: {
    text: 'Keep the ranges of the VPC and its peers apart; EKS chooses the IPv6 service range, so on a clash change the other side or make a new cluster.',
    url: 'https://docs.aws.amazon.com/eks/latest/userguide/network-reqs.html',
  },
  evaluate(sections, verdict) {
    const { cluster, vpc } = sections;
    const isIpv6 = cluster.ipFamily === 'ipv6';
    const services = isIpv6 ? cluster.serviceIpv6Cidr : cluster.serviceIpv4Cidr;
    if (services === undefined) {
      return verdict('ServiceRangeUnknown', `EKS tells no service range of cluster ${cluster.name}.`);
    }
    const foreign = foreignRanges(sections);
    const inVpc = [...vpc.ipv4Cidrs, ...vpc.ipv6Cidrs].filter((cidr) => overlaps(services, cidr)).toSorted();
    const elsewhere = foreign.filter(({ cidr }) => overlaps(services, cidr));
    const overlap = (range: string, found: readonly ForeignRange[], own: readonly string[] = []) => {
      const texts = [...own.map((cidr) => `${cidr} of VPC ${vpc.id}`), ...found.map(textOfRange)];
      const resources = [...(own.length > 0 ? refs('Vpc', [vpc.id]) : []), ...resourcesOfRanges(found)];
      return [`${range} overlaps ${listNames(texts)}.`, { resources }] as const;
    };
    const ofServices = overlap(`The service range ${services}`, elsewhere, inVpc);

    if (isIpv6 && inVpc.length > 0) return verdict('ServiceRangeInVpc', ...ofServices);
    const untold = peersWithoutRanges(sections);
    if (untold.length > 0) {
      const resources = refs('VpcPeeringConnection', untold);
      return verdict('PeerRangesUnknown', `No block of the peer is shown for ${listNames(untold)}.`, { resources });
    }
    if (isIpv6 && elsewhere.length > 0) return verdict('ServiceRangeElsewhere', ...ofServices);
    const nodeLocal = foreign.filter(({ cidr }) => overlaps(nodeLocalRange, cidr));
    if (nodeLocal.length > 0) {
      return verdict('NodeLocalRangeRouted', ...overlap(`The node-local range ${nodeLocalRange}`, nodeLocal));
    }
    const uniqueLocal = vpc.ipv6Cidrs.filter(isUniqueLocal).toSorted();
    const clashing = foreign.filter((range) => uniqueLocal.some((own) => takes(range, own)));
    if (clashing.length > 0) {
      return verdict('PrivateIpv6Clash', ...overlap(`IPv6 block ${listNames(uniqueLocal)} of VPC ${vpc.id}`, clashing));
    }
    const hidden = tablesWithHiddenRanges(sections);
    if (hidden.length > 0) {
      const message = `Routes by prefix lists whose blocks are not known, in ${listNames(hidden)}.`;
      return verdict('RoutesByPrefixList', message, { resources: refs('RouteTable', hidden) });
    }
    if (inVpc.length + elsewhere.length > 0) return verdict('Ipv4ServiceRangeOverlaps', ...ofServices);
    return verdict('RangesApart', `The service range ${services} overlaps nothing the VPC is connected with.`);
  },
});
