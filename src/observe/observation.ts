import { awsSectionNames } from '../snapshot/section-table.ts';
import type { Ipv6ReadinessSpec } from '../api/spec.ts';
import type { Clock } from '../runtime/clock.ts';
import type { Policy } from '../snapshot/policy.ts';
import type { SelfDescription } from '../snapshot/kubernetes-sections.ts';
import { isObserved, notObserved, type ReadFailure, type Section } from '../snapshot/section.ts';
import type { Snapshot } from '../snapshot/snapshot.ts';
import { ClusterObserver, type AwsSections } from './cluster-observer.ts';
import { judgeIdentity, type Identity } from './identity.ts';
import type { Paces } from './paces.ts';
import type { AwsReader, ClusterView, KubernetesSections } from './ports.ts';
import { resolveTarget, type Target, type TargetDefaults } from './target.ts';

export interface ObservationOptions {
  readonly view: ClusterView;
  readonly clock: Clock;
  readonly paces: Paces;
  readonly defaults: TargetDefaults;
  readonly readerFor: (region: string) => AwsReader;
  /** The AWS side of these resources changed. */
  readonly onChange: (resourceKeys: readonly string[]) => void;
  /** For jitter; `Math.random` when absent. */
  readonly random?: () => number;
}

/** One EKS cluster that is read, and the resources that ask for it. */
interface Observed {
  readonly observer: ClusterObserver;
  readonly users: Set<string>;
  /** What was last judged: a mismatch stays one when what told it can no longer be read. */
  identity?: Identity;
}

/** Gives every resource its snapshot; the AWS side is read once for all resources that name the same Region and cluster. */
export class Observation {
  readonly #options: ObservationOptions;
  readonly #observed = new Map<string, Observed>();
  #self: Section<SelfDescription> | undefined;

  constructor(options: ObservationOptions) {
    this.#options = options;
  }

  /** What is known now; never waits for AWS. The first call for a target starts reading it. */
  observe(resourceKey: string, spec: Pick<Ipv6ReadinessSpec, 'cluster'>, policy: Policy): Snapshot {
    const { view, clock, defaults } = this.#options;
    const kubernetes = view.sections(policy.loadBalancerController);
    const target = resolveTarget(spec, defaults, this.#lastSaid(kubernetes.self));
    const { clusterName, region } = target;
    return {
      asOf: clock.now(),
      policy,
      ...(clusterName === undefined ? {} : { clusterName }),
      ...(region === undefined ? {} : { region }),
      sections: { ...kubernetes, ...this.#awsSections(resourceKey, target, kubernetes, policy.optionalReads) },
    };
  }

  /** The resource asks for something else: what it needs is read anew. */
  refresh(resourceKey: string): void {
    this.#of(resourceKey)?.observer.refresh();
  }

  /** Addresses run low for this resource, or no longer do. */
  setUrgent(resourceKey: string, urgent: boolean): void {
    this.#of(resourceKey)?.observer.setUrgent(resourceKey, urgent);
  }

  clusterChanged(): void {
    for (const { observer } of this.#observed.values()) observer.clusterChanged();
  }

  /** The resource is gone or named another cluster; a target nobody names is no longer read. */
  async forget(resourceKey: string): Promise<void> {
    await this.#leave(resourceKey);
  }

  async stop(): Promise<void> {
    const all = [...this.#observed.values()];
    this.#observed.clear();
    await Promise.all(all.map(({ observer }) => observer.stop()));
  }

  /** What the cluster said of itself stands until it says something else: a contradiction does not end by going out of sight. */
  #lastSaid(self: Section<SelfDescription>): Section<SelfDescription> {
    if (isObserved(self)) this.#self = self;
    return this.#self ?? self;
  }

  #of(resourceKey: string): Observed | undefined {
    return [...this.#observed.values()].find(({ users }) => users.has(resourceKey));
  }

  #awsSections(
    resourceKey: string,
    { clusterName, region, problem }: Target,
    { nodes }: KubernetesSections,
    optionalReads: Policy['optionalReads'],
  ): AwsSections {
    if (problem || clusterName === undefined || region === undefined) {
      void this.#leave(resourceKey);
      return nothing(problem ?? { reason: 'NotYetObserved', message: 'Not read yet.' });
    }
    const observed = this.#join(resourceKey, clusterName, region);
    observed.observer.setWanted(resourceKey, optionalReads);
    const aws = observed.observer.sections();
    const identity = judgeIdentity({ ...aws, nodes }, this.#options.view.serviceAccountIssuer());
    if (identity === 'same' || typeof identity === 'object') observed.identity = identity;
    return guarded(aws, observed.identity ?? identity);
  }

  /** Makes the resource a user of the target and of no other. */
  #join(resourceKey: string, clusterName: string, region: string): Observed {
    const target = `${region}/${clusterName}`;
    const observed = this.#observed.get(target) ?? this.#start(target, clusterName, region);
    if (!observed.users.has(resourceKey)) {
      void this.#leave(resourceKey);
      observed.users.add(resourceKey);
    }
    return observed;
  }

  #start(target: string, clusterName: string, region: string): Observed {
    const { view, clock, paces, readerFor, onChange, random } = this.#options;
    const users = new Set<string>();
    const observer = new ClusterObserver({
      clusterName,
      reader: readerFor(region),
      view,
      clock,
      paces,
      onChange: () => onChange([...users]),
      ...(random ? { random } : {}),
    });
    const observed = { observer, users };
    this.#observed.set(target, observed);
    observer.start();
    return observed;
  }

  async #leave(resourceKey: string): Promise<void> {
    const left = [...this.#observed].filter(([, { users }]) => users.delete(resourceKey));
    for (const [, { observer }] of left) {
      observer.setUrgent(resourceKey, false);
      observer.setWanted(resourceKey, []);
    }
    const unused = left.filter(([, { users }]) => users.size === 0);
    for (const [target] of unused) this.#observed.delete(target);
    await Promise.all(unused.map(([, { observer }]) => observer.stop()));
  }
}

/** Nothing of a cluster gets through before it is known whether it is ours, if that can be known at all. */
function guarded(aws: AwsSections, identity: Identity): AwsSections {
  if (typeof identity === 'object') return nothing(identity.mismatch);
  if (identity !== 'awaited') return aws;
  return nothing({ reason: 'NotYetObserved', message: 'Not read yet.' });
}

function nothing({ reason, message, permission }: ReadFailure): AwsSections {
  const section = notObserved(reason, message, permission);
  const entries = awsSectionNames.map((name) => [name, section]);
  return Object.fromEntries(entries);
}
