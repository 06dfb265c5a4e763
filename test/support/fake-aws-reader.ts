import type { AwsReader, ReadOutcome } from '../../src/observe/ports.ts';
import type { Cluster, FargateProfile, InstanceType, NodeGroup, Subnet, Vpc } from '../../src/snapshot/aws-sections.ts';
import type { ReadFailure } from '../../src/snapshot/section.ts';
import { aCluster, aFargateProfile, anInstanceType, aNodeGroup, aVpc, threeSubnets } from './builders.ts';

export type AwsSectionName = 'cluster' | 'vpc' | 'subnets' | 'nodeGroups' | 'fargateProfiles' | 'instanceTypes';

/** What AWS would say now. A test assigns to it. */
export interface AwsWorld {
  cluster: Cluster;
  vpc: Vpc;
  subnets: readonly Subnet[];
  nodeGroups: readonly NodeGroup[];
  fargateProfiles: readonly FargateProfile[];
  instanceTypes: readonly InstanceType[];
}

/** Answers from values, at once, and keeps count. */
export class FakeAwsReader implements AwsReader {
  readonly world: AwsWorld = {
    cluster: aCluster(),
    vpc: aVpc(),
    subnets: threeSubnets(),
    nodeGroups: [aNodeGroup()],
    fargateProfiles: [aFargateProfile()],
    instanceTypes: [anInstanceType()],
  };
  /** Every read, in order: the section and what was asked for. */
  readonly calls: string[] = [];
  readonly failures = new Map<AwsSectionName, ReadFailure>();
  readonly gaps = new Map<AwsSectionName, readonly string[]>();
  /** Sections whose reads end only when they are aborted or taken out again with `release`. */
  readonly hanging = new Set<AwsSectionName>();
  readonly aborted: AwsSectionName[] = [];
  readonly #held = new Map<AwsSectionName, () => void>();

  cluster(name: string, signal: AbortSignal): Promise<ReadOutcome<Cluster>> {
    return this.#answer('cluster', name, signal);
  }

  vpc(vpcId: string, signal: AbortSignal): Promise<ReadOutcome<Vpc>> {
    return this.#answer('vpc', vpcId, signal);
  }

  subnets(vpcId: string, signal: AbortSignal): Promise<ReadOutcome<readonly Subnet[]>> {
    return this.#answer('subnets', vpcId, signal);
  }

  nodeGroups(clusterName: string, signal: AbortSignal): Promise<ReadOutcome<readonly NodeGroup[]>> {
    return this.#answer('nodeGroups', clusterName, signal);
  }

  fargateProfiles(clusterName: string, signal: AbortSignal): Promise<ReadOutcome<readonly FargateProfile[]>> {
    return this.#answer('fargateProfiles', clusterName, signal);
  }

  instanceTypes(names: readonly string[], signal: AbortSignal): Promise<ReadOutcome<readonly InstanceType[]>> {
    return this.#answer('instanceTypes', names.join(','), signal);
  }

  release(name: AwsSectionName): void {
    this.hanging.delete(name);
    this.#held.get(name)?.();
  }

  countOf(name: AwsSectionName): number {
    return this.calls.filter((call) => call.startsWith(`${name} `)).length;
  }

  async #answer<K extends AwsSectionName>(
    name: K,
    asked: string,
    signal: AbortSignal,
  ): Promise<ReadOutcome<AwsWorld[K]>> {
    this.calls.push(`${name} ${asked}`);
    const value = this.world[name];
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
