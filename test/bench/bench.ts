import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { cpus, loadavg, totalmem } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { awsCallFormula, awsCallsOfMany } from './aws-calls.ts';
import {
  type Bench,
  cacheBesideStock,
  detectionUnderChurn,
  disconnects,
  type Figure,
  type Form,
  wholeOperator,
} from './figures.ts';
import { exporterBeside, pollerOfEachResource } from './baselines.ts';
import { footprint } from './footprint.ts';
import { assessments, costOfAnEvent } from './in-process.ts';

/*
 * Prints a line for each figure: `<id> <name> <value> <unit> goal <operator> <value> ok|short`. It reports: a figure that
 * is short is no failure. `--full` takes the sizes of the goals and goes on where an earlier run of the same commit ended.
 */

const { values } = parseArgs({
  options: {
    full: { type: 'boolean' },
    write: { type: 'boolean' },
    only: { type: 'string' },
    anew: { type: 'boolean' },
  },
});
const form: Form = values.full ? 'full' : 'short';
const root = join(import.meta.dirname, '..', '..');
const commit = execFileSync('git', ['rev-parse', '--short', 'HEAD'], { cwd: root, encoding: 'utf8' }).trim();
const folder = join(root, 'dist', 'bench', `${commit}-${form}`);
const benches: Readonly<Record<string, Bench>> = {
  cacheBesideStock,
  wholeOperator,
  detectionUnderChurn,
  disconnects,
  costOfAnEvent,
  assessments,
  awsCallFormula,
  awsCallsOfMany,
  pollerOfEachResource,
  exporterBeside,
  footprint,
};

if (values.only !== undefined && !Object.keys(benches).includes(values.only)) {
  console.error(`--only ${values.only}: no such benchmark, one of ${Object.keys(benches).join(', ')} is expected`);
  process.exit(2);
}
mkdirSync(folder, { recursive: true });
console.log(`${form} form, commit ${commit}, Node ${process.versions.node}, ${machine()}`);
const all: Figure[] = [];
for (const [name, bench] of Object.entries(benches)) {
  if (values.only !== undefined && values.only !== name) continue;
  all.push(...(await resultsOf(name, bench)));
}
if (values.write) writeFileSync(join(root, 'docs', 'benchmarks.md'), page(all));
process.exit(0);

async function resultsOf(name: string, bench: Bench): Promise<readonly Figure[]> {
  const file = join(folder, `${name}.json`);
  if (form === 'full' && !values.anew && existsSync(file)) return JSON.parse(readFileSync(file, 'utf8'));
  console.log(`# ${bench.title}`);
  const figures = await bench.run(form);
  for (const figure of figures) console.log(line(figure));
  writeFileSync(file, JSON.stringify(figures));
  return figures;
}

function line({ id, name, value, unit, goal, remark }: Figure): string {
  const verdict = goal ? ` goal ${goal.operator} ${goal.value} ${isMet(value, goal) ? 'ok' : 'short'}` : '';
  return `${id} ${name} ${show(value)} ${unit}${verdict}${remark ? ` (${remark})` : ''}`;
}

function isMet(value: number | undefined | null, goal: NonNullable<Figure['goal']>): boolean {
  if (value === undefined || value === null || Number.isNaN(value)) return false;
  return goal.operator === '<=' ? value <= goal.value : value >= goal.value;
}

function show(value: number | undefined | null): string {
  if (value === undefined || value === null) return 'none';
  return value >= 1000 ? Math.round(value).toLocaleString('en') : String(Number(value.toPrecision(3)));
}

function machine(): string {
  const load = loadavg()[0]?.toFixed(1);
  return `${cpus().length} cores, ${Math.round(totalmem() / 2 ** 30)} GiB, load average ${load} at the start, ${new Date().toISOString().slice(0, 10)}`;
}

function page(figures: readonly Figure[]): string {
  const rows = figures.map(({ id, name, value, unit, goal, remark = '' }) => {
    const verdict = goal
      ? `${goal.operator === '<=' ? '≤' : '≥'} ${goal.value} | ${isMet(value, goal) ? 'ok' : '**short**'}`
      : ' | ';
    return `| ${id} | ${name} | ${show(value)} ${unit} | ${verdict} | ${remark} |`;
  });
  return [
    '# Benchmarks',
    '',
    'Written by `npm run bench -- --full --write`. It reports and no test depends on it. Baselines run beside us in the same run,',
    'each process alone, in turn; figures are medians. Absolute numbers are those of one machine: ratios say more.',
    '',
    `${form === 'full' ? 'Full' : 'Short'} form, commit ${commit}, Node ${process.versions.node}, ${machine()}.`,
    '',
    '| Id | What | Value | Goal | | Remark |',
    '|---|---|---|---|---|---|',
    ...rows,
    '',
  ].join('\n');
}
