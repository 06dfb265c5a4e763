import { decodeBase64 } from './base64-text.ts';

/** One part of a MIME document. `type` is in small letters and without parameters. */
export interface MimePart {
  readonly type: string;
  /** Absent where it is encoded in a way that is not undone here. */
  readonly body?: string;
}

/** Nobody writes parts of parts of parts; whoever does must not make us go on for ever. */
const deepest = 3;
const plainEncodings = new Set(['', '7bit', '8bit', 'binary']);

export function isMime(text: string): boolean {
  return /^(?:mime-version|content-type|content-transfer-encoding)[ \t]*:/i.test(text);
}

/** The parts of a MIME document in their order, those of a part in its place; a document that is not made of parts is one. */
export function mimeParts(document: string, depth = 0): readonly MimePart[] {
  const { headers, body } = headAndBody(document);
  const contentType = headers.get('content-type') ?? 'text/plain';
  const type = (contentType.split(';', 1)[0] ?? '').trim().toLowerCase();
  if (type.startsWith('multipart/')) {
    const boundary = boundaryOf(contentType);
    if (boundary === undefined || depth === deepest) return [{ type }];
    return between(body, `--${boundary}`).flatMap((part) => mimeParts(part, depth + 1));
  }
  const plain = decoded(body, (headers.get('content-transfer-encoding') ?? '').toLowerCase());
  return [plain === undefined ? { type } : { type, body: plain }];
}

function headAndBody(document: string): { readonly headers: ReadonlyMap<string, string>; readonly body: string } {
  const lines = document.split(/\r?\n/);
  const blank = lines.findIndex((line) => line.trim() === '');
  const end = blank < 0 ? lines.length : blank;
  const headers = new Map<string, string>();
  // A header goes on where a line starts with a space.
  for (const line of lines
    .slice(0, end)
    .join('\n')
    .replaceAll(/\n[ \t]+/g, ' ')
    .split('\n')) {
    const colon = line.indexOf(':');
    if (colon > 0) headers.set(line.slice(0, colon).trim().toLowerCase(), line.slice(colon + 1).trim());
  }
  return { headers, body: lines.slice(end + 1).join('\n') };
}

function boundaryOf(contentType: string): string | undefined {
  const [, quoted, bare] = /;[ \t]*boundary[ \t]*=[ \t]*(?:"([^"]+)"|([^\s;"]+))/i.exec(contentType) ?? [];
  return quoted ?? bare;
}

/** What stands between the lines that are the delimiter; what comes before the first, or after the closing one, is nobody's. */
function between(body: string, delimiter: string): readonly string[] {
  const parts: string[][] = [];
  for (const line of body.split('\n')) {
    const end = line.trimEnd();
    if (end === `${delimiter}--`) break;
    if (end === delimiter) parts.push([]);
    else parts.at(-1)?.push(line);
  }
  return parts.map((lines) => lines.join('\n'));
}

function decoded(body: string, encoding: string): string | undefined {
  if (encoding === 'base64') return decodeBase64(body);
  return plainEncodings.has(encoding) ? body : undefined;
}
