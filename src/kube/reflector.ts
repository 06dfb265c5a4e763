import { Backoff } from './backoff.ts';
import type { KubeStreams } from './http.ts';
import { IdleLimit } from './idle-limit.ts';
import { errorFromAnswer, KubeError, type KubeErrorKind } from './kube-error.ts';
import { isKubeObject, isRecord, type KubeObject, keyOf, type ReflectorSink } from './kube-object.ts';
import { listPages } from './list-pages.ts';
import type { ReflectorState } from './reflector-health.ts';
import { ReflectorReport, type ReflectorReportOptions } from './reflector-report.ts';
import { type WatchEvent, watchEvents } from './watch-stream.ts';

export interface ReflectorOptions extends ReflectorReportOptions {
  readonly http: KubeStreams;
  /** Path of the collection: `/api/v1/pods`. */
  readonly path: string;
  /** `labelSelector`, `fieldSelector`. */
  readonly query?: Readonly<Record<string, string>>;
  readonly sink: ReflectorSink;
  readonly random?: () => number;
  readonly idleTimeoutMs?: number;
}

const INITIAL_EVENTS_END = 'k8s.io/initial-events-end';

/** Bookmarks come once a minute, but the first after a sync may take more than two. */
const IDLE_TIMEOUT_MS = 200_000;

/** While the first events are due, a server that does not know streaming lists would let us wait for ever. */
const INITIAL_IDLE_TIMEOUT_MS = 60_000;

/** A watch that stood this long was healthy, even if nothing came. */
const HEALTHY_AFTER_MS = 10_000;
const MAX_RETRY_AFTER_MS = 60_000;
const MAX_WAIT_WHILE_REFUSED_MS = 5_000;

/**
 * Keeps a sink equal to a collection of the API server: a streaming list (pages of 500 where the server has none), then
 * watches from the last resourceVersion. Every end of a watch, clean or not, is resumed with backoff. What no longer
 * exists is pruned only once a list was read to its very end.
 */
export class Reflector {
  readonly #options: ReflectorOptions;
  readonly #random: () => number;
  readonly #report: ReflectorReport;
  readonly #backoff: Backoff;
  readonly #expiryBackoff: Backoff;
  readonly #stopped = new AbortController();
  #running: Promise<void> | undefined;
  #resourceVersion = '';
  #streamingSupported = true;
  /** A streaming list that broke on its way is followed by one in pages. */
  #pagesNext = false;
  #syncing = false;
  #progress = false;
  #connectedAt: number | undefined;

  constructor(options: ReflectorOptions) {
    this.#options = options;
    this.#random = options.random ?? Math.random;
    this.#report = new ReflectorReport(options);
    this.#backoff = new Backoff({ firstMs: 800, maxMs: 30_000, random: this.#random });
    this.#expiryBackoff = new Backoff({ firstMs: 500, maxMs: 30_000, random: this.#random });
  }

  /** Begins, once; further calls change nothing. */
  start(): void {
    this.#running ??= this.#run();
  }

  /** Nothing reaches the sink after this call; the promise is the end of the last request. */
  async stop(): Promise<void> {
    this.#stopped.abort();
    this.#report.close();
    await this.#running;
  }

  state(): ReflectorState {
    return this.#report.health.state();
  }

  async #run(): Promise<void> {
    const { signal } = this.#stopped;
    while (!signal.aborted) {
      const waitMs = await this.#attempt();
      if (waitMs > 0) await this.#options.clock.sleep(waitMs, signal);
    }
  }

  /** One connection, from request to end. Gives the time to wait before the next. */
  async #attempt(): Promise<number> {
    this.#progress = false;
    this.#connectedAt = undefined;
    try {
      await this.#session();
      this.#report.emit({ type: 'watchClosed' });
      this.#settle();
      return this.#backoff.next();
    } catch (error) {
      if (this.#stopped.signal.aborted) return 0;
      this.#settle();
      return this.#waitAfter(this.#classify(error));
    } finally {
      this.#report.disconnected();
    }
  }

  async #session(): Promise<void> {
    if (this.#resourceVersion !== '') return this.#watch(false);
    if (this.#streamingSupported && !this.#pagesNext) return this.#watch(true);
    await this.#list();
    return this.#watch(false);
  }

  async #list(): Promise<void> {
    const { http, clock, path, query = {}, sink } = this.#options;
    this.#report.emit({ type: 'relist', by: 'pages' });
    this.#pagesNext = false;
    this.#syncing = false;
    sink.beginSync();
    const resourceVersion = await listPages({
      http,
      clock,
      path,
      query,
      signal: this.#stopped.signal,
      onBytes: () => this.#report.health.active(),
      onObject: (object) => this.#report.deliver(() => sink.upsert(object)),
    });
    this.#report.accepted();
    this.#finishSync(resourceVersion);
  }

  async #watch(streaming: boolean): Promise<void> {
    const { http, clock, path, query = {}, sink } = this.#options;
    this.#syncing = streaming;
    const session = new AbortController();
    const signal = AbortSignal.any([this.#stopped.signal, session.signal]);
    const silence = this.#error('Timeout', 'Idle', 'the watch went silent');
    const idle = new IdleLimit(
      clock,
      () => this.#idleLimit(),
      () => session.abort(silence),
    );
    const onBytes = (): void => {
      idle.touch();
      this.#report.health.active();
    };
    try {
      const bytes = await http.stream(path, { query: { ...query, ...this.#watchQuery(streaming) }, signal });
      this.#report.accepted();
      if (streaming) {
        this.#report.emit({ type: 'relist', by: 'stream' });
        this.#pagesNext = true;
        sink.beginSync();
      } else this.#connected();
      for await (const event of watchEvents(bytes, onBytes)) {
        signal.throwIfAborted();
        this.#receive(event);
      }
    } finally {
      idle.cancel();
      session.abort();
    }
    if (this.#syncing) throw this.#error('Unavailable', 'EndedEarly', 'the list ended before its last object');
  }

  #watchQuery(streaming: boolean): Readonly<Record<string, string>> {
    return {
      watch: 'true',
      allowWatchBookmarks: 'true',
      timeoutSeconds: String(300 + Math.floor(300 * this.#random())),
      ...(streaming
        ? { sendInitialEvents: 'true', resourceVersionMatch: 'NotOlderThan' }
        : { resourceVersion: this.#resourceVersion }),
    };
  }

  #idleLimit(): number {
    const limit = this.#options.idleTimeoutMs ?? IDLE_TIMEOUT_MS;
    return this.#syncing ? Math.min(limit, INITIAL_IDLE_TIMEOUT_MS) : limit;
  }

  #receive(event: WatchEvent): void {
    this.#report.emit({ type: 'received', eventType: event.type });
    const { sink } = this.#options;
    switch (event.type) {
      case 'ADDED':
      case 'MODIFIED':
        return this.#receiveObject(event, (object) => sink.upsert(object));
      case 'DELETED':
        return this.#receiveObject(event, (object) => sink.remove(keyOf(object)));
      case 'BOOKMARK':
        return this.#receiveBookmark(event.object);
      case 'ERROR': {
        const code = event.object['code'];
        throw errorFromAnswer(`watch ${this.#options.resource}`, typeof code === 'number' ? code : 500, event.object);
      }
      default:
        return;
    }
  }

  #receiveObject({ type, object }: WatchEvent, deliver: (object: KubeObject) => void): void {
    if (!isKubeObject(object)) throw this.#error('Malformed', type, 'an event carries no object');
    this.#report.deliver(() => deliver(object));
    this.#advance(object.metadata.resourceVersion);
  }

  #receiveBookmark(object: WatchEvent['object']): void {
    const metadata = isRecord(object['metadata']) ? object['metadata'] : {};
    const { resourceVersion, annotations } = metadata;
    if (typeof resourceVersion !== 'string' || resourceVersion === '')
      throw this.#error('Malformed', 'BOOKMARK', 'a bookmark has no resourceVersion');
    if (this.#syncing && isRecord(annotations) && annotations[INITIAL_EVENTS_END] === 'true') {
      this.#finishSync(resourceVersion);
      this.#connected();
    } else this.#advance(resourceVersion);
  }

  /** While a list streams in, its objects come in any order: only its end says from where to resume. */
  #advance(resourceVersion: string): void {
    if (this.#syncing) return;
    this.#resourceVersion = resourceVersion;
    this.#progress = true;
  }

  #finishSync(resourceVersion: string): void {
    this.#options.sink.endSync();
    this.#syncing = false;
    this.#pagesNext = false;
    this.#resourceVersion = resourceVersion;
    this.#progress = true;
    this.#report.synced();
  }

  #connected(): void {
    this.#connectedAt = this.#options.clock.monotonic();
    this.#report.connected();
  }

  #settle(): void {
    const lived =
      this.#connectedAt !== undefined && this.#options.clock.monotonic() - this.#connectedAt >= HEALTHY_AFTER_MS;
    if (this.#progress || lived) this.#backoff.reset();
    if (lived) this.#expiryBackoff.reset();
  }

  /** Milliseconds to wait before the next attempt, and from where that one starts. */
  #waitAfter(error: KubeError): number {
    this.#report.emit({ type: 'watchError', reason: error.reason === 'Idle' ? 'Idle' : error.kind });
    if (error.reason === 'Idle' && this.#connectedAt !== undefined) return 0; // Quiet is not broken.
    if (this.#syncing && (error.status === 400 || error.status === 422)) return this.#giveUpStreaming(error);
    this.#report.failed(error);
    if (error.kind === 'Gone' || error.reason === 'ResourceVersionTooLarge') {
      this.#resourceVersion = '';
      return this.#expiryBackoff.next();
    }
    if (error.kind === 'NotFound') this.#resourceVersion = '';
    const backoffMs = this.#backoff.next();
    // Whether it is the server's start or a missing right is known only by asking again.
    if (this.#report.health.deniedIn() !== undefined) return Math.min(MAX_WAIT_WHILE_REFUSED_MS, backoffMs);
    if (!error.retryAfterMs) return backoffMs;
    return Math.min(MAX_RETRY_AFTER_MS, error.retryAfterMs * (1 + 0.2 * this.#random()));
  }

  #giveUpStreaming(error: KubeError): number {
    this.#streamingSupported = false;
    this.#report.streamingUnsupported(error);
    return 0;
  }

  #classify(error: unknown): KubeError {
    if (error instanceof KubeError) return error;
    return new KubeError({
      kind: 'Unavailable',
      status: 0,
      reason: 'Internal',
      message: `${this.#options.resource}: reading failed unexpectedly`,
      cause: error,
    });
  }

  #error(kind: KubeErrorKind, reason: string, what: string): KubeError {
    return new KubeError({ kind, status: 200, reason, message: `watch ${this.#options.resource}: ${what}` });
  }
}
