import { cidrIndex } from '../net/cidr.ts';
import { isObserved } from '../snapshot/section.ts';
import type { Snapshot } from '../snapshot/snapshot.ts';
import type { Asked } from './questions.ts';

/**
 * Subnets that nodes are in or may be launched into. All of what tells them is waited for, so that none is asked about
 * twice at the start.
 */
export function ofUsedSubnets({
  subnets,
  nodeGroups,
  nodes,
}: Pick<Snapshot['sections'], 'subnets' | 'nodeGroups' | 'nodes'>): Asked<{ readonly subnetIds: readonly string[] }> {
  if (!isObserved(subnets)) return { hangsOn: 'subnets' };
  if (!isObserved(nodeGroups)) return { hangsOn: 'nodeGroups' };
  if (!isObserved(nodes)) return { hangsOn: 'nodes' };
  const { all } = subnets.value;
  const index = cidrIndex(
    all.flatMap(({ id, ipv4Cidr, ipv6Cidrs }) =>
      [...(ipv4Cidr === undefined ? [] : [ipv4Cidr]), ...ipv6Cidrs].map((cidr) => [cidr, id] as const),
    ),
  );
  const ofNodes = nodes.value.flatMap(({ facts: { compute, ipv6Block, ipv4Block } }) => {
    const block = compute === 'fargate' || compute === 'hybrid' ? undefined : (ipv6Block ?? ipv4Block);
    return (block === undefined ? undefined : index.find(block)) ?? [];
  });
  const existing = new Set(all.map(({ id }) => id));
  const used = [...nodeGroups.value.flatMap(({ subnetIds }) => subnetIds), ...ofNodes];
  return { ask: { subnetIds: [...new Set(used.filter((id) => existing.has(id)))].toSorted() } };
}
