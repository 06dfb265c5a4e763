import type { PodFacts, PodTallies } from '../../snapshot/kubernetes-sections.ts';
import type { Sections } from '../../snapshot/snapshot.ts';
import { blocker, defineCheck, notApplicable, pass, unknown, warning } from '../define-check.ts';
import { countOf, listTallied, namespacedRefs, namesOf, roughly } from '../text.ts';

/** A node that joins starts pods before its network is up, which takes it a minute or two. */
const patienceMs = 3 * 60_000;

/**
 * What the other checks of the VPC CNI expect shows in the pods: each that runs has one address of the cluster's family.
 * Where the VPC CNI cannot hand one out, pods stay on their node without, and the fault is there whatever its cause.
 */
export const podsHaveAddresses = defineCheck({
  id: 'pods-have-addresses',
  code: 'CNI-009',
  condition: 'VpcCniReady',
  title: 'Pods get one address each, of the family of the cluster',
  goals: ['Operate'],
  needs: ['cluster', 'pods'],
  reasons: {
    PodsHaveAddresses: pass('Every running pod with a network of its own has one address of the family.'),
    PodsOfOtherFamily: blocker('A running pod has an address of the other family, or more than one.', 'seen'),
    PodsWithoutAddress: blocker('A pod has been on its node for over three minutes without an address.', 'seen'),
    VpcCniFailing: blocker('A pod of `aws-node` is in a crash loop, or not ready for over three minutes.', 'seen'),
    PodsAwaitVolumesOrAddress: warning(
      'A pod with volumes has been on its node for over three minutes without an address; it may await its volumes.',
      'seen',
    ),
    AddressesNotTold: unknown('A pod runs, and its status has no address.'),
    NoPodsOfOwnNetwork: notApplicable('No pod with a network of its own runs.'),
  },
  sources: [
    { url: 'https://docs.aws.amazon.com/eks/latest/userguide/troubleshooting.html', readOn: '2026-11-24' },
    { url: 'https://docs.aws.amazon.com/eks/latest/userguide/cni-ipv6.html', readOn: '2026-11-22' },
  ],
  remediation: {
    text: 'Read the log of ipamd on the nodes of these pods; see what CNI-002, CNI-004 and NOD-005 say.',
    url: 'https://docs.aws.amazon.com/eks/latest/userguide/troubleshooting.html',
  },
  evaluate({ cluster, pods }, verdict, { asOf }) {
    const found = faultOf(cluster, pods, asOf);
    if (found) {
      const resources = namespacedRefs('Pod', namesOf(found.pods));
      return verdict(found.reason, `${found.what}: ${listOrCount(found.pods)}.`, { resources });
    }
    const silent = pods.filter(({ facts }) => facts.network === 'none');
    if (silent.length > 0) {
      return verdict('AddressesNotTold', `Pods that run without an address in their status: ${listOrCount(silent)}.`);
    }
    if (!pods.some(({ facts }) => facts.network === cluster.ipFamily)) {
      return verdict('NoPodsOfOwnNetwork', 'No pod with a network of its own runs.');
    }
    const family = cluster.ipFamily === 'ipv6' ? 'IPv6' : 'IPv4';
    return verdict('PodsHaveAddresses', `Every running pod with a network of its own has one ${family} address.`);
  },
});

interface Fault {
  readonly reason: 'PodsOfOtherFamily' | 'PodsWithoutAddress' | 'VpcCniFailing' | 'PodsAwaitVolumesOrAddress';
  readonly what: string;
  readonly pods: PodTallies;
}

/** The worst first. */
function faultOf({ ipFamily }: Sections['cluster'], pods: PodTallies, asOf: number): Fault | undefined {
  const other = ipFamily === 'ipv6' ? 'ipv4' : 'ipv6';
  const those = (has: (facts: PodFacts) => boolean): PodTallies => pods.filter(({ facts }) => has(facts));
  const isOverdue = ({ since }: PodFacts): boolean => since !== undefined && asOf - since > patienceMs;
  // A Fargate pod has an IPv4 address beside its IPv6 address, told or not.
  const isSeveral = ({ network, fargateProfile }: PodFacts): boolean =>
    network === 'several' && fargateProfile === undefined;
  const faults: readonly Fault[] = [
    {
      reason: 'PodsOfOtherFamily',
      what: `Pods that have not exactly one address of family ${ipFamily === 'ipv6' ? 'IPv6' : 'IPv4'}`,
      pods: those((facts) => facts.network === other || isSeveral(facts)),
    },
    {
      reason: 'PodsWithoutAddress',
      what: 'Pods that have been on their node for minutes and have no address',
      pods: those((facts) => facts.network === 'awaited' && isOverdue(facts)),
    },
    {
      reason: 'VpcCniFailing',
      what: 'Pods of the VPC CNI that crash or are not ready for minutes',
      pods: those((facts) => facts.cniAgent === 'crashing' || (facts.cniAgent === 'notReady' && isOverdue(facts))),
    },
    {
      reason: 'PodsAwaitVolumesOrAddress',
      what: 'Pods that have waited on their node for minutes, for their volumes or for an address',
      pods: those((facts) => facts.network === 'awaitedAfterVolumes' && isOverdue(facts)),
    },
  ];
  return faults.find((each) => each.pods.length > 0);
}

/** Of very many pods few names are kept, and at worst none. */
function listOrCount(pods: PodTallies): string {
  return namesOf(pods).length > 0 ? listTallied(pods) : roughly(countOf(pods), 'pod');
}
