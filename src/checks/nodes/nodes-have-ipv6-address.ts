import { subnetIndex } from '../../capacity/cluster-subnets.ts';
import { blocker, defineCheck, notApplicable, pass, unknown } from '../define-check.ts';
import { listTallied, namesOf, refs } from '../text.ts';

/**
 * In an IPv6 cluster the kubelet registers with an IPv6 address of the node's subnet. A node that registers with IPv4 was
 * bootstrapped for the wrong family, and the API server and other nodes reach it and its pods in vain.
 */
export const nodesHaveIpv6Address = defineCheck({
  id: 'nodes-have-ipv6-address',
  code: 'NOD-002',
  condition: 'NodesAddressed',
  title: 'The InternalIP of every node is an IPv6 address of its subnet',
  goals: ['Operate'],
  needs: ['cluster', 'subnets', 'nodes'],
  reasons: {
    AllNodesHaveIpv6: pass('The first InternalIP of every node is an IPv6 address of a subnet of the VPC.'),
    Ipv4Cluster: notApplicable('The cluster uses IPv4, as do its nodes (CLU-001 judges that).'),
    NodesWithIpv4: blocker('The first InternalIP of a node is an IPv4 address.', 'seen'),
    AddressOutsideSubnets: blocker('The IPv6 address of a node lies in no subnet of the VPC.', 'absence'),
    NodesOfUnknownKind: unknown('A node has no providerID or label that tells who runs it, or runs outside AWS.'),
    AddressUnknown: unknown('A node has no InternalIP, or one that is no address.'),
    NoNodesFound: unknown('There is no node to look at.'),
  },
  sources: [{ url: 'https://docs.aws.amazon.com/eks/latest/userguide/cni-ipv6.html', readOn: '2026-11-22' }],
  remediation: {
    text: 'Recreate the node with the service CIDR of the cluster, auto-assigned IPv6 and the IPv6 policy of the VPC CNI.',
    url: 'https://docs.aws.amazon.com/eks/latest/userguide/cni-ipv6.html',
  },
  evaluate({ cluster, subnets, nodes }, verdict) {
    if (cluster.ipFamily === 'ipv4') return verdict('Ipv4Cluster', 'The cluster uses IPv4, as do its nodes.');
    const settled = nodes.filter(({ facts }) => !facts.joining);
    const index = subnetIndex(subnets.all);
    const first = (family: string) => settled.filter(({ facts }) => facts.internalFamilies[0] === family);
    const inAws = first('ipv6').filter(({ facts }) => facts.compute !== 'hybrid' && facts.compute !== 'unknown');
    const rules = [
      { reason: 'NodesWithIpv4', text: 'Nodes whose InternalIP is IPv4', found: first('ipv4') },
      {
        reason: 'AddressOutsideSubnets',
        text: 'Nodes whose IPv6 address lies in no subnet of the VPC',
        found: inAws.filter(({ facts }) => facts.ipv6Block === undefined || index.find(facts.ipv6Block) === undefined),
      },
      {
        reason: 'NodesOfUnknownKind',
        text: 'Nodes that are no known AWS compute',
        found: settled.filter(({ facts }) => facts.compute === 'unknown' || facts.compute === 'hybrid'),
      },
      {
        reason: 'AddressUnknown',
        text: 'Nodes without a usable InternalIP',
        found: settled.filter(
          ({
            facts: {
              internalFamilies: [family],
            },
          }) => family === undefined || family === 'invalid',
        ),
      },
    ] as const;
    const rule = rules.find(({ found }) => found.length > 0);
    if (rule) {
      const message = `${rule.text}: ${listTallied(rule.found)}.`;
      return verdict(rule.reason, message, { resources: refs('Node', namesOf(rule.found)) });
    }
    return settled.length === 0
      ? verdict('NoNodesFound', 'No node was found.')
      : verdict('AllNodesHaveIpv6', 'The InternalIP of every node is an IPv6 address of its subnet.');
  },
});
