import type { Clock } from '../runtime/clock.ts';
import { type KubeStreams, MAX_ANSWER_BYTES } from './http.ts';
import { KubeError } from './kube-error.ts';
import { isKubeObject, type KubeObject } from './kube-object.ts';
import { ItemSplitter, type ListMetadata } from './list-items.ts';

/** A list without a limit can exceed any memory; `resourceVersion=0` would make the server ignore the limit. */
const PAGE_SIZE = 500;
const PAGE_DEADLINE_MS = 60_000;

export interface ListRequest {
  readonly http: KubeStreams;
  readonly clock: Clock;
  readonly path: string;
  readonly query: Readonly<Record<string, string>>;
  readonly signal: AbortSignal;
  onBytes(): void;
  onObject(object: KubeObject): void;
}

/**
 * Lists everything page by page and gives the resourceVersion to watch from. A token that expired on the way throws `Gone`:
 * the server then offers an inconsistent rest, and starting over is the honest way.
 */
export async function listPages(request: ListRequest): Promise<string> {
  let page = await readPage(request, '');
  for (let token = page.continueToken; token !== ''; token = page.continueToken) {
    page = await readPage(request, token);
    if (page.continueToken === token) {
      throw new KubeError({
        kind: 'Malformed',
        status: 200,
        reason: '',
        message: `GET ${request.path}: the same page was offered twice`,
      });
    }
  }
  return page.resourceVersion;
}

async function readPage(request: ListRequest, continueToken: string): Promise<ListMetadata> {
  const { http, clock, path } = request;
  const deadline = new AbortController();
  const timer = clock.setTimeout(() => deadline.abort(), PAGE_DEADLINE_MS);
  try {
    const bytes = await http.stream(path, {
      query: {
        ...request.query,
        limit: String(PAGE_SIZE),
        ...(continueToken === '' ? {} : { continue: continueToken }),
      },
      signal: AbortSignal.any([request.signal, deadline.signal]),
    });
    return await readItems(request, bytes);
  } catch (error) {
    request.signal.throwIfAborted();
    if (!deadline.signal.aborted) throw error;
    throw new KubeError({
      kind: 'Timeout',
      status: 0,
      reason: 'Deadline',
      message: `GET ${path}: a page took longer than ${PAGE_DEADLINE_MS} ms`,
      cause: error,
    });
  } finally {
    timer.cancel();
  }
}

async function readItems(request: ListRequest, bytes: AsyncIterable<Uint8Array>): Promise<ListMetadata> {
  const items = new ItemSplitter(MAX_ANSWER_BYTES);
  for await (const chunk of bytes) {
    request.onBytes();
    for (const item of items.push(chunk)) {
      if (!isKubeObject(item)) {
        throw new KubeError({
          kind: 'Malformed',
          status: 200,
          reason: '',
          message: `GET ${request.path}: an item of the list is no object`,
        });
      }
      request.onObject(item);
    }
  }
  return items.end();
}
