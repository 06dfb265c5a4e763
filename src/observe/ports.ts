import type { Cluster, FargateProfile, InstanceType, NodeGroup, Subnet, Vpc } from '../snapshot/aws-sections.ts';
import type { Policy } from '../snapshot/policy.ts';
import type { AwsQuestions, QuestionedSection } from './questions.ts';
import type { ReadFailure } from '../snapshot/section.ts';
import { sectionNames } from '../snapshot/section-table.ts';
import type { SectionName, Sections, Snapshot } from '../snapshot/snapshot.ts';

/** A read never throws: it gives a value, with what is missing from it, or says why there is none. */
export type ReadOutcome<T> =
  | {
      readonly value: T;
      /** What is missing, one sentence fragment each, e.g. `node group blue could not be described`. */
      readonly gaps: readonly string[];
      /** Why, where there are gaps. */
      readonly gapFailure?: ReadFailure;
    }
  | { readonly failure: ReadFailure };

/**
 * EC2 and EKS of one account and Region, in our words. Every call is paged, paced per API action, capped in bytes and has a
 * deadline; what the callers share (single flight, cache, freshness) is `observe/`'s.
 */
export interface AwsReader {
  cluster(name: string, signal: AbortSignal): Promise<ReadOutcome<Cluster>>;
  vpc(vpcId: string, signal: AbortSignal): Promise<ReadOutcome<Vpc>>;
  /** Every subnet of the VPC. An empty answer is an answer: what it means is for the checks to say. */
  subnets(vpcId: string, signal: AbortSignal): Promise<ReadOutcome<readonly Subnet[]>>;
  nodeGroups(clusterName: string, signal: AbortSignal): Promise<ReadOutcome<readonly NodeGroup[]>>;
  fargateProfiles(clusterName: string, signal: AbortSignal): Promise<ReadOutcome<readonly FargateProfile[]>>;
  /** Nothing is asked for an empty list of names. A name EC2 does not know is a gap. */
  instanceTypes(names: readonly string[], signal: AbortSignal): Promise<ReadOutcome<readonly InstanceType[]>>;
  /** Any other section: see `questions.ts`. */
  further<K extends QuestionedSection>(
    section: K,
    question: AwsQuestions[K],
    signal: AbortSignal,
  ): Promise<ReadOutcome<Sections[K]>>;
}

/** Sections that informer caches hold. */
export const kubernetesSectionNames = [
  'nodes',
  'pods',
  'vpcCni',
  'loadBalancerControllers',
  'loadBalancerServices',
  'ingresses',
  'ingressClasses',
  'ingressClassParams',
  'loadBalancerConfigurations',
  'self',
  'nodePools',
  'nodeClasses',
  'tiedServices',
  'ipv4Literals',
  'foreignEndpoints',
  'fileSystems',
  'networkWorkloads',
  'coreDns',
  'eniConfigs',
  'networkPolicies',
  'securityGroupPolicies',
  'kubeProxy',
  'vpcCniAccount',
] as const satisfies readonly SectionName[];

/** Sections that AWS is asked for. */
export const awsSectionNames = sectionNames.filter(
  (name): name is AwsSectionName => !kubernetesSectionNames.some((each) => each === name),
);

export type AwsSectionName = Exclude<SectionName, KubernetesSectionName>;
export type KubernetesSectionName = (typeof kubernetesSectionNames)[number];
export type KubernetesSections = Pick<Snapshot['sections'], KubernetesSectionName>;

/** What the informer caches hold now. Reading costs nothing; freshness is part of each section. */
export interface ClusterView {
  /** `named`: a Deployment to describe as the load balancer controller even if its image does not tell. */
  sections(named?: Policy['loadBalancerController']): KubernetesSections;
  /** Issuer of this process's own service account token; undefined where it has none. */
  serviceAccountIssuer(): string | undefined;
}
