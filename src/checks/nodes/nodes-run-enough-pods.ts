import { podLimits, type PodLimits } from '../../capacity/max-pods.ts';
import type { Sections } from '../../snapshot/snapshot.ts';
import { defineCheck, info, notApplicable, pass, unknown, warning } from '../define-check.ts';
import { listNames, listTallied, namesOf, refs } from '../text.ts';

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
    NoEc2Nodes: notApplicable('There is no EC2 node: Fargate nodes hold one pod, and Auto Mode sets its own limit.'),
    LimitedBySecondaryAddresses: warning(
      'A node of an IPv6 cluster runs only as many pods as its secondary IPv4 addresses would do for.',
      'seen',
    ),
    LimitedInIpv4: info('A node of this IPv4 cluster runs fewer pods than it could in an IPv6 cluster.'),
    AboveRecommendation: info('The pod limit of a node is above what EKS recommends for its instance type.'),
    PodLimitsUnknown: unknown('A node does not say how many pods it runs, or EC2 does not know its instance type.'),
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
    const limits = new Map(instanceTypes.map((type) => [type.name, podLimits(type)]));
    const ec2 = nodes.filter(({ facts }) => facts.compute === 'ec2' && !facts.joining);
    const judged = ec2.map((tally) => ({ tally, limits: limits.get(tally.facts.instanceType ?? '') }));
    const talliesThat = (is: (pods: number, limits: PodLimits) => boolean): Sections['nodes'] =>
      judged.flatMap(({ tally, limits }) => {
        const pods = tally.facts.maxPods;
        return pods !== undefined && limits && is(pods, limits) ? [tally] : [];
      });

    const low = talliesThat(
      (pods, { bySecondaryAddresses, recommended }) =>
        pods === bySecondaryAddresses && bySecondaryAddresses < recommended,
    );
    const seen = (found: Sections['nodes']): string => `${listTallied(found)} (${listNames(podsOf(found))})`;
    if (low.length > 0 && cluster.ipFamily === 'ipv6') {
      const message = `Nodes limited to the pods of their secondary IPv4 addresses: ${seen(low)}.`;
      return verdict('LimitedBySecondaryAddresses', message, { resources: refs('Node', namesOf(low)) });
    }
    const unclear = judged.filter(({ tally, limits }) => tally.facts.maxPods === undefined || !limits);
    if (unclear.length > 0) {
      const found = unclear.map(({ tally }) => tally);
      const message = `Nodes whose pod limit cannot be judged: ${listTallied(found)}.`;
      return verdict('PodLimitsUnknown', message, { resources: refs('Node', namesOf(found)) });
    }
    if (low.length > 0) {
      const message = `Nodes that could run more pods in an IPv6 cluster: ${seen(low)}.`;
      return verdict('LimitedInIpv4', message, { resources: refs('Node', namesOf(low)) });
    }
    const high = talliesThat((pods, { recommended }) => pods > recommended);
    if (high.length > 0) {
      const message = `Nodes whose pod limit is above what EKS recommends: ${seen(high)}.`;
      return verdict('AboveRecommendation', message, { resources: refs('Node', namesOf(high)) });
    }
    return ec2.length > 0
      ? verdict('PodLimitsFit', 'The pod limit of every node fits prefixes.')
      : verdict('NoEc2Nodes', 'There is no EC2 node.');
  },
});

/** `29 on m5.large`, each once. */
function podsOf(found: Sections['nodes']): readonly string[] {
  return [...new Set(found.map(({ facts }) => `${facts.maxPods} on ${facts.instanceType}`))].toSorted();
}
