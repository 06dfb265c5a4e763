import { isUtf8 } from 'node:buffer';

/**
 * Whether bytes can be the answer that was asked for, told before any parser sees them: the SDK's parsers take another
 * document, half a document or none at all for an answer without members, and an answer without subnets is a statement.
 * Each function gives what is wrong, as the end of a sentence, or undefined. One pass, no backtracking, no copies.
 */

const deepest = 64;

const lessThan = 0x3c;
const greaterThan = 0x3e;
const slash = 0x2f;
const quotationMark = 0x22;
const backslash = 0x5c;

export function xmlProblem(bytes: Uint8Array, root: string): string | undefined {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (buffer.length === 0) return 'is empty';
  if (!isUtf8(buffer)) return 'is not UTF-8';
  // AWS writes neither document types, comments nor CDATA; entities can only be declared in a document type.
  if (buffer.includes('<!')) return 'holds a document type, an entity or a comment';
  const start = rootStart(buffer);
  if (!startsWithElement(buffer, start, root)) return `is no ${root}`;
  return nestingProblem(buffer, start);
}

/** Where the root element begins: after the byte order mark, the XML declaration and blanks. */
function rootStart(buffer: Buffer): number {
  let start = buffer.subarray(0, 3).equals(Buffer.of(0xef, 0xbb, 0xbf)) ? 3 : 0;
  if (buffer.subarray(start, start + 5).equals(Buffer.from('<?xml'))) {
    const end = buffer.indexOf('?>', start);
    start = end === -1 ? buffer.length : end + 2;
  }
  return skipBlanks(buffer, start);
}

function startsWithElement(buffer: Buffer, start: number, name: string): boolean {
  const opening = buffer.subarray(start, start + name.length + 1);
  const next = buffer[start + name.length + 1] ?? 0;
  return opening.equals(Buffer.from(`<${name}`)) && (isBlank(next) || next === greaterThan || next === slash);
}

/** Every element that opens must close, nothing may follow the root, and no level may be absurdly deep. */
function nestingProblem(buffer: Buffer, start: number): string | undefined {
  let depth = 0;
  let position = start;
  while (position < buffer.length) {
    const close = buffer.indexOf(greaterThan, position);
    if (close === -1) return 'breaks off';
    if (buffer[position + 1] === slash) depth -= 1;
    else if (buffer[close - 1] !== slash) depth += 1;
    if (depth > deepest) return 'is nested too deeply';
    if (depth < 0) return 'closes what it never opened';
    if (depth === 0) return skipBlanks(buffer, close + 1) === buffer.length ? undefined : 'goes on after its end';
    position = buffer.indexOf(lessThan, close);
    if (position === -1) return 'breaks off';
  }
  return 'breaks off';
}

export function jsonProblem(bytes: Uint8Array): string | undefined {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (buffer.length === 0) return 'is empty';
  if (!isUtf8(buffer)) return 'is not UTF-8';
  if (buffer[skipBlanks(buffer, 0)] !== 0x7b) return 'is no JSON object';
  return jsonNestingProblem(buffer);
}

/** Depth only: whether it is JSON is for the parser to say, and that one throws. */
function jsonNestingProblem(buffer: Buffer): string | undefined {
  let depth = 0;
  for (let position = 0; position < buffer.length; position += 1) {
    const byte = buffer[position];
    if (byte === quotationMark) {
      position = stringEnd(buffer, position);
    } else if (byte === 0x7b || byte === 0x5b) {
      depth += 1;
      if (depth > deepest) return 'is nested too deeply';
    } else if (byte === 0x7d || byte === 0x5d) {
      depth -= 1;
    }
  }
  return depth === 0 ? undefined : 'breaks off';
}

function stringEnd(buffer: Buffer, start: number): number {
  let position = start + 1;
  while (position < buffer.length && buffer[position] !== quotationMark) {
    position += buffer[position] === backslash ? 2 : 1;
  }
  return position;
}

function skipBlanks(buffer: Buffer, start: number): number {
  let position = start;
  while (position < buffer.length && isBlank(buffer[position] ?? 0)) position += 1;
  return position;
}

function isBlank(byte: number): boolean {
  return byte === 0x20 || byte === 0x0a || byte === 0x0d || byte === 0x09;
}
