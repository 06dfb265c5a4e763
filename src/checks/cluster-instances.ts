import type { Sections } from '../snapshot/snapshot.ts';
import { notApplicable, unknown } from './define-check.ts';
import { listTallied } from './text.ts';

/** Ways in which a check of instances ends without having seen one; part of the reasons of each. */
export const instanceReasons = {
  NoEc2Nodes: notApplicable('AWS runs every node (Fargate, Auto Mode).'),
  InstancesNotFound: unknown(
    'No running instance that has had its time carries the tag `kubernetes.io/cluster/<name>`, and there are EC2 nodes or none at all.',
  ),
};

/** Instances whose network is the cluster's to look after, and that have had the time to set it up. */
export function settledInstances({ instances }: Pick<Sections, 'instances'>): Sections['instances'] {
  return instances.filter(({ facts }) => facts.settled && !facts.autoMode);
}

/** Why there is no instance to judge. */
export function withoutInstances({ nodes }: Pick<Sections, 'nodes'>): {
  readonly reason: keyof typeof instanceReasons;
  readonly message: string;
} {
  const others = nodes.filter(({ facts }) => facts.compute !== 'fargate' && facts.compute !== 'auto');
  if (nodes.length > 0 && others.length === 0) return { reason: 'NoEc2Nodes', message: 'AWS runs every node.' };
  const beside = others.length > 0 ? `, while there are nodes: ${listTallied(others)}` : '';
  return { reason: 'InstancesNotFound', message: `No instance with the tag of the cluster was found${beside}.` };
}
