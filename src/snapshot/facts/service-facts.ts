import { familyOf } from '../../net/address.ts';
import type { ServiceTie, TiedService } from '../workload-sections.ts';
import { addressAt, listAt, textAt, valueAt } from './json.ts';

/** Services that the cluster makes for itself, with addresses of its own choice. */
const clustersOwn: ReadonlySet<string> = new Set([
  'default/kubernetes',
  'kube-system/eks-extension-metrics-api',
  'kube-system/kube-dns',
]);

/** What ties a Service to IPv4 by its author's will; undefined where nothing does. */
export function tiedServiceFacts(service: unknown): TiedService | undefined {
  const name = `${textAt(service, ['metadata', 'namespace']) ?? ''}/${textAt(service, ['metadata', 'name']) ?? ''}`;
  if (clustersOwn.has(name)) return undefined;
  const applied = appliedSpec(service);
  const managed = managedFields(service);
  const spec = valueAt(service, ['spec']);
  const written = (field: 'clusterIP' | 'ipFamilies', isIpv4: (of: unknown) => boolean): boolean =>
    isIpv4(applied) || (managed.includes(`"f:${field}"`) && isIpv4(spec));
  const ties: readonly (readonly [ServiceTie, boolean])[] = [
    ['clusterIP', written('clusterIP', hasIpv4ClusterIp)],
    // The API server never fills in these two.
    ['externalIPs', listAt(spec, ['externalIPs']).some(isIpv4Text)],
    ['ipFamilies', written('ipFamilies', (of) => listAt(of, ['ipFamilies']).includes('IPv4'))],
    ['ipFamilyPolicy', [applied, spec].some((of) => valueAt(of, ['ipFamilyPolicy']) === 'RequireDualStack')],
    ['loadBalancerIP', familyOf(addressAt(spec, ['loadBalancerIP'])) === 'ipv4'],
  ];
  const fields = ties.filter(([, holds]) => holds).map(([field]) => field);
  return fields.length > 0 ? { fields } : undefined;
}

function hasIpv4ClusterIp(spec: unknown): boolean {
  return familyOf(addressAt(spec, ['clusterIP'])) === 'ipv4' || listAt(spec, ['clusterIPs']).some(isIpv4Text);
}

function isIpv4Text(value: unknown): boolean {
  return typeof value === 'string' && value.length <= 64 && familyOf(value) === 'ipv4';
}

/** The `spec` of the manifest that `kubectl apply` was last given; undefined where there is none, or it cannot be read. */
function appliedSpec(service: unknown): unknown {
  const path = ['metadata', 'annotations', 'kubectl.kubernetes.io/last-applied-configuration'];
  const text = valueAt(service, path);
  if (typeof text !== 'string') return undefined;
  try {
    return valueAt(JSON.parse(text), ['spec']);
  } catch {
    return undefined;
  }
}

/**
 * What somebody wrote, as the API server keeps it, or as much as a watch lets through. What the server chose by itself
 * (a cluster IP, families) is in no manager's fields.
 */
function managedFields(service: unknown): string {
  return JSON.stringify(valueAt(service, ['metadata', 'managedFields']) ?? []);
}
