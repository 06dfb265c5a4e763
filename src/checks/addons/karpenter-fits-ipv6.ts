import { familyOf } from '../../net/address.ts';
import type { NodeClass } from '../../snapshot/karpenter-sections.ts';
import { byGoal, defineCheck, info, notApplicable, pass, unknown, warning } from '../define-check.ts';
import { isOlderThan, workloadName, workloadRef } from '../network-workloads.ts';
import { demandsNitro } from '../node-pool-types.ts';
import { listNames, refs, sentence, sortedByName } from '../text.ts';

/** From this version on Karpenter asks EC2 for a primary IPv6 address for each node. */
const neededVersion = '1.1.0';

/**
 * Karpenter finds out by itself that a cluster uses IPv6, and then launches what its resources say: types without Nitro,
 * kubelets that send pods to an IPv4 DNS server, or nodes without a primary IPv6 address make nodes no pod can work on.
 */
export const karpenterFitsIpv6 = defineCheck({
  id: 'karpenter-fits-ipv6',
  code: 'KAR-001',
  condition: 'AddonsCompatible',
  title: 'What Karpenter launches works in an IPv6 cluster',
  goals: ['Migrate', 'Operate'],
  needs: ['nodePools', 'nodeClasses', 'networkWorkloads'],
  reasons: {
    KarpenterFitsIpv6: pass('The NodePools, node classes and version of Karpenter fit an IPv6 cluster.'),
    KarpenterNotUsed: notApplicable('There is neither Karpenter nor one of its NodePools and node classes.'),
    ClusterDnsWithoutIpv6: byGoal(
      { Migrate: 'warning', Operate: 'blocker' },
      '`spec.kubelet.clusterDNS` of an EC2NodeClass names no IPv6 address.',
      'seen',
    ),
    KarpenterTooOld: warning('A Karpenter is older than 1.1.0 and gives nodes no primary IPv6 address.', 'seen'),
    NodePoolsAllowXen: warning(
      'The requirements of a NodePool of Karpenter do not leave out types without Nitro.',
      'seen',
    ),
    KarpenterVersionUnknown: unknown('The image of a Karpenter has no version, not even beside a digest.'),
    PrefixesWithoutUse: info('`spec.ipPrefixCount` of an EC2NodeClass asks for more than the one prefix that is used.'),
  },
  sources: [
    { url: 'https://karpenter.sh/docs/faq/', readOn: '2026-11-22' },
    { url: 'https://github.com/aws/karpenter-provider-aws/pull/7391', readOn: '2026-11-22' },
  ],
  remediation: {
    text: 'Require Nitro in NodePools, leave clusterDNS out of EC2NodeClasses, and upgrade Karpenter.',
    url: 'https://docs.aws.amazon.com/eks/latest/best-practices/ipv6.html',
  },
  evaluate({ nodePools, nodeClasses, networkWorkloads }, verdict) {
    const controllers = sortedByName(networkWorkloads).filter(({ component }) => component === 'karpenter');
    const classes = sortedByName(nodeClasses).filter(({ kind }) => kind === 'EC2NodeClass');
    if (controllers.length + classes.length + nodePools.length === 0) {
      return verdict('KarpenterNotUsed', 'There is neither Karpenter nor a NodePool.');
    }
    const withoutDns = classes.filter(hasOnlyIpv4Dns).map(({ name }) => name);
    const old = controllers.filter((each) => isOlderThan(each, neededVersion) === true);
    const untold = controllers.filter((each) => isOlderThan(each, neededVersion) === undefined);
    const open = sortedByName(nodePools).filter((pool) => pool.classKind === 'EC2NodeClass' && !demandsNitro(pool));
    const openNames = open.map(({ name }) => name);
    const prefixes = classes.filter(({ ipPrefixCount = 0 }) => ipPrefixCount > 1).map(({ name }) => name);
    const cases = [
      ['ClusterDnsWithoutIpv6', refs('EC2NodeClass', withoutDns), `clusterDNS without IPv6: ${listNames(withoutDns)}`],
      ['KarpenterTooOld', old.map(workloadRef), `older than ${neededVersion}: ${listNames(old.map(workloadName))}`],
      ['NodePoolsAllowXen', refs('NodePool', openNames), `types without Nitro are allowed by ${listNames(openNames)}`],
      ['KarpenterVersionUnknown', untold.map(workloadRef), `no version of ${listNames(untold.map(workloadName))}`],
      ['PrefixesWithoutUse', refs('EC2NodeClass', prefixes), `ipPrefixCount above 1: ${listNames(prefixes)}`],
    ] as const;
    const found = cases.filter(([, resources]) => resources.length > 0);
    const [worst] = found;
    if (!worst) return verdict('KarpenterFitsIpv6', 'NodePools, node classes and Karpenter fit an IPv6 cluster.');
    return verdict(worst[0], sentence(found.map(([, , text]) => text)), {
      resources: found.flatMap(([, resources]) => resources),
    });
  },
});

function hasOnlyIpv4Dns({ clusterDns }: NodeClass): boolean {
  return clusterDns.length > 0 && clusterDns.every((address) => familyOf(address) !== 'ipv6');
}
