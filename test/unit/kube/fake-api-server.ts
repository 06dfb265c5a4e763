import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { text } from 'node:stream/consumers';
import { KubeHttp } from '../../../src/kube/http.ts';
import { PooledKubeConfig } from '../../../src/kube/pooled-kube-config.ts';
import { type Clock, systemClock } from '../../../src/runtime/clock.ts';

export type RequestKind = 'list' | 'watch' | 'streamingList' | 'groups' | 'other';

export interface SeenRequest {
  readonly kind: RequestKind;
  readonly method: string;
  readonly path: string;
  readonly query: Readonly<Record<string, string>>;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: unknown;
}

export type Reply = (response: ServerResponse, request: SeenRequest) => void;

/** What follows the scripted part of an answer. `hang`: the connection stays open and silent. */
export type Ending = 'end' | 'hang' | 'reset';

const PATCH_TYPES = new Set(['application/apply-patch+yaml', 'application/merge-patch+json']);

/**
 * A scripted API server over real sockets, for faults: answers in the order in which they were queued for a kind of
 * request. Requests that a real API server would refuse, or that would hurt it, are refused and kept in `violations`.
 */
export class FakeApiServer {
  readonly requests: SeenRequest[] = [];
  readonly violations: string[] = [];
  readonly #server: Server;
  readonly #queued = new Map<RequestKind, Reply[]>();
  readonly #standing = new Map<RequestKind, Reply>();
  #connections = 0;

  constructor() {
    this.#server = createServer((request, response) => void this.#answer(request, response));
    this.#server.on('connection', () => this.#connections++);
  }

  static async start(): Promise<FakeApiServer> {
    const fake = new FakeApiServer();
    await new Promise<void>((resolve) => fake.#server.listen(0, '127.0.0.1', resolve));
    return fake;
  }

  get url(): string {
    const address = this.#server.address();
    if (address === null || typeof address === 'string') throw new Error('The server does not listen.');
    return `http://127.0.0.1:${address.port}`;
  }

  get connections(): number {
    return this.#connections;
  }

  /** Replies to the next requests of a kind, one each. */
  queue(kind: RequestKind, ...replies: readonly Reply[]): void {
    this.#queued.set(kind, [...(this.#queued.get(kind) ?? []), ...replies]);
  }

  /** The reply to every further request of a kind for which none is queued. */
  always(kind: RequestKind, reply: Reply): void {
    this.#standing.set(kind, reply);
  }

  seen(kind: RequestKind): readonly SeenRequest[] {
    return this.requests.filter((request) => request.kind === kind);
  }

  config(user: Readonly<Record<string, unknown>> = {}): PooledKubeConfig {
    const config = new PooledKubeConfig({ userAgent: 'ipv6-readiness/0.0.0-test' });
    config.loadFromOptions({
      clusters: [{ name: 'fake', server: this.url, skipTLSVerify: true }],
      users: [{ name: 'me', ...user }],
      contexts: [{ name: 'here', cluster: 'fake', user: 'me' }],
      currentContext: 'here',
    });
    return config;
  }

  http(clock: Clock = systemClock): KubeHttp {
    return new KubeHttp({ config: this.config(), clock });
  }

  /** As when the API server dies, or a network between. */
  dropConnections(): void {
    this.#server.closeAllConnections();
  }

  /** Throws when a request was refused: no test may pass on one. */
  async close(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
    if (this.violations.length > 0) throw new Error(`Refused requests: ${this.violations.join('; ')}`);
  }

  async #answer(incoming: IncomingMessage, response: ServerResponse): Promise<void> {
    const request = await readRequest(incoming);
    this.requests.push(request);
    const violation = violationOf(request);
    if (violation !== undefined) {
      this.violations.push(`${request.method} ${request.path}: ${violation}`);
      return status(400, 'BadRequest', violation)(response, request);
    }
    const reply = this.#queued.get(request.kind)?.shift() ?? this.#standing.get(request.kind) ?? defaultReply(request);
    reply(response, request);
  }
}

async function readRequest(incoming: IncomingMessage): Promise<SeenRequest> {
  const url = new URL(incoming.url ?? '/', 'http://fake');
  const query = Object.fromEntries(url.searchParams);
  const body = await text(incoming);
  const method = incoming.method ?? 'GET';
  return {
    kind: kindOf(method, url.pathname, query),
    method,
    path: url.pathname,
    query,
    headers: incoming.headers,
    body: body === '' ? undefined : JSON.parse(body),
  };
}

function kindOf(method: string, path: string, query: Readonly<Record<string, string>>): RequestKind {
  if (method !== 'GET' || path.includes('/leases') || path.includes('/raw')) return 'other';
  if (path === '/apis') return 'groups';
  if (query['watch'] !== 'true') return 'list';
  return query['sendInitialEvents'] === 'true' ? 'streamingList' : 'watch';
}

function violationOf({ kind, method, query, headers }: SeenRequest): string | undefined {
  if (kind === 'list' && query['resourceVersion'] !== undefined)
    return 'a list at a resourceVersion may ignore its limit';
  if (kind === 'list' && !(Number(query['limit']) > 0 && Number(query['limit']) <= 500))
    return 'a list without a limit of at most 500';
  if (kind === 'watch' && (query['resourceVersion'] ?? '') === '') return 'a watch without a resourceVersion';
  if (kind === 'streamingList' && query['resourceVersionMatch'] !== 'NotOlderThan')
    return 'sendInitialEvents without resourceVersionMatch';
  if (kind === 'watch' || kind === 'streamingList') {
    const seconds = Number(query['timeoutSeconds']);
    if (!(seconds >= 300 && seconds <= 600)) return 'a watch without a timeout';
    if (query['allowWatchBookmarks'] !== 'true') return 'a watch without bookmarks';
  }
  if (method === 'PATCH' && !PATCH_TYPES.has(String(headers['content-type']))) return 'a patch of unknown content type';
  return undefined;
}

function defaultReply({ kind, path }: SeenRequest): Reply {
  if (kind === 'groups') return groupList({});
  if (kind === 'watch' || kind === 'streamingList') return raw([], 'hang');
  return status(500, 'InternalError', `nothing is scripted for ${kind} ${path}`);
}

/** A complete JSON answer. */
export function json(code: number, body: unknown, headers: Readonly<Record<string, string>> = {}): Reply {
  return (response) => {
    response.writeHead(code, { 'Content-Type': 'application/json', ...headers });
    response.end(JSON.stringify(body));
  };
}

/** The API groups there are, with their versions. */
export function groupList(groups: Readonly<Record<string, readonly string[]>>): Reply {
  return json(200, {
    kind: 'APIGroupList',
    apiVersion: 'v1',
    groups: Object.entries(groups).map(([name, versions]) => ({
      name,
      versions: versions.map((version) => ({ groupVersion: `${name}/${version}`, version })),
    })),
  });
}

/** A failure as the API server words it. */
export function status(
  code: number,
  reason: string,
  message: string,
  headers: Readonly<Record<string, string>> = {},
): Reply {
  return json(code, aStatus(code, reason, message), headers);
}

export function aStatus(code: number, reason: string, message: string): Readonly<Record<string, unknown>> {
  return { kind: 'Status', apiVersion: 'v1', status: 'Failure', message, ...(reason === '' ? {} : { reason }), code };
}

/** Bytes as they are, one write each. */
export function raw(chunks: readonly (string | Uint8Array)[], ending: Ending): Reply {
  return (response) => {
    response.writeHead(200, { 'Content-Type': 'application/json' });
    response.flushHeaders();
    void writeInTurn(response, chunks, ending);
  };
}

async function writeInTurn(
  response: ServerResponse,
  chunks: readonly (string | Uint8Array)[],
  ending: Ending,
): Promise<void> {
  for (const chunk of chunks) {
    await new Promise((resolve) => response.write(chunk, resolve));
    await new Promise((resolve) => setImmediate(resolve));
  }
  if (ending === 'end') response.end();
  if (ending === 'reset') response.socket?.resetAndDestroy();
}

/** A watch that sends these events. */
export function events(list: readonly object[], ending: Ending = 'hang'): Reply {
  return raw(
    list.map((event) => `${JSON.stringify(event)}\n`),
    ending,
  );
}

/** Accepts the request and never says a word. */
export const silence: Reply = () => undefined;

/** Closes the connection at once. */
export const reset: Reply = (response) => void response.socket?.resetAndDestroy();
