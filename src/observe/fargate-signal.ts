import type { NodeTallies } from '../snapshot/kubernetes-sections.ts';
import { isObserved } from '../snapshot/section.ts';
import type { KubernetesSections } from './ports.ts';

/** Fargate nodes by the block their address lies in; undefined while nodes are not observed. */
export function fargateNodesByBlock({
  nodes,
}: Pick<KubernetesSections, 'nodes'>): Readonly<Record<string, number>> | undefined {
  return isObserved(nodes) ? countByBlock(nodes.value) : undefined;
}

/** Moves whenever Fargate pods come, wait or go: sooner than EC2's own count of addresses does. */
export function fargateSignal(sections: Pick<KubernetesSections, 'nodes' | 'pods'>): string {
  return JSON.stringify([fargateNodesByBlock(sections) ?? null, waitingPods(sections)]);
}

function countByBlock(nodes: NodeTallies): Readonly<Record<string, number>> {
  const counts = new Map<string, number>();
  for (const { facts, count } of nodes) {
    const block = facts.ipv4Block ?? facts.ipv6Block;
    if (facts.compute === 'fargate' && block !== undefined) counts.set(block, (counts.get(block) ?? 0) + count);
  }
  return Object.fromEntries([...counts].toSorted(([a], [b]) => (a < b ? -1 : 1)));
}

function waitingPods({ pods }: Pick<KubernetesSections, 'pods'>): number {
  if (!isObserved(pods)) return 0;
  return pods.value
    .filter(({ facts }) => facts.fargateProfile !== undefined && facts.placement === 'waiting')
    .reduce((sum, { count }) => sum + count, 0);
}
