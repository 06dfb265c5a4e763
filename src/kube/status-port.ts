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
  return {
    async write(name, uid, status) {
      const content = JSON.stringify(status);
      if (refused.get(uid) === content) return 'refused';
      const currentUid = (): string | undefined => {
        const current = resources.get(name);
        return current && metadataOf(current).uid;
      };
      try {
        const { outcome } = await applyStatus(http, { name, uid, status, currentUid });
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
