import type { NetworkComponent } from '../../snapshot/workload-sections.ts';

/**
 * What meshes and other network components do in an IPv6 cluster.
 * `never`: they have no IPv6. `since`: from that version. `flag`: where that argument is `true`.
 * `replaces`: fine beside the VPC CNI; in its place, by how it is set up, which is not in the workload.
 */
export type ComponentRule = { readonly name: string; readonly why: string } & (
  | { readonly ipv6: 'never' }
  | { readonly ipv6: 'since'; readonly version: string }
  | { readonly ipv6: 'flag'; readonly argument: string }
  | { readonly ipv6: 'replaces' }
);

/** Read on 2026-11-22; the sources are those of ADD-002. */
export const componentRules: { readonly [C in NetworkComponent]?: ComponentRule } = {
  calico: { name: 'Calico', ipv6: 'replaces', why: 'its policies do not hold for IPv4 egress' },
  cilium: { name: 'Cilium', ipv6: 'replaces', why: 'its ENI mode has no IPv6; chaining with the VPC CNI has' },
  istio: { name: 'Istio', ipv6: 'since', version: '1.13.0', why: 'it finds out about IPv6 by itself from then on' },
  kiam: { name: 'kiam', ipv6: 'never', why: 'it redirects the IPv4 address of the metadata service alone' },
  kube2iam: { name: 'kube2iam', ipv6: 'never', why: 'it redirects the IPv4 address of the metadata service alone' },
  linkerd: { name: 'Linkerd', ipv6: 'flag', argument: 'enable-ipv6', why: 'IPv6 is off unless disableIPv6 is false' },
};
