import type { Condition } from '../../../src/api/condition.ts';
import { checks } from '../../../src/checks/index.ts';
import { awsSectionNames, sectionNames } from '../../../src/snapshot/section-table.ts';
import type { Goal } from '../../../src/snapshot/policy.ts';
import type { SectionName } from '../../../src/snapshot/snapshot.ts';
import { facts, type Fact } from './facts.ts';
import type { Ledger } from './ledger.ts';
import type { Stored } from './modelled-api.ts';
import { vpcIdOf } from './modelled-aws.ts';

type Told = Pick<Condition, 'type' | 'status'>;

interface Requirements {
  readonly inputs: readonly SectionName[];
  /** A condition that one goal alone judges cannot be known without a goal. */
  readonly needsGoal: boolean;
}

/**
 * Judges what is told by what was delivered. It knows which inputs a condition declares, which facts speak against it and
 * how long each input counts, and nothing of how the operator comes to its verdicts.
 */
export class PromiseOracle {
  readonly #ledger: Ledger;
  readonly #now: () => number;

  constructor(ledger: Ledger, now: () => number) {
    this.#ledger = ledger;
    this.#now = now;
  }

  /**
   * Why conditions that are told as True may not be, one sentence each. `lagMs`: for how long a cause may have been there
   * without the effect; 0 for what is judged at this moment.
   */
  violations(stored: Stored, told: readonly Told[], lagMs: number): readonly string[] {
    const green = told.filter(({ status }) => status === 'True');
    if (green.length === 0) return [];
    if (!('spec' in stored) || stored.spec.suspend) return [`${green[0]?.type} is True where nothing is assessed`];
    return green.flatMap(({ type }) => this.#violationsOf(stored.spec, type, lagMs).map((why) => `${type}: ${why}`));
  }

  #violationsOf(spec: SpecOf<Stored>, type: string, lagMs: number): readonly string[] {
    const goal = this.#goal(spec, lagMs);
    const { inputs, needsGoal } = requirements(spec, type, goal);
    const now = this.#now() - lagMs;
    const missing = inputs.filter((section) => !this.#counts(section, now));
    const latest = this.#latest().filter(({ since }) => since < now || lagMs === 0);
    const foreign =
      inputs.some((section) => has(awsSectionNames, section)) && latest.some(({ fact }) => fact.foreign === true);
    const against = latest.filter(
      ({ section, fact }) =>
        goal === 'Operate' &&
        inputs.includes(section) &&
        !(fact.fitsIpv4 && this.#isIpv4()) &&
        speaksAgainst(fact, type, spec),
    );
    return [
      ...missing.map((section) => `${section} is not observed, whole and in time`),
      ...(needsGoal && goal === undefined ? ['no goal is known'] : []),
      ...(foreign ? ['the cluster that is read is not this one'] : []),
      ...against.map(({ section }) => `what ${section} says speaks against it`),
    ];
  }

  #counts(section: SectionName, now: number): boolean {
    const account = this.#ledger.of(section);
    if (!account || now > account.until) return false;
    if (section !== 'vpc' && section !== 'subnets') return true;
    const cluster = this.#ledger.of('cluster');
    return cluster !== undefined && account.asked === vpcIdOf(cluster.fact);
  }

  #goal({ goal }: SpecOf<Stored>, lagMs: number): Goal | undefined {
    if (goal !== 'Auto') return goal;
    const cluster = this.#ledger.of('cluster');
    if (!cluster || !this.#counts('cluster', this.#now() - lagMs)) return undefined;
    return facts.cluster[cluster.fact]?.value.ipFamily === 'ipv6' ? 'Operate' : 'Migrate';
  }

  #isIpv4(): boolean {
    const cluster = this.#ledger.of('cluster');
    return cluster !== undefined && facts.cluster[cluster.fact]?.value.ipFamily === 'ipv4';
  }

  #latest(): readonly { readonly section: SectionName; readonly fact: Fact<unknown>; readonly since: number }[] {
    return sectionNames.flatMap((section) => {
      const account = this.#ledger.of(section);
      const list: readonly Fact<unknown>[] = facts[section];
      const fact = account && list[account.fact];
      return fact ? [{ section, fact, since: account.since }] : [];
    });
  }
}

type SpecOf<S> = S extends { readonly spec: infer Spec } ? Spec : never;

/** What needs a read that nobody asked for says nothing, and so needs nothing. */
function enabledChecks({ checks: selection, optionalReads = [] }: SpecOf<Stored>) {
  const { only = [], skip = [] } = selection ?? {};
  const read = checks.filter(({ feature }) => feature === undefined || has(optionalReads, feature));
  return read.filter(({ code }) => (only.length === 0 || only.includes(code)) && !skip.includes(code));
}

function requirements(spec: SpecOf<Stored>, type: string, goal: Goal | undefined): Requirements {
  const isSummary = type === 'Ready' || type === 'InputsObserved';
  const own = enabledChecks(spec).filter(({ condition }) => isSummary || condition === type);
  const inScope = own.filter(({ goals }) => goal === undefined || goals.includes(goal));
  const inputs = new Set(inScope.flatMap(({ needs }) => needs));
  if (isSummary && spec.goal === 'Auto') inputs.add('cluster');
  return { inputs: [...inputs], needsGoal: type === 'Ready' || own.some(({ goals }) => goals.length < 2) };
}

function speaksAgainst({ contradicts }: Fact<unknown>, type: string, spec: SpecOf<Stored>): boolean {
  if (type === 'InputsObserved') return false;
  const judged = new Set<string>(enabledChecks(spec).map(({ condition }) => condition));
  return contradicts.some((each) => judged.has(each) && (type === 'Ready' || each === type));
}

function has<T>(list: Iterable<T>, value: unknown): boolean {
  return [...list].some((each) => each === value);
}
