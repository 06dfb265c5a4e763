import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { ObjectStore } from '../../src/kube/object-store.ts';
import { Reflector } from '../../src/kube/reflector.ts';
import { TallyStore } from '../../src/kube/tally-store.ts';
import { quietLogger } from '../support/quiet-logger.ts';
import { type VirtualClock, virtualClock } from '../support/virtual-clock.ts';
import { type ConnectionFault, ModelledCollection, refusals, streamFaults } from './informer/modelled-collection.ts';

/*
 * Random changes and random faults, then quiet: the caches must hold what the server holds. The clock is virtual and the
 * transport in memory. MODEL_SCHEDULES sets how many schedules, MODEL_SEED which; a failure is shrunk and prints its seed.
 */

type Act =
  | { readonly do: 'set'; readonly name: string; readonly colour: string }
  | { readonly do: 'remove'; readonly name: string }
  | { readonly do: 'compact' }
  /** The connection that is open ends, and the next one suffers the fault. */
  | { readonly do: 'fault'; readonly fault: ConnectionFault }
  | { readonly do: 'pass'; readonly ms: number };

const schedules = Number(process.env['MODEL_SCHEDULES'] ?? 500);
const seed = Number(process.env['MODEL_SEED'] ?? 20_261_124);
const names = Array.from({ length: 9 }, (_, index) => `object-${index}`);

/** The longest wait between two attempts, and its jitter; a silent connection is given up after the idle limit first. */
const longestRetryMs = 46_000;
const idleMs = 200_000;

const fault: fc.Arbitrary<ConnectionFault> = fc.oneof(
  fc.record({ kind: fc.constantFrom(...refusals) }),
  fc.record({ kind: fc.constantFrom(...streamFaults), after: fc.nat(6) }),
);

const act: fc.Arbitrary<Act> = fc.oneof(
  {
    weight: 5,
    arbitrary: fc.record({
      do: fc.constant('set' as const),
      name: fc.constantFrom(...names),
      colour: fc.constantFrom('red', 'green', 'blue'),
    }),
  },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('remove' as const), name: fc.constantFrom(...names) }) },
  { weight: 3, arbitrary: fc.record({ do: fc.constant('fault' as const), fault }) },
  {
    weight: 3,
    arbitrary: fc.record({ do: fc.constant('pass' as const), ms: fc.constantFrom(10, 900, 7_000, 40_000, 250_000) }),
  },
  { weight: 1, arbitrary: fc.constant({ do: 'compact' as const }) },
);

interface Outcome {
  /** Virtual milliseconds from the last fault to equality; undefined where it never came. */
  readonly convergedMs: number | undefined;
  readonly unpagedLists: number;
}

async function play(acts: readonly Act[]): Promise<Outcome> {
  const clock = virtualClock();
  const server = new ModelledCollection();
  for (const name of names.slice(0, 5)) server.set(name, 'red');
  const whole = new ObjectStore<string>((raw) => String(raw['colour']));
  const counted = new TallyStore<{ colour: string }>({
    project: (raw) => ({ colour: String(raw['colour']) }),
    named: () => true,
  });
  const sinks = [whole, counted];
  const reflector = new Reflector({
    http: server,
    clock,
    logger: quietLogger(),
    resource: 'objects',
    path: '/apis/example/v1/objects',
    random: () => 0.5,
    sink: {
      upsert: (raw) => sinks.forEach((sink) => sink.upsert(raw)),
      remove: (key) => sinks.forEach((sink) => sink.remove(key)),
      beginSync: () => sinks.forEach((sink) => sink.beginSync()),
      endSync: () => sinks.forEach((sink) => sink.endSync()),
    },
  });
  reflector.start();
  for (const each of acts) {
    if (each.do === 'set') server.set(each.name, each.colour);
    if (each.do === 'remove') server.remove(each.name);
    if (each.do === 'compact') server.compact();
    if (each.do === 'fault') {
      server.faults.push(each.fault);
      server.cut();
    }
    await clock.advance(each.do === 'pass' ? each.ms : 0);
  }
  server.faults = [];
  // Something new after the last fault: a cache that has silently stopped is never equal.
  server.set('last', 'blue');
  const convergedMs = await timeUntilEqual(clock, server, { whole, counted });
  await reflector.stop();
  return { convergedMs, unpagedLists: server.unpagedLists };
}

interface Caches {
  readonly whole: ObjectStore<string>;
  readonly counted: TallyStore<{ colour: string }>;
}

async function timeUntilEqual(
  clock: VirtualClock,
  server: ModelledCollection,
  caches: Caches,
): Promise<number | undefined> {
  for (let waited = 0; waited <= idleMs + longestRetryMs + 60_000; waited += 500) {
    if (isEqual(server, caches)) return waited;
    await clock.advance(500);
  }
  return undefined;
}

function isEqual({ objects }: ModelledCollection, { whole, counted }: Caches): boolean {
  if (whole.size !== objects.size || counted.size !== objects.size) return false;
  if (![...objects].every(([name, { colour }]) => whole.get(name) === colour)) return false;
  const byColour = new Map(counted.tallies().map(({ facts, names: named }) => [facts.colour, named]));
  return [...objects].every(([name, { colour }]) => byColour.get(colour)?.includes(name) ?? false);
}

describe('a cache after random faults', () => {
  test(`holds what the server holds, over ${schedules} schedules (seed ${seed})`, async () => {
    const times: number[] = [];
    await fc.assert(
      fc.asyncProperty(fc.array(act, { minLength: 1, maxLength: 30 }), async (acts) => {
        const { convergedMs, unpagedLists } = await play(acts);
        const silent = acts.some((each) => each.do === 'fault' && each.fault.kind === 'halfOpen');
        expect(unpagedLists).toBe(0);
        expect(convergedMs ?? Infinity).toBeLessThanOrEqual(silent ? idleMs + longestRetryMs : longestRetryMs);
        if (!silent) times.push(convergedMs ?? Infinity);
      }),
      { numRuns: schedules, seed },
    );
    const sorted = times.toSorted((a, b) => a - b);
    const at = (share: number): number => (sorted[Math.floor(share * (sorted.length - 1))] ?? 0) / 1_000;
    console.log(
      `converged after p50 ${at(0.5)} s, p99 ${at(0.99)} s, at most ${at(1)} s of virtual time (${sorted.length} schedules without a silent connection)`,
    );
  }, 3_600_000);
});
