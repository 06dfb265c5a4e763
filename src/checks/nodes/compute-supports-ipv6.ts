import { blocker, defineCheck, info, pass, unknown } from '../define-check.ts';
import { listNames, listTallied, namesOf, refs, sentence } from '../text.ts';

/**
 * IPv6 clusters run Linux nodes on EC2 and Fargate in an AWS Region. Windows nodes, EKS Hybrid Nodes and Outposts need an IPv4
 * cluster, so whatever runs on them cannot move.
 */
export const computeSupportsIpv6 = defineCheck({
  id: 'compute-supports-ipv6',
  code: 'CLU-007',
  condition: 'NodesEligible',
  concern: 'what a node runs on',
  title: 'No Windows node, hybrid node or Outpost is part of the cluster',
  goals: ['Migrate', 'Operate'],
  needs: ['cluster', 'nodes', 'nodeGroups', 'vpcCni'],
  reasons: {
    ComputeSupported: pass('All nodes are Linux nodes in the Region, and nothing is set up for others.'),
    ClusterOnOutposts: blocker('The control plane runs on AWS Outposts.', 'seen'),
    UnsupportedNodes: blocker('A node runs Windows or is an EKS hybrid node.', 'seen'),
    OperatingSystemUnknown: unknown('A node has no label `kubernetes.io/os` that says Linux or Windows.'),
    UnsupportedComputeConfigured: info(
      'Windows nodes or hybrid nodes are set up (node group, `enable-windows-ipam`, remote networks), and there is none.',
    ),
  },
  sources: [
    { url: 'https://docs.aws.amazon.com/eks/latest/userguide/cni-ipv6.html', readOn: '2026-11-22' },
    { url: 'https://docs.aws.amazon.com/eks/latest/userguide/windows-support.html', readOn: '2026-11-22' },
    { url: 'https://docs.aws.amazon.com/eks/latest/userguide/hybrid-nodes-networking.html', readOn: '2026-11-22' },
  ],
  remediation: {
    text: 'Keep what needs Windows nodes, hybrid nodes or Outposts in an IPv4 cluster of its own.',
    url: 'https://docs.aws.amazon.com/eks/latest/userguide/windows-support.html',
  },
  evaluate({ cluster, nodes, nodeGroups, vpcCni }, verdict) {
    const { name } = cluster;
    if (cluster.onOutposts) {
      return verdict('ClusterOnOutposts', `The control plane of cluster ${name} runs on AWS Outposts.`, {
        resources: [{ kind: 'Cluster', name }],
      });
    }
    const windows = nodes.filter(({ facts }) => facts.os === 'windows');
    const hybrid = nodes.filter(({ facts }) => facts.compute === 'hybrid' && facts.os !== 'windows');
    const kinds = [
      ...(windows.length > 0 ? [`nodes that run Windows: ${listTallied(windows)}`] : []),
      ...(hybrid.length > 0 ? [`hybrid nodes: ${listTallied(hybrid)}`] : []),
    ];
    if (kinds.length > 0) {
      return verdict('UnsupportedNodes', sentence(kinds), {
        resources: refs('Node', namesOf([...windows, ...hybrid])),
      });
    }
    const unclear = nodes.filter(({ facts }) => facts.os === 'unknown');
    if (unclear.length > 0) {
      const message = `Nodes whose operating system is not known: ${listTallied(unclear)}.`;
      return verdict('OperatingSystemUnknown', message, { resources: refs('Node', namesOf(unclear)) });
    }
    const groups = nodeGroups
      .filter(({ amiType }) => amiType.startsWith('WINDOWS_'))
      .map((group) => group.name)
      .toSorted();
    const settings = [
      ...(groups.length > 0 ? [`node groups for Windows without a node: ${listNames(groups)}`] : []),
      ...(vpcCni.configMap?.['enable-windows-ipam'] === 'true'
        ? ['ConfigMap kube-system/amazon-vpc-cni sets enable-windows-ipam']
        : []),
      ...(cluster.remoteNetworkCidrs.length > 0 ? [`cluster ${name} names networks of hybrid nodes`] : []),
    ];
    if (settings.length > 0) {
      return verdict('UnsupportedComputeConfigured', sentence(settings), { resources: refs('NodeGroup', groups) });
    }
    return verdict('ComputeSupported', 'No Windows node, no hybrid node and no Outpost is part of the cluster.');
  },
});
