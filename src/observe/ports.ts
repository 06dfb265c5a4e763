import type { Cluster, FargateProfile, InstanceType, NodeGroup, Subnet, Vpc } from '../snapshot/aws-sections.ts';
import type { Policy } from '../snapshot/policy.ts';
import type { ReadFailure } from '../snapshot/section.ts';
import type { KubernetesSectionName } from '../snapshot/section-table.ts';
import type { Sections, Snapshot } from '../snapshot/snapshot.ts';

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

/**
 * What AWS is asked for each section that is read in the plain way: one question, one answer, at the section's own pace.
 * A new section is a line here, its plan in `questions.ts`, and its reader in `aws/further-readers.ts`.
 */
export interface AwsQuestions {
  readonly vpcDns: InVpc;
  readonly routeTables: InVpc;
  readonly routedPrefixLists: { readonly ids: readonly string[] };
  readonly internetGateways: InVpc;
  readonly egressOnlyInternetGateways: InVpc;
  readonly natGateways: InVpc;
  readonly blockPublicAccess: InVpc;
  readonly vpcEndpoints: InVpc;
  readonly endpointServices: { readonly names: readonly string[] };
  readonly vpcPeerings: InVpc;
  readonly networkAcls: InVpc;
  readonly securityGroups: { readonly ids: readonly string[] };
  readonly prefixLists: { readonly ids: readonly string[] };
  readonly instances: { readonly clusterName: string };
  readonly launchTemplates: { readonly versions: readonly { readonly id: string; readonly version: string }[] };
  readonly subnetUse: InVpc;
  readonly subnetReservations: { readonly subnetIds: readonly string[] };
  readonly loadBalancers: { readonly vpcId: string; readonly clusterName: string };
  readonly mountTargets: { readonly fileSystemIds: readonly string[] };
  readonly mountTargetGroups: { readonly ids: readonly string[] };
  readonly addons: { readonly clusterName: string };
  readonly addonVersions: { readonly kubernetesVersion: string };
  readonly podIdentity: { readonly clusterName: string };
  readonly cniPermissions: CniPermissionsQuestion;
}

export interface InVpc {
  readonly vpcId: string;
}

export type QuestionedSection = keyof AwsQuestions;

/** Everything that can give the VPC CNI its role. The first that does counts, in this order. */
export interface CniPermissionsQuestion {
  readonly clusterName: string;
  /** As the annotation of the service account writes it. */
  readonly annotatedRole?: string;
  readonly podIdentityAssociationId?: string;
  readonly addonRole?: string;
  /** ARNs of the roles of managed node groups. */
  readonly nodeRoles: readonly string[];
  /** Names of the instance profiles of the instances there are. */
  readonly instanceProfiles: readonly string[];
}

export type KubernetesSections = Pick<Snapshot['sections'], KubernetesSectionName>;

/** What the informer caches hold now. Reading costs nothing; freshness is part of each section. */
export interface ClusterView {
  /** `named`: a Deployment to describe as the load balancer controller even if its image does not tell. */
  sections(named?: Policy['loadBalancerController']): KubernetesSections;
  /** Issuer of this process's own service account token; undefined where it has none. */
  serviceAccountIssuer(): string | undefined;
}
