import type { Clock, Timer } from '../runtime/clock.ts';

export interface Coalesced {
  call(): void;
  cancel(): void;
}

/** Runs `run` once, `ms` after the first of any number of calls: a burst of changes is one change. */
export function coalesced(clock: Clock, ms: number, run: () => void): Coalesced {
  let timer: Timer | undefined;
  return {
    call() {
      timer ??= clock.setTimeout(() => {
        timer = undefined;
        run();
      }, ms);
    },
    cancel() {
      timer?.cancel();
      timer = undefined;
    },
  };
}
