import semver from 'semver';
import { isLoadBalancerController } from '../snapshot/facts/load-balancer-facts.ts';
import type { LoadBalancerControllerDeployment } from '../snapshot/kubernetes-sections.ts';

/** A tag counts as the controller's version only on the controller's own image. */
export function versionOf(deployment: LoadBalancerControllerDeployment): string | undefined {
  return isLoadBalancerController(deployment) ? deployment.image.version : undefined;
}

/** Versions of the controllers that are older than `version`; LBC-001 tells of those whose version is not known. */
export function olderThan(
  version: string,
  controllers: readonly LoadBalancerControllerDeployment[],
): readonly string[] {
  const versions = controllers.flatMap((each) => versionOf(each) ?? []);
  return [...new Set(versions.filter((each) => semver.lt(each, version)))].toSorted(semver.compare);
}
