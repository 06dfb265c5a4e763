import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

export const root = join(import.meta.dirname, '..', '..', '..');

/** Every page of the project, by its path from the root. */
export const pages: readonly string[] = globSync(['*.md', 'docs/**/*.md'], { cwd: root }).toSorted();

export function textOf(page: string): string {
  return readFileSync(join(root, page), 'utf8');
}

/** Targets of links and images, code left out. */
export function linksOf(page: string): readonly string[] {
  const prose = withoutFences(textOf(page)).replaceAll(/`[^`]*`/g, '');
  return [...prose.matchAll(/\[[^\]]*\]\(([^()\s]+)\)/g)].map(([, target = '']) => target);
}

/** Anchors of the headings, as GitHub makes them. */
export function anchorsOf(page: string): readonly string[] {
  const headings = withoutFences(textOf(page)).matchAll(/^#+ (.*)$/gm);
  return [...headings].map(([, heading = '']) =>
    heading
      .toLowerCase()
      .replaceAll(/[^\p{L}\p{N}\s_-]/gu, '')
      .replaceAll(' ', '-'),
  );
}

/** Cells of every row of every table whose first cell is not a rule. */
export function rowsOf(page: string): readonly (readonly string[])[] {
  return textOf(page)
    .split('\n')
    .filter((line) => line.startsWith('| '))
    .map((line) =>
      line
        .slice(1, -1)
        .split('|')
        .map((cell) => cell.trim()),
    );
}

function withoutFences(text: string): string {
  return text.replaceAll(/^```[\s\S]*?^```$/gm, '');
}
