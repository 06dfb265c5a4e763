import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Fault, faults } from '../../test/faults/matrix.ts';
import { markdownOutput, type Output } from './output.ts';

export interface NamedTest {
  /** From the project's root. */
  readonly file: string;
  readonly name: string;
}

const root = join(import.meta.dirname, '..', '..');
const faultId = /\bF\d{2}\b/g;

/** What stands in quotes in a suite and names a fault: names of tests, of groups of them, or rows of a table of them. */
export function testsOfFaults(): ReadonlyMap<string, readonly NamedTest[]> {
  const found = new Map<string, NamedTest[]>();
  for (const file of suites()) {
    const source = readFileSync(join(root, file), 'utf8');
    for (const [, , quoted = ''] of source.matchAll(
      /(['`"])((?:(?!\1)[^\n\\]|\\.)*\bF\d{2}\b(?:(?!\1)[^\n\\]|\\.)*)\1/g,
    )) {
      for (const id of new Set(quoted.match(faultId))) {
        found.set(id, [...(found.get(id) ?? []), { file, name: quoted.replaceAll('\\', '') }]);
      }
    }
  }
  return found;
}

function suites(): readonly string[] {
  return readdirSync(join(root, 'test'), { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('.test.ts') && !path.endsWith('faults-page.test.ts'))
    .map((path) => `test/${path}`)
    .toSorted();
}

export function faultsOutputs(): readonly Output[] {
  const tests = testsOfFaults();
  return [
    markdownOutput('docs/faults.md', [
      '# Faults',
      '',
      'What can go wrong around the operator, what it is expected to do, and the tests that hold it to that. For every fault: the process',
      'stays up, nothing is True on data that is too old, the reason names the input, and it recovers without a restart.',
      'The suites in `test/integration` run on the embedded world and on a real kube-apiserver with an independent AWS emulator.',
      '',
      'The last column tells when a test of the fault was seen to fail with its guard taken away; where it is empty, nobody wrote that down.',
      '',
      '| Fault | What happens | Expected | Tests | Seen to fail |',
      '|---|---|---|---|---|',
      ...faults.map((fault) => row(fault, tests.get(fault.id) ?? [])),
    ]),
  ];
}

function row({ id, what, expected, waitsFor, seenToFail }: Fault, tests: readonly NamedTest[]): string {
  const named = tests.map(({ file, name }) => `[${escaped(name)}](../${file})`);
  const waiting = waitsFor === undefined ? [] : [`waits for ${waitsFor}`];
  const seen = seenToFail === undefined ? '' : `${seenToFail.on}: ${escaped(seenToFail.without)}`;
  return `| ${id} | ${escaped(what)} | ${escaped(expected)} | ${[...named, ...waiting].join('<br>')} | ${seen} |`;
}

function escaped(text: string): string {
  return text
    .replaceAll('|', '\\|')
    .replaceAll('<', '&lt;')
    .replaceAll('[', '\\[')
    .replaceAll(']', '\\]')
    .replaceAll('${', '$\\{');
}
