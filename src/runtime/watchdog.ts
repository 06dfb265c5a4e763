import type { Clock } from './clock.ts';

export interface WatchdogOptions {
  readonly clock: Clock;
  /** The process did nothing for this many milliseconds: blocked, stopped, or starved of CPU. */
  readonly onStall: (ms: number) => void;
}

export interface Watchdog {
  /** False for a while after a stall, so that a probe sees it: a blocked process cannot answer one. */
  readonly steady: boolean;
  stop(): void;
}

const lookEveryMs = 1_000;
const stallMs = 5_000;
/** A kubelet asks every ten seconds unless told otherwise. */
const unsteadyMs = 10_000;

/** Notices by its own lateness that the event loop stood still. */
export function startWatchdog({ clock, onStall }: WatchdogOptions): Watchdog {
  let stalledUntil: number | undefined;
  let due = clock.monotonic() + lookEveryMs;
  const look = (): void => {
    const now = clock.monotonic();
    if (now - due > stallMs) {
      stalledUntil = now;
      onStall(now - due);
    }
    due = now + lookEveryMs;
    timer = clock.setTimeout(look, lookEveryMs);
  };
  let timer = clock.setTimeout(look, lookEveryMs);
  return {
    get steady() {
      const now = clock.monotonic();
      // Asked before the timer that is late had its turn.
      if (now - due > stallMs) return false;
      return stalledUntil === undefined || now - stalledUntil >= unsteadyMs;
    },
    stop: () => timer.cancel(),
  };
}
