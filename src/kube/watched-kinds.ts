import type {
  ImageFacts,
  LoadBalancerControllerDeployment,
  NodeFacts,
  PodFacts,
  VpcCniDaemonSet,
} from '../snapshot/kubernetes-sections.ts';
import { deploymentFacts } from '../snapshot/facts/load-balancer-facts.ts';
import {
  albTargetTypeFacts,
  ingressClassFacts,
  ingressClassParamsFacts,
  ingressFacts,
  loadBalancerConfigurationFacts,
  loadBalancerServiceFacts,
} from '../snapshot/facts/load-balancer-request-facts.ts';
import { nodeClassFacts, nodePoolFacts } from '../snapshot/facts/karpenter-facts.ts';
import { clusterNetworkPolicyFacts, networkPolicyFacts } from '../snapshot/facts/network-policy-facts.ts';
import { nodeFacts, nodeSelfDescription } from '../snapshot/facts/node-facts.ts';
import { podFacts } from '../snapshot/facts/pod-facts.ts';
import {
  eniConfigFacts,
  kubeProxyConfigFacts,
  kubeProxyImage,
  securityGroupPolicyFacts,
} from '../snapshot/facts/pod-network-facts.ts';
import { tiedServiceFacts } from '../snapshot/facts/service-facts.ts';
import { vpcCniAccountFacts, vpcCniFacts } from '../snapshot/facts/vpc-cni-facts.ts';
import type { VpcCniAccount } from '../snapshot/addon-sections.ts';
import {
  coreDnsFacts,
  driverOfVolume,
  efsOfVolume,
  fileSystemDriver,
  foreignEndpointsFacts,
  ipv4LiteralFacts,
  metadataClientFacts,
  networkWorkloadFacts,
} from '../snapshot/facts/workload-facts.ts';
import type { NetworkPolicyFacts } from '../snapshot/network-policy-sections.ts';
import type { NodeClass, NodePool } from '../snapshot/karpenter-sections.ts';
import type {
  Ingress,
  IngressClass,
  IngressClassParams,
  LoadBalancerConfiguration,
  LoadBalancerService,
} from '../snapshot/load-balancer-sections.ts';
import type { EniConfig, KubeProxyConfig, SecurityGroupPolicy } from '../snapshot/pod-network-sections.ts';
import type {
  CoreDns,
  FileSystemDriver,
  ForeignEndpoints,
  Ipv4Literals,
  MetadataClient,
  NetworkWorkload,
  TiedService,
  WorkloadKind,
} from '../snapshot/workload-sections.ts';
import type { CountingSink } from './kind-cache.ts';
import type { KubeObject, ObjectKey, ReflectorSink } from './kube-object.ts';
import { ObjectStore } from './object-store.ts';
import type { OptionalGroup } from './optional-cache.ts';
import { TallyStore } from './tally-store.ts';

/** Stores of everything the sections are made of. Bulk kinds are counted, small ones kept; nobody keeps a whole object. */
export function createStores() {
  return {
    nodes: new TallyStore<NodeFacts>({ project: nodeFacts, named: () => true }),
    nodeSelf: new TallyStore<ReturnType<typeof nodeSelfDescription>>({ project: nodeSelfDescription }),
    // In an IPv4 cluster nearly every pod is in one group that is worth naming in an IPv6 cluster.
    pods: new TallyStore<PodFacts>({ project: podFacts, named: isPodWorthNaming, mostNames: 500 }),
    daemonSets: new ObjectStore<VpcCniDaemonSet>((raw) =>
      raw.metadata.namespace === 'kube-system' ? vpcCniFacts(raw) : undefined,
    ),
    networkDaemonSets: new ObjectStore<NetworkWorkload>((raw) => networkWorkloadFacts('DaemonSet', raw)),
    networkDeployments: new ObjectStore<NetworkWorkload>((raw) => networkWorkloadFacts('Deployment', raw)),
    daemonSetLiterals: literals('DaemonSet'),
    deploymentLiterals: literals('Deployment'),
    statefulSetLiterals: literals('StatefulSet'),
    daemonSetClients: metadataClients('DaemonSet'),
    deploymentClients: metadataClients('Deployment'),
    statefulSetClients: metadataClients('StatefulSet'),
    tiedServices: new TallyStore<TiedService>({ project: tiedServiceFacts, named: () => true }),
    foreignEndpoints: new TallyStore<ForeignEndpoints>({ project: foreignEndpointsFacts, named: () => true }),
    csiDrivers: new ObjectStore<FileSystemDriver>((raw) => fileSystemDriver(raw.metadata.name)),
    volumes: new TallyStore<{ readonly driver: FileSystemDriver }>({ project: driverOfVolume, named: () => true }),
    efsVolumes: new TallyStore<{ readonly id: string }>({ project: efsOfVolume }),
    coreDns: new ObjectStore<CoreDns>((raw) => coreDnsFacts(raw)),
    eniConfigs: new ObjectStore<EniConfig>((raw) => eniConfigFacts(raw)),
    networkPolicies: new TallyStore<NetworkPolicyFacts>({ project: networkPolicyFacts, named: () => true }),
    clusterNetworkPolicies: new TallyStore<NetworkPolicyFacts>({
      project: clusterNetworkPolicyFacts,
      named: () => true,
    }),
    securityGroupPolicies: new ObjectStore<SecurityGroupPolicy>((raw) => securityGroupPolicyFacts(raw)),
    kubeProxyImage: new ObjectStore<ImageFacts>((raw) => kubeProxyImage(raw)),
    kubeProxyConfig: new ObjectStore<KubeProxyConfig>((raw) => kubeProxyConfigFacts(raw)),
    cniConfig: new ObjectStore<Readonly<Record<string, string>>>(configMapData),
    vpcCniAccount: new ObjectStore<VpcCniAccount>((raw) => vpcCniAccountFacts(raw)),
    deployments: new ObjectStore<LoadBalancerControllerDeployment>((raw) => deploymentFacts(raw)),
    loadBalancerServices: new TallyStore<LoadBalancerService>({ project: loadBalancerServiceFacts, named: () => true }),
    albTargetTypes: new ObjectStore<{ readonly name: string; readonly targetType: string }>(albTargetTypeFacts),
    ingresses: new ObjectStore<Ingress>(ingressFacts),
    ingressClasses: new ObjectStore<IngressClass>(ingressClassFacts),
    ingressClassParams: new ObjectStore<IngressClassParams>((raw) => ingressClassParamsFacts('elbv2.k8s.aws', raw)),
    autoIngressClassParams: new ObjectStore<IngressClassParams>((raw) =>
      ingressClassParamsFacts('eks.amazonaws.com', raw),
    ),
    loadBalancerConfigurations: new ObjectStore<LoadBalancerConfiguration>(loadBalancerConfigurationFacts),
    nodePools: new ObjectStore<NodePool>((raw) => nodePoolFacts(raw)),
    ec2NodeClasses: new ObjectStore<NodeClass>((raw) => nodeClassFacts('EC2NodeClass', raw)),
    autoNodeClasses: new ObjectStore<NodeClass>((raw) => nodeClassFacts('NodeClass', raw)),
  };
}

function isPodWorthNaming({ network = 'ipv6', cniAgent = 'ready' }: PodFacts): boolean {
  return network !== 'ipv6' || cniAgent !== 'ready';
}

function literals(kind: WorkloadKind): TallyStore<Ipv4Literals> {
  return new TallyStore<Ipv4Literals>({ project: (raw) => ipv4LiteralFacts(kind, raw), named: () => true });
}

function metadataClients(kind: WorkloadKind): TallyStore<MetadataClient> {
  return new TallyStore<MetadataClient>({ project: (raw) => metadataClientFacts(kind, raw), named: () => true });
}

export type Stores = ReturnType<typeof createStores>;

/** One collection of the API server and where its objects go; the first sink tells how many there are. */
export type WatchedKind = {
  /** As RBAC names it. */
  readonly resource: string;
  /** Where several watches read one resource: as metrics name this one. */
  readonly label?: string;
  readonly query?: Readonly<Record<string, string>>;
  readonly sinks: readonly [CountingSink, ...CountingSink[]];
} & ({ readonly path: string } | { readonly optional: OptionalGroup });

export function watchedKinds(stores: Stores) {
  return {
    nodes: { resource: 'nodes', path: '/api/v1/nodes', sinks: [stores.nodes, stores.nodeSelf] },
    pods: { resource: 'pods', path: '/api/v1/pods', sinks: [stores.pods] },
    daemonSets: {
      resource: 'daemonsets',
      path: '/apis/apps/v1/daemonsets',
      sinks: [
        stores.daemonSets,
        stores.networkDaemonSets,
        stores.daemonSetLiterals,
        stores.daemonSetClients,
        stores.kubeProxyImage,
      ],
    },
    cniConfig: {
      resource: 'configmaps',
      path: '/api/v1/namespaces/kube-system/configmaps',
      query: { fieldSelector: 'metadata.name=amazon-vpc-cni' },
      sinks: [stores.cniConfig],
    },
    coreDns: {
      resource: 'configmaps',
      label: 'configmaps coredns',
      path: '/api/v1/namespaces/kube-system/configmaps',
      query: { fieldSelector: 'metadata.name=coredns' },
      sinks: [stores.coreDns],
    },
    kubeProxyConfig: {
      resource: 'configmaps',
      label: 'configmaps kube-proxy-config',
      path: '/api/v1/namespaces/kube-system/configmaps',
      query: { fieldSelector: 'metadata.name=kube-proxy-config' },
      sinks: [stores.kubeProxyConfig],
    },
    vpcCniAccount: {
      resource: 'serviceaccounts',
      path: '/api/v1/namespaces/kube-system/serviceaccounts',
      query: { fieldSelector: 'metadata.name=aws-node' },
      sinks: [stores.vpcCniAccount],
    },
    deployments: {
      resource: 'deployments',
      path: '/apis/apps/v1/deployments',
      sinks: [stores.deployments, stores.networkDeployments, stores.deploymentLiterals, stores.deploymentClients],
    },
    statefulSets: {
      resource: 'statefulsets',
      path: '/apis/apps/v1/statefulsets',
      sinks: [stores.statefulSetLiterals, stores.statefulSetClients],
    },
    endpointSlices: {
      resource: 'endpointslices',
      path: '/apis/discovery.k8s.io/v1/endpointslices',
      // Those of Services with a selector are as many as there are pods' worth of, and made anew in the new cluster.
      query: { labelSelector: 'endpointslice.kubernetes.io/managed-by!=endpointslice-controller.k8s.io' },
      sinks: [stores.foreignEndpoints],
    },
    csiDrivers: { resource: 'csidrivers', path: '/apis/storage.k8s.io/v1/csidrivers', sinks: [stores.csiDrivers] },
    persistentVolumes: {
      resource: 'persistentvolumes',
      path: '/api/v1/persistentvolumes',
      sinks: [stores.volumes, stores.efsVolumes],
    },
    services: {
      resource: 'services',
      path: '/api/v1/services',
      sinks: [stores.loadBalancerServices, stores.albTargetTypes, stores.tiedServices],
    },
    ingresses: { resource: 'ingresses', path: '/apis/networking.k8s.io/v1/ingresses', sinks: [stores.ingresses] },
    ingressClasses: {
      resource: 'ingressclasses',
      path: '/apis/networking.k8s.io/v1/ingressclasses',
      sinks: [stores.ingressClasses],
    },
    ingressClassParams: {
      resource: 'ingressclassparams',
      optional: { group: 'elbv2.k8s.aws', versions: ['v1beta1'] },
      sinks: [stores.ingressClassParams],
    },
    autoIngressClassParams: {
      resource: 'ingressclassparams',
      optional: { group: 'eks.amazonaws.com', versions: ['v1'] },
      sinks: [stores.autoIngressClassParams],
    },
    loadBalancerConfigurations: {
      resource: 'loadbalancerconfigurations',
      optional: { group: 'gateway.k8s.aws', versions: ['v1', 'v1beta1'] },
      sinks: [stores.loadBalancerConfigurations],
    },
    eniConfigs: {
      resource: 'eniconfigs',
      optional: { group: 'crd.k8s.amazonaws.com', versions: ['v1alpha1'] },
      sinks: [stores.eniConfigs],
    },
    networkPolicies: {
      resource: 'networkpolicies',
      path: '/apis/networking.k8s.io/v1/networkpolicies',
      sinks: [stores.networkPolicies],
    },
    clusterNetworkPolicies: {
      resource: 'clusternetworkpolicies',
      optional: { group: 'networking.k8s.aws', versions: ['v1alpha1'] },
      sinks: [stores.clusterNetworkPolicies],
    },
    securityGroupPolicies: {
      resource: 'securitygrouppolicies',
      optional: { group: 'vpcresources.k8s.aws', versions: ['v1beta1'] },
      sinks: [stores.securityGroupPolicies],
    },
    nodePools: {
      resource: 'nodepools',
      optional: { group: 'karpenter.sh', versions: ['v1', 'v1beta1'] },
      sinks: [stores.nodePools],
    },
    ec2NodeClasses: {
      resource: 'ec2nodeclasses',
      optional: { group: 'karpenter.k8s.aws', versions: ['v1', 'v1beta1'] },
      sinks: [stores.ec2NodeClasses],
    },
    autoNodeClasses: {
      resource: 'nodeclasses',
      optional: { group: 'eks.amazonaws.com', versions: ['v1'] },
      sinks: [stores.autoNodeClasses],
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

function configMapData(raw: KubeObject): Readonly<Record<string, string>> {
  const data = raw['data'];
  if (typeof data !== 'object' || data === null) return {};
  return Object.fromEntries(
    Object.entries(data).filter((entry): entry is [string, string] => typeof entry[1] === 'string'),
  );
}
