import type { LoadBalancerControllerDeployment, SelfDescription, VpcCniDaemonSet } from '../kubernetes-sections.ts';
import { argumentOf } from './container-facts.ts';
import { clusterNameOfController } from './load-balancer-facts.ts';

export interface SelfDescriptionInput {
  /** What each kind of node says, see `nodeSelfDescription`. */
  readonly nodes: Iterable<{ readonly clusterName?: string; readonly region?: string }>;
  readonly vpcCni?: VpcCniDaemonSet | undefined;
  readonly loadBalancerControllers: readonly LoadBalancerControllerDeployment[];
}

/** Collects the names and Regions a cluster gives itself, sorted. More than one of either is a contradiction. */
export function selfDescription(input: SelfDescriptionInput): SelfDescription {
  const names = new Set<string>();
  const regions = new Set<string>();
  for (const { clusterName, region } of input.nodes) {
    if (clusterName !== undefined) names.add(clusterName);
    if (region !== undefined) regions.add(region);
  }
  const ofCni = input.vpcCni && clusterNameOfVpcCni(input.vpcCni);
  if (ofCni !== undefined) names.add(ofCni);
  for (const controller of input.loadBalancerControllers) {
    const name = clusterNameOfController(controller);
    if (name !== undefined) names.add(name);
    const region = argumentOf(controller.args, 'aws-region');
    if (region !== undefined) regions.add(region);
  }
  return { clusterNames: [...names].toSorted(), regions: [...regions].toSorted() };
}

/** Environment variable `CLUSTER_NAME` of the VPC CNI. */
function clusterNameOfVpcCni({ main }: VpcCniDaemonSet): string | undefined {
  const entry = main?.environment['CLUSTER_NAME'];
  return entry && 'value' in entry && entry.value !== '' ? entry.value : undefined;
}
