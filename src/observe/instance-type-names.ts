import type { NodeGroup } from '../snapshot/aws-sections.ts';
import { isObserved, type Section } from '../snapshot/section.ts';
import type { KubernetesSections } from './ports.ts';

/** Types of EC2 nodes and of node groups, sorted; undefined until both are known. */
export function instanceTypeNames(
  { nodes }: Pick<KubernetesSections, 'nodes'>,
  nodeGroups: Section<readonly NodeGroup[]>,
): readonly string[] | undefined {
  if (!isObserved(nodes) || !isObserved(nodeGroups)) return undefined;
  const ofNodes = nodes.value.flatMap(({ facts }) =>
    facts.compute === 'ec2' && facts.instanceType ? [facts.instanceType] : [],
  );
  return [...new Set([...ofNodes, ...nodeGroups.value.flatMap(({ instanceTypes }) => instanceTypes)])].toSorted();
}
