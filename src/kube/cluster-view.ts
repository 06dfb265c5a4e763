import type { ClusterView, KubernetesSections } from '../observe/ports.ts';
import type { Clock } from '../runtime/clock.ts';
import type { Logger } from '../runtime/logger.ts';
import { isLoadBalancerController } from '../snapshot/facts/load-balancer-facts.ts';
import { selfDescription } from '../snapshot/facts/self-description.ts';
import type { SelfDescription, VpcCni } from '../snapshot/kubernetes-sections.ts';
import type { LoadBalancerServices } from '../snapshot/load-balancer-sections.ts';
import type { KubeProxy } from '../snapshot/pod-network-sections.ts';
import type { Section } from '../snapshot/section.ts';
import type { CoreDns } from '../snapshot/workload-sections.ts';
import { cachedSection } from './cached-section.ts';
import type { KubeHttp } from './http.ts';
import { BuiltInCache, type KindCache } from './kind-cache.ts';
import { OptionalCache } from './optional-cache.ts';
import type { ReflectorState } from './reflector-health.ts';
import { Reflector } from './reflector.ts';
import type { ReflectorEvent } from './reflector-report.ts';
import { ServedGroups } from './served-groups.ts';
import {
  createStores,
  fanOut,
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
  /** `kind` as metrics name it: several watches can read one resource. */
  readonly onEvent?: (kind: string, event: ReflectorEvent) => void;
  /** Of our own service account token; undefined where there is none. */
  readonly issuer: string | undefined;
}

/** Renewed a little sooner than its silence says nothing any more. */
const idleTimeoutMs = 180_000;

const noCoreDns: CoreDns = { configured: false, dns64: false, ipv4Upstreams: [] };

/** The informer caches, and the sections they make. */
export class ClusterInformers implements ClusterView {
  readonly #options: InformerOptions;
  readonly #stores: Stores;
  readonly #groups: ServedGroups;
  readonly #caches: ReadonlyMap<string, KindCache>;

  constructor(options: InformerOptions) {
    this.#options = options;
    this.#stores = createStores();
    for (const store of Object.values(this.#stores)) store.onChange(() => options.onChange());
    const { http, clock, logger } = options;
    this.#groups = new ServedGroups({ http, clock, logger, onChange: () => this.#groupsChanged() });
    const kinds: Readonly<Record<WatchedKindName, WatchedKind>> = watchedKinds(this.#stores);
    this.#caches = new Map(Object.entries(kinds).map(([name, kind]) => [name, this.#cache(kind)]));
  }

  start(): void {
    this.#groups.start();
    for (const cache of this.#caches.values()) cache.start();
  }

  async stop(): Promise<void> {
    await Promise.all([this.#groups.stop(), ...[...this.#caches.values()].map((cache) => cache.stop())]);
  }

  serviceAccountIssuer(): string | undefined {
    return this.#options.issuer;
  }

  /** For metrics and readiness. */
  caches(): readonly { readonly kind: string; readonly state: ReflectorState; readonly objects: number }[] {
    return [...this.#caches.values()].map((cache) => ({
      kind: cache.name,
      state: cache.reading().state,
      objects: cache.size,
    }));
  }

  sections(named?: { readonly namespace: string; readonly name: string }): KubernetesSections {
    const stores = this.#stores;
    return {
      nodes: this.#section(['nodes'], () => stores.nodes.tallies()),
      pods: this.#section(['pods'], () => stores.pods.tallies()),
      vpcCni: this.#section(['daemonSets', 'cniConfig'], () => this.#vpcCni()),
      loadBalancerControllers: this.#section(['deployments'], () => this.#controllers(named)),
      loadBalancerServices: this.#section(['services'], () => this.#services()),
      ingresses: this.#section(['ingresses'], () => stores.ingresses.list()),
      ingressClasses: this.#section(['ingressClasses'], () => stores.ingressClasses.list()),
      ingressClassParams: this.#section(['ingressClassParams', 'autoIngressClassParams'], () => [
        ...stores.ingressClassParams.list(),
        ...stores.autoIngressClassParams.list(),
      ]),
      loadBalancerConfigurations: this.#section(['loadBalancerConfigurations'], () =>
        stores.loadBalancerConfigurations.list(),
      ),
      self: this.#section(['nodes', 'daemonSets', 'deployments'], () => this.#self()),
      nodePools: this.#section(['nodePools'], () => stores.nodePools.list()),
      nodeClasses: this.#section(['ec2NodeClasses', 'autoNodeClasses'], () => [
        ...stores.ec2NodeClasses.list(),
        ...stores.autoNodeClasses.list(),
      ]),
      tiedServices: this.#section(['services'], () => stores.tiedServices.tallies()),
      ipv4Literals: this.#section(['daemonSets', 'deployments', 'statefulSets'], () => [
        ...stores.daemonSetLiterals.tallies(),
        ...stores.deploymentLiterals.tallies(),
        ...stores.statefulSetLiterals.tallies(),
      ]),
      metadataClients: this.#section(['daemonSets', 'deployments', 'statefulSets'], () => [
        ...stores.daemonSetClients.tallies(),
        ...stores.deploymentClients.tallies(),
        ...stores.statefulSetClients.tallies(),
      ]),
      foreignEndpoints: this.#section(['endpointSlices'], () => stores.foreignEndpoints.tallies()),
      fileSystems: this.#section(['csiDrivers', 'persistentVolumes'], () => ({
        drivers: stores.csiDrivers.list(),
        volumes: stores.volumes.tallies(),
        efsIds: stores.efsVolumes.tallies().map(({ facts }) => facts.id),
      })),
      networkWorkloads: this.#section(['daemonSets', 'deployments'], () => [
        ...stores.networkDaemonSets.list(),
        ...stores.networkDeployments.list(),
      ]),
      coreDns: this.#section(['coreDns'], () => stores.coreDns.list()[0] ?? noCoreDns),
      eniConfigs: this.#section(['eniConfigs'], () => stores.eniConfigs.list()),
      networkPolicies: this.#section(['networkPolicies', 'clusterNetworkPolicies'], () => [
        ...stores.networkPolicies.tallies(),
        ...stores.clusterNetworkPolicies.tallies(),
      ]),
      securityGroupPolicies: this.#section(['securityGroupPolicies'], () => stores.securityGroupPolicies.list()),
      kubeProxy: this.#section(['daemonSets', 'kubeProxyConfig'], () => this.#kubeProxy()),
      vpcCniAccount: this.#section(['vpcCniAccount'], () => stores.vpcCniAccount.list()[0] ?? { exists: false }),
    };
  }

  #cache(kind: WatchedKind): KindCache {
    if ('path' in kind) {
      return new BuiltInCache(kind, this.#reflector(kind, kind.path, this.#options.onChange));
    }
    const { resource, sinks } = kind;
    const { clock, onChange } = this.#options;
    return new OptionalCache({
      ...kind.optional,
      resource,
      sinks,
      groups: this.#groups,
      clock,
      onChange,
      reflect: (path, stateChanged) => this.#reflector(kind, path, stateChanged),
    });
  }

  #reflector(
    { resource, label = resource, query, sinks }: WatchedKind,
    path: string,
    stateChanged: () => void,
  ): Reflector {
    const { http, clock, logger, onEvent } = this.#options;
    return new Reflector({
      http,
      clock,
      logger,
      resource,
      path,
      ...(query ? { query } : {}),
      sink: fanOut(sinks),
      idleTimeoutMs,
      stateChanged,
      ...(onEvent ? { onEvent: (event: ReflectorEvent) => onEvent(label, event) } : {}),
    });
  }

  #groupsChanged(): void {
    for (const cache of this.#caches.values()) {
      if (cache instanceof OptionalCache) cache.follow();
    }
    this.#options.onChange();
  }

  #section<T>(names: readonly WatchedKindName[], value: () => T): Section<T> {
    return cachedSection(
      names.map((name) => this.#cacheOf(name).reading()),
      value,
    );
  }

  #cacheOf(name: WatchedKindName): KindCache {
    const cache = this.#caches.get(name);
    if (!cache) throw new Error(`There is no cache of ${name}.`);
    return cache;
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

  #kubeProxy(): KubeProxy {
    const [image] = this.#stores.kubeProxyImage.list();
    const [config] = this.#stores.kubeProxyConfig.list();
    return { ...(image ? { image } : {}), ...(config ? { config } : {}) };
  }

  #controllers(named?: { readonly namespace: string; readonly name: string }) {
    return this.#stores.deployments
      .list()
      .filter(
        (each) => isLoadBalancerController(each) || (each.namespace === named?.namespace && each.name === named.name),
      );
  }

  #services(): LoadBalancerServices {
    const { loadBalancerServices, albTargetTypes } = this.#stores;
    return {
      requests: loadBalancerServices.tallies(),
      albTargetTypes: Object.fromEntries(albTargetTypes.list().map(({ name, targetType }) => [name, targetType])),
    };
  }

  #self(): SelfDescription {
    const nodes = this.#stores.nodeSelf.tallies().map(({ facts }) => facts);
    return selfDescription({ nodes, vpcCni: this.#vpcCni().daemonSet, loadBalancerControllers: this.#controllers() });
  }
}
