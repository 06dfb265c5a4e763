import type { NotObservedReason, ReadFailure } from '../snapshot/section.ts';

/** A read that ended without a value, already in our words. Thrown inside this room only: the reader's ports give it as a value. */
export class ReadError extends Error {
  override readonly name = 'ReadError';
  readonly failure: ReadFailure;

  constructor(failure: ReadFailure) {
    super(failure.message);
    this.failure = failure;
  }
}

/** The caller lost interest, which says nothing about AWS. */
export class ReadCancelled extends ReadError {
  constructor() {
    super({ reason: 'Unavailable', message: 'The read was cancelled.' });
  }
}

export function readError(reason: NotObservedReason, message: string): ReadError {
  return new ReadError({ reason, message });
}
