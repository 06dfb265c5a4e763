import type { ServerResponse } from 'node:http';
import { badVersion } from './list.ts';
import type { ObjectStore, StoredObject, StoreEvent } from './object-store.ts';
import { groupVersion, type ResourceKind } from './resource-kinds.ts';
import type { Selection } from './selectors.ts';
import {
  expired,
  type FieldError,
  forbiddenField,
  invalidObject,
  StatusError,
  tooLargeVersion,
} from './status-error.ts';

export interface WatchRequest {
  readonly kind: ResourceKind;
  readonly namespace: string | undefined;
  readonly selection: Selection;
  readonly query: URLSearchParams;
}

export interface WatchOptions {
  readonly store: ObjectStore;
  /** The gate `WatchList`: off, `sendInitialEvents` is refused. */
  readonly watchList: boolean;
  readonly bookmarkIntervalMs: number;
}

/** Refuses before the first byte what the real server refuses then. */
export function checkWatch({ query }: WatchRequest, { watchList }: WatchOptions): void {
  const errors: FieldError[] = [];
  const match = query.get('resourceVersionMatch');
  if (query.get('sendInitialEvents') === null) {
    const detail = 'resourceVersionMatch is forbidden for watch unless sendInitialEvents is provided';
    if (match !== null) errors.push(forbiddenField('resourceVersionMatch', detail));
  } else if (!watchList) {
    const detail = 'sendInitialEvents is forbidden for watch unless the WatchList feature gate is enabled';
    errors.push(forbiddenField('sendInitialEvents', detail));
  } else if (match !== 'NotOlderThan') {
    const detail = 'sendInitialEvents requires setting resourceVersionMatch to NotOlderThan';
    errors.push(forbiddenField('resourceVersionMatch', detail));
  }
  if (errors.length > 0) throw invalidObject({ kind: 'ListOptions', group: 'meta.k8s.io', name: '' }, errors);
  const version = query.get('resourceVersion') ?? '';
  if (!/^\d*$/.test(version)) throw badVersion(version);
}

/** Streams until the client leaves, time is up, or the server ends it. */
export function serveWatch(response: ServerResponse, request: WatchRequest, options: WatchOptions): void {
  const { kind, query } = request;
  const { store } = options;
  const send = (type: string, object: unknown): void => void response.write(`${JSON.stringify({ type, object })}\n`);
  const start = Number(query.get('resourceVersion') ?? 0);
  const bookmarks = query.get('allowWatchBookmarks') === 'true';
  response.writeHead(200, { 'content-type': 'application/json', 'cache-control': 'no-cache, private' });
  response.flushHeaders();

  try {
    for (const [type, object] of opening(request, options)) send(type, object);
  } catch (error) {
    if (!(error instanceof StatusError)) throw error;
    send('ERROR', error.status);
    response.end();
    return;
  }
  const unsubscribe = store.subscribe(kind, (event) => {
    const seen = event === 'closed' || event.revision <= start ? undefined : seenAs(event, request);
    if (event === 'closed') response.end();
    else if (seen !== undefined) send(...seen);
  });
  const bookmark = (): void => {
    if (bookmarks) send('BOOKMARK', bookmarkOf(kind, store.revision));
  };
  const ticking = setInterval(bookmark, options.bookmarkIntervalMs);
  const seconds = Number(query.get('timeoutSeconds') ?? 0);
  const lasting = setTimeout(
    () => {
      bookmark();
      response.end();
    },
    (seconds > 0 ? seconds : 1_800) * 1_000,
  );
  response.on('close', () => {
    unsubscribe();
    clearInterval(ticking);
    clearTimeout(lasting);
  });
}

type Event = readonly [type: string, object: unknown];

/** What a watch begins with: the objects that exist, or what happened since the revision it resumes from. */
function* opening(request: WatchRequest, { store }: WatchOptions): Generator<Event> {
  const { kind, query } = request;
  const version = query.get('resourceVersion') ?? '';
  const initialEvents = query.get('sendInitialEvents');
  const isFuture = Number(version) > store.revision;
  // A list of the future is refused; a plain watch from there waits until it comes.
  if (isFuture && initialEvents === 'true') throw tooLargeVersion(version, String(store.revision));
  const fromNow = initialEvents === 'true' || (initialEvents === null && Number(version) === 0);
  if (!fromNow) {
    const missed = initialEvents === 'false' && Number(version) === 0 ? [] : store.since(kind, Number(version));
    if (missed === undefined) throw expired(`too old resource version: ${version} (${store.oldest(kind)})`);
    for (const event of missed) {
      const seen = seenAs(event, request);
      if (seen !== undefined) yield seen;
    }
    return;
  }
  for (const object of store.list(kind)) {
    if (isSelected(object, request)) yield ['ADDED', object];
  }
  if (initialEvents === 'true' && query.get('allowWatchBookmarks') === 'true') {
    yield ['BOOKMARK', bookmarkOf(kind, store.revision, { 'k8s.io/initial-events-end': 'true' })];
  }
}

/** An object that begins or ceases to match the selection looks created or deleted to the watcher. */
function seenAs(event: StoreEvent, request: WatchRequest): Event | undefined {
  const before = event.previous !== undefined && isSelected(event.previous, request);
  const after = event.type !== 'DELETED' && isSelected(event.object, request);
  if (!before && !after) return undefined;
  if (before && after) return ['MODIFIED', event.object];
  if (after) return ['ADDED', event.object];
  const last = event.type === 'DELETED' ? event.object : withVersion(event.previous ?? event.object, event.revision);
  return ['DELETED', last];
}

function withVersion(object: StoredObject, revision: number): StoredObject {
  return { ...object, metadata: { ...object.metadata, resourceVersion: String(revision) } };
}

function isSelected(object: StoredObject, { namespace, selection }: WatchRequest): boolean {
  return (namespace === undefined || object.metadata.namespace === namespace) && selection.matches(object);
}

function bookmarkOf(kind: ResourceKind, revision: number, annotations: Record<string, string> = {}): unknown {
  // Bookmarks of DaemonSets carry this one always: a reader that takes any annotation for the end of the list is wrong.
  const always = kind.kind === 'DaemonSet' ? { 'deprecated.daemonset.template.generation': '0' } : {};
  const all = { ...always, ...annotations };
  return {
    kind: kind.kind,
    apiVersion: groupVersion(kind),
    metadata: {
      resourceVersion: String(revision),
      creationTimestamp: null,
      ...(Object.keys(all).length === 0 ? {} : { annotations: all }),
    },
  };
}
