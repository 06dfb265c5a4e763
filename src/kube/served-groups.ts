import type { Clock } from '../runtime/clock.ts';
import type { Logger } from '../runtime/logger.ts';
import { Backoff } from './backoff.ts';
import type { KubeHttp } from './http.ts';
import { KubeError } from './kube-error.ts';
import { isRecord } from './kube-object.ts';
import { ReflectorHealth, type ReflectorState } from './reflector-health.ts';

export interface ServedGroupsOptions {
  readonly http: Pick<KubeHttp, 'request'>;
  readonly clock: Clock;
  readonly logger: Logger;
  /** Another group or version is served, or whether that is known became another matter. */
  readonly onChange: () => void;
  /** Gives a number in [0, 1). */
  readonly random?: () => number;
}

type Groups = ReadonlyMap<string, readonly string[]>;

export const groupListPath = '/apis';
const pollMs = 60_000;
const confirmMs = 5_000;
const mostBytes = 4 * 1024 * 1024;
const mostWaitWhileRefusedMs = 5_000;

/**
 * Which API groups the server has, and in which versions: one small answer a minute, instead of a watch on definitions,
 * which few are allowed to read. A group that is missing from one answer may be missing only because the server has just
 * started; it counts as gone once the next answer, 5 s later, lacks it too.
 */
export class ServedGroups {
  readonly #options: ServedGroupsOptions;
  readonly #health: ReflectorHealth;
  readonly #backoff: Backoff;
  readonly #stopped = new AbortController();
  #running: Promise<void> | undefined;
  #served: Groups = new Map();
  #doubtful: ReadonlySet<string> = new Set();
  #told = '';

  constructor(options: ServedGroupsOptions) {
    this.#options = options;
    this.#health = new ReflectorHealth(options.clock);
    const { random } = options;
    this.#backoff = new Backoff({ firstMs: 800, maxMs: 30_000, ...(random ? { random } : {}) });
  }

  /** Begins, once; further calls change nothing. */
  start(): void {
    this.#running ??= this.#run();
  }

  async stop(): Promise<void> {
    this.#stopped.abort();
    await this.#running;
  }

  /** How far the list can be trusted, as for any cache. */
  state(): ReflectorState {
    return this.#health.state();
  }

  /** Versions of a group; none where it is not served, which says something only while the list itself is known. */
  versionsOf(group: string): readonly string[] {
    return this.#served.get(group) ?? [];
  }

  async #run(): Promise<void> {
    const { signal } = this.#stopped;
    while (!signal.aborted) {
      const waitMs = await this.#attempt(signal);
      if (signal.aborted) return;
      this.#tell();
      await this.#options.clock.sleep(waitMs, signal);
    }
  }

  /** Gives the time to wait before the next. */
  async #attempt(signal: AbortSignal): Promise<number> {
    try {
      const { body } = await this.#options.http.request(groupListPath, { signal, maxBytes: mostBytes });
      return this.#take(groupsOf(body));
    } catch (error) {
      if (signal.aborted) return 0;
      return this.#failed(error);
    }
  }

  #take(read: Groups): number {
    const isFirst = !this.state().synced;
    const missing = [...this.#served].filter(([group]) => !read.has(group));
    const doubtful = missing.filter(([group]) => !this.#doubtful.has(group));
    this.#served = new Map([...read, ...doubtful]);
    this.#doubtful = new Set(doubtful.map(([group]) => group));
    this.#health.accepted();
    this.#health.synced();
    this.#health.connected();
    this.#backoff.reset();
    return isFirst || doubtful.length > 0 ? confirmMs : pollMs;
  }

  #failed(error: unknown): number {
    const failure = error instanceof KubeError ? error : unexpected(error);
    this.#options.logger.debug({ kind: failure.kind, err: failure }, 'The list of API groups could not be read.');
    this.#health.disconnected();
    this.#health.failed(failure);
    const waitMs = this.#backoff.next();
    // Whether it is the server's start or a missing right is known only by asking again.
    return this.#health.deniedIn() === undefined ? waitMs : Math.min(mostWaitWhileRefusedMs, waitMs);
  }

  #tell(): void {
    const { connected, deniedSince, lastError } = this.state();
    const now = JSON.stringify([connected, deniedSince !== undefined, lastError?.kind, [...this.#served]]);
    if (now === this.#told) return;
    this.#told = now;
    this.#options.onChange();
  }
}

/** @throws KubeError for what is no list of groups: half a list must not make the other half look uninstalled */
function groupsOf(body: unknown): Groups {
  const groups = isRecord(body) && body['kind'] === 'APIGroupList' ? body['groups'] : undefined;
  if (!Array.isArray(groups)) throw malformed();
  return new Map(groups.map(groupOf));
}

function groupOf(group: unknown): readonly [string, readonly string[]] {
  if (!isRecord(group) || typeof group['name'] !== 'string' || !Array.isArray(group['versions'])) throw malformed();
  return [group['name'], group['versions'].map(versionOf)];
}

function versionOf(served: unknown): string {
  if (!isRecord(served) || typeof served['version'] !== 'string') throw malformed();
  return served['version'];
}

function malformed(): KubeError {
  const message = `GET ${groupListPath}: the answer is no list of API groups`;
  return new KubeError({ kind: 'Malformed', status: 200, reason: '', message });
}

function unexpected(cause: unknown): KubeError {
  const message = `GET ${groupListPath}: reading failed unexpectedly`;
  return new KubeError({ kind: 'Unavailable', status: 0, reason: 'Internal', message, cause });
}
