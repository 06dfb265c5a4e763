import type { LoadBalancerControllerDeployment, LoadBalancerUse } from '../kubernetes-sections.ts';
import { argumentOf, containerFacts, repositoryName } from './container-facts.ts';
import { annotationOf, countAt, listAt, textAt, valueAt } from './json.ts';

const controllerName = 'aws-load-balancer-controller';

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
    replicas: replicas === undefined ? 1 : countAt(deployment, ['spec', 'replicas']),
    readyReplicas: countAt(deployment, ['status', 'readyReplicas']),
  };
}

/** The cluster a controller says it works for. */
export function clusterNameOfController({ args }: LoadBalancerControllerDeployment): string | undefined {
  return argumentOf(args, 'cluster-name');
}

const typeAnnotation = 'service.beta.kubernetes.io/aws-load-balancer-type';

/** Who is to give a Service its load balancer; undefined for one that asks for none. */
export function serviceUse(service: unknown): LoadBalancerUse | undefined {
  if (textAt(service, ['spec', 'type']) !== 'LoadBalancer') return undefined;
  const loadBalancerClass = textAt(service, ['spec', 'loadBalancerClass']);
  if (loadBalancerClass === 'service.k8s.aws/nlb') return { kind: 'Service', servedBy: 'aws-lbc' };
  if (loadBalancerClass === 'eks.amazonaws.com/nlb') return { kind: 'Service', servedBy: 'auto-mode' };
  if (loadBalancerClass !== undefined) return { kind: 'Service', servedBy: 'foreign' };
  const type = annotationOf(service, typeAnnotation);
  return { kind: 'Service', servedBy: type === 'external' || type === 'nlb-ip' ? 'aws-lbc' : 'in-tree' };
}

/**
 * Who is to serve an Ingress. `controllerOf` gives `spec.controller` of an IngressClass by its name. The old annotation
 * `kubernetes.io/ingress.class: alb` still counts, and before the class, as it does for the controller.
 */
export function ingressUse(
  ingress: unknown,
  controllerOf: (ingressClass: string) => string | undefined,
): LoadBalancerUse {
  const annotated = annotationOf(ingress, 'kubernetes.io/ingress.class');
  if (annotated !== undefined) return { kind: 'Ingress', servedBy: annotated === 'alb' ? 'aws-lbc' : 'foreign' };
  const ingressClass = textAt(ingress, ['spec', 'ingressClassName']);
  const controller = ingressClass === undefined ? undefined : controllerOf(ingressClass);
  return { kind: 'Ingress', servedBy: servedByController(controller) };
}

function servedByController(controller: string | undefined): LoadBalancerUse['servedBy'] {
  if (controller === 'ingress.k8s.aws/alb') return 'aws-lbc';
  return controller === 'eks.amazonaws.com/alb' ? 'auto-mode' : 'foreign';
}

/** `spec.controller` of an IngressClass. */
export function ingressClassController(ingressClass: unknown): string | undefined {
  return textAt(ingressClass, ['spec', 'controller']);
}
