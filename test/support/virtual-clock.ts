import { setImmediate as nextTurn } from 'node:timers/promises';
import { type Clock, sleepOn, type Timer } from '../../src/runtime/clock.ts';

/** A clock that stands still until it is told to move. */
export interface VirtualClock extends Clock {
  /** Runs every timer that falls due on the way, in order, letting promises settle after each. */
  advance(ms: number): Promise<void>;
  /** Moves the wall clock alone, as NTP or an operator would: timers and `monotonic` do not notice. */
  jump(ms: number): void;
  /** Lets time pass while nothing can run, as for a process that is stopped: timers fall due only at the next `advance`. */
  skip(ms: number): void;
  /** Milliseconds until each pending timer, soonest first. */
  pending(): readonly number[];
}

interface VirtualTimer {
  readonly due: number;
  readonly order: number;
  readonly callback: () => void;
}

export function virtualClock(start: string = '2026-11-23T12:00:00Z'): VirtualClock {
  const timers = new Set<VirtualTimer>();
  let elapsed = 0;
  let wallOffset = Date.parse(start);
  let order = 0;

  const inOrder = (): VirtualTimer[] => [...timers].sort((a, b) => a.due - b.due || a.order - b.order);

  const startTimer = (callback: () => void, ms: number): Timer => {
    const timer: VirtualTimer = { due: elapsed + Math.max(ms, 0), order: order++, callback };
    timers.add(timer);
    return { cancel: () => void timers.delete(timer) };
  };

  return {
    now: () => wallOffset + elapsed,
    monotonic: () => elapsed,
    setTimeout: startTimer,
    sleep: (ms, signal) => sleepOn(startTimer, ms, signal),
    jump: (ms) => {
      wallOffset += ms;
    },
    skip: (ms) => {
      elapsed += ms;
    },
    pending: () => inOrder().map((timer) => timer.due - elapsed),
    async advance(ms) {
      const target = elapsed + ms;
      await nextTurn();
      for (let next = inOrder()[0]; next && next.due <= target; next = inOrder()[0]) {
        timers.delete(next);
        elapsed = Math.max(elapsed, next.due);
        next.callback();
        await nextTurn();
      }
      elapsed = target;
      await nextTurn();
    },
  };
}
