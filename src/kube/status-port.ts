import type { Ipv6ReadinessStatus } from '../api/status.ts';
import type { Identified, Resources, StatusPort, WriteOutcome } from '../controller/ports.ts';
import type { Clock } from '../runtime/clock.ts';
import type { Logger } from '../runtime/logger.ts';
import type { KubeHttp } from './http.ts';
import { KubeError } from './kube-error.ts';
import { metadataOf } from './resource-cache.ts';
import { applyStatus } from './status-writer.ts';
import { UndeclaredMembers } from './undeclared-members.ts';

export interface StatusPortOptions {
  readonly http: KubeHttp;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly resources: Resources;
  /** Once for each content that is refused. */
  readonly onRefused?: (resource: Identified, refusal: string) => void;
}

interface Refused {
  readonly content: string;
  readonly until: number;
  readonly waitMs: number;
}

const firstWaitMs = 60_000;
const longestWaitMs = 1_800_000;

/**
 * Writes statuses. Content that the API server refuses is told once and sent again only after longer and longer waits: what
 * refuses it may be mended. A definition that is older than we are gets the members that it knows.
 */
export function statusPort({ http, clock, logger, resources, onRefused }: StatusPortOptions): StatusPort {
  const refused = new Map<string, Refused>();
  const undeclared = new UndeclaredMembers(clock);
  const uidNow = (name: string): string | undefined => {
    const current = resources.get(name);
    return current && metadataOf(current).uid;
  };
  const apply = async (
    { name, uid }: Identified,
    status: Ipv6ReadinessStatus,
    signal: AbortSignal,
  ): Promise<WriteOutcome> => {
    try {
      const accepted = undeclared.without(status);
      return (await applyStatus(http, { name, uid, status: accepted, currentUid: () => uidNow(name), signal })).outcome;
    } catch (error) {
      const member =
        error instanceof KubeError && error.kind === 'Invalid' ? undeclared.learn(error.message) : undefined;
      if (member === undefined) throw error;
      logger.warn(
        { member },
        'The definition of the resource is older than the operator: a member of the status is left out.',
      );
      return apply({ name, uid }, status, signal);
    }
  };
  return {
    accepted: (status) => undeclared.without(status),
    async write(resource, status, signal) {
      const { name, uid } = resource;
      const content = contentOf(status);
      const last = refused.get(uid);
      const isSame = last?.content === content;
      if (isSame && clock.monotonic() < last.until) return 'refused';
      try {
        const outcome = await apply(resource, status, signal);
        refused.delete(uid);
        return outcome;
      } catch (error) {
        if (!(error instanceof KubeError) || error.kind !== 'Invalid') throw error;
        const waitMs = isSame ? Math.min(2 * last.waitMs, longestWaitMs) : firstWaitMs;
        refused.set(uid, { content, waitMs, until: clock.monotonic() + waitMs });
        if (isSame) return 'refused';
        logger.error({ resource: name, err: error }, 'The API server refuses this status.');
        onRefused?.(resource, error.message);
        return 'refused';
      }
    },
  };
}

/** A status that was not written has a new transition time with every pass, which makes it no other content. */
function contentOf(status: Ipv6ReadinessStatus): string {
  return JSON.stringify(status, (key, value: unknown) => (key === 'lastTransitionTime' ? undefined : value));
}
