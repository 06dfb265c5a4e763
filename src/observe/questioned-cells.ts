import type { Clock } from '../runtime/clock.ts';
import type { OptionalRead } from '../snapshot/policy.ts';
import { isObserved, notObserved, type Section } from '../snapshot/section.ts';
import { sectionTable } from '../snapshot/section-table.ts';
import type { Sections } from '../snapshot/snapshot.ts';
import { retryAfterMs, slowBudgetMs, slowFloorMs, type Paces } from './paces.ts';
import { Poller } from './poller.ts';
import type { AwsQuestions, AwsReader, QuestionedSection } from './ports.ts';
import { isWanted, questionedSections, questionPlans, type Asked, type Known } from './questions.ts';
import { SectionCell } from './section-cell.ts';

export type QuestionedSections = { readonly [K in QuestionedSection]: Section<Sections[K]> };

export interface QuestionedCellsOptions {
  readonly reader: AwsReader;
  readonly clock: Clock;
  readonly paces: Paces;
  /** Everything that is known now. */
  readonly known: () => Known;
  readonly onChange: () => void;
  readonly random?: () => number;
}

interface Questioned {
  readonly cell: SectionCell<Sections[QuestionedSection]>;
  readonly poller: Poller;
  /** What the last answer answers, and what was asked last, as texts. */
  answered?: string;
  asked?: string;
}

const gapOfNewQuestion = 'what it is asked for has changed since the last answer';

/** The sections that are read in the plain way. One poller each, so that one that fails holds up no other. */
export class QuestionedCells {
  readonly #options: QuestionedCellsOptions;
  readonly #all: ReadonlyMap<QuestionedSection, Questioned>;
  #wanted: ReadonlySet<OptionalRead> = new Set();

  constructor(options: QuestionedCellsOptions) {
    this.#options = options;
    this.#all = new Map(questionedSections.map((name) => [name, this.#questioned(name)]));
  }

  start(): void {
    for (const { poller } of this.#all.values()) poller.start();
  }

  async stop(): Promise<void> {
    await Promise.all([...this.#all.values()].map(({ poller }) => poller.stop()));
  }

  refresh(): void {
    for (const { poller } of this.#all.values()) poller.poke();
  }

  /** What is optional and read by nobody any more grows old by itself. */
  setWanted(wanted: ReadonlySet<OptionalRead>): void {
    const added = [...wanted].some((each) => !this.#wanted.has(each));
    this.#wanted = wanted;
    if (added) this.refresh();
  }

  /** Something became known: questions that are new are asked soon. */
  pokeNewQuestions(): void {
    const { paces } = this.#options;
    const known = this.#options.known();
    for (const [name, { asked, poller }] of this.#all) {
      const question = questionOf(name, known);
      if ('ask' in question && JSON.stringify(question.ask) !== asked) poller.poke(paces.urgentMs);
    }
  }

  /** What was seen of another cluster under the same name tells nothing of this one. */
  forget(): void {
    for (const questioned of this.#all.values()) {
      questioned.cell.forget();
      delete questioned.answered;
      delete questioned.asked;
    }
  }

  /** What was answered last, whatever is asked now. */
  answers(): QuestionedSections {
    const entries = [...this.#all].map(([name, { cell }]) => [name, cell.section]);
    return Object.fromEntries(entries);
  }

  sections(known: Known): QuestionedSections {
    const entries = [...this.#all].map(([name, questioned]) => [name, this.#section(name, questioned, known)]);
    return Object.fromEntries(entries);
  }

  #section(name: QuestionedSection, { cell, answered }: Questioned, known: Known): Section<unknown> {
    const { section } = cell;
    const question = questionOf(name, known);
    if ('hangsOn' in question) return isObserved(section) ? section : reasonOf(known.sections[question.hangsOn]);
    if (!isObserved(section) || answered === JSON.stringify(question.ask)) return section;
    return { ...section, gaps: [...section.gaps, gapOfNewQuestion] };
  }

  #questioned(name: QuestionedSection): Questioned {
    const { clock, paces, random } = this.#options;
    const { budgetMs, paceMs, floorMs } = paceOf(name, paces);
    const cell = new SectionCell<Sections[QuestionedSection]>({ clock, budgetMs });
    const poller = new Poller({
      clock,
      leastIntervalMs: floorMs,
      ...(random ? { random } : {}),
      interval: () => {
        if (cell.failures > 0) return retryAfterMs(paces, cell.failures, paceMs);
        return isObserved(cell.section) ? paceMs : paces.urgentMs;
      },
      read: (signal) => this.#read(name, signal),
    });
    return { cell, poller };
  }

  async #read(name: QuestionedSection, signal: AbortSignal): Promise<boolean> {
    const { reader, known, onChange } = this.#options;
    const questioned = this.#all.get(name);
    if (!questioned || !isWanted(name, this.#wanted)) return false;
    const question = questionOf(name, known());
    if (!('ask' in question)) return false;
    const text = JSON.stringify(question.ask);
    questioned.asked = text;
    const outcome = await reader.further(name, question.ask, signal);
    // Forgotten meanwhile: the answer is about another cluster.
    if (signal.aborted || questioned.asked !== text) return true;
    const isNew = questioned.answered !== text;
    if ('value' in outcome) questioned.answered = text;
    if (questioned.cell.settle(outcome) || isNew) onChange();
    return true;
  }
}

/** What cannot be read because something else is missing has the reason of what is missing. */
function reasonOf(section: Section<unknown>): Section<unknown> {
  return isObserved(section) ? notObserved('NotYetObserved', 'Not read yet.') : section;
}

function questionOf(name: QuestionedSection, known: Known): Asked<AwsQuestions[QuestionedSection]> {
  return questionPlans[name](known);
}

/** Milliseconds: how long an answer counts, until the next read, and the least time between two. */
function paceOf(name: QuestionedSection, paces: Paces) {
  const { pace } = sectionTable[name];
  const { urgentMs, fastMs, fastBudgetMs, slowMs, constantMs, constantBudgetMs } = paces;
  if (pace === 'fast') return { budgetMs: fastBudgetMs, paceMs: fastMs, floorMs: urgentMs };
  if (pace === 'constant') return { budgetMs: constantBudgetMs, paceMs: constantMs, floorMs: urgentMs };
  return { budgetMs: slowBudgetMs(paces), paceMs: slowMs, floorMs: slowFloorMs(paces) };
}
