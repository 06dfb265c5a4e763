import type { ContainerFacts, VpcCni, VpcCniDaemonSet } from '../kubernetes-sections.ts';
import { containerFacts, repositoryName } from './container-facts.ts';
import { countAt, listAt, textAt, toText, valueAt } from './json.ts';

/**
 * What a DaemonSet says that runs the VPC CNI: it is called `aws-node`, or, under another name, runs its image.
 * Undefined for any other DaemonSet.
 */
export function vpcCniFacts(daemonSet: unknown): VpcCniDaemonSet | undefined {
  const name = textAt(daemonSet, ['metadata', 'name']) ?? '';
  const pod = ['spec', 'template', 'spec'];
  const containers = listAt(daemonSet, [...pod, 'containers']).map(containerFacts);
  const initContainers = listAt(daemonSet, [...pod, 'initContainers']).map(containerFacts);
  const main = containers.find((container) => container.name === 'aws-node') ?? containers.find(runsVpcCni);
  if (name !== 'aws-node' && (!main || !runsVpcCni(main))) return undefined;
  const init = initContainers.find((container) => container.name === 'aws-vpc-cni-init');
  const agent = containers.find((container) => container.name === 'aws-eks-nodeagent');
  return {
    name,
    ...(main ? { main } : {}),
    ...(init ? { init } : {}),
    ...(agent ? { networkPolicyAgent: agent } : {}),
    desired: countAt(daemonSet, ['status', 'desiredNumberScheduled']),
    outdated: outdatedPods(daemonSet),
  };
}

/** Puts together what the section holds. With several DaemonSets, `aws-node` is the one that is judged. */
export function vpcCniSection(daemonSets: readonly VpcCniDaemonSet[], configMap: VpcCni['configMap']): VpcCni {
  const sorted = daemonSets.toSorted((a, b) => rank(a) - rank(b) || (a.name < b.name ? -1 : 1));
  const [daemonSet, ...others] = sorted;
  return {
    ...(daemonSet ? { daemonSet } : {}),
    otherDaemonSets: others.map(({ name }) => name),
    ...(configMap ? { configMap } : {}),
  };
}

/** The data of ConfigMap `amazon-vpc-cni`. */
export function configMapFacts(configMap: unknown): Readonly<Record<string, string>> {
  const data = valueAt(configMap, ['data']);
  if (typeof data !== 'object' || data === null) return {};
  const values = Object.entries(data).filter(([, value]) => typeof value === 'string');
  return Object.fromEntries(values.map(([key, value]) => [key, toText(value) ?? '']));
}

function rank({ name }: VpcCniDaemonSet): number {
  return name === 'aws-node' ? 0 : 1;
}

function runsVpcCni({ image }: ContainerFacts): boolean {
  return repositoryName(image) === 'amazon-k8s-cni';
}

/**
 * Pods of an earlier template. Counted from the pods there are, not from those that should be there: a node that joins must
 * not look like a rollout. Until the controller has seen the newest template, every pod may be of an earlier one.
 */
function outdatedPods(daemonSet: unknown): number {
  const current = countAt(daemonSet, ['status', 'currentNumberScheduled']);
  const seen = countAt(daemonSet, ['status', 'observedGeneration']) >= countAt(daemonSet, ['metadata', 'generation']);
  return seen ? Math.max(0, current - countAt(daemonSet, ['status', 'updatedNumberScheduled'])) : current;
}
