import type { KubernetesSectionName } from '../snapshot/section-table.ts';
import type { Clock } from '../runtime/clock.ts';
import type { Cluster, FargateProfile, InstanceType, NodeGroup, Subnet, Vpc } from '../snapshot/aws-sections.ts';
import type { OptionalRead } from '../snapshot/policy.ts';
import { isObserved, type Section } from '../snapshot/section.ts';
import type { Snapshot, SubnetsSection } from '../snapshot/snapshot.ts';
import { ConfirmedAbsence } from './confirmed-absence.ts';
import { fargateNodesByBlock, fargateSignal } from './fargate-signal.ts';
import { instanceTypeNames } from './instance-type-names.ts';
import { retryAfterMs, slowBudgetMs, slowFloorMs, type Paces } from './paces.ts';
import { Poller } from './poller.ts';
import type { AwsReader, ClusterView, ReadOutcome } from './ports.ts';
import { QuestionedCells, type QuestionedSections } from './questioned-cells.ts';
import type { Known } from './questions.ts';
import { SectionCell } from './section-cell.ts';

export type AwsSections = Omit<Snapshot['sections'], KubernetesSectionName>;

export interface ClusterObserverOptions {
  readonly clusterName: string;
  readonly reader: AwsReader;
  readonly view: ClusterView;
  readonly clock: Clock;
  readonly paces: Paces;
  /** Some section's value, gaps or failure became another one. */
  readonly onChange: () => void;
  /** For jitter; `Math.random` when absent. */
  readonly random?: () => number;
}

/** Subnets with the Fargate nodes that were known when they were counted; absent where nodes could not be seen. */
interface CountedSubnets {
  readonly all: readonly Subnet[];
  readonly fargateNodesByBlock?: Readonly<Record<string, number>>;
}

/** One attempt to read a section; undefined: what it needs is not known yet, so nothing was asked; `doubtful`: the next decides. */
type Read<T> = (signal: AbortSignal) => Promise<ReadOutcome<T> | 'doubtful' | undefined>;

/**
 * Reads the AWS side of one account, Region and cluster for all resources that name it: one read at a time of each section,
 * whatever the number of resources. Everything hangs on the cluster's answer, which tells the VPC; then each section goes
 * its own pace, so that one that fails holds up no other.
 */
export class ClusterObserver {
  readonly #options: ClusterObserverOptions;
  readonly #cells;
  readonly #pollers;
  readonly #questioned: QuestionedCells;
  readonly #urgentFor = new Set<string>();
  readonly #wantedBy = new Map<string, readonly OptionalRead[]>();
  readonly #absence = new ConfirmedAbsence();
  #vpcId: string | undefined;
  /** As it was when the subnets were last counted. */
  #countedSignal: string | undefined;
  #askedTypes: readonly string[] | undefined;

  constructor(options: ClusterObserverOptions) {
    this.#options = options;
    const { reader, clusterName, clock, paces } = options;
    const slow = { clock, budgetMs: slowBudgetMs(paces) };
    this.#cells = {
      cluster: new SectionCell<Cluster>(slow),
      vpc: new SectionCell<Vpc>(slow),
      subnets: new SectionCell<CountedSubnets>({ clock, budgetMs: paces.fastBudgetMs }),
      nodeGroups: new SectionCell<readonly NodeGroup[]>(slow),
      fargateProfiles: new SectionCell<readonly FargateProfile[]>(slow),
      instanceTypes: new SectionCell<readonly InstanceType[]>({ clock, budgetMs: paces.constantBudgetMs }),
    };
    const { cluster, vpc, subnets, nodeGroups, fargateProfiles, instanceTypes } = this.#cells;
    this.#pollers = {
      cluster: this.#slowPoller(cluster, (signal) => this.#readCluster(signal)),
      nodeGroups: this.#slowPoller(nodeGroups, (signal) => reader.nodeGroups(clusterName, signal)),
      fargateProfiles: this.#slowPoller(fargateProfiles, (signal) => reader.fargateProfiles(clusterName, signal)),
      vpc: this.#slowPoller(vpc, (signal) => this.#inVpc((vpcId) => reader.vpc(vpcId, signal))),
      subnets: this.#poller(subnets, (signal) => this.#readSubnets(signal), {
        leastIntervalMs: paces.urgentMs,
        paceMs: () => (this.#urgentFor.size > 0 || this.#absence.isDoubtful ? paces.urgentMs : paces.fastMs),
      }),
      instanceTypes: this.#poller(instanceTypes, (signal) => this.#readInstanceTypes(signal), {
        leastIntervalMs: paces.urgentMs,
        paceMs: () => paces.constantMs,
      }),
    };
    this.#questioned = new QuestionedCells({
      reader,
      clock,
      paces,
      known: () => this.#known(this.#plainlyRead()),
      onChange: () => this.#changed(),
      ...(options.random ? { random: options.random } : {}),
    });
  }

  start(): void {
    for (const poller of Object.values(this.#pollers)) poller.start();
    this.#questioned.start();
  }

  async stop(): Promise<void> {
    await Promise.all([...Object.values(this.#pollers).map((poller) => poller.stop()), this.#questioned.stop()]);
  }

  /** Somebody changed what is asked for: sections that are not quite new are read anew. */
  refresh(): void {
    for (const poller of Object.values(this.#pollers)) poller.poke();
    this.#questioned.refresh();
  }

  /** What is read for one user beyond what is always read; empty when it is no user any more. */
  setWanted(user: string, reads: readonly OptionalRead[]): void {
    if (reads.length > 0) this.#wantedBy.set(user, reads);
    else if (!this.#wantedBy.delete(user)) return;
    this.#questioned.setWanted(new Set([...this.#wantedBy.values()].flat()));
  }

  /** The caches moved: Fargate pods that come and go are the leading signal, and new instance types have to be looked up. */
  clusterChanged(): void {
    if (this.#countedSignal !== fargateSignal(this.#options.view.sections())) this.#pollers.subnets.poke();
    if (this.#hasNewTypes()) this.#pollers.instanceTypes.poke();
    this.#questioned.pokeNewQuestions();
  }

  /** Headroom is low for one who uses this, or no longer is: decides how often the addresses are counted. */
  setUrgent(user: string, urgent: boolean): void {
    const before = this.#urgentFor.size;
    if (urgent) this.#urgentFor.add(user);
    else this.#urgentFor.delete(user);
    if (before === 0 && this.#urgentFor.size > 0) this.#pollers.subnets.poke();
  }

  sections(): AwsSections {
    const read = this.#plainlyRead();
    const known = this.#known(read);
    return { ...read, ...this.#questioned.sections(known) };
  }

  /** For questions, one of which may hang on the answer to another. */
  #known(read: Omit<AwsSections, keyof QuestionedSections>): Known {
    const { clusterName, view } = this.#options;
    const without = { ...view.sections(), ...read };
    return { clusterName, sections: { ...without, ...this.#questioned.answers() } };
  }

  #plainlyRead(): Omit<AwsSections, keyof QuestionedSections> {
    const { cluster, vpc, nodeGroups, fargateProfiles, instanceTypes } = this.#cells;
    return {
      cluster: cluster.section,
      vpc: this.#hangingOnCluster(vpc.section),
      subnets: this.#hangingOnCluster(this.#subnets()),
      nodeGroups: nodeGroups.section,
      fargateProfiles: fargateProfiles.section,
      instanceTypes: instanceTypes.section,
    };
  }

  /** Where nodes could not be seen when EC2 counted, none is taken to have joined since. */
  #subnets(): Section<SubnetsSection> {
    const { section } = this.#cells.subnets;
    if (!isObserved(section)) return section;
    const { all, fargateNodesByBlock: then } = section.value;
    const counted = then ?? fargateNodesByBlock(this.#options.view.sections()) ?? {};
    return { ...section, value: { all, fargateNodesByBlock: counted } };
  }

  /** What cannot be read because the cluster's answer, which tells the VPC, is missing has the cluster's reason. */
  #hangingOnCluster<T>(section: Section<T>): Section<T> {
    const cluster = this.#cells.cluster.section;
    return this.#vpcId === undefined && !isObserved(cluster) ? cluster : section;
  }

  #slowPoller<T>(cell: SectionCell<T>, read: Read<T>): Poller {
    const { paces } = this.#options;
    return this.#poller(cell, read, { leastIntervalMs: slowFloorMs(paces), paceMs: () => paces.slowMs });
  }

  #poller<T>(
    cell: SectionCell<T>,
    read: Read<T>,
    { leastIntervalMs, paceMs }: { readonly leastIntervalMs: number; readonly paceMs: () => number },
  ): Poller {
    const { clock, paces, random } = this.#options;
    return new Poller({
      clock,
      leastIntervalMs,
      ...(random ? { random } : {}),
      interval: () => {
        if (cell.failures > 0) return retryAfterMs(paces, cell.failures, paceMs());
        return isObserved(cell.section) ? paceMs() : paces.urgentMs;
      },
      read: async (signal) => {
        const outcome = await read(signal);
        if (!outcome || signal.aborted) return false;
        // Until then the last answer stands, for as long as it is fresh.
        if (outcome !== 'doubtful' && cell.settle(outcome)) this.#changed();
        return true;
      },
    });
  }

  async #readCluster(signal: AbortSignal): Promise<ReadOutcome<Cluster>> {
    const { reader, clusterName } = this.#options;
    const outcome = await reader.cluster(clusterName, signal);
    if ('value' in outcome && outcome.value.vpcId !== this.#vpcId) this.#moveTo(outcome.value.vpcId);
    return outcome;
  }

  /** Another cluster under the old name: what was seen of the old one's VPC must not be told of the new one. */
  #moveTo(vpcId: string): void {
    this.#vpcId = vpcId;
    this.#cells.vpc.forget();
    this.#cells.subnets.forget();
    this.#questioned.forget();
    this.#absence.forget();
    this.#pollers.vpc.poke();
    this.#pollers.subnets.poke();
  }

  async #inVpc<T>(read: (vpcId: string) => Promise<ReadOutcome<T>>): Promise<ReadOutcome<T> | undefined> {
    const vpcId = this.#vpcId;
    if (vpcId === undefined) return undefined;
    const outcome = await read(vpcId);
    return vpcId === this.#vpcId ? outcome : undefined;
  }

  async #readSubnets(signal: AbortSignal): Promise<ReadOutcome<CountedSubnets> | 'doubtful' | undefined> {
    const { reader, view } = this.#options;
    // Counted before the call: a node that joins while EC2 answers is then taken from the answer, not missed.
    const kubernetes = view.sections();
    const nodes = fargateNodesByBlock(kubernetes);
    const outcome = await this.#inVpc((vpcId) => {
      this.#countedSignal = fargateSignal(kubernetes);
      return reader.subnets(vpcId, signal);
    });
    if (!outcome || 'failure' in outcome) return outcome;
    if (!this.#absence.confirms(outcome.value.map(({ id }) => id))) return 'doubtful';
    return { ...outcome, value: { all: outcome.value, ...(nodes ? { fargateNodesByBlock: nodes } : {}) } };
  }

  /** Types do not change, so they are asked anew only for other names, or when their budget runs out. */
  async #readInstanceTypes(signal: AbortSignal): Promise<ReadOutcome<readonly InstanceType[]> | undefined> {
    const { reader, paces } = this.#options;
    const names = this.#typeNames();
    const { failures, ageMs = Infinity } = this.#cells.instanceTypes;
    const isDue = failures > 0 || ageMs >= paces.constantMs / 2;
    if (!names || !(isDue || this.#hasNewTypes())) return undefined;
    this.#askedTypes = names;
    return reader.instanceTypes(names, signal);
  }

  #changed(): void {
    if (this.#hasNewTypes()) this.#pollers.instanceTypes.poke();
    this.#questioned.pokeNewQuestions();
    this.#options.onChange();
  }

  #typeNames(): readonly string[] | undefined {
    const { nodes } = this.#options.view.sections();
    const { launchTemplates } = this.#questioned.answers();
    return instanceTypeNames({ nodes, nodeGroups: this.#cells.nodeGroups.section, launchTemplates });
  }

  /** Types that are gone need no new answer, unless they may be what is missing from the last one. */
  #hasNewTypes(): boolean {
    const names = this.#typeNames();
    const asked = this.#askedTypes;
    if (!names || !asked) return names !== undefined;
    if (names.some((name) => !asked.includes(name))) return true;
    const { section } = this.#cells.instanceTypes;
    return isObserved(section) && section.gaps.length > 0 && names.length < asked.length;
  }
}
