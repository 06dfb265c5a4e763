import { HttpMethod, RequestContext } from '@kubernetes/client-node';
import { fetch, type Response } from 'undici';
import type { Clock } from '../runtime/clock.ts';
import { errorFromAnswer, errorFromNetwork, KubeError, parseRetryAfter } from './kube-error.ts';
import { CALL_DEADLINE_MS, type PooledKubeConfig } from './pooled-kube-config.ts';

export interface KubeRequest {
  readonly query?: Readonly<Record<string, string>>;
  readonly method?: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** Sent as JSON, which is also valid YAML where the content type asks for that. */
  readonly body?: unknown;
  readonly contentType?: string;
  readonly signal?: AbortSignal;
  readonly maxBytes?: number;
  readonly deadlineMs?: number;
}

export interface KubeAnswer {
  readonly status: number;
  /** Parsed JSON. */
  readonly body: unknown;
}

export interface KubeHttpOptions {
  readonly config: PooledKubeConfig;
  readonly clock: Clock;
}

export const MAX_ANSWER_BYTES = 64 * 1024 * 1024;

/** Answers of other forms than Status objects are not worth more. */
const MAX_ERROR_BYTES = 64 * 1024;
const STREAM_START_DEADLINE_MS = 60_000;

/** All that reading a collection takes: a stream of bytes, or a `KubeError`. */
export interface KubeStreams {
  stream(path: string, options: KubeRequest & { readonly signal: AbortSignal }): Promise<AsyncIterable<Uint8Array>>;
}

/**
 * Raw JSON access to the API server. Everything that goes wrong becomes a `KubeError`; only the caller's own abort
 * comes back as the reason it gave.
 */
export class KubeHttp {
  readonly #config: PooledKubeConfig;
  readonly #clock: Clock;

  constructor(options: KubeHttpOptions) {
    this.#config = options.config;
    this.#clock = options.clock;
  }

  /** One call and its whole answer, within the deadline (30 s unless told otherwise) and `maxBytes`. */
  async request(path: string, options: KubeRequest = {}): Promise<KubeAnswer> {
    const deadlineMs = options.deadlineMs ?? CALL_DEADLINE_MS;
    return this.#within(path, options, deadlineMs, async (signal) => {
      const response = await this.#send(path, options, signal);
      const what = describe(path, options);
      const text = await readText(response, what, options.maxBytes ?? MAX_ANSWER_BYTES);
      return { status: response.status, body: parseJson(text, what) };
    });
  }

  /** Opens a stream that may stay open for ever: only its beginning has a deadline, of 60 s. The signal ends it. */
  async stream(
    path: string,
    options: KubeRequest & { readonly signal: AbortSignal },
  ): Promise<AsyncIterable<Uint8Array>> {
    const opened = new AbortController();
    const stop = (): void => opened.abort(options.signal.reason);
    options.signal.addEventListener('abort', stop, { once: true });
    const response = await this.#within(path, options, STREAM_START_DEADLINE_MS, (signal) => {
      signal.addEventListener('abort', () => opened.abort(signal.reason), { once: true });
      return this.#send(path, options, opened.signal);
    });
    return bytesOf(response, describe(path, options), options.signal);
  }

  async #within<T>(
    path: string,
    options: KubeRequest,
    deadlineMs: number,
    run: (signal: AbortSignal) => Promise<T>,
  ): Promise<T> {
    options.signal?.throwIfAborted();
    const deadline = new AbortController();
    const timer = this.#clock.setTimeout(() => deadline.abort(), deadlineMs);
    const signal = options.signal ? AbortSignal.any([options.signal, deadline.signal]) : deadline.signal;
    const what = describe(path, options);
    try {
      return await run(signal);
    } catch (error) {
      options.signal?.throwIfAborted();
      if (deadline.signal.aborted) {
        throw new KubeError({
          kind: 'Timeout',
          status: 0,
          reason: 'Deadline',
          message: `${what}: no answer within ${deadlineMs} ms`,
          cause: error,
        });
      }
      throw error instanceof KubeError ? error : errorFromNetwork(what, error);
    } finally {
      timer.cancel();
    }
  }

  async #send(path: string, options: KubeRequest, signal: AbortSignal): Promise<Response> {
    const first = await this.#fetch(path, options, signal);
    if (first.status !== 401) return succeed(first, describe(path, options), this.#clock.now());
    await first.body?.cancel();
    this.#config.forgetToken();
    return succeed(await this.#fetch(path, options, signal), describe(path, options), this.#clock.now());
  }

  async #fetch(path: string, options: KubeRequest, signal: AbortSignal): Promise<Response> {
    const server = this.#config.getCurrentCluster()?.server ?? '';
    const url = new URL(server.replace(/\/$/u, '') + path);
    for (const [name, value] of Object.entries(options.query ?? {})) url.searchParams.set(name, value);
    const context = new RequestContext(url.href, HttpMethod.GET);
    context.setSignal(signal);
    await this.#authenticate(context, describe(path, options));
    const dispatcher = context.getDispatcher();
    return fetch(url, {
      method: options.method ?? 'GET',
      headers: {
        Accept: 'application/json',
        ...context.getHeaders(),
        ...(options.body === undefined ? {} : { 'Content-Type': options.contentType ?? 'application/json' }),
      },
      redirect: 'error',
      signal,
      ...(options.body === undefined ? {} : { body: JSON.stringify(options.body) }),
      ...(dispatcher ? { dispatcher } : {}),
    });
  }

  async #authenticate(context: RequestContext, what: string): Promise<void> {
    try {
      await this.#config.applySecurityAuthentication(context);
    } catch (cause) {
      throw new KubeError({
        kind: 'Unauthorized',
        status: 0,
        reason: 'CredentialsUnavailable',
        message: `${what}: the credentials cannot be read`,
        cause,
      });
    }
  }
}

async function succeed(response: Response, what: string, now: number): Promise<Response> {
  if (response.ok) return response;
  const retryAfterMs = parseRetryAfter(response.headers.get('retry-after'), now);
  throw errorFromAnswer(what, response.status, await readErrorBody(response, what), retryAfterMs);
}

async function readErrorBody(response: Response, what: string): Promise<unknown> {
  try {
    return JSON.parse(await readText(response, what, MAX_ERROR_BYTES));
  } catch {
    return undefined;
  }
}

async function readText(response: Response, what: string, maxBytes: number): Promise<string> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of response.body ?? []) {
    size += chunk.byteLength;
    if (size > maxBytes) {
      throw new KubeError({
        kind: 'TooLarge',
        status: response.status,
        reason: '',
        message: `${what}: the answer is larger than ${maxBytes} bytes`,
      });
    }
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

function parseJson(text: string, what: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new KubeError({
      kind: 'Malformed',
      status: 200,
      reason: '',
      message: `${what}: the answer is not JSON`,
      cause,
    });
  }
}

async function* bytesOf(response: Response, what: string, signal: AbortSignal): AsyncGenerator<Uint8Array> {
  try {
    for await (const chunk of response.body ?? []) yield chunk;
  } catch (error) {
    signal.throwIfAborted();
    throw errorFromNetwork(what, error);
  }
}

function describe(path: string, { method = 'GET' }: KubeRequest): string {
  return `${method} ${path}`;
}
