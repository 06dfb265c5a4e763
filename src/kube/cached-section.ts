import type { NotObservedReason, ReadFailure, Section } from '../snapshot/section.ts';
import type { KubeErrorKind } from './kube-error.ts';
import type { ReflectorState } from './reflector-health.ts';

/** A watch that is open and silent for longer says nothing any more. */
const silenceBudgetMs = 200_000;
const disconnectedBudgetMs = 120_000;

/** What is read, as messages name it. */
export interface ReadSource {
  /** `pods`, `nodepools.karpenter.sh`. */
  readonly name: string;
  /** `Watching pods`. */
  readonly doing: string;
  /** `list,watch pods`. */
  readonly permission: string;
  readonly deniedMessage: string;
}

/** One cache of a section: what is to be said of it now. */
export interface CacheReading {
  readonly source: ReadSource;
  readonly state: ReflectorState;
  /** Moves when what the cache holds does. */
  readonly revision: number;
  /** Objects that exist and could not be read. */
  readonly unreadable: number;
  /** Set where the cache can say nothing whatever its state. */
  readonly failure?: ReadFailure;
}

export function watched(name: string): ReadSource {
  return {
    name,
    doing: `Watching ${name}`,
    permission: `list,watch ${name}`,
    deniedMessage: `Access denied: RBAC verbs list and watch on ${name} are missing.`,
  };
}

/** A section is as good as the worst of the caches it is made of. */
export function cachedSection<T>(caches: readonly CacheReading[], value: () => T): Section<T> {
  for (const { source, state, failure } of caches) {
    if (failure) return { notObserved: failure };
    const reason = notObservedReason(state);
    if (reason) return { notObserved: { reason, ...whyNot(source, state, reason) } };
  }
  const failing = caches.map(failureOf).find((failure) => failure !== undefined);
  return {
    rev: caches.reduce((sum, { revision }) => sum + revision, 0),
    observedAt: Math.min(...caches.map(({ state }) => state.lastActivity)),
    freshUntil: Math.min(...caches.map(({ state }) => freshUntil(state))),
    value: value(),
    gaps: caches.flatMap(({ source, unreadable }) =>
      unreadable > 0 ? [`${unreadable} of the ${source.name} could not be read`] : [],
    ),
    ...(failing ? { failing } : {}),
  };
}

function notObservedReason({ synced, deniedSince, lastError }: ReflectorState): NotObservedReason | undefined {
  if (deniedSince !== undefined) return 'AccessDenied';
  if (synced) return undefined;
  // A server that has just started refuses everybody for a moment; that is no news yet.
  if (!lastError || lastError.kind === 'AccessDenied') return 'NotYetObserved';
  return reasonOfKind[lastError.kind];
}

/** Why a cache that was filled once is not renewed just now. */
function failureOf({ source, state }: CacheReading): ReadFailure | undefined {
  if (!state.lastError) return undefined;
  const reason = reasonOfKind[state.lastError.kind];
  return { reason, ...whyNot(source, state, reason) };
}

const reasonOfKind: Readonly<Record<KubeErrorKind, NotObservedReason>> = {
  AccessDenied: 'AccessDenied',
  Unauthorized: 'CredentialsUnavailable',
  NotFound: 'NotFound',
  Conflict: 'Unavailable',
  Invalid: 'Unavailable',
  Gone: 'Unavailable',
  Throttled: 'Throttled',
  TooLarge: 'AnswerTooLarge',
  Malformed: 'InvalidAnswer',
  Unavailable: 'Unavailable',
  Timeout: 'Unavailable',
};

function whyNot(
  { name, doing, permission, deniedMessage }: ReadSource,
  { lastError }: ReflectorState,
  reason: NotObservedReason,
): { readonly message: string; readonly permission?: string } {
  if (reason === 'AccessDenied') return { message: deniedMessage, permission };
  if (reason === 'NotYetObserved') return { message: `The cache of ${name} has not synced yet.` };
  return { message: `${doing} fails: ${lastError?.message ?? 'no connection'}.` };
}

function freshUntil({ connected, lastActivity, disconnectedSince }: ReflectorState): number {
  const untilSilent = lastActivity + silenceBudgetMs;
  return connected || disconnectedSince === undefined
    ? untilSilent
    : Math.min(untilSilent, disconnectedSince + disconnectedBudgetMs);
}
