import type { MetadataOptions } from './instance-sections.ts';

/** A demand on the nodes of a NodePool: `karpenter.k8s.aws/instance-hypervisor In nitro`. */
export interface NodeRequirement {
  readonly key: string;
  readonly operator: string;
  readonly values: readonly string[];
}

/** From what Karpenter, or EKS Auto Mode, makes nodes. */
export interface NodePool {
  readonly name: string;
  /** `EC2NodeClass` of Karpenter, `NodeClass` of Auto Mode, or somebody else's. */
  readonly classKind: string;
  readonly className: string;
  readonly requirements: readonly NodeRequirement[];
}

/** One way to select subnets: by id, or by tags that all must be there (`*` matches any value). */
export interface SubnetTerm {
  readonly id?: string;
  readonly tags: Readonly<Record<string, string>>;
}

/** An EC2NodeClass of Karpenter, or a NodeClass of EKS Auto Mode, as far as it bears on IPv6. */
export interface NodeClass {
  readonly kind: 'EC2NodeClass' | 'NodeClass';
  readonly name: string;
  /** What `status.subnets` lists; empty where the class was not worked on yet, or keeps no such list. */
  readonly subnetIds: readonly string[];
  /** `spec.subnetSelectorTerms` and `spec.podSubnetSelectorTerms`. */
  readonly subnetTerms: readonly SubnetTerm[];
  readonly podSubnetTerms: readonly SubnetTerm[];
  /** `spec.kubelet.clusterDNS`, as it is written. */
  readonly clusterDns: readonly string[];
  readonly maxPods?: number;
  /** `spec.ipPrefixCount`: prefixes of an interface, /80 ones in an IPv6 cluster. */
  readonly ipPrefixCount?: number;
  /** `spec.metadataOptions` of an EC2NodeClass; its CRD fills in what nobody writes. */
  readonly metadata?: Partial<MetadataOptions>;
}
