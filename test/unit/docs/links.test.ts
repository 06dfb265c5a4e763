import { existsSync, readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { expect, test } from 'vitest';
import { anchorsOf, linksOf, pages, root, textOf } from './markdown.ts';

test.each(pages)('every relative link of %s leads somewhere, with its anchor', (page) => {
  expect(linksOf(page).flatMap((target) => brokenPart(page, target))).toEqual([]);
});

test('the pages are found, and links in them', () => {
  expect(pages).toEqual(expect.arrayContaining(['README.md', 'CONTRIBUTING.md', 'docs/architecture.md']));
  expect(linksOf('README.md')).toContain('docs/install.md');
  expect(anchorsOf('docs/conditions.md')).toContain('reasons-that-are-not-a-checks-own');
});

test.each(pages)('every npm script that %s names exists', (page) => {
  const { scripts }: { scripts: Record<string, string> } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  const named = [...textOf(page).matchAll(/\bnpm (?:run (?:--silent )?([a-z:]+)|(test|start))\b/g)];
  const names = named.map(([, run, short]) => run ?? short ?? '');
  expect(names.filter((name) => !(name in scripts))).toEqual([]);
});

test('every decision is in the list of decisions, and every one of the list exists', () => {
  const records = pages.filter((page) => /^docs\/decisions\/\d{4}-/.test(page)).map((page) => page.slice(15));
  expect(linksOf('docs/decisions/README.md')).toEqual(records);
});

/** `docs/a.md`: file; `docs/a.md#b`: heading of a file. Addresses of other hosts are not looked up. */
function brokenPart(page: string, target: string): string[] {
  if (/^[a-z]+:/.test(target)) return [];
  const [path = '', anchor] = target.split('#');
  const file = path === '' ? page : normalize(join(dirname(page), path));
  if (!existsSync(join(root, file))) return [`${target}: ${file} does not exist`];
  if (anchor === undefined || anchorsOf(file).includes(anchor)) return [];
  return [`${target}: ${file} has no heading for #${anchor}`];
}
