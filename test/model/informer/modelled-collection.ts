import type { KubeRequest, KubeStreams } from '../../../src/kube/http.ts';
import { errorFromAnswer, errorFromNetwork, KubeError } from '../../../src/kube/kube-error.ts';

/** What goes wrong with one connection. `after`: events that are still delivered before. */
export type ConnectionFault =
  | { readonly kind: 'none' }
  | { readonly kind: 'refused' | 'throttled' | 'serverError' | 'expiredStatus' | 'noStreamingLists' }
  | { readonly kind: StreamFault; readonly after: number };

export type StreamFault =
  | 'reset'
  | 'cleanEnd'
  | 'truncated'
  | 'malformed'
  | 'expiredInStream'
  | 'errorInStream'
  | 'halfOpen'
  | 'repeated';

export const refusals = ['refused', 'throttled', 'serverError', 'expiredStatus', 'noStreamingLists'] as const;
export const streamFaults = [
  'reset',
  'cleanEnd',
  'truncated',
  'malformed',
  'expiredInStream',
  'errorInStream',
  'halfOpen',
  'repeated',
] as const;

interface Entry {
  readonly version: number;
  readonly type: 'ADDED' | 'MODIFIED' | 'DELETED';
  readonly object: ModelObject;
}

export interface ModelObject {
  readonly metadata: { readonly name: string; readonly uid: string; readonly resourceVersion: string };
  readonly colour: string;
}

const encoder = new TextEncoder();
const historyLength = 40;
const pageLimit = 3;

/** A collection as an API server serves it, in memory: versions, a bounded history, streaming lists, pages that expire. */
export class ModelledCollection implements KubeStreams {
  readonly objects = new Map<string, ModelObject>();
  /** Taken one by one, by each connection in turn; none left: nothing goes wrong. */
  faults: ConnectionFault[] = [];
  connections = 0;
  unpagedLists = 0;
  #version = 100;
  #uid = 0;
  #cuts = 0;
  #history: Entry[] = [];
  readonly #watchers = new Set<() => void>();

  set(name: string, colour: string): void {
    const before = this.objects.get(name);
    const metadata = {
      name,
      uid: before?.metadata.uid ?? `uid-${++this.#uid}`,
      resourceVersion: String(++this.#version),
    };
    const object = { metadata, colour };
    this.objects.set(name, object);
    this.#record({ version: this.#version, type: before ? 'MODIFIED' : 'ADDED', object });
  }

  remove(name: string): void {
    const before = this.objects.get(name);
    if (!before || !this.objects.delete(name)) return;
    const object = { ...before, metadata: { ...before.metadata, resourceVersion: String(++this.#version) } };
    this.#record({ version: this.#version, type: 'DELETED', object });
  }

  /** Everything handed out so far is too old. */
  compact(): void {
    this.#history = [];
    this.#version += 1;
  }

  /** Resets every connection that is open. */
  cut(): void {
    this.#cuts += 1;
    for (const wake of this.#watchers) wake();
  }

  async stream(
    path: string,
    { query = {}, signal }: KubeRequest & { readonly signal: AbortSignal },
  ): Promise<AsyncIterable<Uint8Array>> {
    this.connections += 1;
    const fault = this.faults.shift() ?? { kind: 'none' };
    const streaming = query['sendInitialEvents'] === 'true';
    if (fault.kind === 'refused')
      throw errorFromNetwork(path, Object.assign(new Error('refused'), { code: 'ECONNREFUSED' }));
    if (fault.kind === 'throttled') throw errorFromAnswer(path, 429, undefined, 1_000);
    if (fault.kind === 'serverError') throw errorFromAnswer(path, 500, undefined);
    if (fault.kind === 'expiredStatus') throw errorFromAnswer(path, 410, undefined);
    if (fault.kind === 'noStreamingLists' && streaming) throw errorFromAnswer(path, 422, undefined);
    if (query['watch'] !== 'true') return this.#broken(this.#page(path, query), fault, signal);
    const lines = streaming ? this.#streamedList() : this.#resumed(query['resourceVersion'] ?? '');
    return this.#broken(this.#followed(lines, signal), fault, signal);
  }

  #record(entry: Entry): void {
    this.#history.push(entry);
    if (this.#history.length > historyLength) this.#history.shift();
    for (const wake of this.#watchers) wake();
  }

  async *#page(path: string, query: Readonly<Record<string, string>>): AsyncGenerator<string> {
    if (query['limit'] === undefined) this.unpagedLists += 1;
    const token = query['continue'];
    const [version = '', from = ''] = token === undefined ? [String(this.#version)] : token.split('/');
    if (token !== undefined && Number(version) < this.#oldest() - 1) throw errorFromAnswer(path, 410, undefined);
    const names = [...this.objects.keys()].toSorted().filter((name) => name > from);
    const limit = query['limit'] === undefined ? Infinity : pageLimit;
    const items = names.slice(0, limit).map((name) => this.objects.get(name));
    const more = names.length > limit ? { continue: `${version}/${names[pageLimit - 1]}` } : {};
    // All pages are of the version of the first: what is newer comes again with the watch.
    yield JSON.stringify({ metadata: { resourceVersion: version, ...more }, items });
  }

  #oldest(): number {
    return this.#history[0]?.version ?? this.#version;
  }

  #streamedList(): { readonly lines: string[]; readonly version: number } {
    const lines = [...this.objects.values()].map((object) => line('ADDED', object));
    const metadata = { resourceVersion: String(this.#version), annotations: { 'k8s.io/initial-events-end': 'true' } };
    return { lines: [...lines, line('BOOKMARK', { metadata })], version: this.#version };
  }

  #resumed(resourceVersion: string): { readonly lines: string[]; readonly version: number } {
    const since = Number(resourceVersion);
    if (since < this.#oldest() - 1) return { lines: [expired], version: this.#version };
    const missed = this.#history.filter(({ version }) => version > since);
    return { lines: missed.map(({ type, object }) => line(type, object)), version: this.#version };
  }

  async *#followed(
    { lines, version }: { readonly lines: readonly string[]; readonly version: number },
    signal: AbortSignal,
  ): AsyncGenerator<string> {
    yield* lines;
    if (lines[0] === expired) return;
    let told = version;
    const cuts = this.#cuts;
    while (!signal.aborted) {
      const news = this.#history.filter((entry) => entry.version > told);
      if (news.length === 0) await this.#next(signal);
      if (this.#cuts !== cuts) throw reset();
      for (const { type, object, version: at } of news) {
        told = at;
        yield line(type, object);
      }
    }
  }

  async #next(signal: AbortSignal): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#watchers.add(resolve);
    signal.addEventListener('abort', () => resolve(), { once: true });
    await promise;
    this.#watchers.delete(resolve);
  }

  /** The bytes of a connection, up to what goes wrong with it. */
  async *#broken(
    lines: AsyncIterable<string>,
    fault: ConnectionFault,
    signal: AbortSignal,
  ): AsyncGenerator<Uint8Array> {
    const after = 'after' in fault ? fault.after : Infinity;
    let delivered = 0;
    for await (const text of lines) {
      if (delivered === after) {
        if (fault.kind === 'reset') throw reset();
        if (fault.kind === 'cleanEnd') return;
        if (fault.kind === 'truncated') {
          yield encoder.encode(text.slice(0, text.length / 2));
          return;
        }
        if (fault.kind === 'malformed') {
          // In place of the event, which is lost to who skips the line.
          yield encoder.encode(`${text.slice(0, text.length / 2)}
`);
          delivered += 1;
          continue;
        }
        if (fault.kind === 'expiredInStream') yield encoder.encode(expired);
        if (fault.kind === 'errorInStream')
          yield encoder.encode(line('ERROR', { code: 500, message: 'etcd leader changed' }));
        if (fault.kind === 'halfOpen') await aborted(signal);
        if (fault.kind === 'repeated') yield encoder.encode(text);
      }
      signal.throwIfAborted();
      yield encoder.encode(text);
      delivered += 1;
    }
  }
}

const expired = line('ERROR', { code: 410, reason: 'Expired', message: 'too old resource version' });

function reset(): KubeError {
  return new KubeError({ kind: 'Unavailable', status: 0, reason: 'ECONNRESET', message: 'reset' });
}

function line(type: string, object: object): string {
  return `${JSON.stringify({ type, object })}\n`;
}

async function aborted(signal: AbortSignal): Promise<void> {
  if (signal.aborted) return;
  await new Promise<void>((resolve) => {
    signal.addEventListener('abort', () => resolve(), { once: true });
  });
}
