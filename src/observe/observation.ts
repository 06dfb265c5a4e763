import type { Ipv6ReadinessSpec } from '../api/spec.ts';
import type { Clock } from '../runtime/clock.ts';
import type { Policy } from '../snapshot/policy.ts';
import { notObserved, type NotObserved, type ReadFailure } from '../snapshot/section.ts';
import type { Snapshot } from '../snapshot/snapshot.ts';
import { ClusterObserver, type AwsSections } from './cluster-observer.ts';
import { identityProblem } from './identity.ts';
import type { Paces } from './paces.ts';
import type { AwsReader, ClusterView } from './ports.ts';
import { resolveTarget, type Target, type TargetDefaults } from './target.ts';

export interface ObservationOptions {
  readonly view: ClusterView;
  readonly clock: Clock;
  readonly paces: Paces;
  readonly defaults: TargetDefaults;
  readonly readerFor: (region: string) => AwsReader;
  /** The AWS side of these resources changed. */
  readonly onChange: (resourceKeys: readonly string[]) => void;
}

interface Shared {
  readonly observer: ClusterObserver;
  readonly users: Set<string>;
}

/** Gives every resource its snapshot; the AWS side is read once for all resources that name the same Region and cluster. */
export class Observation {
  readonly #options: ObservationOptions;
  readonly #shared = new Map<string, Shared>();

  constructor(options: ObservationOptions) {
    this.#options = options;
  }

  /** What is known now; never waits for AWS. The first call for a target starts reading it. */
  observe(resourceKey: string, spec: Pick<Ipv6ReadinessSpec, 'cluster'>, policy: Policy): Snapshot {
    const { view, clock, defaults } = this.#options;
    const kubernetes = view.sections(policy.loadBalancerController);
    const target = resolveTarget(spec, defaults, kubernetes.self);
    const aws = this.#awsSections(resourceKey, target);
    const mismatch = identityProblem({ ...aws, nodes: kubernetes.nodes }, view.serviceAccountIssuer());
    return {
      asOf: clock.now(),
      policy,
      ...(target.clusterName === undefined ? {} : { clusterName: target.clusterName }),
      ...(target.region === undefined ? {} : { region: target.region }),
      sections: { ...kubernetes, ...(mismatch ? nothing(mismatch) : aws) },
    };
  }

  /** The resource asks for something else: what it needs is read anew. */
  refresh(resourceKey: string): void {
    this.#of(resourceKey)?.observer.refresh();
  }

  /** Addresses run low for this resource, or no longer do. */
  setUrgent(resourceKey: string, urgent: boolean): void {
    this.#of(resourceKey)?.observer.setUrgent(urgent);
  }

  clusterChanged(): void {
    for (const { observer } of this.#shared.values()) observer.clusterChanged();
  }

  /** The resource is gone or named another cluster; a target nobody names is no longer read. */
  async forget(resourceKey: string): Promise<void> {
    const stopped = [...this.#shared].filter(
      ([, shared]) => shared.users.delete(resourceKey) && shared.users.size === 0,
    );
    for (const [target] of stopped) this.#shared.delete(target);
    await Promise.all(stopped.map(([, { observer }]) => observer.stop()));
  }

  async stop(): Promise<void> {
    const all = [...this.#shared.values()];
    this.#shared.clear();
    await Promise.all(all.map(({ observer }) => observer.stop()));
  }

  #of(resourceKey: string): Shared | undefined {
    return [...this.#shared.values()].find(({ users }) => users.has(resourceKey));
  }

  #awsSections(resourceKey: string, { clusterName, region, problem }: Target): AwsSections {
    if (problem || clusterName === undefined || region === undefined) {
      void this.forget(resourceKey);
      return nothing(problem ?? { reason: 'NotYetObserved', message: 'Not read yet.' });
    }
    const target = `${region}/${clusterName}`;
    const shared = this.#shared.get(target) ?? this.#start(target, clusterName, region);
    if (!shared.users.has(resourceKey)) {
      void this.forget(resourceKey);
      shared.users.add(resourceKey);
    }
    return shared.observer.sections();
  }

  #start(target: string, clusterName: string, region: string): Shared {
    const { view, clock, paces, readerFor, onChange } = this.#options;
    const users = new Set<string>();
    const reader = readerFor(region);
    const observer = new ClusterObserver({
      clusterName,
      reader,
      view,
      clock,
      paces,
      onChange: () => onChange([...users]),
    });
    const shared = { observer, users };
    this.#shared.set(target, shared);
    observer.start();
    return shared;
  }
}

function nothing({ reason, message, permission }: ReadFailure): AwsSections {
  const section: NotObserved = notObserved(reason, message, permission);
  return {
    cluster: section,
    vpc: section,
    subnets: section,
    nodeGroups: section,
    fargateProfiles: section,
    instanceTypes: section,
  };
}
