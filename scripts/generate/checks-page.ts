import type { SectionDeclaration } from '../../src/snapshot/section-declaration.ts';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { conditionTexts, conditionTypes } from '../../src/checks/conditions.ts';
import type { Check, Outcome, ReasonDeclaration } from '../../src/checks/define-check.ts';
import type { EngineReason } from '../../src/checks/evaluate.ts';
import { sectionTable } from '../../src/snapshot/section-table.ts';
import { markdownOutput, type Output } from './output.ts';

const root = join(import.meta.dirname, '../..');

/** The list of all checks, and of each check its page: prose as it stands, with what the check declares put between the markers. */
export function checksOutputs(checks: readonly Check[]): readonly Output[] {
  return [overview(checks), ...checkListOutputs(checks), ...checks.map(page)];
}

function overview(checks: readonly Check[]): Output {
  return markdownOutput('docs/checks.md', [
    '# Checks',
    '',
    'One check has one code, one page and feeds one condition; a condition is the worst of its checks ([how to read',
    'conditions](conditions.md)). Every way a check can end is a reason, and every reason has a fixed outcome. `Migrate` is about an IPv4',
    'cluster that is to be replaced by an IPv6 cluster, `Operate` about an IPv6 cluster that runs.',
    '',
    '| Code | Check | Condition | Goals |',
    '|---|---|---|---|',
    ...checks
      .toSorted((a, b) => (a.code < b.code ? -1 : 1))
      .map(({ code, id, title, condition, goals }) =>
        row([code, `[${title}](checks/${id}.md)`, `\`${condition}\``, goals.join(', ')]),
      ),
    '',
    '## Reasons that any check can have',
    '',
    '| Reason | Outcome | Given when |',
    '|---|---|---|',
    ...Object.entries(commonReasons).map(([reason, [outcome, text]]) =>
      row([`\`${reason}\``, outcomeWords[outcome], text]),
    ),
  ]);
}

const commonReasons: Readonly<Record<EngineReason, readonly [outcome: Outcome, text: string]>> = {
  PartlyObserved: ['unknown', 'An input has gaps, and what is missing could refute the verdict.'],
  GoalNotInScope: ['notApplicable', 'The check does not apply to the goal.'],
  FeatureOff: ['notApplicable', 'The check needs a read that `spec.optionalReads` does not name.'],
  GoalUnresolved: ['unknown', 'The goal is `Auto`, and the IP family of the cluster was not observed.'],
  CheckError: ['unknown', 'The check failed to run: a defect of ipv6-readiness.'],
  NotYetObserved: ['unknown', 'An input was not read yet.'],
  Stale: ['unknown', 'The last answer about an input is older than its freshness budget.'],
  AccessDenied: ['unknown', 'A permission is missing; the message names it.'],
  Throttled: ['unknown', 'AWS throttles the reads, for longer than the freshness budget.'],
  Unavailable: ['unknown', 'An API could not be reached, failed or did not answer in time.'],
  NotFound: ['unknown', 'What was asked for does not exist.'],
  InvalidAnswer: ['unknown', 'An API answered with something that is no answer.'],
  InvalidData: ['unknown', 'An answer holds values that cannot be.'],
  AnswerTooLarge: ['unknown', 'An answer was cut off at its limit in bytes.'],
  PaginationLoop: ['unknown', 'The pages of an answer have no end.'],
  CredentialsUnavailable: ['unknown', 'There are no AWS credentials, or they are not accepted.'],
  RegionMismatch: ['unknown', 'The cluster is in another Region.'],
  ClusterNotActive: ['unknown', 'EKS is creating, updating or deleting the cluster, or that failed.'],
  ClusterNameUnknown: ['unknown', 'Nothing tells the name of the cluster.'],
  ClusterNameAmbiguous: ['unknown', 'What tells the name of the cluster contradicts itself.'],
  ClusterMismatch: ['unknown', 'The EKS cluster of that name is not the cluster this runs in.'],
};

function page(check: Check): Output {
  const path = `docs/checks/${check.id}.md`;
  const prose = readFileSync(join(root, path), 'utf8');
  const blocks = { metadata: metadata(check), reasons: reasons(check) };
  const content = Object.entries(blocks).reduce((text, [name, lines]) => fill({ path, text, name, lines }), prose);
  return { path, content };
}

/** The lists of checks in pages that say more than that. */
function checkListOutputs(checks: readonly Check[]): readonly Output[] {
  const byCode = checks.toSorted((a, b) => areaOrder(a.code) - areaOrder(b.code) || (a.code < b.code ? -1 : 1));
  const list = [
    '| Code | True when ready |',
    '|---|---|',
    ...byCode.map(({ code, id, title }) => row([code, `[${title}](docs/checks/${id}.md)`])),
  ];
  const conditions = [
    '| Condition | True says | Checks |',
    '|---|---|---|',
    ...conditionTypes.map((type) =>
      row([
        `\`${type}\``,
        conditionTexts[type],
        checks
          .filter(({ condition }) => condition === type)
          .map(({ code }) => code)
          .join(', '),
      ]),
    ),
    row(['`InputsObserved`', 'every input that the selected checks need was read, whole and in time', 'all']),
    row(['`Ready`', 'all of the above', 'all']),
  ];
  return [filled('README.md', 'checks', list), filled('docs/conditions.md', 'conditions', conditions)];
}

const areas = ['CLU', 'VPC', 'CAP', 'NOD', 'CNI', 'NP', 'PRX', 'LBC', 'APP', 'ADD', 'KAR'];

function areaOrder(code: string): number {
  return areas.indexOf(code.split('-')[0] ?? '');
}

function filled(path: string, name: string, lines: readonly string[]): Output {
  return { path, content: fill({ path, text: readFileSync(join(root, path), 'utf8'), name, lines }) };
}

/** @throws where a page has not exactly one place for a block: then somebody removed a marker. */
function fill({
  path,
  text,
  name,
  lines,
}: {
  path: string;
  text: string;
  name: string;
  lines: readonly string[];
}): string {
  const [start, end] = [`<!-- generated: ${name} -->`, '<!-- end of generated -->'];
  const [before, rest, ...more] = text.split(start);
  const close = rest?.indexOf(end) ?? -1;
  if (before === undefined || rest === undefined || more.length > 0 || close < 0) {
    throw new Error(`${path} needs one "${start}" followed by "${end}"`);
  }
  return `${before}${start}\n${lines.join('\n')}\n${rest.slice(close)}`;
}

function metadata(check: Check): readonly string[] {
  return [
    `# ${check.code}: ${check.title}`,
    '',
    '| | |',
    '|---|---|',
    row(['Id', `\`${check.id}\``]),
    row(['Condition', `\`${check.condition}\``]),
    row(['Goals', check.goals.join(', ')]),
    row(['Needs', check.needs.map((need) => inputText(sectionTable[need])).join('<br>')]),
    row(['In short', `${check.remediation.text} See <${check.remediation.url}>.`]),
    row(['Sources', check.sources.map(({ url, readOn }) => `<${url}> (read ${readOn})`).join('<br>')]),
  ];
}

function inputText({ title, aws, kubernetes }: SectionDeclaration): string {
  const reads = [...aws.map(({ action }) => action), ...kubernetes.map(({ resource }) => `list and watch ${resource}`)];
  return `${title}: ${reads.map((read) => `\`${read}\``).join(', ')}`;
}

function reasons({ reasons }: Check): readonly string[] {
  return [
    '| Reason | Outcome | Given when |',
    '|---|---|---|',
    ...Object.entries(reasons).map(([reason, declaration]) =>
      row([`\`${reason}\``, outcomeText(declaration), declaration.text]),
    ),
  ];
}

const outcomeWords: Readonly<Record<Outcome, string>> = {
  pass: 'pass',
  blocker: '**blocker**',
  warning: 'warning',
  info: 'info',
  unknown: 'unknown',
  notApplicable: 'not applicable',
};

function outcomeText({ outcome }: ReasonDeclaration): string {
  if (typeof outcome === 'string') return outcomeWords[outcome];
  return Object.entries(outcome)
    .map(([goal, each]) => `${goal}: ${outcomeWords[each]}`)
    .join('<br>');
}

function row(cells: readonly string[]): string {
  return `| ${cells.join(' | ')} |`;
}
