import type { ServerResponse } from 'node:http';
import { isRecord } from '../../../src/kube/kube-object.ts';
import { json, type Reply, type SeenRequest, status } from './fake-api-server.ts';

export interface StoredLease {
  readonly resourceVersion: string;
  readonly spec: Readonly<Record<string, unknown>>;
}

/** One Lease with the API server's optimistic locking, as a reply to every request. */
export class FakeLeases {
  lease: StoredLease | undefined;
  #revision = 0;

  readonly reply: Reply = (response, request) => {
    if (request.method === 'GET') return this.#get(response, request);
    const { resourceVersion, spec } = contentOf(request.body);
    if (request.method === 'POST' && this.lease) return status(409, 'AlreadyExists', 'exists')(response, request);
    if (request.method === 'PUT' && resourceVersion !== this.lease?.resourceVersion)
      return status(409, 'Conflict', 'modified')(response, request);
    if (!Number.isInteger(spec['leaseDurationSeconds']))
      return status(400, 'BadRequest', 'not an int32')(response, request);
    this.store(spec);
    return this.#get(response, request);
  };

  store(spec: StoredLease['spec']): void {
    this.#revision++;
    this.lease = { resourceVersion: String(this.#revision), spec };
  }

  #get(response: ServerResponse, request: SeenRequest): void {
    if (!this.lease) return status(404, 'NotFound', 'not found')(response, request);
    const { resourceVersion, spec } = this.lease;
    return json(200, { kind: 'Lease', metadata: { name: 'operator', resourceVersion }, spec })(response, request);
  }
}

function contentOf(body: unknown): StoredLease {
  const metadata = isRecord(body) && isRecord(body['metadata']) ? body['metadata'] : {};
  const spec = isRecord(body) && isRecord(body['spec']) ? body['spec'] : {};
  const { resourceVersion } = metadata;
  return { resourceVersion: typeof resourceVersion === 'string' ? resourceVersion : '', spec };
}
