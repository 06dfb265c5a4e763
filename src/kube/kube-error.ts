import { isRecord } from './kube-object.ts';

export type KubeErrorKind =
  | 'AccessDenied'
  | 'Unauthorized'
  | 'NotFound'
  | 'Conflict'
  | 'Invalid'
  | 'Gone'
  | 'Throttled'
  | 'TooLarge'
  | 'Malformed'
  | 'Unavailable'
  | 'Timeout';

interface KubeErrorDetails {
  readonly kind: KubeErrorKind;
  /** HTTP status, 0 where no answer came. */
  readonly status: number;
  /** The server's own word (`Expired`, `AlreadyExists`), or the network's (`ECONNREFUSED`); empty where it gave none. */
  readonly reason: string;
  readonly message: string;
  readonly retryAfterMs?: number;
  readonly cause?: unknown;
}

/** A request that failed, classified once. The message is one short line and never the server's whole answer. */
export class KubeError extends Error {
  readonly kind: KubeErrorKind;
  readonly status: number;
  readonly reason: string;
  readonly retryAfterMs: number | undefined;

  constructor(details: KubeErrorDetails) {
    super(details.message, details.cause === undefined ? undefined : { cause: details.cause });
    this.name = 'KubeError';
    this.kind = details.kind;
    this.status = details.status;
    this.reason = details.reason;
    this.retryAfterMs = details.retryAfterMs;
  }
}

const KIND_BY_STATUS: ReadonlyMap<number, KubeErrorKind> = new Map([
  [400, 'Invalid'],
  [401, 'Unauthorized'],
  [403, 'AccessDenied'],
  [404, 'NotFound'],
  [408, 'Timeout'],
  [409, 'Conflict'],
  [410, 'Gone'],
  [413, 'TooLarge'],
  [415, 'Invalid'],
  [422, 'Invalid'],
  [429, 'Throttled'],
  [504, 'Timeout'],
]);

const MAX_DETAIL_LENGTH = 200;
const MAX_RETRY_AFTER_MS = 60_000;

/**
 * Classifies an answer by its HTTP status, and by the `Status` object in its body if it is one. `what` names the request.
 * An answer of another form (a proxy's HTML page) contributes nothing but its status.
 */
export function errorFromAnswer(what: string, status: number, body: unknown, retryAfterMs?: number): KubeError {
  const answer = isRecord(body) && body['kind'] === 'Status' ? body : {};
  const details = isRecord(answer['details']) ? answer['details'] : {};
  const reason = causeOf(details) ?? text(answer['reason']);
  const detail = text(answer['message']);
  const seconds = details['retryAfterSeconds'];
  const wait =
    retryAfterMs ??
    (typeof seconds === 'number' && seconds > 0 ? Math.min(seconds * 1000, MAX_RETRY_AFTER_MS) : undefined);
  return new KubeError({
    kind: KIND_BY_STATUS.get(status) ?? 'Unavailable',
    status,
    reason,
    message: `${what}: HTTP ${status}${reason === '' ? '' : ` ${reason}`}${detail === '' ? '' : `: ${oneLine(detail)}`}`,
    ...(wait === undefined ? {} : { retryAfterMs: wait }),
  });
}

/** Classifies what `fetch` or a body threw: the connection, its end in mid-answer, or TLS. */
export function errorFromNetwork(what: string, cause: unknown): KubeError {
  const code = networkCode(cause);
  return new KubeError({
    kind: 'Unavailable',
    status: 0,
    reason: code,
    message: `${what}: no answer from the API server (${code === '' ? 'connection failed' : code})`,
    cause,
  });
}

/** A `Retry-After` header, in seconds or as an HTTP date, as milliseconds from now within 0 and 60 s; undefined where it says nothing. */
export function parseRetryAfter(header: string | null, now: number): number | undefined {
  if (header === null || header.trim() === '') return undefined;
  const seconds = Number(header);
  const wait = Number.isNaN(seconds) ? Date.parse(header) - now : seconds * 1000;
  return Number.isNaN(wait) ? undefined : Math.min(Math.max(wait, 0), MAX_RETRY_AFTER_MS);
}

/** The API server says "too large resource version" only here. */
function causeOf(details: Readonly<Record<string, unknown>>): string | undefined {
  const causes = Array.isArray(details['causes']) ? details['causes'] : [];
  return causes.some((cause) => isRecord(cause) && cause['reason'] === 'ResourceVersionTooLarge')
    ? 'ResourceVersionTooLarge'
    : undefined;
}

function networkCode(error: unknown): string {
  for (let current = error, depth = 0; isErrorLike(current) && depth < 5; current = current.cause, depth++) {
    if (typeof current.code === 'string') return current.code;
  }
  return '';
}

function isErrorLike(value: unknown): value is Error & { readonly code?: unknown } {
  return value instanceof Error;
}

function text(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

function oneLine(value: string): string {
  const flat = value.slice(0, MAX_DETAIL_LENGTH * 2).replaceAll(/[\p{Cc}\s]+/gu, ' ');
  return flat.length > MAX_DETAIL_LENGTH ? `${flat.slice(0, MAX_DETAIL_LENGTH)}…` : flat;
}
