import type { Tally } from './facts/tally.ts';
import type { ContainerFacts } from './kubernetes-sections.ts';

/** A field by which a Service is tied to IPv4. */
export type ServiceTie = 'clusterIP' | 'externalIPs' | 'ipFamilies' | 'ipFamilyPolicy' | 'loadBalancerIP';

/**
 * What of a Service ties it to IPv4 by its author's will: the API server writes `ipFamilies` and `clusterIP` into every
 * Service, so these count only where an applied manifest or the managed fields show that somebody else wrote them.
 */
export interface TiedService {
  readonly fields: readonly ServiceTie[];
}

export type WorkloadKind = 'DaemonSet' | 'Deployment' | 'StatefulSet';

/** A workload outside kube-system whose arguments or environment hold an IPv4 literal. */
export interface Ipv4Literals {
  readonly kind: WorkloadKind;
  /** `wildcard`: `0.0.0.0`, on which nothing is heard that comes over IPv6; `address`: another IPv4 address. */
  readonly literal: 'address' | 'wildcard';
}

/** A workload with a container told to ask the metadata of its instance over IPv6, and not told where else its credentials are. */
export interface MetadataClient {
  readonly kind: WorkloadKind;
  /** What its pods run as: `namespace/name`. */
  readonly serviceAccount: string;
}

/** An IPv4 EndpointSlice that no controller of Kubernetes made for a Service with a selector. */
export interface ForeignEndpoints {
  /** The Endpoints object it is a copy of; absent for one that was written as it is. */
  readonly mirrors?: string;
}

/** A file system driver of AWS whose volumes are mounted over the network. */
export type FileSystemDriver = 'efs.csi.aws.com' | 'fsx.csi.aws.com';

export interface FileSystems {
  /** Installed ones. */
  readonly drivers: readonly FileSystemDriver[];
  readonly volumes: readonly Tally<{ readonly driver: FileSystemDriver }>[];
  /** Ids of EFS that volumes name, each once, in order. */
  readonly efsIds: readonly string[];
}

/** What bears on a cluster's network, told by its image. */
export type NetworkComponent =
  | 'calico'
  | 'cilium'
  | 'external-dns'
  | 'istio'
  | 'karpenter'
  | 'kiam'
  | 'kube2iam'
  | 'linkerd'
  | 'node-local-dns';

/** A Deployment or DaemonSet that runs such a component, with the container that does. */
export interface NetworkWorkload {
  readonly component: NetworkComponent;
  readonly kind: WorkloadKind;
  readonly namespace: string;
  readonly name: string;
  readonly container: ContainerFacts;
}

/** The Corefile of ConfigMap `kube-system/coredns`. */
export interface CoreDns {
  /** The cluster's own CoreDNS has such a file; Auto Mode runs DNS on its nodes. */
  readonly configured: boolean;
  /** Plugin `dns64` is used. */
  readonly dns64: boolean;
  /** IPv4 addresses that plugin `forward` sends queries to. */
  readonly ipv4Upstreams: readonly string[];
}
