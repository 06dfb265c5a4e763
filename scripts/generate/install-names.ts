/** Names that the shipped manifests agree on with each other and with the operator's defaults. */
export const namespace = 'ipv6-readiness';
export const serviceAccount = 'ipv6-readiness';
export const lease = 'ipv6-readiness';
export const application = 'ipv6-readiness';
export const image = 'ghcr.io/ipv6-readiness/ipv6-readiness:0.1.0';
export const labels = { 'app.kubernetes.io/name': application };
/** Where `kubectl describe` looks for the events of a cluster-scoped object. */
export const eventNamespace = 'default';
/** Of /metrics, /healthz and /readyz. */
export const httpPort = 8080;
