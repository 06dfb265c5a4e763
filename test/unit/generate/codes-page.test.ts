import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { codes } from '../../../scripts/generate/codes.ts';
import { suiteOf } from '../../../scripts/generate/codes-page.ts';
import { checks } from '../../../src/checks/index.ts';
import { root, rowsOf, textOf } from '../docs/markdown.ts';

const byCode = new Map(checks.map((check) => [check.code, check]));

describe('the list of codes', () => {
  test('holds each code once, numbered from 1 in each area, and no fewer than the catalogue has', () => {
    expect(new Set(codes.map(({ code }) => code)).size).toBe(codes.length);
    expect(codes.length).toBeGreaterThanOrEqual(66);
    const areas = Map.groupBy(codes, ({ code }) => code.split('-')[0]);
    for (const [, inArea] of areas) {
      const numbers = inArea.map(({ code }) => Number(code.split('-')[1])).toSorted((one, other) => one - other);
      expect(numbers).toEqual(numbers.map((_, index) => index + 1));
    }
  });

  test('has a check for every code, or the reason why nothing can be judged', () => {
    const missing = codes.filter(({ code, withoutCheck }) => !byCode.has(code) && withoutCheck === undefined);
    expect(missing.map(({ code }) => code)).toEqual([]);
  });

  test('gives no such reason where there is a check', () => {
    expect(codes.filter(({ code, withoutCheck }) => byCode.has(code) && withoutCheck !== undefined)).toEqual([]);
  });

  test('has a code for every check', () => {
    const known = new Set(codes.map(({ code }) => code));
    expect(checks.map(({ code }) => code).filter((code) => !known.has(code))).toEqual([]);
  });

  test('tells what is not decided in whole sentences', () => {
    const texts = codes.flatMap(({ undecided, withoutCheck }) => [undecided ?? [], withoutCheck ?? []].flat());
    expect(texts.length).toBeGreaterThan(20);
    expect(texts.filter((text) => !/^[A-Z].+\.$/.test(text))).toEqual([]);
  });
});

test.each(codes.filter(({ code }) => byCode.has(code)))('$code has a suite that names it, and a page', ({ code }) => {
  const check = byCode.get(code);
  const suite = check && suiteOf(check);
  expect(suite).toBeDefined();
  expect(readFileSync(join(root, suite ?? ''), 'utf8')).toContain(code);
  expect(existsSync(join(root, `docs/checks/${check?.id}.md`))).toBe(true);
});

describe('docs/source-claims.md', () => {
  const page = 'docs/source-claims.md';
  const claims = rowsOf(page).filter(([first = '']) => /^\d+$/.test(first));

  test('numbers nineteen claims', () => {
    expect(claims.map(([number]) => Number(number))).toEqual(Array.from({ length: 19 }, (_, index) => index + 1));
  });

  test.each(claims)(
    'claim %s has a source and what follows it',
    (_number, _document, _claim, truth = '', source = '', followed = '') => {
      expect(truth).toMatch(/\.$/);
      expect(source).toMatch(/^<https:\/\/[^>]+>$/);
      expect(followed).not.toBe('');
    },
  );

  test('names only codes that exist', () => {
    const named = [...textOf(page).matchAll(/\b[A-Z]{2,3}-\d{3}\b/g)].map(([code]) => code);
    const known = new Set(codes.map(({ code }) => code));
    expect(named.length).toBeGreaterThan(15);
    expect(named.filter((code) => !known.has(code))).toEqual([]);
  });
});
