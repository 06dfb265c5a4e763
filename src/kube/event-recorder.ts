import { randomBytes } from 'node:crypto';
import type { Clock } from '../runtime/clock.ts';
import type { Logger } from '../runtime/logger.ts';
import { EventBudget } from './event-budget.ts';
import type { KubeHttp } from './http.ts';
import { KubeError } from './kube-error.ts';
import { microTime } from './micro-time.ts';

/** The object that an event is about. */
export interface Regarding {
  readonly apiVersion: string;
  readonly kind: string;
  readonly name: string;
  readonly uid: string;
}

export interface EventRecord {
  readonly regarding: Regarding;
  readonly type: 'Normal' | 'Warning';
  readonly reason: string;
  readonly action: string;
  readonly note: string;
  /** What makes two notes the same although their numbers differ; the note itself when absent. */
  readonly seriesKey?: string;
}

export type EventOutcome = 'created' | 'repeated' | 'rateLimited' | 'queueFull' | 'failed';

export interface EventRecorderOptions {
  readonly http: KubeHttp;
  readonly clock: Clock;
  readonly logger: Logger;
  /** This process among its replicas. */
  readonly instance: string;
  /** Told what became of every record, for counters. */
  readonly onOutcome?: (outcome: EventOutcome) => void;
}

interface Series {
  readonly name: string;
  count: number;
  lastAt: number;
}

/** Cluster-scoped objects have their events here: `kubectl describe` finds them by uid. */
const EVENTS_PATH = '/apis/events.k8s.io/v1/namespaces/default/events';
const REPORTING_CONTROLLER = 'ipv6-readiness';
const SERIES_MS = 10 * 60_000;
const MAX_NOTE_BYTES = 1024;
const MAX_WORD_LENGTH = 128;
const MAX_QUEUED = 200;
const DEADLINE_MS = 10_000;
/** Far less than a process has for its end: the lease is still to be released. */
const PARTING_MS = 2_000;

/**
 * Records events one after the other, in the background: repeated ones as a series, too many of one object not at all.
 * A failure to record is counted and otherwise without consequence.
 */
export class EventRecorder {
  readonly #options: EventRecorderOptions;
  readonly #budget: EventBudget;
  readonly #series = new Map<string, Series>();
  readonly #stopped = new AbortController();
  #queued = 0;
  #tail: Promise<void> = Promise.resolve();

  constructor(options: EventRecorderOptions) {
    this.#options = options;
    this.#budget = new EventBudget(options.clock);
  }

  record(event: EventRecord): void {
    if (this.#queued >= MAX_QUEUED) return this.#tell('queueFull');
    if (!this.#budget.take(event.regarding.uid)) return this.#tell('rateLimited');
    const at = this.#options.clock.now();
    this.#queued++;
    this.#tail = this.#tail
      .then(() => this.#send(event, at))
      .catch((error: unknown) => this.#options.logger.error({ err: error }, 'Counting an event failed.'))
      .finally(() => {
        this.#queued--;
      });
  }

  /** Resolves when all that was recorded until now was sent or given up. */
  async flush(): Promise<void> {
    await this.#tail;
  }

  /** Sends what was recorded until now, for two seconds at most; the rest fails. */
  async stop(): Promise<void> {
    const timer = this.#options.clock.setTimeout(() => this.#stopped.abort(), PARTING_MS);
    await this.flush();
    timer.cancel();
  }

  async #send(event: EventRecord, at: number): Promise<void> {
    this.#tidy();
    try {
      const series = this.#series.get(seriesKey(event));
      if (series && (await this.#repeat(series, at))) return this.#tell('repeated');
      await this.#create(event, at);
      this.#tell('created');
    } catch (error) {
      this.#tell('failed');
      this.#options.logger.warn(
        { err: error, name: event.regarding.name, reason: event.reason },
        'An event could not be recorded.',
      );
    }
  }

  /** False when the event that began the series no longer exists. */
  async #repeat(series: Series, at: number): Promise<boolean> {
    series.count++;
    series.lastAt = this.#options.clock.monotonic();
    try {
      await this.#options.http.request(`${EVENTS_PATH}/${series.name}`, {
        method: 'PATCH',
        contentType: 'application/merge-patch+json',
        body: { series: { count: series.count, lastObservedTime: microTime(at) } },
        deadlineMs: DEADLINE_MS,
        signal: this.#stopped.signal,
      });
      return true;
    } catch (error) {
      if (error instanceof KubeError && error.kind === 'NotFound') return false;
      throw error;
    }
  }

  async #create(event: EventRecord, at: number): Promise<void> {
    const { regarding, type, reason, action, note } = event;
    const name = `${regarding.name.slice(0, 230).replace(/[-.]+$/u, '')}.${randomBytes(8).toString('hex')}`;
    await this.#options.http.request(EVENTS_PATH, {
      method: 'POST',
      body: {
        apiVersion: 'events.k8s.io/v1',
        kind: 'Event',
        metadata: { name, namespace: 'default' },
        eventTime: microTime(at),
        reportingController: REPORTING_CONTROLLER,
        reportingInstance: this.#options.instance.slice(0, MAX_WORD_LENGTH),
        action: action.slice(0, MAX_WORD_LENGTH),
        reason: reason.slice(0, MAX_WORD_LENGTH),
        regarding,
        note: cutToBytes(note, MAX_NOTE_BYTES),
        type,
      },
      deadlineMs: DEADLINE_MS,
      signal: this.#stopped.signal,
    });
    this.#series.set(seriesKey(event), { name, count: 1, lastAt: this.#options.clock.monotonic() });
  }

  #tidy(): void {
    this.#budget.tidy();
    const now = this.#options.clock.monotonic();
    for (const [key, { lastAt }] of this.#series) {
      if (now - lastAt > SERIES_MS) this.#series.delete(key);
    }
  }

  #tell(outcome: EventOutcome): void {
    this.#options.onOutcome?.(outcome);
  }
}

function seriesKey({ regarding, type, reason, action, note, seriesKey: key = note }: EventRecord): string {
  return JSON.stringify([regarding.uid, type, reason, action, key]);
}

/** Cuts on a border between characters: the limit is in bytes, and a broken character would be refused. */
function cutToBytes(text: string, maxBytes: number): string {
  const bytes = Buffer.from(text);
  if (bytes.length <= maxBytes) return text;
  let end = maxBytes;
  while (((bytes[end] ?? 0) & 0xc0) === 0x80) end--;
  return bytes.toString('utf8', 0, end);
}
