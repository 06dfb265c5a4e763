import { isObserved } from '../snapshot/section.ts';
import type { Snapshot } from '../snapshot/snapshot.ts';

/**
 * Types of EC2 nodes, of node groups and of the launch templates that choose for them, sorted; undefined until all are known.
 * A launch template that cannot be read holds up nothing: whoever needs it says so.
 */
export function instanceTypeNames({
  nodes,
  nodeGroups,
  launchTemplates,
}: Pick<Snapshot['sections'], 'nodes' | 'nodeGroups' | 'launchTemplates'>): readonly string[] | undefined {
  if (!isObserved(nodes) || !isObserved(nodeGroups)) return undefined;
  const isAwaited = !isObserved(launchTemplates) && launchTemplates.notObserved.reason === 'NotYetObserved';
  if (isAwaited && nodeGroups.value.some(({ instanceTypes }) => instanceTypes.length === 0)) return undefined;
  const ofNodes = nodes.value.flatMap(({ facts }) =>
    facts.compute === 'ec2' && facts.instanceType ? [facts.instanceType] : [],
  );
  const ofGroups = nodeGroups.value.flatMap(({ instanceTypes }) => instanceTypes);
  const templates = isObserved(launchTemplates) ? launchTemplates.value : [];
  const ofTemplates = templates.flatMap(({ instanceType }) => instanceType ?? []);
  return [...new Set([...ofNodes, ...ofGroups, ...ofTemplates])].toSorted();
}
