import type { NotObservedReason, ReadFailure } from '../snapshot/section.ts';
import { ReadError, readError } from './read-error.ts';

export interface Described<Item> {
  readonly items: readonly Item[];
  readonly gaps: readonly string[];
  readonly gapFailure?: ReadFailure;
}

export interface DescribeEachOptions<Item> {
  readonly names: readonly string[];
  /** As in `node group`: gaps read "node group blue could not be described". */
  readonly noun: string;
  readonly signal: AbortSignal;
  readonly describe: (name: string, signal: AbortSignal) => Promise<Item>;
}

/** Whoever gets one of these for one item gets it for all. */
const reasonsForAll: ReadonlySet<NotObservedReason> = new Set([
  'AccessDenied',
  'CredentialsUnavailable',
  'RegionMismatch',
]);

type Outcome<Item> = { readonly item: Item } | { readonly name: string; readonly failure: ReadFailure };

/**
 * One call for each name. An item that is gone by now is left out, one that cannot be described is a gap; where none can be,
 * or what went wrong concerns all of them, there is no value.
 */
export async function describeEach<Item>(options: DescribeEachOptions<Item>): Promise<Described<Item>> {
  const { names, noun, signal } = options;
  const outcomes = await settleEach(options);
  if (signal.aborted) throw signal.reason;

  const items = outcomes.flatMap((outcome) => ('item' in outcome ? [outcome.item] : []));
  const failures = outcomes.flatMap((outcome) => ('failure' in outcome ? [outcome] : []));
  const ofAll = failures.find(({ failure }) => reasonsForAll.has(failure.reason));
  if (ofAll !== undefined) throw new ReadError(ofAll.failure);

  const lost = failures.filter(({ failure }) => failure.reason !== 'NotFound');
  const [first] = lost;
  if (items.length === 0 && first !== undefined) throw new ReadError(first.failure);
  if (items.length === 0 && names.length > 0) {
    // Also what a cluster that is being deleted looks like; the next read tells.
    throw readError('Unavailable', `Every ${noun} was gone before it could be described.`);
  }
  return {
    items,
    gaps: lost.map(({ name }) => `${noun} ${name} could not be described`),
    ...(first === undefined ? {} : { gapFailure: first.failure }),
  };
}

async function settleEach<Item>(options: DescribeEachOptions<Item>): Promise<readonly Outcome<Item>[]> {
  const stop = new AbortController();
  const signal = AbortSignal.any([options.signal, stop.signal]);
  const settle = async (name: string): Promise<Outcome<Item>> => {
    try {
      return { item: await options.describe(name, signal) };
    } catch (error) {
      if (!(error instanceof ReadError)) throw error;
      if (reasonsForAll.has(error.failure.reason)) stop.abort(error);
      return { name, failure: error.failure };
    }
  };
  return Promise.all(options.names.map(settle));
}
