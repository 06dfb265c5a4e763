/** A kubeconfig with one context, as JSON, which is YAML too. */
export function kubeconfigText(access: { url: string; caFile: string; user: string; token: string }): string {
  return JSON.stringify({
    apiVersion: 'v1',
    kind: 'Config',
    'current-context': access.user,
    clusters: [{ name: 'real', cluster: { server: access.url, 'certificate-authority': access.caFile } }],
    users: [{ name: access.user, user: { token: access.token } }],
    contexts: [{ name: access.user, context: { cluster: 'real', user: access.user } }],
  });
}
