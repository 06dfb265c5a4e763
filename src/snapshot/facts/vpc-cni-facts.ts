import type { VpcCniAccount } from '../addon-sections.ts';
import type { ContainerFacts, VpcCniDaemonSet } from '../kubernetes-sections.ts';
import { containerFacts, repositoryName } from './container-facts.ts';
import { annotationOf, countAt, listAt, textAt } from './json.ts';

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
    serviceAccount: textAt(daemonSet, [...pod, 'serviceAccountName']) ?? 'default',
    desired: countAt(daemonSet, ['status', 'desiredNumberScheduled']),
    outdated: outdatedPods(daemonSet),
  };
}

/** What the ServiceAccount of the VPC CNI says of its role. */
export function vpcCniAccountFacts(account: unknown): VpcCniAccount {
  const annotatedRole = annotationOf(account, 'eks.amazonaws.com/role-arn');
  return { exists: true, ...(annotatedRole === undefined ? {} : { annotatedRole }) };
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
