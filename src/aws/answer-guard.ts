import type { Clock } from '../runtime/clock.ts';
import type { NotObservedReason } from '../snapshot/section.ts';
import { jsonProblem, xmlProblem } from './answer-syntax.ts';

/** An answer that was not let through to the SDK's parser. `problem` ends the sentence "The answer …". */
export class AnswerRejected extends Error {
  readonly reason: NotObservedReason;
  readonly problem: string;
  /** The SDK's mark of an error that another attempt may mend. */
  readonly $retryable?: { readonly throttling: false };

  constructor(reason: NotObservedReason, problem: string, retryable = false) {
    super(`The answer ${problem}.`);
    this.name = 'AnswerRejected';
    this.reason = reason;
    this.problem = problem;
    if (retryable) this.$retryable = { throttling: false };
  }
}

export interface AnswerLimits {
  readonly mostBytes: number;
  /** From the head of the answer to its last byte. */
  readonly bodyMs: number;
  readonly clock: Clock;
}

/** What the SDK's HTTP handler gives, as far as it is needed here. */
interface HttpAnswer {
  readonly statusCode: number;
  readonly headers: Readonly<Record<string, string>>;
  body: Body | Uint8Array;
}

interface Body extends AsyncIterable<Uint8Array> {
  destroy(error?: Error): void;
}

/** The largest error document that is read: a code and a sentence. */
const mostErrorBytes = 64 * 1024;

/**
 * Reads the body of an answer into memory, within bounds, and refuses what cannot be the answer of this operation.
 * An error document that is not AWS's (a proxy's page, say) is emptied: its status then speaks alone.
 */
export async function guardAnswer(response: unknown, expectation: AnswerSyntax, limits: AnswerLimits): Promise<void> {
  if (!isHttpAnswer(response)) throw new AnswerRejected('InvalidAnswer', 'is no HTTP answer');
  if (response.statusCode >= 300) {
    response.body = await readError(response, expectation, limits);
    return;
  }
  const bytes = await readBody(response, limits);
  const problem = expectation.answerProblem(bytes);
  if (problem !== undefined) throw new AnswerRejected('InvalidAnswer', problem);
  response.body = bytes;
}

/** How an API writes its answers: what is wrong with these bytes, as an answer or as an error document. */
export interface AnswerSyntax {
  answerProblem(bytes: Uint8Array): string | undefined;
  errorProblem(bytes: Uint8Array): string | undefined;
}

/** EC2: an XML document whose root is named after the operation. */
export function xmlAnswer(operation: string): AnswerSyntax {
  return {
    answerProblem: (bytes) => xmlProblem(bytes, `${operation}Response`),
    errorProblem: (bytes) => xmlProblem(bytes, 'Response'),
  };
}

/** IAM and Elastic Load Balancing: the same, with an error document of another name. */
export function queryAnswer(operation: string): AnswerSyntax {
  return {
    answerProblem: (bytes) => xmlProblem(bytes, `${operation}Response`),
    errorProblem: (bytes) => xmlProblem(bytes, 'ErrorResponse'),
  };
}

/** EKS and EFS: a JSON object. */
export const jsonAnswer: AnswerSyntax = { answerProblem: jsonProblem, errorProblem: jsonErrorProblem };

function jsonErrorProblem(bytes: Uint8Array): string | undefined {
  const problem = jsonProblem(bytes);
  if (problem !== undefined) return problem;
  try {
    JSON.parse(Buffer.from(bytes).toString());
    return undefined;
  } catch {
    return 'is no JSON';
  }
}

function isHttpAnswer(response: unknown): response is HttpAnswer {
  return typeof response === 'object' && response !== null && 'statusCode' in response && 'body' in response;
}

async function readError(answer: HttpAnswer, syntax: AnswerSyntax, limits: AnswerLimits): Promise<Uint8Array> {
  try {
    const bytes = await readBody(answer, { ...limits, mostBytes: mostErrorBytes });
    return syntax.errorProblem(bytes) === undefined ? bytes : new Uint8Array();
  } catch {
    return new Uint8Array();
  }
}

async function readBody(answer: HttpAnswer, limits: AnswerLimits): Promise<Uint8Array> {
  const { body } = answer;
  if (body instanceof Uint8Array) return body;
  const tooLarge = new AnswerRejected('AnswerTooLarge', `is larger than ${limits.mostBytes} bytes`);
  if (Number(answer.headers['content-length'] ?? 0) > limits.mostBytes) {
    body.destroy();
    throw tooLarge;
  }
  const timer = limits.clock.setTimeout(() => body.destroy(bodyTimeout()), limits.bodyMs);
  const chunks: Uint8Array[] = [];
  let size = 0;
  try {
    for await (const chunk of body) {
      size += chunk.byteLength;
      // Leaving the loop destroys the stream and with it the connection.
      if (size > limits.mostBytes) throw tooLarge;
      chunks.push(chunk);
    }
  } catch (error) {
    throw error === tooLarge || isTimeout(error) ? error : brokenOff();
  } finally {
    timer.cancel();
  }
  return Buffer.concat(chunks, size);
}

function brokenOff(): AnswerRejected {
  return new AnswerRejected('InvalidAnswer', 'breaks off', true);
}

/** Named as the SDK names its own timeouts, so that both are retried and classified alike. */
function bodyTimeout(): Error {
  const error = new Error('The body of the answer did not end in time.');
  error.name = 'TimeoutError';
  return error;
}

function isTimeout(error: unknown): boolean {
  return error instanceof Error && error.name === 'TimeoutError';
}
