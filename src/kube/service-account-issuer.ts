import { readFileSync } from 'node:fs';

const tokenFile = '/var/run/secrets/kubernetes.io/serviceaccount/token';

/** The `iss` claim of this pod's own token, unverified: it is compared, not trusted. Undefined outside a pod. */
export function serviceAccountIssuer(path = tokenFile): string | undefined {
  try {
    const [, payload = ''] = readFileSync(path, 'utf8').split('.');
    const claims: unknown = JSON.parse(Buffer.from(payload, 'base64url').toString('utf8'));
    const issuer = typeof claims === 'object' && claims !== null && 'iss' in claims ? claims.iss : undefined;
    return typeof issuer === 'string' ? issuer : undefined;
  } catch {
    return undefined;
  }
}
