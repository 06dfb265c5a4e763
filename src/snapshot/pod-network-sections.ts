import type { ImageFacts } from './kubernetes-sections.ts';

/** `ENIConfig` of the VPC CNI: the subnet that custom networking takes the addresses of pods from. */
export interface EniConfig {
  readonly name: string;
  readonly subnetId?: string;
}

/** `SecurityGroupPolicy` of the VPC resource controller: pods that get security groups of their own. */
export interface SecurityGroupPolicy {
  readonly namespace: string;
  readonly name: string;
  readonly groupIds: readonly string[];
}

/** ConfigMap `kube-system/kube-proxy-config`. What it leaves out is kube-proxy's to choose, by the family of the node. */
export type KubeProxyConfig =
  | { readonly readable: false }
  | {
      readonly readable: true;
      readonly bindAddress?: string;
      /** With its port. */
      readonly healthzBindAddress?: string;
      readonly mode?: string;
    };

export interface KubeProxy {
  /** Of DaemonSet `kube-system/kube-proxy`; absent where there is none, as with Auto Mode alone or with another in its place. */
  readonly image?: ImageFacts;
  readonly config?: KubeProxyConfig;
}
