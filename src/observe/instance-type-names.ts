import { isObserved, type Section } from '../snapshot/section.ts';
import type { Snapshot } from '../snapshot/snapshot.ts';

/**
 * Types of EC2 nodes, of node groups and of the launch templates that choose for them, sorted; undefined until all have been
 * asked for. What cannot be read holds up nothing: whoever needs it says so.
 */
export function instanceTypeNames({
  nodes,
  nodeGroups,
  launchTemplates,
}: Pick<Snapshot['sections'], 'nodes' | 'nodeGroups' | 'launchTemplates'>): readonly string[] | undefined {
  if (isAwaited(nodes) || isAwaited(nodeGroups)) return undefined;
  const groups = isObserved(nodeGroups) ? nodeGroups.value : [];
  if (isAwaited(launchTemplates) && groups.some(({ instanceTypes }) => instanceTypes.length === 0)) return undefined;
  const ofNodes = (isObserved(nodes) ? nodes.value : []).flatMap(({ facts }) =>
    facts.compute === 'ec2' && facts.instanceType ? [facts.instanceType] : [],
  );
  const ofGroups = groups.flatMap(({ instanceTypes }) => instanceTypes);
  const templates = isObserved(launchTemplates) ? launchTemplates.value : [];
  const ofTemplates = templates.flatMap(({ instanceType }) => instanceType ?? []);
  return [...new Set([...ofNodes, ...ofGroups, ...ofTemplates])].toSorted();
}

function isAwaited(section: Section<unknown>): boolean {
  return !isObserved(section) && section.notObserved.reason === 'NotYetObserved';
}
