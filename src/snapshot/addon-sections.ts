import type { HealthIssue } from './aws-sections.ts';

/** `eks:DescribeAddon`. What the add-on is configured with is not kept: it is the customer's, and its effect is seen elsewhere. */
export interface Addon {
  readonly name: string;
  /** As EKS writes it: `v1.21.1-eksbuild.1`. */
  readonly version: string;
  readonly status: string;
  readonly healthIssues: readonly HealthIssue[];
  /** Of the service account of the add-on, where it has a role of its own. */
  readonly serviceAccountRoleArn?: string;
}

/** `eks:DescribeAddonVersions`, of one add-on and the Kubernetes version of the cluster. */
export interface AddonVersions {
  readonly name: string;
  readonly defaultVersion?: string;
  /** All that EKS calls compatible, as EKS writes them. */
  readonly compatible: readonly string[];
}

/** `eks:ListPodIdentityAssociations`: the first page of all, and that of the VPC CNI. */
export interface PodIdentityAssociations {
  /** `namespace/service-account`, at most a hundred. */
  readonly names: readonly string[];
  /** There are more than those that are named. */
  readonly more: boolean;
  /** Of the service account `kube-system/aws-node`. */
  readonly vpcCniAssociationId?: string;
}

/** ServiceAccount `kube-system/aws-node`, which the VPC CNI runs as. */
export interface VpcCniAccount {
  readonly exists: boolean;
  /** Annotation `eks.amazonaws.com/role-arn`, as it is written. */
  readonly annotatedRole?: string;
}

/** An action of IAM as `iam:SimulatePrincipalPolicy` sees it. `undecided`: it depends on a context that is not known. */
export type SimulatedDecision = 'allowed' | 'denied' | 'undecided';

/** The first of these that gives a role counts, in this order. */
export type RoleGiver = 'annotation' | 'podIdentity' | 'addon' | 'nodes';

/** One role the VPC CNI may act in, and what it may do there. */
export interface SimulatedRole {
  readonly name: string;
  readonly decisions: Readonly<Record<string, SimulatedDecision>>;
}

/** What the roles of the VPC CNI allow, as far as a simulation tells: policies of the organisation are not part of it. */
export interface CniPermissions {
  /** What gives the VPC CNI its role. */
  readonly givenBy: RoleGiver;
  /** Several only where nodes give them; none where none was found. */
  readonly roles: readonly SimulatedRole[];
  /** A Pod Identity association narrows the role by a policy of its own, which a simulation does not see. */
  readonly narrowed: boolean;
}
