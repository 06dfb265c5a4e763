import type { z } from 'zod';
import { isRecord } from './record.ts';

const longestExcerpt = 80;

/** The spec's only numbers are whole ones. */
const typeNames: Readonly<Record<string, string>> = {
  int: 'a whole number',
  number: 'a whole number',
  string: 'text',
  boolean: 'true or false',
  array: 'a list',
  object: 'an object',
  record: 'an object',
};

/** `spec.goal: "Destroy" was seen, one of Auto, Migrate, Operate is expected.` */
export function toProblem(issue: z.core.$ZodIssue, spec: unknown): string {
  const field = issue.path.reduce<string>(
    (path, key) => (typeof key === 'number' ? `${path}[${key}]` : `${path}.${String(key)}`),
    'spec',
  );
  if (issue.code === 'custom') return `${field}: ${excerpt(valueAt(spec, issue.path))} was seen, but ${issue.message}.`;
  return `${field}: ${excerpt(valueAt(spec, issue.path))} was seen, ${expected(issue)} is expected.`;
}

function expected(issue: z.core.$ZodIssue): string {
  if (issue.code === 'invalid_type') return typeNames[issue.expected] ?? `a value of type ${issue.expected}`;
  if (issue.code === 'invalid_value') return `one of ${issue.values.map(String).join(', ')}`;
  if (issue.code === 'too_big') return `at most ${issue.maximum}${unitOf(issue.origin)}`;
  if (issue.code === 'too_small') return `at least ${issue.minimum}${unitOf(issue.origin)}`;
  if (issue.code === 'invalid_format' && issue.pattern) return `text matching ${issue.pattern}`;
  return 'another value';
}

function unitOf(origin: string): string {
  if (origin === 'string') return ' characters';
  return origin === 'array' || origin === 'set' ? ' items' : '';
}

function valueAt(spec: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>((value, key) => (isRecord(value) ? value[key] : undefined), spec);
}

/** What users wrote is theirs: it is quoted and cut, never passed on whole. */
function excerpt(value: unknown): string {
  if (value === undefined) return 'nothing';
  if (Array.isArray(value)) return `a list of ${value.length} items`;
  const text = typeof value === 'number' ? String(value) : JSON.stringify(value);
  return text.length > longestExcerpt ? `${text.slice(0, longestExcerpt)}…` : text;
}
