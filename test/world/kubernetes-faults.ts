import type { ServerResponse } from 'node:http';

/** A request as faults match it. */
export interface MatchedRequest {
  /** As RBAC names it: get, list, watch, create, update, patch, delete. */
  readonly verb: string;
  readonly path: string;
  readonly user: string;
}

export interface KubernetesFault {
  /** Unset: any. */
  readonly verb?: string;
  /** Unset: any. */
  readonly path?: RegExp;
  /** Unset: until faults are cleared. */
  readonly times?: number;
  readonly answer:
    | { readonly status: number; readonly body: string; readonly headers?: Readonly<Record<string, string>> }
    /** Accepted and never answered. */
    | 'hang'
    /** The connection is reset before the first byte of an answer. */
    | 'reset';
}

/** Faults of the embedded API server that no real one plays on demand. */
export class KubernetesFaults {
  #faults: { readonly fault: KubernetesFault; left: number }[] = [];
  readonly #hanging = new Set<ServerResponse>();

  add(fault: KubernetesFault): void {
    this.#faults.push({ fault, left: fault.times ?? Number.POSITIVE_INFINITY });
  }

  /** Removes every fault; what hangs is cut off. */
  clear(): void {
    this.#faults = [];
    for (const response of this.#hanging) response.destroy();
    this.#hanging.clear();
  }

  /** True if the request has got its (wrong) answer. */
  strike(request: MatchedRequest, response: ServerResponse): boolean {
    const found = this.#faults.find(({ fault, left }) => left > 0 && matches(fault, request));
    if (found === undefined) return false;
    found.left -= 1;
    const { answer } = found.fault;
    if (answer === 'hang') this.#hanging.add(response);
    else if (answer === 'reset') response.destroy();
    else response.writeHead(answer.status, { 'content-type': 'application/json', ...answer.headers }).end(answer.body);
    return true;
  }
}

function matches({ verb, path }: KubernetesFault, request: MatchedRequest): boolean {
  return (verb === undefined || verb === request.verb) && (path?.test(request.path) ?? true);
}
