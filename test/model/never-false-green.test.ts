import {
  type AwsSectionName,
  awsSectionNames,
  type KubernetesSectionName,
  kubernetesSectionNames,
  sectionNames,
} from '../../src/snapshot/section-table.ts';
import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { defaultPaces } from '../../src/observe/paces.ts';
import { virtualClock } from '../support/virtual-clock.ts';
import { facts } from './green/facts.ts';
import { Ledger } from './green/ledger.ts';
import { ModelledApi, specimens, type WriteFault, writeFaults } from './green/modelled-api.ts';
import { type AwsFault, awsFaults, ModelledAws } from './green/modelled-aws.ts';
import { ModelledOperator, type Naive } from './green/modelled-operator.ts';
import { ModelledView, type ViewFault, viewFaults } from './green/modelled-view.ts';
import { PromiseOracle } from './green/promise-oracle.ts';
import { naiveties } from './green/naive.ts';

/*
 * The promise, over random sequences of facts and faults on the virtual clock: everything that decides is the product's own,
 * the ports are a model, and the oracle keeps its own account of what was delivered. MODEL_RUNS sets how many sequences,
 * MODEL_SEED which; a failure is shrunk and prints its seed.
 */

type Step =
  | { readonly do: 'fact'; readonly section: number; readonly fact: number }
  | { readonly do: 'awsFault'; readonly section: AwsSectionName; readonly fault: AwsFault }
  | { readonly do: 'viewFault'; readonly section: KubernetesSectionName; readonly fault: ViewFault }
  | { readonly do: 'pass'; readonly ms: number }
  | { readonly do: 'ask'; readonly specimen: number }
  | { readonly do: 'delete' }
  | { readonly do: 'restart' }
  | { readonly do: 'writes'; readonly fault: WriteFault }
  | { readonly do: 'showOwnWrites'; readonly shows: boolean };

const runs = Number(process.env['MODEL_RUNS'] ?? 2_000);
const seed = Number(process.env['MODEL_SEED'] ?? 20_261_124);
const name = 'prod';

/** How long a cause may stand without its effect in the status: the patience at start-up, and a pass. */
const lagMs = 65_000;
/** After a write that failed the queue comes back later and later, up to five minutes. */
const backoffMs = 400_000;

const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 5,
    arbitrary: fc.record({
      do: fc.constant('pass' as const),
      ms: fc.constantFrom(500, 10_000, 70_000, 250_000, 900_000, 2_500_000),
    }),
  },
  {
    weight: 4,
    arbitrary: fc.record({
      do: fc.constant('fact' as const),
      section: fc.nat(sectionNames.length - 1),
      fact: fc.nat(4),
    }),
  },
  {
    weight: 4,
    arbitrary: fc.record({
      do: fc.constant('awsFault' as const),
      section: fc.constantFrom(...awsSectionNames),
      fault: fc.constantFrom('none' as const, ...awsFaults),
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      do: fc.constant('viewFault' as const),
      section: fc.constantFrom(...kubernetesSectionNames),
      fault: fc.constantFrom('none' as const, ...viewFaults),
    }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('ask' as const), specimen: fc.nat(specimens.length - 1) }) },
  {
    weight: 1,
    arbitrary: fc.record({
      do: fc.constant('writes' as const),
      fault: fc.constantFrom('none' as const, ...writeFaults),
    }),
  },
  fc.constantFrom<Step>(
    { do: 'delete' },
    { do: 'restart' },
    { do: 'showOwnWrites', shows: false },
    { do: 'showOwnWrites', shows: true },
  ),
);

const sequences = fc.array(step, { minLength: 1, maxLength: 12 });

/** Plays a sequence; gives every way in which the promise was broken. */
async function play(steps: readonly Step[], naive?: () => Naive): Promise<readonly string[]> {
  const clock = virtualClock();
  const ledger = new Ledger();
  const api = new ModelledApi(clock);
  const aws = new ModelledAws({ clock, ledger, paces: defaultPaces });
  const view = new ModelledView(clock, ledger);
  const oracle = new PromiseOracle(ledger, () => clock.monotonic());
  const broken: string[] = [];
  const told = (when: string, violations: readonly string[]): void =>
    void broken.push(...violations.map((each) => `${when}: ${each}`));
  // The instant itself is no lag: what is delivered in it may not have been taken up yet.
  api.onWrite = (stored, { conditions = [] }) => told('as written', oracle.violations(stored, conditions, 1));
  const start = (): ModelledOperator =>
    new ModelledOperator({
      clock,
      api,
      aws,
      view,
      paces: defaultPaces,
      random: () => 0.5,
      ...(naive ? { naive: naive() } : {}),
    });

  let operator = start();
  /** A new process lets a status stand for a while, until it has read what it needs. */
  let startedAt = 0;
  api.apply(name, specimens[0]);
  await clock.advance(1_000);
  for (const each of steps) {
    if (each.do === 'restart') {
      await operator.stop();
      view.restart();
      operator = start();
      startedAt = clock.monotonic();
    } else apply(each, { api, aws, view });
    await clock.advance(each.do === 'pass' ? each.ms : 1_000);
    const stored = api.stored.get(name);
    const settled = clock.monotonic() - Math.max(api.lastTroubleAt, stored?.changedAt ?? 0, startedAt) > backoffMs;
    if (stored?.status?.conditions && api.fault === 'none' && settled)
      told('as it stands', oracle.violations(stored, stored.status.conditions, lagMs));
  }
  await operator.stop();
  return [...broken, ...operator.errors.map((error) => `a check threw: ${String(error)}`)];
}

function apply(
  each: Exclude<Step, { readonly do: 'restart' }>,
  { api, aws, view }: { readonly api: ModelledApi; readonly aws: ModelledAws; readonly view: ModelledView },
): void {
  if (each.do === 'fact') {
    const section = sectionNames[each.section] ?? 'cluster';
    const fact = each.fact % facts[section].length;
    const kubernetes = kubernetesSectionNames.find((one) => one === section);
    const ofAws = awsSectionNames.find((one) => one === section);
    if (kubernetes) view.setFact(kubernetes, fact);
    if (ofAws) aws.truth.set(ofAws, fact);
  }
  if (each.do === 'awsFault') aws.faults.set(each.section, each.fault);
  if (each.do === 'viewFault') view.setFault(each.section, each.fault);
  if (each.do === 'ask') api.apply(name, specimens[each.specimen] ?? specimens[0]);
  if (each.do === 'delete') {
    api.delete(name);
    api.apply(name, specimens[0]);
  }
  if (each.do === 'writes') api.fault = each.fault;
  if (each.do === 'showOwnWrites') {
    api.showsOwnWrites = each.shows;
    if (each.shows) api.showAll();
  }
}

describe('never green on data that is missing, stale or denied', () => {
  test(`holds over ${runs} random sequences (seed ${seed})`, async () => {
    await fc.assert(
      fc.asyncProperty(sequences, async (steps) => {
        expect(await play(steps)).toEqual([]);
      }),
      { numRuns: runs, seed },
    );
  }, 3_600_000);

  for (const { name: naivety, make } of naiveties) {
    test(`the same sequences catch an operator that ${naivety}`, async () => {
      const found = await fc.check(
        fc.asyncProperty(sequences, async (steps) => (await play(steps, make)).length === 0),
        { numRuns: Math.min(runs, 2_000), seed, endOnFailure: true },
      );
      expect(found.failed).toBe(true);
    }, 600_000);
  }
});
