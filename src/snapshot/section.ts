/** Why a section could not be observed. Stable words: they become the reason of every condition that depends on the section. */
export type NotObservedReason =
  | 'NotYetObserved'
  | 'Stale'
  | 'AccessDenied'
  | 'Throttled'
  | 'Unavailable'
  | 'NotFound'
  | 'InvalidAnswer'
  | 'InvalidData'
  | 'AnswerTooLarge'
  | 'PaginationLoop'
  | 'CredentialsUnavailable'
  | 'RegionMismatch'
  | 'ClusterNotActive'
  | 'ClusterNameUnknown'
  | 'ClusterNameAmbiguous'
  | 'ClusterMismatch';

/** Why a read failed, in one sentence without account ids; `permission` is the IAM action or RBAC verb that is missing. */
export interface ReadFailure {
  readonly reason: NotObservedReason;
  readonly message: string;
  readonly permission?: string;
}

/** A value that was read, whole but for its gaps. `failing` is the latest failed attempt to read it anew. */
export interface Observed<T> {
  readonly rev: number;
  /** Epoch milliseconds of the answer. */
  readonly observedAt: number;
  /** Epoch milliseconds after which the value no longer counts as observed. */
  readonly freshUntil: number;
  readonly value: T;
  /** What is missing from an otherwise good value, one sentence fragment each. */
  readonly gaps: readonly string[];
  readonly failing?: ReadFailure;
}

/** A section without a usable value. */
export interface NotObserved {
  readonly notObserved: ReadFailure;
}

/** A failed read is a value, never an empty list. */
export type Section<T> = Observed<T> | NotObserved;

export function isObserved<T>(section: Section<T>): section is Observed<T> {
  return !('notObserved' in section);
}

export function notObserved(reason: NotObservedReason, message: string, permission?: string): NotObserved {
  return { notObserved: { reason, message, ...(permission === undefined ? {} : { permission }) } };
}
