import { podLimits, type PodLimits } from '../../capacity/max-pods.ts';
import type { NodeFacts } from '../../snapshot/kubernetes-sections.ts';
import type { Sections } from '../../snapshot/snapshot.ts';
import { defineCheck, info, notApplicable, pass, unknown, warning } from '../define-check.ts';
import { count, listNames, listTallied, namesOf, refs, sentence } from '../text.ts';

/**
 * In an IPv6 cluster addresses do not limit the pods of a node, but its kubelet does: nodes that were not launched by a
 * managed node group still get the limit of secondary IPv4 addresses (29 on an m5.large instead of 110).
 */
export const nodesRunEnoughPods = defineCheck({
  id: 'nodes-run-enough-pods',
  code: 'NOD-003',
  condition: 'NodesAddressed',
  title: 'The pod limit of every node is that of prefixes',
  goals: ['Migrate', 'Operate'],
  needs: ['cluster', 'nodes', 'instanceTypes'],
  reasons: {
    PodLimitsFit: pass('No node is limited to the pods that its secondary IPv4 addresses would do for.'),
    NoEc2Nodes: notApplicable('No node is one of EC2: Fargate nodes hold one pod, Auto Mode sets its own limit.'),
    LimitedBySecondaryAddresses: warning(
      'A node of an IPv6 cluster runs only as many pods as its secondary IPv4 addresses would do for.',
      'seen',
    ),
    LimitedInIpv4: info('A node of this IPv4 cluster runs fewer pods than it could in an IPv6 cluster.'),
    AboveRecommendation: info('The pod limit of a node is above what EKS recommends for its instance type.'),
    PodLimitsUnknown: unknown(
      'A node does not say how many pods it runs or what it is, or EC2 does not know the size of its instance type.',
    ),
    NoNodesFound: unknown('There is no node to look at.'),
  },
  sources: [
    {
      url: 'https://docs.aws.amazon.com/eks/latest/userguide/choosing-instance-type.html#max-pods-precedence',
      readOn: '2026-11-22',
    },
  ],
  remediation: {
    text: 'Set maxPods (110, or 250 from 30 vCPUs) for Karpenter, self-managed and custom-AMI nodes.',
    url: 'https://docs.aws.amazon.com/eks/latest/userguide/choosing-instance-type.html#max-pods-precedence',
  },
  evaluate({ cluster, nodes, instanceTypes }, verdict) {
    const types = new Map(instanceTypes.map((type) => [type.name, podLimits(type)]));
    const settled = nodes.filter(({ facts }) => !facts.joining);
    const judged = settled.filter(({ facts }) => facts.compute === 'ec2' || facts.compute === 'unknown');
    const byFit = Map.groupBy(judged, ({ facts }) => fitOf(facts, types));
    const of = (...fits: readonly Fit[]) => fits.flatMap((fit) => byFit.get(fit) ?? []);
    const isIpv6 = cluster.ipFamily === 'ipv6';
    const low = isIpv6 ? of('secondary') : of('secondary', 'lower');
    const cases = [
      ['PodLimitsUnknown', 'pod limit cannot be judged', of('unknown')],
      ['LimitedBySecondaryAddresses', 'pod limit is that of secondary IPv4 addresses', isIpv6 ? low : []],
      ['LimitedInIpv4', 'pod limit could be higher in an IPv6 cluster', isIpv6 ? [] : low],
      ['AboveRecommendation', 'pod limit is above what EKS recommends', of('higher')],
    ] as const;
    const found = cases.filter(([, , tallies]) => tallies.length > 0);
    const [worst] = found;
    if (worst) {
      const parts = found.map(
        ([, text, tallies]) => `nodes whose ${text}: ${listTallied(tallies)} (${listNames(podsOf(tallies))})`,
      );
      const names = found.flatMap(([, , tallies]) => namesOf(tallies));
      return verdict(worst[0], sentence(parts), { resources: refs('Node', names) });
    }
    if (judged.length > 0) return verdict('PodLimitsFit', 'The pod limit of every node fits prefixes.');
    return settled.length > 0
      ? verdict('NoEc2Nodes', 'There is no EC2 node.')
      : verdict('NoNodesFound', 'There is no node.');
  },
});

type Fit = 'unknown' | 'secondary' | 'lower' | 'higher' | 'fits';

function fitOf(
  { compute, maxPods, instanceType = '' }: NodeFacts,
  types: ReadonlyMap<string, PodLimits | undefined>,
): Fit {
  const limits = types.get(instanceType);
  if (compute !== 'ec2' || maxPods === undefined || !limits) return 'unknown';
  if (maxPods > limits.recommended) return 'higher';
  if (maxPods === limits.recommended) return 'fits';
  return maxPods === limits.bySecondaryAddresses ? 'secondary' : 'lower';
}

/** `29 pods on m5.large`, each once. */
function podsOf(found: Sections['nodes']): readonly string[] {
  const limits = new Map<string | undefined, Set<number | undefined>>();
  for (const { facts } of found) {
    const ofType = limits.get(facts.instanceType);
    if (ofType) ofType.add(facts.maxPods);
    else limits.set(facts.instanceType, new Set([facts.maxPods]));
  }
  const texts = [...limits].flatMap(([type = 'an instance of no type', ofType]) =>
    [...ofType].map((maxPods) => `${maxPods === undefined ? 'no pod limit' : count(maxPods, 'pod')} on ${type}`),
  );
  return texts.toSorted();
}
