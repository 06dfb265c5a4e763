import { KubeError } from './kube-error.ts';
import { isRecord } from './kube-object.ts';
import { withoutManagedFields } from './managed-fields.ts';

export interface WatchEvent {
  /** ADDED, MODIFIED, DELETED, BOOKMARK, ERROR, or a word of a later API server. */
  readonly type: string;
  readonly object: Readonly<Record<string, unknown>>;
}

/** An object may be 1.5 MiB in etcd and grows on its way; anything beyond this is not an object. */
export const MAX_OBJECT_BYTES = 4 * 1024 * 1024;

const NEWLINE = 0x0a;

/** Cuts a byte stream into lines. Works on bytes, so that a chunk may end within a character. */
export class LineSplitter {
  readonly #maxBytes: number;
  readonly #decoder = new TextDecoder('utf-8', { fatal: true });
  #pieces: Uint8Array[] = [];
  #size = 0;

  constructor(maxBytes: number = MAX_OBJECT_BYTES) {
    this.#maxBytes = maxBytes;
  }

  /** The lines that this chunk completes. Throws `TooLarge` as soon as a line, whole or not, exceeds the limit. */
  *push(chunk: Uint8Array): Generator<string> {
    let start = 0;
    for (let end = chunk.indexOf(NEWLINE); end >= 0; end = chunk.indexOf(NEWLINE, start)) {
      this.#keep(chunk.subarray(start, end));
      start = end + 1;
      const line = this.#take();
      if (line !== '') yield line;
    }
    if (start < chunk.length) this.#keep(chunk.subarray(start));
  }

  /** Throws `Malformed` when the stream ended within a line: its event was never received. */
  end(): void {
    const rest = this.#take();
    if (rest !== '') throw malformed('the stream ended in the middle of an event');
  }

  #keep(piece: Uint8Array): void {
    this.#size += piece.length;
    if (this.#size > this.#maxBytes) {
      throw new KubeError({
        kind: 'TooLarge',
        status: 200,
        reason: '',
        message: `An event is larger than ${this.#maxBytes} bytes`,
      });
    }
    this.#pieces.push(piece);
  }

  #take(): string {
    const bytes = this.#pieces.length === 1 && this.#pieces[0] ? this.#pieces[0] : Buffer.concat(this.#pieces);
    this.#pieces = [];
    this.#size = 0;
    try {
      return this.#decoder.decode(bytes).trim();
    } catch (cause) {
      throw malformed('an event is not UTF-8', cause);
    }
  }
}

/** Reads a watch to its end. A clean end returns; a line that is no event throws `Malformed`, and is never skipped. */
export async function* watchEvents(chunks: AsyncIterable<Uint8Array>, onBytes: () => void): AsyncGenerator<WatchEvent> {
  const lines = new LineSplitter();
  for await (const chunk of chunks) {
    onBytes();
    for (const line of lines.push(chunk)) yield parseEvent(line);
  }
  lines.end();
}

function parseEvent(line: string): WatchEvent {
  const shorter = withoutManagedFields(line);
  const event = (shorter === undefined ? undefined : parsed(shorter)) ?? parsed(line);
  if (event === undefined) throw malformed('an event is not JSON');
  if (!isRecord(event) || typeof event['type'] !== 'string' || !isRecord(event['object']))
    throw malformed('an event has no type or no object');
  return { type: event['type'], object: event['object'] };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function malformed(what: string, cause?: unknown): KubeError {
  return new KubeError({ kind: 'Malformed', status: 200, reason: '', message: `Malformed answer: ${what}`, cause });
}
