import type { LoadBalancerControllerDeployment } from '../kubernetes-sections.ts';
import { argumentOf, containerFacts, repositoryName } from './container-facts.ts';
import { countAt, listAt, textAt, valueAt } from './json.ts';

const controllerName = 'aws-load-balancer-controller';
/** From these the controller learns where it runs. */
const keptVariables: ReadonlySet<string> = new Set(['AWS_REGION', 'AWS_DEFAULT_REGION', 'NODENAME']);

/** An AWS Load Balancer Controller is told by its image. */
export function isLoadBalancerController({ image }: Pick<LoadBalancerControllerDeployment, 'image'>): boolean {
  return repositoryName(image).includes(controllerName);
}

/** Any Deployment, described as if it ran the controller: a resource may name any. */
export function deploymentFacts(deployment: unknown): LoadBalancerControllerDeployment {
  const containers = listAt(deployment, ['spec', 'template', 'spec', 'containers']).map(containerFacts);
  const container =
    containers.find(isLoadBalancerController) ??
    containers.find(({ name }) => name === controllerName) ??
    containers[0];
  const replicas = valueAt(deployment, ['spec', 'replicas']);
  return {
    namespace: textAt(deployment, ['metadata', 'namespace']) ?? '',
    name: textAt(deployment, ['metadata', 'name']) ?? '',
    image: container?.image ?? { image: '' },
    args: container?.args ?? [],
    environment: Object.fromEntries(
      Object.entries(container?.environment ?? {}).filter(([name]) => keptVariables.has(name)),
    ),
    hostNetwork: valueAt(deployment, ['spec', 'template', 'spec', 'hostNetwork']) === true,
    replicas: replicas === undefined ? 1 : countAt(deployment, ['spec', 'replicas']),
    readyReplicas: countAt(deployment, ['status', 'readyReplicas']),
  };
}

/** The cluster a controller says it works for. */
export function clusterNameOfController({ args }: LoadBalancerControllerDeployment): string | undefined {
  return argumentOf(args, 'cluster-name');
}
