import type { CheckResult, MissingInput } from '../checks/evaluate.ts';
import { sectionTable } from '../snapshot/section-table.ts';
import { count } from '../checks/text.ts';
import { worstFirst, type ConditionStatus, type ConditionVerdict } from './conditions.ts';

export interface RootVerdict {
  readonly ready: SummaryVerdict;
  readonly inputsObserved: SummaryVerdict;
}

export interface SummaryVerdict {
  readonly status: ConditionStatus;
  readonly reason: string;
  readonly message: string;
}

/** What checks say before anything was read. */
const firstMoments: ReadonlySet<string> = new Set(['NotYetObserved', 'GoalUnresolved']);

interface RootInput {
  readonly conditions: readonly ConditionVerdict[];
  readonly results: readonly CheckResult[];
  readonly inputs: readonly MissingInput[];
  readonly deselected: readonly string[];
}

/**
 * False if a blocker fails, else Unknown if anything that was asked for could not be judged, else True. Never True on data
 * that is missing, stale or denied; never True when nothing was asked.
 */
export function summarize(input: RootInput): RootVerdict {
  return { ready: ready(input), inputsObserved: inputsObserved(input.inputs) };
}

function ready({ results, inputs, deselected, conditions }: RootInput): SummaryVerdict {
  const note = deselected.length > 0 ? ` Not selected: ${deselected.join(', ')}.` : '';
  const say = (status: ConditionStatus, reason: string, message: string): SummaryVerdict => ({
    status,
    reason,
    message: message + note,
  });
  const of = (outcome: CheckResult['outcome']): readonly CheckResult[] =>
    results.filter((result) => result.outcome === outcome).toSorted(worstFirst);

  const blockers = of('blocker');
  if (blockers.length > 0) return say('False', 'Blocked', sentence(blockers, 'blocks', 'block'));
  const unknown = of('unknown');
  if (unknown.length > 0 && unknown.every(({ reason }) => firstMoments.has(reason))) {
    return say(
      'Unknown',
      'NotYetObserved',
      `The first answers are awaited: ${count(inputs.length, 'input')} not read yet.`,
    );
  }
  if (unknown.length > 0)
    return say('Unknown', 'Undetermined', sentence(unknown, 'could not be judged', 'could not be judged'));
  if (inputs.length > 0) return say('Unknown', 'InputsMissing', `Not observed: ${inputs.map(title).join(', ')}.`);
  if (conditions.every(({ outcome }) => outcome === 'notSelected'))
    return say('Unknown', 'NotSelected', 'No check is selected.');
  const warnings = of('warning');
  if (warnings.length > 0) return say('True', 'ReadyWithWarnings', sentence(warnings, 'warns', 'warn'));
  return say('True', 'Ready', `${results.length} checks, nothing blocks and nothing warns.`);
}

function sentence(results: readonly CheckResult[], one: string, many: string): string {
  const [first, ...rest] = results as [CheckResult, ...CheckResult[]];
  const subject = results.length === 1 ? `1 check ${one}` : `${results.length} checks ${many}`;
  const codes = rest.length > 0 ? ` Also: ${rest.map(({ check }) => check.code).join(', ')}.` : '';
  return `${subject}: ${first.check.code}: ${first.message}${codes}`;
}

function inputsObserved(inputs: readonly MissingInput[]): SummaryVerdict {
  if (inputs.length === 0) {
    return { status: 'True', reason: 'AllInputsObserved', message: 'Every input was read, whole and in time.' };
  }
  const [first] = inputs as [MissingInput, ...MissingInput[]];
  const detail = inputs.map(
    (input) => `${title(input)} (${input.reason}${input.permission ? `: ${input.permission}` : ''})`,
  );
  return {
    status: 'False',
    reason: first.reason,
    message: `${count(inputs.length, 'input')} not observed: ${detail.join(', ')}.`,
  };
}

function title({ section }: MissingInput): string {
  return sectionTable[section].title;
}
