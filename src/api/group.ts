/** Names under which the API server knows the resource. */
export const group = 'ipv6readiness.io';
export const version = 'v1alpha1';
export const apiVersion = `${group}/${version}`;
export const kind = 'Ipv6Readiness';
export const plural = 'ipv6readinesses';
export const singular = 'ipv6readiness';
export const shortNames: readonly string[] = ['v6r'];
export const categories: readonly string[] = ['aws'];
/** Cluster-scoped, so that no namespace's owner can spend the operator's AWS calls. */
export const scope = 'Cluster';
/** Path of the collection; one resource is at `${resourcePath}/${name}`, its status below that at `/status`. */
export const resourcePath = `/apis/${apiVersion}/${plural}`;
