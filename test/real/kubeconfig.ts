interface Access {
  readonly url: string;
  readonly caFile: string;
  readonly user: string;
  readonly token: string;
  readonly namespace: string;
}

/** A kubeconfig with one context, as JSON, which is YAML too. */
export function kubeconfigText({ url, caFile, user, token, namespace }: Access): string {
  return JSON.stringify({
    apiVersion: 'v1',
    kind: 'Config',
    'current-context': user,
    clusters: [{ name: 'real', cluster: { server: url, 'certificate-authority': caFile } }],
    users: [{ name: user, user: { token } }],
    contexts: [{ name: user, context: { cluster: 'real', user, namespace } }],
  });
}
