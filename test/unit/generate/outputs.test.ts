import { readdirSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { allOutputs } from '../../../scripts/generate.ts';

const root = new URL('../../../', import.meta.url);

test.each(allOutputs())('$path is what npm run generate writes', ({ path, content }) => {
  expect(readFileSync(new URL(path, root), 'utf8')).toBe(content);
});

test('generating twice gives the same', () => {
  expect(allOutputs()).toEqual(allOutputs());
});

test.each(['crds', 'config'])('%s holds nothing that is not generated', (folder) => {
  const files = readdirSync(new URL(folder, root), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => `${entry.parentPath}/${entry.name}`.slice(root.pathname.length));
  const generated = allOutputs().map(({ path }) => path);
  expect(files.filter((file) => !generated.includes(file))).toEqual([]);
});
