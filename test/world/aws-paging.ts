/** How the answer to one request is cut into pages; faults of the world come in here. */
export interface PageRequest {
  readonly token: string | undefined;
  /** What the caller asked for, or the API's own limit. */
  readonly size: number;
  /** Tokens are good for the very same query only. */
  readonly query: string;
}

export interface Page<T> {
  readonly items: readonly T[];
  readonly nextToken?: string;
}

export interface PageFaults {
  readonly largestPage?: number;
  readonly twoPages?: boolean;
  readonly repeat?: boolean;
}

/** Undefined if the token is not one of ours for this query. */
export function pageOf<T>(all: readonly T[], request: PageRequest, faults: PageFaults = {}): Page<T> | undefined {
  const start = request.token === undefined ? 0 : readToken(request.token, request.query);
  if (start === undefined) return undefined;
  if (faults.repeat) return { items: all, nextToken: writeToken(0, request.query) };
  const half = faults.twoPages ? Math.max(1, Math.ceil(all.length / 2)) : Number.POSITIVE_INFINITY;
  const end = start + Math.min(request.size, faults.largestPage ?? Number.POSITIVE_INFINITY, half);
  const items = all.slice(start, end);
  const more = end < all.length || (faults.twoPages && request.token === undefined);
  return more ? { items, nextToken: writeToken(end, request.query) } : { items };
}

function writeToken(offset: number, query: string): string {
  return Buffer.from(`${offset}:${query}`).toString('base64url');
}

function readToken(token: string, query: string): number | undefined {
  const text = Buffer.from(token, 'base64url').toString();
  const offset = text.slice(0, text.indexOf(':'));
  return /^\d+$/.test(offset) && text === `${offset}:${query}` ? Number(offset) : undefined;
}
