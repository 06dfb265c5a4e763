import type { IpFamily } from './aws-sections.ts';
import type { Tally } from './facts/tally.ts';

/** Who runs a node, which decides what can be known about it. `unknown`: no usable providerID and no telling label. */
export type ComputeType = 'ec2' | 'fargate' | 'auto' | 'hybrid' | 'unknown';

/**
 * What nodes are counted by. Addresses are kept as the block they lie in (IPv4 /28, IPv6 /64: no AWS subnet is smaller),
 * so that counting by subnet needs no node list.
 */
export interface NodeFacts {
  readonly compute: ComputeType;
  /** Label `kubernetes.io/os`; `unknown` where it is missing or says neither. */
  readonly os: 'linux' | 'windows' | 'unknown';
  /** Label `node.kubernetes.io/instance-type`. */
  readonly instanceType?: string;
  /** Families of the addresses of type InternalIP, each once, in the order the node gives them; `invalid` for text that is no address. */
  readonly internalFamilies: readonly (IpFamily | 'invalid')[];
  /** The /28 of the first IPv4 InternalIP (of a Fargate node: of the address its name encodes). */
  readonly ipv4Block?: string;
  /** The /64 of the first IPv6 InternalIP. */
  readonly ipv6Block?: string;
  /** Label `eks.amazonaws.com/nodegroup`. */
  readonly nodeGroup?: string;
  /** Launched by Karpenter, which gives every node one IPv6 address whatever the subnet says. */
  readonly karpenter: boolean;
  /** `status.capacity.pods`; absent where the node does not say. */
  readonly maxPods?: number;
  /** It offers `vpc.amazonaws.com/pod-eni`: pods with security groups of their own can run here. */
  readonly branchInterfaces?: true;
  /** The cloud provider has not filled in its part yet (taint `node.cloudprovider.kubernetes.io/uninitialized`): nothing can be said for some seconds. */
  readonly joining: boolean;
}

export type NodeTallies = readonly Tally<NodeFacts>[];

/** What pods are counted by. Finished pods hold no address and are not counted. */
export interface PodFacts {
  /** Label `eks.amazonaws.com/fargate-profile`: the profile that runs the pod. */
  readonly fargateProfile?: string;
  /** `waiting`: no node yet, so its address is still to be taken. */
  readonly placement: 'waiting' | 'placed';
  /**
   * Addresses of a pod that has a network of its own, once its node knows of it: exactly one, of that family; `several`;
   * `none` although it runs. `awaited`: it does not run and has none; `awaitedAfterVolumes`: it has volumes that may be what it
   * waits for. Absent for pods that share the node's network or are being deleted.
   */
  readonly network?: 'ipv4' | 'ipv6' | 'several' | 'none' | 'awaited' | 'awaitedAfterVolumes';
  /**
   * Of a pod of the cluster's DNS (`k8s-app: kube-dns` in kube-system) that has a node: the block of the node's address, IPv4 /28
   * or IPv6 /64, since what the VPC's resolver answers depends on the subnet. `unknown`: it runs, and its status names no address.
   */
  readonly dnsNodeBlock?: string;
  /** Of a pod of DaemonSet `aws-node`. `crashing`: a container is in a crash loop after three restarts. */
  readonly cniAgent?: 'ready' | 'notReady' | 'crashing';
  /**
   * Epoch milliseconds since when the pod awaits its address or is not ready; rounded up to a minute, so that a rollout makes
   * one group a minute.
   */
  readonly since?: number;
}

export type PodTallies = readonly Tally<PodFacts>[];

/** A container image as the field writes it. `version` only where the tag is a semantic version: digests and private tags have none. */
export interface ImageFacts {
  readonly image: string;
  readonly version?: string;
}

/** An environment variable's value, or what it is taken from where it is not in the object itself. */
export type EnvironmentValue =
  | { readonly value: string }
  | { readonly configMap: string; readonly key: string; readonly optional: boolean }
  | { readonly unresolvable: string };

export interface ContainerFacts {
  readonly name: string;
  readonly image: ImageFacts;
  /** The command and its arguments. */
  readonly args: readonly string[];
  readonly environment: Readonly<Record<string, EnvironmentValue>>;
  /** Where variables come from whose names are not in the object (`envFrom`): `ConfigMap name`, `Secret name`. */
  readonly environmentFrom: readonly string[];
}

/** A DaemonSet of kube-system that runs the VPC CNI: `aws-node`, or its image under another name. */
export interface VpcCniDaemonSet {
  readonly name: string;
  readonly main?: ContainerFacts;
  readonly init?: ContainerFacts;
  readonly networkPolicyAgent?: ContainerFacts;
  /** The ServiceAccount it runs as. */
  readonly serviceAccount: string;
  readonly desired: number;
  /** Pods that still run an earlier template, which is not seen. */
  readonly outdated: number;
}

/** The VPC CNI. `daemonSet` is undefined when the cluster has none (Fargate or Auto Mode only, or another CNI). */
export interface VpcCni {
  readonly daemonSet?: VpcCniDaemonSet;
  /** Names of further DaemonSets that run the VPC CNI's image. */
  readonly otherDaemonSets: readonly string[];
  /** ConfigMap `kube-system/amazon-vpc-cni`; undefined when it does not exist. */
  readonly configMap?: Readonly<Record<string, string>>;
}

/** A Deployment that runs the AWS Load Balancer Controller. */
export interface LoadBalancerControllerDeployment {
  readonly namespace: string;
  readonly name: string;
  readonly image: ImageFacts;
  readonly args: readonly string[];
  /** Only the variables that say where it runs; others may hold secrets. */
  readonly environment: ContainerFacts['environment'];
  /** It has the network of its node, so that it is no hop further away from anything. */
  readonly hostNetwork: boolean;
  readonly replicas: number;
  readonly readyReplicas: number;
}

/** What the cluster says about its own name and Region. More than one value means it contradicts itself. */
export interface SelfDescription {
  readonly clusterNames: readonly string[];
  readonly regions: readonly string[];
}
