import type { Cluster, FargateProfile, InstanceType, NodeGroup, Subnet, Vpc } from './aws-sections.ts';
import type {
  LoadBalancerControllerDeployment,
  LoadBalancerUse,
  NodeTallies,
  PodTallies,
  SelfDescription,
  VpcCni,
} from './kubernetes-sections.ts';
import type { Policy } from './policy.ts';
import type { Section } from './section.ts';
import type { Tally } from './facts/tally.ts';

/** Value of every observable section by its name. A new kind of data is one line here, one collector and one entry in `section-table.ts`. */
export interface Sections {
  readonly cluster: Cluster;
  readonly vpc: Vpc;
  readonly subnets: SubnetsSection;
  readonly nodeGroups: readonly NodeGroup[];
  readonly fargateProfiles: readonly FargateProfile[];
  readonly instanceTypes: readonly InstanceType[];
  readonly nodes: NodeTallies;
  readonly pods: PodTallies;
  readonly vpcCni: VpcCni;
  readonly loadBalancerControllers: readonly LoadBalancerControllerDeployment[];
  readonly loadBalancerUses: readonly Tally<LoadBalancerUse>[];
  readonly self: SelfDescription;
}

/** All subnets of the cluster's VPC, with the Fargate nodes that were there when EC2 counted the free addresses. */
export interface SubnetsSection {
  readonly all: readonly Subnet[];
  /** Fargate nodes by IPv4 /28 block at the time of the answer: those that came since are not yet in `freeIpv4`. */
  readonly fargateNodesByBlock: Readonly<Record<string, number>>;
}

export type SectionName = keyof Sections;

/** Everything a verdict depends on: plain, readonly, JSON-serialisable. A saved snapshot is a bug report and a fixture at once. */
export interface Snapshot {
  /** Epoch milliseconds. Freshness and expiry are judged at this time, never by a clock. */
  readonly asOf: number;
  readonly policy: Policy;
  readonly clusterName?: string;
  readonly region?: string;
  readonly sections: { readonly [K in SectionName]: Section<Sections[K]> };
}
