/** One resource of the API, as discovery describes it, and the rules in which resources differ. */
export interface ResourceKind {
  /** Empty for the core group. */
  readonly group: string;
  readonly version: string;
  readonly plural: string;
  readonly singular: string;
  readonly kind: string;
  readonly shortNames: readonly string[];
  readonly namespaced: boolean;
  readonly hasStatus: boolean;
  /** Whether metadata.generation counts the changes of the spec. */
  readonly hasGeneration: boolean;
  /** Whether a PUT may leave out the resourceVersion. */
  readonly unconditionalUpdate: boolean;
  /** Field selectors besides metadata.name and metadata.namespace, as paths. */
  readonly selectableFields: readonly string[];
}

type Differences = Partial<Omit<ResourceKind, 'group' | 'version' | 'plural' | 'kind'>>;

export function resourceKind(groupVersion: string, plural: string, kind: string, rest: Differences = {}): ResourceKind {
  const [version = '', group = ''] = groupVersion.split('/').toReversed();
  return {
    group,
    version,
    plural,
    kind,
    singular: kind.toLowerCase(),
    shortNames: [],
    namespaced: true,
    hasStatus: false,
    hasGeneration: false,
    unconditionalUpdate: true,
    selectableFields: [],
    ...rest,
  };
}

const workload = { hasStatus: true, hasGeneration: true } as const;

export const namespaceKind = resourceKind('v1', 'namespaces', 'Namespace', {
  shortNames: ['ns'],
  namespaced: false,
  hasStatus: true,
});

/** A definition that is put here is served at once. */
export const definitionKind = resourceKind(
  'apiextensions.k8s.io/v1',
  'customresourcedefinitions',
  'CustomResourceDefinition',
  { shortNames: ['crd'], namespaced: false, hasGeneration: true },
);

/** The built-in resources that the world serves. */
export const builtInKinds: readonly ResourceKind[] = [
  definitionKind,
  resourceKind('v1', 'configmaps', 'ConfigMap', { shortNames: ['cm'] }),
  namespaceKind,
  resourceKind('v1', 'nodes', 'Node', {
    shortNames: ['no'],
    namespaced: false,
    hasStatus: true,
    selectableFields: ['spec.unschedulable'],
  }),
  resourceKind('v1', 'pods', 'Pod', {
    shortNames: ['po'],
    hasStatus: true,
    selectableFields: ['spec.nodeName', 'spec.hostNetwork', 'status.phase', 'status.podIP'],
  }),
  resourceKind('v1', 'serviceaccounts', 'ServiceAccount', { shortNames: ['sa'] }),
  resourceKind('v1', 'services', 'Service', {
    shortNames: ['svc'],
    hasStatus: true,
    selectableFields: ['spec.clusterIP', 'spec.type'],
  }),
  resourceKind('apps/v1', 'daemonsets', 'DaemonSet', { shortNames: ['ds'], ...workload }),
  resourceKind('apps/v1', 'deployments', 'Deployment', { shortNames: ['deploy'], ...workload }),
  resourceKind('apps/v1', 'statefulsets', 'StatefulSet', { shortNames: ['sts'], ...workload }),
  resourceKind('discovery.k8s.io/v1', 'endpointslices', 'EndpointSlice', { hasGeneration: true }),
  resourceKind('storage.k8s.io/v1', 'csidrivers', 'CSIDriver', { namespaced: false }),
  resourceKind('v1', 'persistentvolumes', 'PersistentVolume', {
    shortNames: ['pv'],
    namespaced: false,
    hasStatus: true,
  }),
  resourceKind('networking.k8s.io/v1', 'networkpolicies', 'NetworkPolicy', {
    shortNames: ['netpol'],
    hasGeneration: true,
  }),
  resourceKind('networking.k8s.io/v1', 'ingresses', 'Ingress', { shortNames: ['ing'], ...workload }),
  resourceKind('networking.k8s.io/v1', 'ingressclasses', 'IngressClass', { namespaced: false, hasGeneration: true }),
  resourceKind('coordination.k8s.io/v1', 'leases', 'Lease', { unconditionalUpdate: false }),
  resourceKind('events.k8s.io/v1', 'events', 'Event', {
    shortNames: ['ev'],
    selectableFields: ['regarding.kind', 'regarding.name', 'regarding.namespace', 'regarding.uid', 'reason', 'type'],
  }),
];

export function groupVersion(kind: ResourceKind): string {
  return kind.group === '' ? kind.version : `${kind.group}/${kind.version}`;
}

/** As errors name it: `pods`, `leases.coordination.k8s.io`. */
export function qualifiedPlural(kind: ResourceKind): string {
  return kind.group === '' ? kind.plural : `${kind.plural}.${kind.group}`;
}
