import type { MissingInput } from '../checks/evaluate.ts';
import { sectionTable } from '../snapshot/section-table.ts';
import { count } from '../checks/text.ts';
import { alsoSay, toIso, weightOf, worstFirst, type ConditionStatus, type Weight } from './conditions.ts';
import type { JudgedResult } from './waivers.ts';

export interface RootVerdict {
  readonly ready: SummaryVerdict;
  readonly inputsObserved: SummaryVerdict;
}

export interface SummaryVerdict {
  readonly status: ConditionStatus;
  readonly reason: string;
  readonly message: string;
}

export interface RootInput {
  /** Of the enabled checks. */
  readonly results: readonly JudgedResult[];
  readonly inputs: readonly MissingInput[];
  /** Codes of the checks that `spec.checks` leaves out. */
  readonly deselected: readonly string[];
  /** What `spec.checks` names and no registered check is called. */
  readonly unknownChecks: readonly string[];
  /** What waivers name and no registered check is called. */
  readonly waiversOfNoCheck: readonly string[];
}

/** What checks say before anything was read. */
const firstMoments: ReadonlySet<string> = new Set(['NotYetObserved', 'GoalUnresolved']);

/**
 * False if a blocker fails, else Unknown if anything that was asked for could not be judged, else True. Never True on data
 * that is missing, stale or denied; never True when nothing was asked, or nothing that applies.
 */
export function summarize(input: RootInput): RootVerdict {
  const { status, reason, message } = blocked(input) ?? undetermined(input) ?? good(input);
  return {
    ready: { status, reason, message: [message, ...notes(input)].join(' ') },
    inputsObserved: inputsObserved(input.inputs),
  };
}

function blocked({ results }: RootInput): SummaryVerdict | undefined {
  const message = sentence(results, 'blocker', { one: 'blocks', many: 'block' });
  return message === undefined ? undefined : { status: 'False', reason: 'Blocked', message };
}

function undetermined(input: RootInput): SummaryVerdict | undefined {
  const { results, inputs, unknownChecks } = input;
  const say = (reason: string, message: string): SummaryVerdict => ({ status: 'Unknown', reason, message });
  if (unknownChecks.length > 0) return say('UnknownCheck', 'spec.checks names checks that do not exist.');
  if (isFirstMoment(input)) {
    const awaited = inputs.filter(({ reason }) => reason === 'NotYetObserved').length;
    return say('NotYetObserved', `The first answers are awaited: ${count(awaited, 'input')} not read yet.`);
  }
  const unknown = sentence(results, 'unknown', { one: 'could not be judged', many: 'could not be judged' });
  if (unknown !== undefined) return say('Undetermined', unknown);
  if (inputs.length > 0) return say('InputsMissing', `Not observed: ${inputs.map(title).join(', ')}.`);
  if (results.length === 0) return say('NotSelected', 'No check is selected.');
  if (results.every(({ reason }) => reason === 'GoalNotInScope')) {
    return say('NotInScope', 'None of the selected checks applies to the goal.');
  }
  return undefined;
}

/** Everything that is unknown is so because its first answer is still to come. */
function isFirstMoment({ results, inputs }: RootInput): boolean {
  const unknown = results.filter(({ outcome }) => outcome === 'unknown');
  return (
    unknown.length > 0 &&
    unknown.every(({ reason }) => firstMoments.has(reason)) &&
    inputs.some(({ reason }) => reason === 'NotYetObserved')
  );
}

function good({ results }: RootInput): SummaryVerdict {
  const warnings = sentence(results, 'warning', { one: 'warns', many: 'warn' });
  if (warnings !== undefined) return { status: 'True', reason: 'ReadyWithWarnings', message: warnings };
  return {
    status: 'True',
    reason: 'Ready',
    message: `${count(results.length, 'check')}, nothing blocks and nothing warns.`,
  };
}

function notes({ results, deselected, unknownChecks, waiversOfNoCheck }: RootInput): readonly string[] {
  const waived = results.flatMap(({ check, waived: by }) => (by ? [`${check.code} until ${toIso(by.expiresAt)}`] : []));
  return [
    ...(waived.length > 0 ? [`Waived: ${waived.join(', ')}.`] : []),
    ...(waiversOfNoCheck.length > 0 ? [`Waivers name no such check: ${waiversOfNoCheck.join(', ')}.`] : []),
    ...(deselected.length > 0 ? [`Not selected: ${deselected.join(', ')}.`] : []),
    ...(unknownChecks.length > 0 ? [`No such check: ${unknownChecks.join(', ')}.`] : []),
  ];
}

/** How many checks ended so, what the first of them says, and the codes of the others; undefined where none did. */
function sentence(
  results: readonly JudgedResult[],
  weight: Weight,
  verb: { readonly one: string; readonly many: string },
): string | undefined {
  const [first, ...rest] = results.filter((result) => weightOf(result) === weight).toSorted(worstFirst);
  if (!first) return undefined;
  const subject = rest.length === 0 ? `1 check ${verb.one}` : `${rest.length + 1} checks ${verb.many}`;
  return `${subject}: ${first.check.code}: ${first.message}${alsoSay(rest)}`;
}

function inputsObserved(inputs: readonly MissingInput[]): SummaryVerdict {
  const [first] = inputs;
  if (!first)
    return { status: 'True', reason: 'AllInputsObserved', message: 'Every input was read, whole and in time.' };
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
