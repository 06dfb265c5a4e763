import type { Goal, OptionalRead } from '../snapshot/policy.ts';
import type { SectionName, Sections } from '../snapshot/snapshot.ts';
import type { Policy } from '../snapshot/policy.ts';
import type { ConditionType } from './conditions.ts';

export type Outcome = 'pass' | 'blocker' | 'warning' | 'info' | 'unknown' | 'notApplicable';

/** One way a check can end. Severity is data: it is documented, listed and the same everywhere. */
export interface ReasonDeclaration {
  readonly outcome: Outcome | { readonly [G in Goal]: Outcome };
  /** When this reason is given; goes to the check's page. */
  readonly text: string;
  /**
   * A failure drawn from what was seen stays a failure when the data has gaps; one drawn from absence ("fewer than two
   * zones") could be refuted by what is missing and becomes unknown.
   */
  readonly drawnFrom: 'seen' | 'absence';
}

export interface ResourceRef {
  readonly kind: string;
  readonly name: string;
  readonly namespace?: string;
}

/** How a check ended: what was seen, in one sentence. `exact` is the same sentence with unrounded numbers, for events. */
export interface Verdict<R extends string = string> {
  readonly reason: R;
  readonly message: string;
  readonly exact?: string;
  readonly resources: readonly ResourceRef[];
}

export interface Source {
  readonly url: string;
  /** The day it was read, `YYYY-MM-DD`. */
  readonly readOn: string;
}

/** What a check sees besides its sections: what was asked for and when. */
export interface CheckContext {
  readonly goal: Goal;
  readonly policy: Policy;
  readonly asOf: number;
}

export type VerdictOf<R extends string> = (
  reason: NoInfer<R>,
  message: string,
  more?: { readonly resources?: readonly ResourceRef[]; readonly exact?: string },
) => Verdict<R>;

export interface CheckDefinition<K extends SectionName, R extends string> {
  /** Kebab-case statement that is true when the cluster is ready; also the name of the page and of the file. */
  readonly id: string;
  readonly code: string;
  readonly condition: ConditionType;
  /** Checks of one concern can find the same fault in one resource; it is then listed once, under the worst of them. */
  readonly concern?: string;
  readonly title: string;
  readonly goals: readonly Goal[];
  readonly needs: readonly K[];
  /** Runs only where `spec.optionalReads` asks for what it needs. */
  readonly feature?: OptionalRead;
  readonly reasons: Readonly<Record<R, ReasonDeclaration>>;
  readonly sources: readonly Source[];
  readonly remediation: { readonly text: string; readonly url: string };
  /** Called only when every needed section is observed and fresh. Pure. */
  readonly evaluate: (input: Pick<Sections, K>, verdict: VerdictOf<R>, context: CheckContext) => Verdict<R>;
}

/** A check of any shape, as the registry holds it. `Sections` is what `evaluate.ts` hands over after it has seen every need. */
export interface Check extends Omit<CheckDefinition<SectionName, string>, 'evaluate'> {
  readonly evaluate: (input: Sections, verdict: VerdictOf<string>, context: CheckContext) => Verdict;
}

/** Holds a check to its declarations: a reason or a section that is not declared is a compile error. */
export function defineCheck<const K extends SectionName, const R extends string>(
  definition: CheckDefinition<K, R>,
): Check {
  return definition as unknown as Check;
}

const declare =
  (outcome: ReasonDeclaration['outcome'], fallback: ReasonDeclaration['drawnFrom']) =>
  (text: string, drawnFrom: ReasonDeclaration['drawnFrom'] = fallback): ReasonDeclaration => ({
    outcome,
    text,
    drawnFrom,
  });

export const pass = declare('pass', 'absence');
export const notApplicable = declare('notApplicable', 'absence');
export const unknown = declare('unknown', 'absence');
export const info = declare('info', 'seen');
/** Blockers and warnings say what they are drawn from: `blocker('…', 'seen')`. */
export const blocker = declare('blocker', 'absence');
export const warning = declare('warning', 'absence');
/** A reason whose severity depends on the goal. */
export function byGoal(
  outcome: { readonly [G in Goal]: Outcome },
  text: string,
  drawnFrom: ReasonDeclaration['drawnFrom'],
): ReasonDeclaration {
  return { outcome, text, drawnFrom };
}
