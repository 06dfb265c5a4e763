import { apiVersion, kind, resourcePath } from '../api/group.ts';
import type { KubeHttp } from './http.ts';
import { KubeError } from './kube-error.ts';

/** Never to be renamed: what the old manager owned would be left behind as fragments that no longer validate. */
export const FIELD_MANAGER = 'ipv6-readiness';

export interface StatusWrite {
  readonly name: string;
  /** Of the object that was judged. */
  readonly uid: string;
  readonly status: object;
  /** The uid that the name has now, where that is known: the API server does not compare uids itself. */
  readonly currentUid?: () => string | undefined;
  readonly signal?: AbortSignal;
}

/** `gone`: the object was deleted or replaced, so there is nothing to write to. `object` is what the API server made of it. */
export type StatusWriteResult =
  | { readonly outcome: 'written'; readonly object: unknown }
  | { readonly outcome: 'gone' };

/**
 * Applies the whole status, server-side, as its only owner. Throws `Conflict` (read again, then decide anew), `Invalid`
 * (the same content will never be taken), or what a later attempt may mend.
 */
export async function applyStatus(http: KubeHttp, write: StatusWrite): Promise<StatusWriteResult> {
  if (write.currentUid && write.currentUid() !== write.uid) return { outcome: 'gone' };
  try {
    const { body } = await http.request(`${resourcePath}/${encodeURIComponent(write.name)}/status`, {
      method: 'PATCH',
      query: { fieldManager: FIELD_MANAGER, force: 'true' },
      contentType: 'application/apply-patch+yaml',
      body: { apiVersion, kind, metadata: { name: write.name }, status: write.status },
      ...(write.signal ? { signal: write.signal } : {}),
    });
    return { outcome: 'written', object: body };
  } catch (error) {
    if (!(error instanceof KubeError)) throw error;
    if (error.kind === 'NotFound') return { outcome: 'gone' };
    throw isRefusal(error) ? invalid(error) : error;
  }
}

/** The API server's words for content it will never take, where it gives neither a reason nor a fitting status. */
const REFUSALS = [
  'typed patch object',
  'not declared in schema',
  'duplicate entries',
  'request is too large',
  'larger than max',
];

/** Unlike a passing failure of etcd, which also comes as 500 without a reason. */
function isRefusal(error: KubeError): boolean {
  return error.status === 413 || (error.status === 500 && REFUSALS.some((words) => error.message.includes(words)));
}

function invalid(error: KubeError): KubeError {
  return new KubeError({
    kind: 'Invalid',
    status: error.status,
    reason: error.reason,
    message: error.message,
    cause: error,
  });
}
