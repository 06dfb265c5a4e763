import type { ClusterSubnets } from '../capacity/cluster-subnets.ts';
import { extraTagsMatchNothing } from '../capacity/cluster-subnets.ts';
import type { NodeSubnetUsers } from '../capacity/node-headroom.ts';
import type { Policy } from '../snapshot/policy.ts';
import { notApplicable, unknown, type ResourceRef } from './define-check.ts';
import { listNames, listTallied, namesOf, refs } from './text.ts';

/** Ways in which a check of node subnets ends without having seen all of them; part of the reasons of each. */
export const nodeSubnetReasons = {
  NoNodeSubnets: notApplicable('Every node of the cluster is a Fargate node and there is no node group.'),
  NoSubnetsMatched: unknown('No node subnet was found, or the tags of `spec.extraSubnets` select none.'),
  SubnetsNotFound: unknown('A node subnet is not in the VPC, so it cannot be judged (VPC-002 names who uses it).'),
  NodeSubnetsUnknown: unknown('A node has no address in any subnet of the VPC, so its subnet cannot be judged.'),
};

interface Unjudged {
  readonly reason: keyof typeof nodeSubnetReasons;
  readonly message: string;
  readonly resources: readonly ResourceRef[];
}

/** Why nothing good can be said of the node subnets, or undefined when all of them were found. */
export function unjudgedNodeSubnets(
  found: ClusterSubnets,
  { subnets, nodeGroups, nodes }: NodeSubnetUsers,
  extra: Policy['extraSubnets'],
): Unjudged | undefined {
  const { present, absent, strayNodes } = found;
  if (absent.length > 0) {
    const ids = absent.map(({ id }) => id);
    return { reason: 'SubnetsNotFound', message: `Not in the VPC: ${listNames(ids)}.`, resources: refs('Subnet', ids) };
  }
  if (extraTagsMatchNothing(subnets.all, extra)) {
    const message = 'The tags of spec.extraSubnets select no subnet of the VPC.';
    return { reason: 'NoSubnetsMatched', message, resources: [] };
  }
  if (strayNodes.length > 0) {
    const message = `In none of the subnets of the VPC: ${listTallied(strayNodes)}.`;
    return { reason: 'NodeSubnetsUnknown', message, resources: refs('Node', namesOf(strayNodes)) };
  }
  if (present.length > 0) return undefined;
  const onlyFargate = nodes.length > 0 && nodes.every(({ facts }) => facts.compute === 'fargate');
  return onlyFargate && nodeGroups.length === 0
    ? { reason: 'NoNodeSubnets', message: 'All nodes are Fargate nodes and there is no node group.', resources: [] }
    : { reason: 'NoSubnetsMatched', message: 'No subnet of a node or node group was found.', resources: [] };
}
