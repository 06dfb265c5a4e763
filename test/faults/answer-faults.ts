/** One request as it passed the proxy. */
export interface PassedRequest {
  readonly method: string;
  readonly path: string;
  readonly query: URLSearchParams;
  /** As sent; empty where there was none. */
  readonly body: string;
}

/** A request and what became of it. */
export interface PassedCall extends PassedRequest {
  readonly at: number;
  /** 0 while, or if, no answer came. */
  status: number;
  /** Of the answer's body, as the client was sent it. */
  bytes: number;
}

export interface AnswerInstead {
  readonly status: number;
  readonly body?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

/** What happens to the answer of a request. */
export type AnswerFault =
  /** Never asked upstream; the client gets this: an HTML page, a 429 with Retry-After, a 410. */
  | { readonly instead: AnswerInstead }
  /** Asked upstream, and nothing is ever sent back. */
  | 'hang'
  /** Reset before a byte of the request goes upstream. */
  | 'reset'
  /** The true answer under a type that does not fit. */
  | { readonly contentType: string }
  /** The connection ends after so many bytes of the true answer. */
  | { readonly truncateAfter: number }
  /** The true answer, then filler for as long as the client reads. */
  | { readonly endless: string }
  /** Every whole line of the true answer goes through this; lines are what a watch consists of. */
  | { readonly lines: (line: string, index: number) => readonly string[] };

export interface FaultRule {
  readonly method?: string;
  readonly path?: RegExp;
  /** Only watches, or only what is none. */
  readonly watch?: boolean;
  /** How many requests it strikes; all while it stands where unset. */
  readonly times?: number;
  readonly fault: AnswerFault;
}

/** The rules that stand. */
export class AnswerFaults {
  #rules: { readonly rule: FaultRule; left: number }[] = [];

  add(rule: FaultRule): void {
    this.#rules.push({ rule, left: rule.times ?? Number.POSITIVE_INFINITY });
  }

  clear(): void {
    this.#rules = [];
  }

  strike(request: PassedRequest): AnswerFault | undefined {
    const found = this.#rules.find(({ rule, left }) => left > 0 && matches(rule, request));
    if (found === undefined) return undefined;
    found.left -= 1;
    return found.rule.fault;
  }
}

export function isWatch({ query }: PassedRequest): boolean {
  return ['true', '1'].includes(query.get('watch') ?? '');
}

function matches({ method, path, watch }: FaultRule, request: PassedRequest): boolean {
  if (method !== undefined && method !== request.method) return false;
  if (watch !== undefined && watch !== isWatch(request)) return false;
  return path?.test(request.path) ?? true;
}
