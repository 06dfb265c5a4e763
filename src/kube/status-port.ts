import type { Ipv6ReadinessStatus } from '../api/status.ts';
import type { Resources, StatusPort } from '../controller/ports.ts';
import type { Logger } from '../runtime/logger.ts';
import type { KubeHttp } from './http.ts';
import { KubeError } from './kube-error.ts';
import { metadataOf } from './resource-cache.ts';
import { applyStatus } from './status-writer.ts';

export interface StatusPortOptions {
  readonly http: KubeHttp;
  readonly logger: Logger;
  readonly resources: Resources;
}

/** Writes statuses; content that the API server refuses is told once and not sent again until it is another. */
export function statusPort({ http, logger, resources }: StatusPortOptions): StatusPort {
  const refused = new Map<string, string>();
  const uidNow = (name: string): string | undefined => {
    const current = resources.get(name);
    return current && metadataOf(current).uid;
  };
  return {
    async write({ name, uid }, status, signal) {
      const content = contentOf(status);
      if (refused.get(uid) === content) return 'refused';
      try {
        const { outcome } = await applyStatus(http, { name, uid, status, currentUid: () => uidNow(name), signal });
        refused.delete(uid);
        return outcome;
      } catch (error) {
        if (!(error instanceof KubeError) || error.kind !== 'Invalid') throw error;
        refused.set(uid, content);
        logger.error({ resource: name, err: error }, 'The API server refuses this status.');
        return 'refused';
      }
    },
  };
}

/** A status that was not written has a new transition time with every pass, which makes it no other content. */
function contentOf(status: Ipv6ReadinessStatus): string {
  return JSON.stringify(status, (key, value: unknown) => (key === 'lastTransitionTime' ? undefined : value));
}
