import type { NodeGroup } from '../snapshot/aws-sections.ts';
import type { LaunchTemplate } from '../snapshot/instance-sections.ts';

/** The version of a launch template that a node group uses; undefined where it uses none, or was not described. */
export function templateOf(
  used: NodeGroup['launchTemplate'],
  templates: readonly LaunchTemplate[],
): LaunchTemplate | undefined {
  return used && templates.find(({ id, version }) => id === used.id && version === used.version);
}

/** The instance types a node group may launch: its own, or that of its launch template. None: chosen by their properties. */
export function typesOf(group: NodeGroup, templates: readonly LaunchTemplate[]): readonly string[] {
  if (group.instanceTypes.length > 0) return group.instanceTypes;
  const type = templateOf(group.launchTemplate, templates)?.instanceType;
  return type === undefined ? [] : [type];
}
