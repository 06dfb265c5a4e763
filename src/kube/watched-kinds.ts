import type {
  LoadBalancerControllerDeployment,
  LoadBalancerUse,
  NodeFacts,
  PodFacts,
  VpcCniDaemonSet,
} from '../snapshot/kubernetes-sections.ts';
import {
  deploymentFacts,
  ingressClassController,
  ingressUse,
  serviceUse,
} from '../snapshot/facts/load-balancer-facts.ts';
import { annotationOf, textAt } from '../snapshot/facts/json.ts';
import { nodeFacts, nodeSelfDescription } from '../snapshot/facts/node-facts.ts';
import { podFacts } from '../snapshot/facts/pod-facts.ts';
import { vpcCniFacts } from '../snapshot/facts/vpc-cni-facts.ts';
import type { KubeObject, ObjectKey, ReflectorSink } from './kube-object.ts';
import { ObjectStore } from './object-store.ts';
import { TallyStore } from './tally-store.ts';

/** Stores of everything the sections are made of. Bulk kinds are counted, small ones kept; nobody keeps a whole object. */
export function createStores() {
  return {
    nodes: new TallyStore<NodeFacts>({ project: nodeFacts, named: () => true }),
    nodeSelf: new TallyStore<ReturnType<typeof nodeSelfDescription>>({ project: nodeSelfDescription }),
    pods: new TallyStore<PodFacts>({ project: podFacts }),
    daemonSets: new ObjectStore<VpcCniDaemonSet>((raw) => vpcCniFacts(raw)),
    cniConfig: new ObjectStore<Readonly<Record<string, string>>>(configMapData),
    deployments: new ObjectStore<LoadBalancerControllerDeployment>((raw) => deploymentFacts(raw)),
    services: new TallyStore<LoadBalancerUse>({ project: (raw) => serviceUse(raw), named: () => true }),
    ingresses: new TallyStore<IngressReference>({ project: ingressReference, named: () => true }),
    ingressClasses: new ObjectStore<{ readonly name: string; readonly controller: string }>((raw) => ({
      name: raw.metadata.name,
      controller: ingressClassController(raw) ?? '',
    })),
  };
}

export type Stores = ReturnType<typeof createStores>;

export interface CountingSink extends ReflectorSink {
  readonly revision: number;
  readonly projectionErrors: number;
  /** Objects that count. */
  readonly size: number;
}

/** One collection of the API server and where its objects go; the first sink tells how many there are. */
export interface WatchedKind {
  /** As RBAC names it. */
  readonly resource: string;
  readonly path: string;
  readonly query?: Readonly<Record<string, string>>;
  readonly sinks: readonly [CountingSink, ...CountingSink[]];
}

export function watchedKinds(stores: Stores) {
  return {
    nodes: { resource: 'nodes', path: '/api/v1/nodes', sinks: [stores.nodes, stores.nodeSelf] },
    pods: { resource: 'pods', path: '/api/v1/pods', sinks: [stores.pods] },
    daemonSets: {
      resource: 'daemonsets',
      path: '/apis/apps/v1/namespaces/kube-system/daemonsets',
      sinks: [stores.daemonSets],
    },
    cniConfig: {
      resource: 'configmaps',
      path: '/api/v1/namespaces/kube-system/configmaps',
      query: { fieldSelector: 'metadata.name=amazon-vpc-cni' },
      sinks: [stores.cniConfig],
    },
    deployments: { resource: 'deployments', path: '/apis/apps/v1/deployments', sinks: [stores.deployments] },
    services: { resource: 'services', path: '/api/v1/services', sinks: [stores.services] },
    ingresses: { resource: 'ingresses', path: '/apis/networking.k8s.io/v1/ingresses', sinks: [stores.ingresses] },
    ingressClasses: {
      resource: 'ingressclasses',
      path: '/apis/networking.k8s.io/v1/ingressclasses',
      sinks: [stores.ingressClasses],
    },
  } as const satisfies Record<string, WatchedKind>;
}

export type WatchedKindName = keyof ReturnType<typeof watchedKinds>;

/** One stream feeds several stores. */
export function fanOut(sinks: readonly ReflectorSink[]): ReflectorSink {
  return {
    upsert: (raw: KubeObject) => sinks.forEach((sink) => sink.upsert(raw)),
    remove: (key: ObjectKey) => sinks.forEach((sink) => sink.remove(key)),
    beginSync: () => sinks.forEach((sink) => sink.beginSync()),
    endSync: () => sinks.forEach((sink) => sink.endSync()),
  };
}

/** What of an Ingress tells who serves it, before its class is looked up. */
export interface IngressReference {
  readonly annotation: string;
  readonly className: string;
}

function ingressReference(raw: KubeObject): IngressReference {
  return {
    annotation: annotationOf(raw, 'kubernetes.io/ingress.class') ?? '',
    className: textAt(raw, ['spec', 'ingressClassName']) ?? '',
  };
}

/** Who serves the Ingresses that refer to their class in this way. */
export function useOfReference(
  { annotation, className }: IngressReference,
  controllerOf: (ingressClass: string) => string | undefined,
): LoadBalancerUse {
  const metadata = annotation === '' ? {} : { annotations: { 'kubernetes.io/ingress.class': annotation } };
  return ingressUse({ metadata, spec: className === '' ? {} : { ingressClassName: className } }, controllerOf);
}

function configMapData(raw: KubeObject): Readonly<Record<string, string>> {
  const data = raw['data'];
  if (typeof data !== 'object' || data === null) return {};
  return Object.fromEntries(
    Object.entries(data).filter((entry): entry is [string, string] => typeof entry[1] === 'string'),
  );
}
