import type { Cluster, FargateProfile, InstanceType, NodeGroup, Vpc } from '../snapshot/aws-sections.ts';
import type { NodeTallies } from '../snapshot/kubernetes-sections.ts';
import { isObserved, type NotObserved, type Section } from '../snapshot/section.ts';
import type { Snapshot, SubnetsSection } from '../snapshot/snapshot.ts';
import type { Clock } from '../runtime/clock.ts';
import { slowBudgetMs, type Paces } from './paces.ts';
import { Poller } from './poller.ts';
import type { AwsReader, ClusterView, KubernetesSectionName, ReadOutcome } from './ports.ts';
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
}

/**
 * Reads the AWS side of one account, Region and cluster for all resources that name it: one read at a time of each section,
 * whatever the number of resources. Everything hangs on the cluster's answer, which tells the VPC; then each section goes
 * its own pace, so that one that fails holds up no other.
 */
export class ClusterObserver {
  readonly #options: ClusterObserverOptions;
  readonly #cells;
  readonly #pollers: readonly Poller[];
  readonly #subnetPoller: Poller;
  readonly #vpcPoller: Poller;
  readonly #instanceTypePoller: Poller;
  #vpcId: string | undefined;
  #urgent = false;
  #fargateSeen = '';
  #askedTypes: string | undefined;

  constructor(options: ClusterObserverOptions) {
    this.#options = options;
    const { paces } = options;
    const slow = slowBudgetMs(paces);
    this.#cells = {
      cluster: new SectionCell<Cluster>(slow),
      vpc: new SectionCell<Vpc>(slow),
      subnets: new SectionCell<SubnetsSection>(paces.fastBudgetMs),
      nodeGroups: new SectionCell<readonly NodeGroup[]>(slow),
      fargateProfiles: new SectionCell<readonly FargateProfile[]>(slow),
      instanceTypes: new SectionCell<readonly InstanceType[]>(paces.constantBudgetMs),
    };
    const { reader, clusterName } = options;
    const slowPoller = <T>(
      cell: SectionCell<T>,
      read: (signal: AbortSignal) => Promise<ReadOutcome<T> | undefined>,
    ): Poller => this.#poller(cell, read, () => paces.slowMs);
    this.#vpcPoller = slowPoller(this.#cells.vpc, (signal) => this.#inVpc((vpcId) => reader.vpc(vpcId, signal)));
    this.#subnetPoller = this.#poller(
      this.#cells.subnets,
      (signal) => this.#readSubnets(signal),
      () => (this.#urgent ? paces.urgentMs : paces.fastMs),
    );
    this.#instanceTypePoller = this.#poller(
      this.#cells.instanceTypes,
      (signal) => this.#readInstanceTypes(signal),
      () => paces.constantMs,
    );
    this.#pollers = [
      slowPoller(this.#cells.cluster, (signal) => this.#readCluster(signal)),
      slowPoller(this.#cells.nodeGroups, (signal) => reader.nodeGroups(clusterName, signal)),
      slowPoller(this.#cells.fargateProfiles, (signal) => reader.fargateProfiles(clusterName, signal)),
      this.#vpcPoller,
      this.#subnetPoller,
      this.#instanceTypePoller,
    ];
  }

  start(): void {
    for (const poller of this.#pollers) poller.start();
  }

  async stop(): Promise<void> {
    await Promise.all(this.#pollers.map((poller) => poller.stop()));
  }

  /** Somebody changed what is asked for: sections that are not quite new are read anew. */
  refresh(): void {
    for (const poller of this.#pollers) poller.poke();
  }

  /** The caches moved: Fargate pods that come and go are the leading signal, and new instance types have to be looked up. */
  clusterChanged(): void {
    const fargate = JSON.stringify([countFargate(this.#nodes()), this.#waitingPods()]);
    if (fargate !== this.#fargateSeen) {
      this.#fargateSeen = fargate;
      this.#urgent = true;
      this.#subnetPoller.poke();
    }
    if (this.#namesOtherTypes()) this.#instanceTypePoller.poke();
  }

  /** Headroom is low somewhere, or is not: decides how often the addresses are counted. */
  setUrgent(urgent: boolean): void {
    if (urgent && !this.#urgent) this.#subnetPoller.poke();
    this.#urgent = urgent;
  }

  sections(): AwsSections {
    const { cluster, vpc, subnets, nodeGroups, fargateProfiles, instanceTypes } = this.#cells;
    const known = this.#vpcId !== undefined;
    const orCluster = <T>(cell: SectionCell<T>): Section<T> =>
      known ? cell.section : this.#withoutCluster(cell.section);
    return {
      cluster: cluster.section,
      vpc: orCluster(vpc),
      subnets: orCluster(subnets),
      nodeGroups: nodeGroups.section,
      fargateProfiles: fargateProfiles.section,
      instanceTypes: instanceTypes.section,
    };
  }

  /** What cannot be read because the cluster's answer, which tells the VPC, is missing has the cluster's reason. */
  #withoutCluster<T>(section: Section<T>): Section<T> {
    const { cluster } = this.#cells;
    return isObserved(cluster.section) ? section : (cluster.section satisfies NotObserved);
  }

  #poller<T>(
    cell: SectionCell<T>,
    read: (signal: AbortSignal) => Promise<ReadOutcome<T> | undefined>,
    interval: () => number,
  ): Poller {
    const { clock, paces } = this.#options;
    return new Poller({
      clock,
      leastIntervalMs: paces.urgentMs,
      interval: () => {
        if (cell.failures > 0)
          return Math.min(paces.retryMs * 2 ** Math.min(cell.failures - 1, 6), Math.max(interval(), paces.retryMs));
        return isObserved(cell.section) ? interval() : paces.urgentMs;
      },
      read: async (signal) => {
        const outcome = await read(signal);
        if (!outcome || signal.aborted) return false;
        if (cell.settle(outcome, clock.now())) this.#changed();
        return true;
      },
    });
  }

  async #readCluster(signal: AbortSignal): Promise<ReadOutcome<Cluster>> {
    const outcome = await this.#options.reader.cluster(this.#options.clusterName, signal);
    if ('value' in outcome && outcome.value.vpcId !== this.#vpcId) {
      this.#vpcId = outcome.value.vpcId;
      this.#vpcPoller.poke();
      this.#subnetPoller.poke();
    }
    return outcome;
  }

  async #inVpc<T>(read: (vpcId: string) => Promise<ReadOutcome<T>>): Promise<ReadOutcome<T> | undefined> {
    return this.#vpcId === undefined ? undefined : read(this.#vpcId);
  }

  async #readSubnets(signal: AbortSignal): Promise<ReadOutcome<SubnetsSection> | undefined> {
    // Counted before the call: a node that joins while EC2 answers is then taken from the answer, not missed.
    const fargateNodesByBlock = countFargate(this.#nodes());
    const outcome = await this.#inVpc((vpcId) => this.#options.reader.subnets(vpcId, signal));
    if (!outcome || 'failure' in outcome) return outcome;
    return { ...outcome, value: { all: outcome.value, fargateNodesByBlock } };
  }

  /** Types do not change, so they are asked anew only for other names, or when their budget runs out. */
  async #readInstanceTypes(signal: AbortSignal): Promise<ReadOutcome<readonly InstanceType[]> | undefined> {
    const names = this.#typeNames();
    const { failures, section } = this.#cells.instanceTypes;
    const settled =
      failures === 0 &&
      isObserved(section) &&
      this.#options.clock.now() < section.observedAt + this.#options.paces.constantMs / 2;
    if (!names || (settled && !this.#namesOtherTypes())) return undefined;
    this.#askedTypes = names.join();
    return this.#options.reader.instanceTypes(names, signal);
  }

  #changed(): void {
    if (this.#namesOtherTypes()) this.#instanceTypePoller.poke();
    this.#options.onChange();
  }

  /** Types of nodes and node groups; undefined until both are known. */
  #typeNames(): readonly string[] | undefined {
    const nodes = this.#options.view.sections().nodes;
    const groups = this.#cells.nodeGroups.section;
    if (!isObserved(nodes) || !isObserved(groups)) return undefined;
    const ofNodes = nodes.value.flatMap(({ facts }) =>
      facts.compute === 'ec2' && facts.instanceType ? [facts.instanceType] : [],
    );
    return [...new Set([...ofNodes, ...groups.value.flatMap(({ instanceTypes }) => instanceTypes)])].toSorted();
  }

  #namesOtherTypes(): boolean {
    const names = this.#typeNames();
    return names !== undefined && names.join() !== this.#askedTypes;
  }

  #nodes(): NodeTallies {
    const { nodes } = this.#options.view.sections();
    return isObserved(nodes) ? nodes.value : [];
  }

  #waitingPods(): number {
    const { pods } = this.#options.view.sections();
    if (!isObserved(pods)) return 0;
    const waiting = pods.value.filter(
      ({ facts }) => facts.fargateProfile !== undefined && facts.placement === 'waiting',
    );
    return waiting.reduce((sum, { count }) => sum + count, 0);
  }
}

function countFargate(nodes: NodeTallies): Record<string, number> {
  const counts = new Map<string, number>();
  for (const { facts, count } of nodes) {
    const block = facts.ipv4Block ?? facts.ipv6Block;
    if (facts.compute === 'fargate' && block !== undefined) counts.set(block, (counts.get(block) ?? 0) + count);
  }
  return Object.fromEntries([...counts].toSorted(([a], [b]) => (a < b ? -1 : 1)));
}
