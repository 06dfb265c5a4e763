import { performance } from 'node:perf_hooks';

/** A pending timer that can be taken back. */
export interface Timer {
  cancel(): void;
}

/** The only source of time. `now` is epoch milliseconds and may jump; `monotonic` never goes back, and is what durations are measured with. */
export interface Clock {
  now(): number;
  monotonic(): number;
  setTimeout(callback: () => void, ms: number): Timer;
  /** Resolves after `ms`, or at once when the signal aborts: the caller looks at the signal afterwards. */
  sleep(ms: number, signal?: AbortSignal): Promise<void>;
}

/** Node fires a longer timer after 1 ms instead of later. */
const LONGEST_TIMER_MS = 2 ** 31 - 1;

function startTimer(callback: () => void, ms: number): Timer {
  const timer = setTimeout(callback, Math.min(Math.max(ms, 0), LONGEST_TIMER_MS));
  return { cancel: () => clearTimeout(timer) };
}

/** Sleeping, on any kind of timer: shared with clocks that tests wind by hand. */
export async function sleepOn(start: Clock['setTimeout'], ms: number, signal?: AbortSignal): Promise<void> {
  if (signal?.aborted) return;
  await new Promise<void>((resolve) => {
    const wake = (): void => {
      timer.cancel();
      signal?.removeEventListener('abort', wake);
      resolve();
    };
    const timer = start(wake, ms);
    signal?.addEventListener('abort', wake, { once: true });
  });
}

export const systemClock: Clock = {
  now: () => Date.now(),
  monotonic: () => performance.now(),
  setTimeout: startTimer,
  sleep: (ms, signal) => sleepOn(startTimer, ms, signal),
};
