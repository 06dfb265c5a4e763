import type { AwsReader, ReadOutcome } from '../../../src/observe/ports.ts';
import type { Paces } from '../../../src/observe/paces.ts';
import { questionedSections } from '../../../src/observe/questions.ts';
import type { Clock } from '../../../src/runtime/clock.ts';
import type { NotObservedReason } from '../../../src/snapshot/section.ts';
import { type AwsSectionName, awsSectionNames, sectionTable } from '../../../src/snapshot/section-table.ts';
import type { SectionName, Sections } from '../../../src/snapshot/snapshot.ts';
import { facts, type Facts } from './facts.ts';
import type { Ledger } from './ledger.ts';

/** `slow`: the answer of the moment of asking comes late. `hanging`: a reader's own deadline ends it. `partly`: with a gap. */
export const awsFaults = [
  'AccessDenied',
  'Throttled',
  'Unavailable',
  'InvalidAnswer',
  'CredentialsUnavailable',
  'NotFound',
  'slow',
  'hanging',
  'partly',
] as const;
export type AwsFault = (typeof awsFaults)[number] | 'none';

/** After these an old value counts no longer, whatever its budget. */
const final: ReadonlySet<string> = new Set<NotObservedReason>(['AccessDenied', 'NotFound']);

const slowMs = 20_000;
const deadlineMs = 60_000;

/** EC2 and EKS as a reader tells of them: facts, faults, and an entry in the ledger for each answer. */
export class ModelledAws {
  readonly truth = new Map<AwsSectionName, number>();
  readonly faults = new Map<AwsSectionName, AwsFault>();
  readonly #clock: Clock;
  readonly #ledger: Ledger;
  readonly #paces: Paces;
  #doubted = false;

  constructor(options: { readonly clock: Clock; readonly ledger: Ledger; readonly paces: Paces }) {
    this.#clock = options.clock;
    this.#ledger = options.ledger;
    this.#paces = options.paces;
  }

  /** A reader is opened for each cluster that begins to be read: what an earlier one was told is not known to the new one. */
  open(): AwsReader {
    this.#ledger.forget(awsSectionNames);
    return {
      cluster: (name, signal) => this.#answer('cluster', name, signal, factAt('cluster')),
      vpc: (id, signal) => this.#answer('vpc', id, signal, (fact) => ({ ...factAt('vpc')(fact), id })),
      subnets: (vpcId, signal) => this.#answer('subnets', vpcId, signal, (fact) => factAt('subnets')(fact).all),
      nodeGroups: (name, signal) => this.#answer('nodeGroups', name, signal, factAt('nodeGroups')),
      fargateProfiles: (name, signal) => this.#answer('fargateProfiles', name, signal, factAt('fargateProfiles')),
      further: (section, question, signal) => this.#answer(section, JSON.stringify(question), signal, factAt(section)),
      instanceTypes: (names, signal) =>
        this.#answer('instanceTypes', names.join(), signal, (fact) =>
          factAt('instanceTypes')(fact).filter(({ name }) => names.includes(name)),
        ),
    };
  }

  async #answer<T>(
    section: AwsSectionName,
    asked: string,
    signal: AbortSignal,
    valueOf: (fact: number) => T,
  ): Promise<ReadOutcome<T>> {
    const fact = this.truth.get(section) ?? 0;
    const fault = this.faults.get(section) ?? 'none';
    if (fault === 'slow') await this.#clock.sleep(slowMs, signal);
    if (fault === 'hanging') await this.#clock.sleep(deadlineMs, signal);
    if (signal.aborted) return { failure: { reason: 'Unavailable', message: 'Cancelled.' } };
    const now = this.#clock.monotonic();
    if (fault === 'none' || fault === 'slow' || fault === 'partly') {
      const value = valueOf(fact);
      const until = fault === 'partly' ? now - 1 : now + this.#budgetMs(section);
      if (section !== 'subnets' || this.#isConfirmed(fact, asked)) {
        this.#delivered(section, { fact, since: now, until, asked });
      }
      if (fault !== 'partly') return { value, gaps: [] };
      return { value, gaps: ['one of them could not be described'], gapFailure: failure('Throttled') };
    }
    if (final.has(fault)) this.#ledger.lost(section, now);
    return { failure: failure(fault === 'hanging' ? 'Unavailable' : fault) };
  }

  /** Subnets that one answer lacks are gone once the next lacks them too: AWS is eventually consistent. */
  #isConfirmed(fact: number, asked: string): boolean {
    const known = this.#ledger.of('subnets');
    const lacks = known?.asked === asked && countOfSubnets(fact) < countOfSubnets(known.fact);
    this.#doubted = lacks && !this.#doubted;
    return !this.#doubted;
  }

  /** Another VPC: what was told of the old one is told of nothing any more. */
  #delivered(section: AwsSectionName, account: Parameters<Ledger['delivered']>[1]): void {
    const vpcBefore = this.#ledger.of('cluster');
    if (section === 'cluster' && vpcBefore && vpcIdOf(vpcBefore.fact) !== vpcIdOf(account.fact)) {
      this.#ledger.forget(['vpc', 'subnets', ...questionedSections]);
    }
    this.#ledger.delivered(section, account);
  }

  #budgetMs(section: AwsSectionName): number {
    const { fastBudgetMs, constantBudgetMs, slowMs } = this.#paces;
    const budgets = { fast: fastBudgetMs, constant: constantBudgetMs, slow: 3 * slowMs, watch: 0 };
    return budgets[sectionTable[section].pace];
  }
}

export function vpcIdOf(clusterFact: number): string {
  return facts.cluster[clusterFact]?.value.vpcId ?? '';
}

function countOfSubnets(fact: number): number {
  return facts.subnets[fact]?.value.all.length ?? 0;
}

function factAt<K extends SectionName>(section: K): (fact: number) => Sections[K] {
  const list: Facts[K] = facts[section];
  return (fact) => {
    const found = list[fact];
    if (!found) throw new Error(`There is no fact ${fact}.`);
    return found.value;
  };
}

function failure(reason: NotObservedReason): { readonly reason: NotObservedReason; readonly message: string } {
  return { reason, message: `${reason}.` };
}
