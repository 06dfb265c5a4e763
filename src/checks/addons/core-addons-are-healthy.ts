import type { Addon } from '../../snapshot/addon-sections.ts';
import { defineCheck, notApplicable, pass, unknown, warning } from '../define-check.ts';
import { listNames, refs, sortedByName } from '../text.ts';

/** Without these no node gets pods on the network. */
const coreNames: ReadonlySet<string> = new Set(['coredns', 'kube-proxy', 'vpc-cni']);

/** What EKS is about to leave by itself. */
const passingStates: ReadonlySet<string> = new Set(['CREATING', 'UPDATING', 'DELETING']);

/**
 * The VPC CNI, kube-proxy and CoreDNS carry both families, and EKS says of those it manages whether they came up and whether
 * their version fits the version of Kubernetes.
 */
export const coreAddonsAreHealthy = defineCheck({
  id: 'core-addons-are-healthy',
  code: 'ADD-005',
  condition: 'AddonsCompatible',
  title: 'The core add-ons of EKS are active, healthy and of a version that fits',
  goals: ['Migrate', 'Operate'],
  needs: ['cluster', 'addons', 'addonVersions'],
  reasons: {
    CoreAddonsHealthy: pass('Every core add-on that EKS manages is active, without issues, of a compatible version.'),
    NoCoreAddonManaged: notApplicable(
      'EKS manages none of `vpc-cni`, `kube-proxy` and `coredns` as an add-on: they run otherwise, or not at all.',
    ),
    CoreAddonsUnhealthy: warning('A core add-on is not active, or EKS reports an issue of it.', 'seen'),
    AddonVersionsIncompatible: warning(
      'EKS does not list the version of a core add-on as compatible with this version of Kubernetes.',
      'seen',
    ),
    CoreAddonsUnderway: unknown('A core add-on is being created, updated or deleted: how that ends is not known.'),
    AddonVersionsNotListed: unknown('EKS lists no versions of a core add-on for this version of Kubernetes.'),
  },
  sources: [{ url: 'https://docs.aws.amazon.com/eks/latest/userguide/eks-add-ons.html', readOn: '2026-11-22' }],
  remediation: {
    text: 'Resolve the health issues of the add-ons, then upgrade them to a version that fits the cluster.',
    url: 'https://docs.aws.amazon.com/eks/latest/userguide/managing-add-ons.html',
  },
  evaluate({ cluster, addons, addonVersions }, verdict) {
    const core = sortedByName(addons).filter(({ name }) => coreNames.has(name));
    if (core.length === 0) {
      return verdict('NoCoreAddonManaged', 'None of coredns, kube-proxy and vpc-cni is an add-on of EKS here.');
    }
    const resources = (all: readonly Addon[]) => ({ resources: refs('Addon', namesOf(all)) });
    const unhealthy = core.filter((addon) => !isHealthy(addon) && !passingStates.has(addon.status));
    if (unhealthy.length > 0) {
      return verdict('CoreAddonsUnhealthy', statesOf(unhealthy), resources(unhealthy));
    }
    const compatible = new Map(addonVersions.map((each) => [each.name, each.compatible]));
    const unfit = core.filter(({ name, version }) => compatible.get(name)?.includes(version) === false);
    const incompatible = unfit.filter(({ name }) => (compatible.get(name) ?? []).length > 0);
    if (incompatible.length > 0) {
      const listed = listNames(incompatible.map(({ name, version }) => `${name} ${version}`));
      const message = `Not compatible with Kubernetes ${cluster.version}: ${listed}.`;
      return verdict('AddonVersionsIncompatible', message, resources(incompatible));
    }
    const underway = core.filter(({ status }) => passingStates.has(status));
    if (underway.length > 0) {
      return verdict('CoreAddonsUnderway', statesOf(underway), resources(underway));
    }
    const unlisted = core.filter(({ name }) => (compatible.get(name) ?? []).length === 0);
    if (unlisted.length > 0) {
      const message = `No versions for Kubernetes ${cluster.version} are listed of ${listNames(namesOf(unlisted))}.`;
      return verdict('AddonVersionsNotListed', message, resources(unlisted));
    }
    const listed = listNames(core.map(({ name, version }) => `${name} ${version}`));
    return verdict('CoreAddonsHealthy', `Active, without issues and compatible: ${listed}.`);
  },
});

function isHealthy({ status, healthIssues }: Addon): boolean {
  return status === 'ACTIVE' && healthIssues.length === 0;
}

function statesOf(addons: readonly Addon[]): string {
  return `Core add-ons: ${addons.map(stateOf).join('; ')}.`;
}

/** `coredns is DEGRADED (InsufficientNumberOfReplicas)` */
function stateOf({ name, status, healthIssues }: Addon): string {
  const codes = [...new Set(healthIssues.map(({ code }) => code))].toSorted();
  return `${name} is ${status}${codes.length > 0 ? ` (${listNames(codes)})` : ''}`;
}

function namesOf(addons: readonly Addon[]): readonly string[] {
  return addons.map(({ name }) => name);
}
