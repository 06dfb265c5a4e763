/**
 * Reads JSON that somebody else wrote. Only own properties count, so that keys such as `__proto__` or `constructor` mean
 * nothing; what has another shape than expected is absent, never an exception.
 */

/** Longest text taken over from an object. Names and label values are at most 253 characters long where Kubernetes checks them. */
const longestText = 512;
const longestAddress = 64;

export type Path = readonly string[];

export function valueAt(json: unknown, path: Path): unknown {
  let value = json;
  for (const key of path) {
    if (!isRecord(value) || !Object.hasOwn(value, key)) return undefined;
    value = value[key];
  }
  return value;
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}

/** A text, cut to `longestText` and without control and formatting characters; undefined for anything else and for `''`. */
export function textAt(json: unknown, path: Path): string | undefined {
  return toText(valueAt(json, path));
}

export function toText(value: unknown): string | undefined {
  if (typeof value !== 'string' || value === '') return undefined;
  // Formatting characters include those that turn the direction of text around and so make it lie to the reader.
  return value.slice(0, longestText).replaceAll(/[\p{Cc}\p{Cf}]/gu, '');
}

export function countAt(json: unknown, path: Path): number {
  const value = valueAt(json, path);
  return typeof value === 'number' && Number.isSafeInteger(value) && value > 0 ? value : 0;
}

export function listAt(json: unknown, path: Path): readonly unknown[] {
  const value = valueAt(json, path);
  return Array.isArray(value) ? value : [];
}

export function labelOf(object: unknown, label: string): string | undefined {
  return textAt(object, ['metadata', 'labels', label]);
}

export function annotationOf(object: unknown, annotation: string): string | undefined {
  return textAt(object, ['metadata', 'annotations', annotation]);
}

/** An address as it is written, uncleaned: what is not exactly an address must not become one. */
export function addressAt(json: unknown, path: Path): string {
  const value = valueAt(json, path);
  return typeof value === 'string' && value.length <= longestAddress ? value : '';
}
