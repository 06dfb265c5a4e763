import type { NetworkComponent } from '../workload-sections.ts';

/**
 * Images, without tag and digest, by the end of their path, so that mirrors count. A component is told by the container
 * that decides about its IPv6, one a cluster where there is a choice. Read from each project's manifests on 2026-11-24.
 */
const images: readonly (readonly [NetworkComponent, RegExp])[] = [
  ['calico', /(?:^|\/)calico[/-]node$/u],
  ['cilium', /(?:^|\/)cilium$/u],
  ['external-dns', /(?:^|\/)external-dns$/u],
  ['istio', /(?:^|\/)(?:istio-?)?pilot(?:-distroless)?$/u],
  ['karpenter', /(?:^|\/)karpenter[/-]controller$/u],
  ['kiam', /(?:^|\/)kiam$/u],
  ['kube2iam', /(?:^|\/)kube2iam$/u],
  ['linkerd', /(?:^|\/)linkerd[/-]controller$/u],
  ['node-local-dns', /(?:^|\/)k8s-dns-node-cache$/u],
];

export function componentOfImage(image: string): NetworkComponent | undefined {
  const [untilDigest = ''] = image.split('@');
  const path = untilDigest.replace(/:[^:/]*$/u, '');
  return images.find(([, end]) => end.test(path))?.[0];
}
