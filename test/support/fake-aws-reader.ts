import type { AwsSectionName } from '../../src/snapshot/section-table.ts';
import type { AwsQuestions, AwsReader, QuestionedSection, ReadOutcome } from '../../src/observe/ports.ts';
import type { Cluster, FargateProfile, InstanceType, NodeGroup, Subnet, Vpc } from '../../src/snapshot/aws-sections.ts';
import type { ReadFailure } from '../../src/snapshot/section.ts';
import type { Sections } from '../../src/snapshot/snapshot.ts';
import { healthyValues, threeSubnets } from './builders.ts';

/** What AWS would say now; subnets as the reader gives them. A test assigns to it. */
export type AwsWorld = {
  -readonly [K in AwsSectionName]: K extends 'subnets' ? readonly Subnet[] : Sections[K];
};

const healthy = healthyValues();

/** Answers from values, at once, and keeps count. */
export class FakeAwsReader implements AwsReader {
  readonly world: AwsWorld = { ...healthyValues(), subnets: threeSubnets() };
  /** Every read, in order: the section and what was asked for. */
  readonly calls: string[] = [];
  readonly failures = new Map<AwsSectionName, ReadFailure>();
  readonly gaps = new Map<AwsSectionName, readonly string[]>();
  /** Sections whose reads end only when they are aborted or taken out again with `release`. */
  readonly hanging = new Set<AwsSectionName>();
  readonly aborted: AwsSectionName[] = [];
  readonly #held = new Map<AwsSectionName, () => void>();

  cluster(name: string, signal: AbortSignal): Promise<ReadOutcome<Cluster>> {
    return this.#answer('cluster', name, signal, this.world.cluster);
  }

  vpc(vpcId: string, signal: AbortSignal): Promise<ReadOutcome<Vpc>> {
    return this.#answer('vpc', vpcId, signal, this.world.vpc);
  }

  subnets(vpcId: string, signal: AbortSignal): Promise<ReadOutcome<readonly Subnet[]>> {
    return this.#answer('subnets', vpcId, signal, this.world.subnets);
  }

  nodeGroups(clusterName: string, signal: AbortSignal): Promise<ReadOutcome<readonly NodeGroup[]>> {
    return this.#answer('nodeGroups', clusterName, signal, this.world.nodeGroups);
  }

  fargateProfiles(clusterName: string, signal: AbortSignal): Promise<ReadOutcome<readonly FargateProfile[]>> {
    return this.#answer('fargateProfiles', clusterName, signal, this.world.fargateProfiles);
  }

  instanceTypes(names: readonly string[], signal: AbortSignal): Promise<ReadOutcome<readonly InstanceType[]>> {
    return this.#answer('instanceTypes', names.join(','), signal, this.world.instanceTypes);
  }

  further<K extends QuestionedSection>(
    section: K,
    question: AwsQuestions[K],
    signal: AbortSignal,
  ): Promise<ReadOutcome<Sections[K]>> {
    const values: Sections = { ...healthy, ...this.world, subnets: healthy.subnets };
    return this.#answer(section, JSON.stringify(question), signal, values[section]);
  }

  release(name: AwsSectionName): void {
    this.hanging.delete(name);
    this.#held.get(name)?.();
  }

  countOf(name: AwsSectionName): number {
    return this.calls.filter((call) => call.startsWith(`${name} `)).length;
  }

  async #answer<T>(name: AwsSectionName, asked: string, signal: AbortSignal, value: T): Promise<ReadOutcome<T>> {
    this.calls.push(`${name} ${asked}`);
    if (this.hanging.has(name)) await this.#hold(name, signal);
    const failure = this.failures.get(name);
    return failure ? { failure } : { value, gaps: this.gaps.get(name) ?? [] };
  }

  #hold(name: AwsSectionName, signal: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      this.#held.set(name, resolve);
      signal.addEventListener('abort', () => {
        this.aborted.push(name);
        resolve();
      });
    });
  }
}

export const throttled: ReadFailure = { reason: 'Throttled', message: 'AWS asks to slow down.' };
export const forbidden: ReadFailure = {
  reason: 'AccessDenied',
  message: 'Not allowed: ec2:DescribeSubnets.',
  permission: 'ec2:DescribeSubnets',
};
