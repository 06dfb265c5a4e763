import type { ClusterView, KubernetesSections } from '../observe/ports.ts';
import type { Clock } from '../runtime/clock.ts';
import type { Logger } from '../runtime/logger.ts';
import { isLoadBalancerController } from '../snapshot/facts/load-balancer-facts.ts';
import { selfDescription } from '../snapshot/facts/self-description.ts';
import type { Tally } from '../snapshot/facts/tally.ts';
import type { LoadBalancerUse, SelfDescription, VpcCni } from '../snapshot/kubernetes-sections.ts';
import type { NotObservedReason, ReadFailure, Section } from '../snapshot/section.ts';
import type { KubeHttp } from './http.ts';
import type { KubeErrorKind } from './kube-error.ts';
import type { ReflectorState } from './reflector-health.ts';
import { Reflector } from './reflector.ts';
import type { ReflectorEvent } from './reflector-report.ts';
import {
  createStores,
  fanOut,
  useOfReference,
  watchedKinds,
  type Stores,
  type WatchedKind,
  type WatchedKindName,
} from './watched-kinds.ts';

export interface InformerOptions {
  readonly http: KubeHttp;
  readonly clock: Clock;
  readonly logger: Logger;
  /** A cache moved, or can no longer be trusted, or can again. */
  readonly onChange: () => void;
  readonly onEvent?: (resource: string, event: ReflectorEvent) => void;
  /** Of our own service account token; undefined where there is none. */
  readonly issuer: string | undefined;
}

/** A watch that is open and silent for longer says nothing any more. The watch itself is renewed a little sooner. */
const silenceBudgetMs = 200_000;
const idleTimeoutMs = 180_000;
const disconnectedBudgetMs = 120_000;

interface Cache {
  readonly kind: WatchedKind;
  readonly reflector: Reflector;
}

/** The informer caches, and the sections they make. */
export class ClusterInformers implements ClusterView {
  readonly #options: InformerOptions;
  readonly #stores: Stores;
  readonly #caches: Readonly<Record<WatchedKindName, Cache>>;

  constructor(options: InformerOptions) {
    this.#options = options;
    this.#stores = createStores();
    for (const store of Object.values(this.#stores)) store.onChange(() => options.onChange());
    const kinds = watchedKinds(this.#stores);
    this.#caches = {
      nodes: this.#cache(kinds.nodes),
      pods: this.#cache(kinds.pods),
      daemonSets: this.#cache(kinds.daemonSets),
      cniConfig: this.#cache(kinds.cniConfig),
      deployments: this.#cache(kinds.deployments),
      services: this.#cache(kinds.services),
      ingresses: this.#cache(kinds.ingresses),
      ingressClasses: this.#cache(kinds.ingressClasses),
    };
  }

  start(): void {
    for (const { reflector } of Object.values(this.#caches)) reflector.start();
  }

  async stop(): Promise<void> {
    await Promise.all(Object.values(this.#caches).map(({ reflector }) => reflector.stop()));
  }

  serviceAccountIssuer(): string | undefined {
    return this.#options.issuer;
  }

  /** For metrics and readiness. */
  caches(): readonly { readonly kind: string; readonly state: ReflectorState; readonly objects: number }[] {
    return Object.values(this.#caches).map(({ kind, reflector }) => ({
      kind: kind.resource,
      state: reflector.state(),
      objects: kind.sinks[0].size,
    }));
  }

  sections(named?: { readonly namespace: string; readonly name: string }): KubernetesSections {
    const stores = this.#stores;
    return {
      nodes: this.#section(['nodes'], () => stores.nodes.tallies()),
      pods: this.#section(['pods'], () => stores.pods.tallies()),
      vpcCni: this.#section(['daemonSets', 'cniConfig'], () => this.#vpcCni()),
      loadBalancerControllers: this.#section(['deployments'], () => this.#controllers(named)),
      loadBalancerUses: this.#section(['services', 'ingresses', 'ingressClasses'], () => this.#uses()),
      self: this.#section(['nodes', 'daemonSets', 'deployments'], () => this.#self()),
    };
  }

  #cache(kind: WatchedKind): Cache {
    const { http, clock, logger, onChange, onEvent } = this.#options;
    const { resource, path, query } = kind;
    const reflector = new Reflector({
      http,
      clock,
      logger,
      resource,
      path,
      ...(query ? { query } : {}),
      sink: fanOut(kind.sinks),
      idleTimeoutMs,
      stateChanged: onChange,
      ...(onEvent ? { onEvent: (event: ReflectorEvent) => onEvent(resource, event) } : {}),
    });
    return { kind, reflector };
  }

  /** A section is as good as the worst of the caches it is made of. */
  #section<T>(names: readonly WatchedKindName[], value: () => T): Section<T> {
    const caches = names.map((name) => this.#caches[name]);
    const states = caches.map(({ kind, reflector }) => ({ kind, state: reflector.state() }));
    for (const { kind, state } of states) {
      const reason = notObservedReason(state);
      if (reason) return { notObserved: { reason, ...whyNot(kind, state, reason) } };
    }
    const failing = states.map(({ kind, state }) => failureOf(kind, state)).find((failure) => failure !== undefined);
    return {
      rev: caches
        .flatMap(({ kind }) => kind.sinks.map(({ revision }) => revision))
        .reduce((sum, each) => sum + each, 0),
      observedAt: Math.min(...states.map(({ state }) => state.lastActivity)),
      freshUntil: Math.min(...states.map(({ state }) => freshUntil(state))),
      value: value(),
      gaps: caches.flatMap(({ kind }) => unreadable(kind)),
      ...(failing ? { failing } : {}),
    };
  }

  #vpcCni(): VpcCni {
    const [configMap] = this.#stores.cniConfig.list();
    const all = this.#stores.daemonSets.list();
    const daemonSet = all.find(({ name }) => name === 'aws-node') ?? all[0];
    return {
      ...(daemonSet ? { daemonSet } : {}),
      otherDaemonSets: all.filter((each) => each !== daemonSet).map(({ name }) => name),
      ...(configMap ? { configMap } : {}),
    };
  }

  #controllers(named?: { readonly namespace: string; readonly name: string }) {
    return this.#stores.deployments
      .list()
      .filter(
        (each) => isLoadBalancerController(each) || (each.namespace === named?.namespace && each.name === named.name),
      );
  }

  #uses(): readonly Tally<LoadBalancerUse>[] {
    const classes = new Map(this.#stores.ingressClasses.list().map(({ name, controller }) => [name, controller]));
    const ofIngresses = this.#stores.ingresses.tallies().map(({ facts, ...tally }) => ({
      ...tally,
      facts: useOfReference(facts, (ingressClass) => classes.get(ingressClass)),
    }));
    return [...this.#stores.services.tallies(), ...ofIngresses];
  }

  #self(): SelfDescription {
    const nodes = this.#stores.nodeSelf.tallies().map(({ facts }) => facts);
    return selfDescription({ nodes, vpcCni: this.#vpcCni().daemonSet, loadBalancerControllers: this.#controllers() });
  }
}

function notObservedReason({ synced, deniedSince, lastError }: ReflectorState): NotObservedReason | undefined {
  if (deniedSince !== undefined) return 'AccessDenied';
  if (synced) return undefined;
  // A server that has just started refuses everybody for a moment; that is no news yet.
  if (!lastError || lastError.kind === 'AccessDenied') return 'NotYetObserved';
  return reasonOfKind[lastError.kind];
}

/** Why a cache that was filled once is not renewed just now. */
function failureOf(kind: WatchedKind, state: ReflectorState): ReadFailure | undefined {
  if (!state.lastError) return undefined;
  const reason = reasonOfKind[state.lastError.kind];
  return { reason, ...whyNot(kind, state, reason) };
}

const reasonOfKind: Readonly<Record<KubeErrorKind, NotObservedReason>> = {
  AccessDenied: 'AccessDenied',
  Unauthorized: 'CredentialsUnavailable',
  NotFound: 'NotFound',
  Conflict: 'Unavailable',
  Invalid: 'Unavailable',
  Gone: 'Unavailable',
  Throttled: 'Throttled',
  TooLarge: 'AnswerTooLarge',
  Malformed: 'InvalidAnswer',
  Unavailable: 'Unavailable',
  Timeout: 'Unavailable',
};

function whyNot(
  { resource }: WatchedKind,
  { lastError }: ReflectorState,
  reason: NotObservedReason,
): { readonly message: string; readonly permission?: string } {
  if (reason === 'AccessDenied') {
    return {
      message: `Access denied: RBAC verbs list and watch on ${resource} are missing.`,
      permission: `list,watch ${resource}`,
    };
  }
  if (reason === 'NotYetObserved') return { message: `The cache of ${resource} has not synced yet.` };
  return { message: `Watching ${resource} fails: ${lastError?.message ?? 'no connection'}.` };
}

function freshUntil({ connected, lastActivity, disconnectedSince }: ReflectorState): number {
  const untilSilent = lastActivity + silenceBudgetMs;
  return connected || disconnectedSince === undefined
    ? untilSilent
    : Math.min(untilSilent, disconnectedSince + disconnectedBudgetMs);
}

function unreadable({ resource, sinks }: WatchedKind): readonly string[] {
  const most = Math.max(...sinks.map(({ projectionErrors }) => projectionErrors));
  return most > 0 ? [`${most} of the ${resource} could not be read`] : [];
}
