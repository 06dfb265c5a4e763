import type { NodeGroup } from '../snapshot/aws-sections.ts';
import type { LaunchTemplate } from '../snapshot/instance-sections.ts';

/** The version of a launch template that a node group uses; undefined where it uses none, or EC2 does not know it. */
export function templateOf(
  used: NodeGroup['launchTemplate'],
  templates: readonly LaunchTemplate[],
): LaunchTemplate | undefined {
  return used && templates.find(({ id, version }) => id === used.id && version === used.version);
}

/** Whether a node group has a launch template of which nothing is known. What it would say must not be guessed. */
export function lacksTemplate(
  { hasLaunchTemplate, launchTemplate }: NodeGroup,
  templates: readonly LaunchTemplate[],
): boolean {
  return hasLaunchTemplate && templateOf(launchTemplate, templates) === undefined;
}

/** The instance types a node group may launch: its own, or that of its launch template. None: they are not known. */
export function typesOf(group: NodeGroup, templates: readonly LaunchTemplate[]): readonly string[] {
  if (group.instanceTypes.length > 0) return group.instanceTypes;
  const type = templateOf(group.launchTemplate, templates)?.instanceType;
  return type === undefined ? [] : [type];
}
