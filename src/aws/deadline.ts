import type { Clock, Timer } from '../runtime/clock.ts';
import { ReadCancelled, readError } from './read-error.ts';

/** How long one section read may take, and whether anyone still waits for it. The signal's reason is always a `ReadError`. */
export interface Deadline {
  readonly signal: AbortSignal;
  /** Grants more time, once it is known how many calls the read needs. */
  extend(ms: number): void;
  cancel(): void;
  /** To be called when the read is over. */
  end(): void;
}

export function startDeadline(clock: Clock, ms: number, caller: AbortSignal): Deadline {
  const controller = new AbortController();
  const startedAt = clock.monotonic();
  let granted = ms;
  let timer: Timer | undefined;

  const expire = (): void => {
    const seconds = Math.round(granted / 1_000);
    controller.abort(readError('Unavailable', `AWS did not answer within ${seconds} s in all.`));
  };
  const arm = (): void => {
    timer?.cancel();
    timer = clock.setTimeout(expire, startedAt + granted - clock.monotonic());
  };
  const cancel = (): void => controller.abort(new ReadCancelled());

  arm();
  if (caller.aborted) cancel();
  else caller.addEventListener('abort', cancel, { once: true });

  return {
    signal: controller.signal,
    extend: (more) => {
      granted += more;
      arm();
    },
    cancel,
    end: () => {
      timer?.cancel();
      caller.removeEventListener('abort', cancel);
    },
  };
}
