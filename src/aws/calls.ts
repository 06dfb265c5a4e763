import type { Clock } from '../runtime/clock.ts';
import { type AwsAction, serviceOf } from './actions.ts';
import { areCredentialsRejected, classify, type Question } from './classify.ts';
import type { AwsClients, ClientSource } from './clients.ts';
import type { AwsLimits } from './limits.ts';
import { PacedAction } from './pacing.ts';
import { ReadError } from './read-error.ts';

/** One question to AWS. `send` is called again with other clients where that may help, so it makes its command anew each time. */
export interface Call<Answer> {
  readonly action: AwsAction;
  readonly notFound: string;
  readonly send: (clients: AwsClients, options: { readonly abortSignal: AbortSignal }) => Promise<Answer>;
  readonly signal: AbortSignal;
}

export interface CallerOptions {
  readonly region: string;
  readonly clock: Clock;
  readonly limits: AwsLimits;
  readonly clients: ClientSource;
  readonly random: () => number;
  readonly onChange?: (action: string, failing: boolean) => void;
}

/** Asks in turn, and throws nothing but `ReadError`. */
export class Caller {
  readonly #options: CallerOptions;
  readonly #paced = new Map<AwsAction, PacedAction>();

  constructor(options: CallerOptions) {
    this.#options = options;
  }

  async ask<Answer>(call: Call<Answer>): Promise<Answer> {
    return this.#pacedAction(call.action).run(async ({ probe }) => {
      const clients = this.#options.clients.current(probe ? 'single' : 'persistent');
      try {
        return await this.#sendTwiceIfRejected(call, clients, probe);
      } catch (error) {
        throw this.#readErrorOf(error, call);
      }
    }, call.signal);
  }

  /** Expired or rotated credentials may be cached: they are read anew once before they are given up. */
  async #sendTwiceIfRejected<Answer>(call: Call<Answer>, clients: AwsClients, probe: boolean): Promise<Answer> {
    const options = { abortSignal: call.signal };
    try {
      return await call.send(clients, options);
    } catch (error) {
      if (!areCredentialsRejected(error) || !this.#options.clients.renew(clients)) throw error;
      return call.send(this.#options.clients.current(probe ? 'single' : 'persistent'), options);
    }
  }

  #readErrorOf(error: unknown, call: Call<unknown>): ReadError {
    const { aborted, reason } = call.signal;
    if (aborted && reason instanceof ReadError) return reason;
    const question: Question = { action: call.action, region: this.#options.region, notFound: call.notFound };
    return error instanceof ReadError ? error : new ReadError(classify(error, question));
  }

  #pacedAction(action: AwsAction): PacedAction {
    const known = this.#paced.get(action);
    if (known !== undefined) return known;
    const { limits, clock, random, onChange } = this.#options;
    const pace = serviceOf(action) === 'EC2' ? limits.ec2Pace : limits.eksPace;
    const options = { action, pace, limits, clock, random };
    const paced = new PacedAction(onChange === undefined ? options : { ...options, onChange });
    this.#paced.set(action, paced);
    return paced;
  }
}
