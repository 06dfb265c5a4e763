import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { conditionTypes } from '../../../src/checks/conditions.ts';
import type { EngineReason } from '../../../src/checks/evaluate.ts';
import { checks } from '../../../src/checks/index.ts';
import { helpText } from '../../../src/config.ts';
import { root, rowsOf, textOf } from './markdown.ts';

describe('docs/install.md', () => {
  const flags = [...helpText().matchAll(/^ {2}(--[a-z-]+)/gm)].map(([, flag = '']) => flag);
  const rows = rowsOf('docs/install.md').filter(([first = '']) => first.startsWith('`--'));

  test('has every flag in its table, and no other', () => {
    expect(flags.length).toBeGreaterThan(10);
    expect(rows.map(([flag = '']) => flag.replaceAll('`', ''))).toEqual(flags);
  });

  test('has the variable of every flag beside it', () => {
    const variables = [...helpText().matchAll(/^ {2}(--[a-z-]+).*\[([A-Z0-9_]+)\]$/gm)];
    expect(variables.length).toBeGreaterThan(10);
    for (const [, flag, variable] of variables) {
      expect(rows.find(([first]) => first === `\`${flag}\``)?.[1]).toBe(`\`${variable}\``);
    }
  });
});

/** A reason that is new to the engine is missing here until it is on the page, too. */
const engineReasons: Readonly<Record<EngineReason, true>> = {
  NotYetObserved: true,
  Stale: true,
  AccessDenied: true,
  Throttled: true,
  Unavailable: true,
  NotFound: true,
  InvalidAnswer: true,
  InvalidData: true,
  AnswerTooLarge: true,
  PaginationLoop: true,
  CredentialsUnavailable: true,
  RegionMismatch: true,
  ClusterNotActive: true,
  ClusterNameUnknown: true,
  ClusterNameAmbiguous: true,
  ClusterMismatch: true,
  PartlyObserved: true,
  GoalUnresolved: true,
  CheckError: true,
  GoalNotInScope: true,
  FeatureOff: true,
};
const summaryReasons = ['Ready', 'ReadyWithWarnings', 'Blocked', 'Undetermined', 'InputsMissing', 'AllInputsObserved'];
const otherReasons = ['NotSelected', 'Suspended', 'InvalidSpec'];

describe('docs/conditions.md', () => {
  const page = textOf('docs/conditions.md');

  test.each([...Object.keys(engineReasons), ...summaryReasons, ...otherReasons])('explains the reason %s', (reason) => {
    expect(page).toContain(`\`${reason}\``);
  });

  test('explains every reason that report and renderers write themselves', () => {
    const sources = globSync(['src/report/*.ts', 'src/render/*.ts'], { cwd: root });
    const text = sources.map((file) => readFileSync(join(root, file), 'utf8')).join('\n');
    const reasons = [...text.matchAll(/(?:reason: |say\(\s*(?:'(?:True|False|Unknown)',\s*)?)'([A-Z]\w+)'/g)].map(
      ([, reason = '']) => reason,
    );
    expect(reasons).toEqual(expect.arrayContaining(['Suspended', 'Undetermined']));
    expect(reasons.filter((reason) => !page.includes(`\`${reason}\``))).toEqual([]);
  });

  test('has every condition in its table, with the checks that feed it', () => {
    const rows = rowsOf('docs/conditions.md').filter(([, , codes = '']) => /^[A-Z]{2,4}-\d{3}/.test(codes));
    const documented = rows.map(([type = '', , codes = '']) => [
      type.replaceAll('`', ''),
      codes.split(', ').toSorted(),
    ]);
    const expected = conditionTypes.map((type) => [
      type,
      checks
        .filter(({ condition }) => condition === type)
        .map(({ code }) => code)
        .toSorted(),
    ]);
    expect(documented).toEqual(expected);
  });
});

test('README.md lists every check with its title and its page, and no other', () => {
  const rows = rowsOf('README.md').filter(([code = '']) => /^[A-Z]{2,4}-\d{3}$/.test(code));
  const listed = rows.map(([code, link]) => `${code} ${link}`).toSorted();
  expect(listed).toEqual(checks.map(({ code, id, title }) => `${code} [${title}](docs/checks/${id}.md)`).toSorted());
});
