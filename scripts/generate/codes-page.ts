import { globSync } from 'node:fs';
import { join } from 'node:path';
import type { Check } from '../../src/checks/define-check.ts';
import { type Code, codes } from './codes.ts';
import { markdownOutput, type Output } from './output.ts';

const root = join(import.meta.dirname, '..', '..');

/** The suite of a check, by its id, from the project's root. */
export function suiteOf({ id }: Pick<Check, 'id'>): string | undefined {
  return globSync(`test/unit/checks/*/${id}.test.ts`, { cwd: root })[0];
}

export function codesOutputs(checks: readonly Check[]): readonly Output[] {
  const byCode = new Map(checks.map((check) => [check.code, check]));
  return [
    markdownOutput('docs/codes.md', [
      '# Codes',
      '',
      'Everything the catalogue holds, in its order, with the check, its page and its tests. The last column tells what of it no program',
      'can decide from what it may read, and what is said instead.',
      '',
      '| Code | Subject | Check | Tests | Not decided |',
      '|---|---|---|---|---|',
      ...codes.map((code) => row(code, byCode.get(code.code))),
    ]),
  ];
}

function row({ code, subject, undecided = '', withoutCheck }: Code, check: Check | undefined): string {
  const suite = check && suiteOf(check);
  const page = check ? `[\`${check.id}\`](checks/${check.id}.md)` : (withoutCheck ?? 'missing');
  const tests = suite === undefined ? '' : `[${suite.split('/').slice(-2).join('/')}](../${suite})`;
  return `| ${[code, subject, page, tests, undecided].join(' | ')} |`;
}
