import PQueue from 'p-queue';
import type { Clock } from '../runtime/clock.ts';
import type { NotObservedReason } from '../snapshot/section.ts';
import type { AwsLimits, Pace } from './limits.ts';
import { ReadCancelled, ReadError } from './read-error.ts';

/** What a call may do in its turn. `probe`: the action has been failing, and this one call finds out whether it still does. */
export interface Turn {
  readonly probe: boolean;
  readonly signal: AbortSignal;
}

export interface PacedActionOptions {
  readonly action: string;
  readonly pace: Pace;
  readonly limits: Pick<AwsLimits, 'shortestRestMs' | 'longestRestMs' | 'probeMs' | 'restoreMs'>;
  readonly clock: Clock;
  /** 0 to below 1. */
  readonly random: () => number;
  /** Told when the action starts to fail and when it works again. */
  readonly onChange?: (action: string, failing: boolean) => void;
}

/** Reasons that say something about the API itself, not about the one call. */
const reasonsToRest: ReadonlySet<NotObservedReason> = new Set(['Throttled', 'Unavailable']);

/** What is being waited out. */
interface Rest {
  readonly error: ReadError;
  readonly until: number;
  readonly failures: number;
}

/**
 * The turns of one API action, which the account shares with everything else that runs in it. While the action rests,
 * calls fail at once with the failure that sent it to rest; then one call at a time finds out whether it still fails.
 */
export class PacedAction {
  readonly #options: PacedActionOptions;
  #queue: PQueue;
  #starts: number;
  #queueStarts: number;
  #lastStartAt = Number.NEGATIVE_INFINITY;
  #lastStartWall = Number.NEGATIVE_INFINITY;
  #startsChangedAt = Number.NEGATIVE_INFINITY;
  /** Begun and not ended. */
  readonly #turns = new Set<Turn>();
  #rest: Rest | undefined;
  #probing = false;

  constructor(options: PacedActionOptions) {
    this.#options = options;
    this.#starts = options.pace.starts;
    this.#queueStarts = this.#starts;
    this.#queue = this.#createQueue();
  }

  /** Runs the task in its turn. It must throw `ReadError`; the signal's reason must be one, too. */
  async run<Result>(task: (turn: Turn) => Promise<Result>, signal: AbortSignal): Promise<Result> {
    if (signal.aborted) throw signal.reason;
    this.#refuseWhileResting();
    this.#renewQueue();
    let turn: Turn | undefined;
    const take = async (): Promise<Result> => {
      turn = this.#takeTurn(signal);
      try {
        const result = await task(turn);
        this.#worked(turn);
        return result;
      } catch (error) {
        // Here, before the queue gives the next turn, which is not to be taken while the action rests.
        this.#failed(error, turn);
        throw error;
      }
    };
    try {
      return await this.#queue.add(take, { signal });
    } catch (error) {
      // The signal frees the turn of a task that does not heed it; such a turn has not ended yet.
      if (turn !== undefined) this.#failed(error, turn);
      throw error;
    }
  }

  #takeTurn(signal: AbortSignal): Turn {
    this.#refuseWhileResting();
    this.#probing = this.#rest !== undefined;
    this.#lastStartAt = this.#options.clock.monotonic();
    this.#lastStartWall = this.#options.clock.now();
    const turn = { probe: this.#probing, signal };
    this.#turns.add(turn);
    return turn;
  }

  #refuseWhileResting(): void {
    if (this.#rest === undefined) return;
    if (this.#probing || this.#options.clock.monotonic() < this.#rest.until) throw this.#rest.error;
  }

  /** False for a turn that ended before, and for one that began before the rest: it says nothing new. */
  #ends(turn: Turn): boolean {
    return this.#turns.delete(turn) && (this.#rest === undefined || turn.probe);
  }

  #worked(turn: Turn): void {
    if (!this.#ends(turn)) return;
    this.#recover();
    const { pace, limits, clock } = this.#options;
    if (this.#starts >= pace.starts || clock.monotonic() - this.#startsChangedAt < limits.restoreMs) return;
    this.#setStarts(this.#starts + 1);
  }

  #recover(): void {
    if (this.#rest !== undefined) this.#options.onChange?.(this.#options.action, false);
    this.#rest = undefined;
    this.#probing = false;
  }

  #failed(error: unknown, turn: Turn): void {
    if (!this.#ends(turn)) return;
    if (error instanceof ReadCancelled) {
      if (turn.probe && this.#rest !== undefined) this.#restFor(this.#rest.error, this.#rest.failures);
    } else if (error instanceof ReadError && reasonsToRest.has(error.failure.reason)) {
      if (error.failure.reason === 'Throttled') this.#setStarts(Math.max(1, Math.floor(this.#starts / 2)));
      if (this.#rest === undefined) this.#options.onChange?.(this.#options.action, true);
      this.#restFor(error, (this.#rest?.failures ?? 0) + 1);
    } else {
      this.#recover();
    }
  }

  /** The first throttling asks for a short rest; whatever goes on failing is tried at the pace of probes. */
  #restFor(error: ReadError, failures: number): void {
    const { limits, clock, random } = this.#options;
    const { shortestRestMs, longestRestMs, probeMs } = limits;
    const short = failures === 1 && error.failure.reason === 'Throttled';
    const rest = short ? shortestRestMs + random() * (longestRestMs - shortestRestMs) : probeMs;
    this.#rest = { error, until: clock.monotonic() + rest, failures };
    this.#probing = false;
  }

  #setStarts(starts: number): void {
    this.#starts = starts;
    this.#startsChangedAt = this.#options.clock.monotonic();
  }

  /** A queue cannot change its pace, and it stalls when the wall clock jumps back: an idle one is then replaced. */
  #renewQueue(): void {
    const { clock, pace } = this.#options;
    if (this.#queue.size > 0 || this.#queue.pending > 0) return;
    const windowPassed = clock.monotonic() - this.#lastStartAt >= pace.intervalMs;
    const wentBack = clock.now() < this.#lastStartWall;
    if ((this.#queueStarts !== this.#starts && windowPassed) || wentBack) this.#queue = this.#createQueue();
  }

  #createQueue(): PQueue {
    const { concurrency, intervalMs } = this.#options.pace;
    this.#queueStarts = this.#starts;
    this.#lastStartWall = Number.NEGATIVE_INFINITY;
    return new PQueue({ concurrency, intervalCap: this.#starts, interval: intervalMs, strict: true });
  }
}
