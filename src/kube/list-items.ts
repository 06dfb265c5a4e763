import { KubeError } from './kube-error.ts';
import { isRecord } from './kube-object.ts';
import { MAX_OBJECT_BYTES } from './watch-stream.ts';

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const COMMA = 0x2c;
const OPEN_BRACE = 0x7b;
const CLOSE_BRACE = 0x7d;
const OPEN_BRACKET = 0x5b;
const CLOSE_BRACKET = 0x5d;

/** Depth of nesting between two items of a list. */
const ITEMS_DEPTH = 2;

/** What a list says beside its items is a few hundred bytes. */
const MAX_ENVELOPE_BYTES = 64 * 1024;

/** What a list says beside its items. */
export interface ListMetadata {
  readonly resourceVersion: string;
  /** Asks for the next page; empty on the last. */
  readonly continueToken: string;
}

/**
 * Cuts a list answer into its items while it arrives, so that no more than one item is ever held: a page of 500 large
 * objects, parsed whole, would be many times its size in memory.
 */
export class ItemSplitter {
  readonly #maxPageBytes: number;
  #pageBytes = 0;
  #depth = 0;
  #inString = false;
  #escaped = false;
  #inItems = false;
  #envelope: number[] = [];
  #pieces: Uint8Array[] = [];
  #itemBytes = 0;

  constructor(maxPageBytes: number) {
    this.#maxPageBytes = maxPageBytes;
  }

  /** The items that this chunk completes. Throws `TooLarge` when an item or the page exceeds its limit. */
  *push(chunk: Uint8Array): Generator {
    this.#pageBytes += chunk.length;
    if (this.#pageBytes > this.#maxPageBytes) throw tooLarge('A page of the list', this.#maxPageBytes);
    for (let at = 0; at < chunk.length; ) {
      const byte = chunk[at] ?? 0;
      const startsItem = this.#inItems && this.#depth === ITEMS_DEPTH && (byte === OPEN_BRACE || byte === OPEN_BRACKET);
      if (!startsItem && !this.#withinItem()) {
        this.#readEnvelope(byte);
        at++;
        continue;
      }
      const end = this.#skipItem(chunk, at);
      this.#keep(chunk.subarray(at, end));
      at = end;
      if (!this.#withinItem()) yield this.#takeItem();
    }
  }

  /** What stood around the items. Throws `Malformed` when the answer was no list, or not a whole one. */
  end(): ListMetadata {
    const list = parse(Buffer.from(this.#envelope));
    const metadata = isRecord(list) && isRecord(list['metadata']) ? list['metadata'] : {};
    const items = isRecord(list) ? (list['items'] ?? []) : undefined;
    const { resourceVersion, continue: continueToken = '' } = metadata;
    if (!Array.isArray(items) || items.length > 0) throw malformed('the answer is not a list of objects');
    if (typeof resourceVersion !== 'string' || resourceVersion === '' || typeof continueToken !== 'string') {
      throw malformed('the list has no resourceVersion');
    }
    return { resourceVersion, continueToken };
  }

  #withinItem(): boolean {
    return this.#inItems && this.#depth > ITEMS_DEPTH;
  }

  /** Where the item that runs at `from` ends in this chunk, or the chunk's own end. Nearly every byte passes here, hence the locals. */
  #skipItem(chunk: Uint8Array, from: number): number {
    let [depth, inString, escaped, at] = [this.#depth, this.#inString, this.#escaped, from];
    for (; at < chunk.length; at++) {
      const byte = chunk[at];
      if (escaped) escaped = false;
      else if (inString) {
        if (byte === QUOTE) inString = false;
        else if (byte === BACKSLASH) escaped = true;
      } else if (byte === QUOTE) inString = true;
      else if (byte === OPEN_BRACE || byte === OPEN_BRACKET) depth++;
      else if ((byte === CLOSE_BRACE || byte === CLOSE_BRACKET) && --depth === ITEMS_DEPTH) break;
    }
    [this.#depth, this.#inString, this.#escaped] = [depth, inString, escaped];
    return Math.min(at + 1, chunk.length);
  }

  #readEnvelope(byte: number): void {
    const isSeparator = this.#inItems && byte === COMMA && !this.#inString;
    if (!isSeparator) this.#envelope.push(byte);
    if (this.#envelope.length > MAX_ENVELOPE_BYTES)
      throw tooLarge('What stands around the items of the list', MAX_ENVELOPE_BYTES);
    if (this.#escaped) this.#escaped = false;
    else if (this.#inString) {
      this.#inString = byte !== QUOTE;
      this.#escaped = byte === BACKSLASH;
    } else if (byte === QUOTE) this.#inString = true;
    else if (byte === OPEN_BRACE || byte === OPEN_BRACKET) this.#openInEnvelope(byte);
    else if (byte === CLOSE_BRACE || byte === CLOSE_BRACKET) {
      this.#depth--;
      if (this.#depth < ITEMS_DEPTH) this.#inItems = false;
    }
  }

  #openInEnvelope(byte: number): void {
    this.#depth++;
    if (byte !== OPEN_BRACKET || this.#depth !== ITEMS_DEPTH) return;
    this.#inItems = /"items"\s*:\s*\[$/u.test(Buffer.from(this.#envelope).toString('utf8'));
  }

  #keep(piece: Uint8Array): void {
    this.#itemBytes += piece.length;
    if (this.#itemBytes > MAX_OBJECT_BYTES) throw tooLarge('An object of the list', MAX_OBJECT_BYTES);
    this.#pieces.push(piece);
  }

  #takeItem(): unknown {
    const item = parse(Buffer.concat(this.#pieces));
    this.#pieces = [];
    this.#itemBytes = 0;
    return item;
  }
}

function parse(bytes: Buffer): unknown {
  try {
    return JSON.parse(bytes.toString('utf8'));
  } catch (cause) {
    throw malformed('the list is not JSON, or ended early', cause);
  }
}

function tooLarge(what: string, limit: number): KubeError {
  return new KubeError({ kind: 'TooLarge', status: 200, reason: '', message: `${what} is larger than ${limit} bytes` });
}

function malformed(what: string, cause?: unknown): KubeError {
  return new KubeError({ kind: 'Malformed', status: 200, reason: '', message: `Malformed answer: ${what}`, cause });
}
