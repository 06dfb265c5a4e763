import { type Dispatcher, fetch, type Headers, type Response } from 'undici';
import type { JsonRecord } from './json.ts';

/** Raw requests to an API server, as tests of the world make them. */
export interface ApiClient {
  request(method: string, path: string, options?: RequestOptions): Promise<ApiAnswer>;
  /** The lines of a watch, parsed, as they come. */
  watch(path: string): Promise<WatchStream>;
}

export interface RequestOptions {
  readonly body?: unknown;
  readonly contentType?: string;
}

export interface ApiAnswer {
  readonly status: number;
  readonly headers: Headers;
  /** Undefined where the answer is not JSON. */
  readonly body: JsonRecord;
  readonly text: string;
}

export interface WatchLine {
  readonly type: string;
  readonly object: {
    readonly kind: string;
    readonly code?: number;
    readonly reason?: string;
    readonly message?: string;
    readonly metadata: {
      readonly name?: string;
      readonly resourceVersion: string;
      readonly annotations?: Readonly<Record<string, string>>;
    };
  };
}

export interface WatchStream {
  readonly status: number;
  /** Undefined at the end of the stream. */
  next(): Promise<WatchLine | undefined>;
  take(count: number): Promise<WatchLine[]>;
  close(): void;
}

/** `dispatcher` where the server needs trust of its own. */
export function apiClient(url: string, token: string, dispatcher?: Dispatcher): ApiClient {
  const through = dispatcher === undefined ? {} : { dispatcher };
  const authorization = `Bearer ${token}`;
  return {
    async request(method, path, { body, contentType = 'application/json' } = {}) {
      const response = await fetch(url + path, {
        ...through,
        method,
        headers: { authorization, ...(body === undefined ? {} : { 'content-type': contentType }) },
        ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
      });
      const text = await response.text();
      const json = response.headers.get('content-type')?.startsWith('application/json') ?? false;
      return { status: response.status, headers: response.headers, body: json ? JSON.parse(text) : {}, text };
    },
    async watch(path) {
      const abort = new AbortController();
      const response = await fetch(url + path, { ...through, headers: { authorization }, signal: abort.signal });
      const lines = readLines(response);
      const next = async (): Promise<WatchLine | undefined> => {
        const { value } = await lines.next();
        return value === undefined ? undefined : JSON.parse(value);
      };
      const take = async (count: number): Promise<WatchLine[]> => {
        const taken: WatchLine[] = [];
        for (let line = await next(); line !== undefined; line = taken.length < count ? await next() : undefined) {
          taken.push(line);
          if (taken.length === count) break;
        }
        return taken;
      };
      return { status: response.status, next, take, close: () => abort.abort() };
    },
  };
}

async function* readLines(response: Response): AsyncGenerator<string, undefined> {
  const decoder = new TextDecoder();
  let rest = '';
  if (response.body === null) return undefined;
  for await (const chunk of response.body) {
    const parts = (rest + decoder.decode(chunk, { stream: true })).split('\n');
    rest = parts.pop() ?? '';
    yield* parts;
  }
  return undefined;
}
