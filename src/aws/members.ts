import { isIPv4, isIPv6 } from 'node:net';
import { readError, type ReadError } from './read-error.ts';

/**
 * Members of an answer, taken with suspicion: the SDK's types say what AWS promises, not what came.
 * Every function throws `InvalidData` naming the field.
 */

const longestQuote = 64;

/** A value from outside as it may stand in a message: short, on one line, in quotes. */
export function quote(value: unknown): string {
  const text = typeof value === 'string' ? value : (JSON.stringify(value) ?? String(value));
  // Control characters would let an answer write lines of its own into a status or a log.
  const plain = text.replaceAll(/\p{C}/gu, '?');
  return `"${plain.length > longestQuote ? `${plain.slice(0, longestQuote)}…` : plain}"`;
}

export function invalid(field: string, expectation: string, value?: unknown): ReadError {
  if (value === undefined || value === null || value === '') {
    return readError('InvalidData', `${field} is missing from the answer.`);
  }
  return readError('InvalidData', `${field} is ${quote(value)} in the answer, expected ${expectation}.`);
}

export function text(value: unknown, field: string): string {
  if (typeof value === 'string' && value !== '') return value;
  throw invalid(field, 'text', value);
}

/** Absent and empty are the same: XML has no other way to say "none". */
export function optionalText(value: unknown, field: string): string | undefined {
  return value === undefined || value === null || value === '' ? undefined : text(value, field);
}

export function flag(value: unknown, field: string): boolean {
  if (typeof value === 'boolean') return value;
  throw invalid(field, 'true or false', value);
}

/** Absent is not false. */
export function optionalFlag(value: unknown, field: string): boolean | undefined {
  return value === undefined || value === null ? undefined : flag(value, field);
}

/** A count: an integer from 0 up to `most`. */
export function wholeNumber(value: unknown, field: string, most = Number.MAX_SAFE_INTEGER): number {
  if (typeof value === 'number' && Number.isInteger(value) && value >= 0 && value <= most) return value;
  throw invalid(field, most === Number.MAX_SAFE_INTEGER ? 'a whole number from 0' : `0 to ${most}`, value);
}

export function texts(value: unknown, field: string): readonly string[] {
  if (!Array.isArray(value)) throw invalid(field, 'a list', value);
  return value.map((item: unknown) => text(item, `An element of ${field}`));
}

/** A list whose elements have members of their own. An absent list is not an empty one. */
export function objects<Item extends object>(value: readonly Item[] | undefined, field: string): readonly Item[] {
  if (!Array.isArray(value)) throw invalid(field, 'a list', value);
  for (const item of value as readonly unknown[]) {
    if (typeof item !== 'object' || item === null) throw invalid(`An element of ${field}`, 'an object', item);
  }
  return value as readonly Item[];
}

/** Text values by name, without a prototype: names come from outside. */
export function textMap(value: unknown, field: string): Readonly<Record<string, string>> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw invalid(field, 'an object', value);
  const map: Record<string, string> = Object.create(null);
  for (const [key, member] of Object.entries(value)) map[key] = optionalText(member, `A value of ${field}`) ?? '';
  return map;
}

export function ipv4Cidr(value: unknown, field: string): string {
  const cidr = text(value, field);
  if (isIPv4(cidr.split('/')[0] ?? '') && prefixLength(cidr, 32) !== undefined) return cidr;
  throw invalid(field, 'an IPv4 CIDR block', cidr);
}

export function ipv6Cidr(value: unknown, field: string): string {
  const cidr = text(value, field);
  if (isIPv6(cidr.split('/')[0] ?? '') && prefixLength(cidr, 128) !== undefined) return cidr;
  throw invalid(field, 'an IPv6 CIDR block', cidr);
}

/** A block of either family. */
export function anyCidr(value: unknown, field: string): string {
  return typeof value === 'string' && value.includes(':') ? ipv6Cidr(value, field) : ipv4Cidr(value, field);
}

/** Of an address block as `10.0.0.0/24`; undefined when it is none. */
export function prefixLength(cidr: string, longest: number): number | undefined {
  const [, digits = '', rest] = cidr.split('/');
  if (rest !== undefined || !/^\d{1,3}$/.test(digits)) return undefined;
  const length = Number(digits);
  return length <= longest ? length : undefined;
}
