import type { ClusterView, KubernetesSectionName, KubernetesSections } from '../../src/observe/ports.ts';
import type { Clock } from '../../src/runtime/clock.ts';
import { notObserved, type NotObserved, type Section } from '../../src/snapshot/section.ts';
import type { Sections } from '../../src/snapshot/snapshot.ts';
import { aSnapshot } from './builders.ts';

/** Caches that are always connected, with what a test puts in. */
export class FakeClusterView implements ClusterView {
  values: Pick<Sections, KubernetesSectionName>;
  readonly lost = new Map<KubernetesSectionName, NotObserved>();
  issuer: string | undefined;
  readonly #clock: Clock;

  constructor(clock: Clock, values: Partial<Sections> = {}) {
    this.#clock = clock;
    this.values = { ...healthy(), ...values };
  }

  set(values: Partial<Pick<Sections, KubernetesSectionName>>): void {
    this.values = { ...this.values, ...values };
  }

  sections(): KubernetesSections {
    const { values } = this;
    return {
      nodes: this.#section('nodes', values.nodes),
      pods: this.#section('pods', values.pods),
      vpcCni: this.#section('vpcCni', values.vpcCni),
      loadBalancerControllers: this.#section('loadBalancerControllers', values.loadBalancerControllers),
      loadBalancerUses: this.#section('loadBalancerUses', values.loadBalancerUses),
      self: this.#section('self', values.self),
      nodePools: this.#section('nodePools', values.nodePools),
      nodeClasses: this.#section('nodeClasses', values.nodeClasses),
      tiedServices: this.#section('tiedServices', values.tiedServices),
      ipv4Literals: this.#section('ipv4Literals', values.ipv4Literals),
      foreignEndpoints: this.#section('foreignEndpoints', values.foreignEndpoints),
      fileSystems: this.#section('fileSystems', values.fileSystems),
      networkWorkloads: this.#section('networkWorkloads', values.networkWorkloads),
      coreDns: this.#section('coreDns', values.coreDns),
    };
  }

  serviceAccountIssuer(): string | undefined {
    return this.issuer;
  }

  /** As after a bookmark of just now. */
  #section<T>(name: KubernetesSectionName, value: T): Section<T> {
    const now = this.#clock.now();
    return this.lost.get(name) ?? { rev: 1, observedAt: now, freshUntil: now + 200_000, value, gaps: [] };
  }
}

export const notSynced = notObserved('NotYetObserved', 'The cache of nodes has not synced yet.');

function healthy(): Pick<Sections, KubernetesSectionName> {
  const { sections } = aSnapshot();
  const valueOf = <K extends KubernetesSectionName>(name: K): Sections[K] => {
    const section: Section<Sections[K]> = sections[name];
    if ('notObserved' in section) throw new Error(`${name} is not observed`);
    return section.value;
  };
  return {
    nodes: valueOf('nodes'),
    pods: valueOf('pods'),
    vpcCni: valueOf('vpcCni'),
    loadBalancerControllers: valueOf('loadBalancerControllers'),
    loadBalancerUses: valueOf('loadBalancerUses'),
    self: valueOf('self'),
    nodePools: valueOf('nodePools'),
    nodeClasses: valueOf('nodeClasses'),
    tiedServices: valueOf('tiedServices'),
    ipv4Literals: valueOf('ipv4Literals'),
    foreignEndpoints: valueOf('foreignEndpoints'),
    fileSystems: valueOf('fileSystems'),
    networkWorkloads: valueOf('networkWorkloads'),
    coreDns: valueOf('coreDns'),
  };
}
