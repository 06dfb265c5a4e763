import type { Ipv6ReadinessSpec } from '../api/spec.ts';
import type { SelfDescription } from '../snapshot/kubernetes-sections.ts';
import { isObserved, type ReadFailure, type Section } from '../snapshot/section.ts';

/** Which EKS cluster is judged, and what the operator's configuration says where the resource says nothing. */
export interface Target {
  readonly clusterName?: string;
  readonly region?: string;
  /** Why nothing of AWS may be read for it. */
  readonly problem?: ReadFailure;
}

export interface TargetDefaults {
  readonly clusterName?: string;
  readonly region?: string;
}

/**
 * The resource, then the operator's configuration, then what the cluster says of itself: the first that is set wins. What
 * the cluster itself contradicts is not read: another cluster's data under this one's name would be a false verdict.
 */
export function resolveTarget(
  spec: Pick<Ipv6ReadinessSpec, 'cluster'>,
  defaults: TargetDefaults,
  self: Section<SelfDescription>,
): Target {
  const { clusterNames, regions } = isObserved(self) ? self.value : { clusterNames: [], regions: [] };
  const clusterName = spec.cluster?.name ?? defaults.clusterName ?? clusterNames[0];
  const region = spec.cluster?.region ?? defaults.region ?? regions[0];
  const problem = awaited(self) ?? nameProblem(clusterName, clusterNames, self) ?? regionProblem(region, regions, self);
  return {
    ...(clusterName === undefined ? {} : { clusterName }),
    ...(region === undefined ? {} : { region }),
    ...(problem ? { problem } : {}),
  };
}

/** Before the cluster has spoken it cannot be known whether it contradicts, and a wrong target must not cost one call. */
function awaited(self: Section<unknown>): ReadFailure | undefined {
  return !isObserved(self) && self.notObserved.reason === 'NotYetObserved' ? self.notObserved : undefined;
}

function nameProblem(
  name: string | undefined,
  said: readonly string[],
  self: Section<unknown>,
): ReadFailure | undefined {
  if (name === undefined) {
    if (!isObserved(self)) return self.notObserved;
    return {
      reason: 'ClusterNameUnknown',
      message:
        'Neither spec.cluster.name nor the configuration nor the cluster itself tells the name of the EKS cluster.',
    };
  }
  if (said.length === 0 || (said.length === 1 && said[0] === name)) return undefined;
  return {
    reason: 'ClusterNameAmbiguous',
    message: `The EKS cluster is to be ${name}, but the cluster calls itself ${said.join(' and ')}.`,
  };
}

function regionProblem(
  region: string | undefined,
  said: readonly string[],
  self: Section<unknown>,
): ReadFailure | undefined {
  if (region === undefined) {
    if (!isObserved(self)) return self.notObserved;
    return {
      reason: 'RegionMismatch',
      message: 'Neither spec.cluster.region nor the configuration nor a node tells the Region.',
    };
  }
  if (said.length === 0 || said.includes(region)) return undefined;
  return {
    reason: 'RegionMismatch',
    message: `The Region is to be ${region}, but the nodes are in ${said.join(' and ')}.`,
  };
}
