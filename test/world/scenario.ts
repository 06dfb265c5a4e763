import type { WorldNetwork } from './build-network.ts';

/**
 * A scenario says what exists in one AWS account and in one cluster, as data alone. The embedded world serves it, and a
 * seeder writes the same data into real parts. What the product should say about it is not in here: suites assert that.
 * Ids are logical: a part that hands out ids of its own maps them (see `Parts.awsId` in ports.ts).
 */
export interface Scenario {
  /** Kebab-case, the file's name. */
  readonly name: string;
  /** One sentence: what is special in this world. */
  readonly description: string;
  readonly region: string;
  readonly accountId: string;
  readonly vpc: WorldVpc;
  /** All subnets of the VPC, also those no cluster uses. */
  readonly subnets: readonly WorldSubnet[];
  readonly cluster: WorldCluster;
  readonly nodeGroups: readonly WorldNodeGroup[];
  readonly fargateProfiles: readonly WorldFargateProfile[];
  /** Unset: what public and private subnets usually have, see `usualNetwork`. */
  readonly network?: WorldNetwork;
  /** Unset: the ACL that AWS makes with the VPC, untouched. */
  readonly networkAcls?: readonly WorldNetworkAcl[];
  /** Unset: the group that EKS makes with the cluster, untouched. */
  readonly securityGroups?: readonly WorldSecurityGroup[];
  /** What instances wear; unset: the cluster's own group. */
  readonly nodeSecurityGroupIds?: readonly string[];
  readonly prefixLists?: readonly WorldPrefixList[];
  /** Beside the one of each node; unset: none. */
  readonly networkInterfaces?: readonly WorldNetworkInterface[];
  /** Unset: those that EKS installs with a cluster, up to date. */
  readonly addons?: readonly WorldAddon[];
  /** Unset: none. */
  readonly podIdentityAssociations?: readonly WorldPodIdentityAssociation[];
  /** By name of the role, the actions that IAM denies it; unset: none. */
  readonly deniedActions?: Readonly<Record<string, readonly string[]>>;
  /** What the region offers; a type that is not listed does not exist. */
  readonly instanceTypes: readonly WorldInstanceType[];
  readonly objects: readonly KubernetesObject[];
  /** Faults that are on from the start. */
  readonly faults?: readonly ActionFault[];
  /** Largest page AWS hands out, whatever MaxResults says; unset: the API's own limit. */
  readonly awsPageSize?: number;
}

export type AssociationState = 'associating' | 'associated' | 'disassociating' | 'disassociated' | 'failing' | 'failed';

export interface WorldVpc {
  /** `vpc-` and 17 hexadecimal digits. */
  readonly id: string;
  /** The first one is the primary CIDR. */
  readonly ipv4: readonly Ipv4Association[];
  readonly ipv6: readonly VpcIpv6Association[];
  readonly tags: Readonly<Record<string, string>>;
}

export interface Ipv4Association {
  readonly associationId: string;
  readonly cidr: string;
  readonly state: AssociationState;
}

export interface Ipv6Association {
  readonly associationId: string;
  readonly cidr: string;
  readonly state: AssociationState;
}

export interface VpcIpv6Association extends Ipv6Association {
  readonly pool: string;
  readonly ipSource: 'amazon' | 'byoip' | 'none';
  readonly addressAttribute: 'public' | 'private';
  readonly networkBorderGroup: string;
}

export interface WorldSubnet {
  /** `subnet-` and 17 hexadecimal digits. */
  readonly id: string;
  readonly availabilityZone: string;
  /** As in `euw1-az1`. */
  readonly availabilityZoneId: string;
  /** Unset: the subnet is IPv6-only (`Ipv6Native`). */
  readonly ipv4Cidr?: string;
  readonly ipv6: readonly Ipv6Association[];
  readonly assignIpv6AddressOnCreation: boolean;
  readonly mapPublicIpOnLaunch: boolean;
  /** Unset: off. */
  readonly dns64?: boolean;
  /** What DescribeSubnets says of it when the world starts, every address of `objects` already taken; 0 for an IPv6-only subnet. */
  readonly freeIpv4: number;
  readonly tags: Readonly<Record<string, string>>;
}

/** A network interface of something that is no node, with its one address. */
export interface WorldNetworkInterface {
  /** `eni-` and 17 hexadecimal digits. */
  readonly id: string;
  readonly subnetId: string;
  readonly ipv4: string;
}

export interface WorldPorts {
  readonly from: number;
  readonly to: number;
}

/** The last entries, which refuse everything, are not listed: every ACL has them. */
export interface WorldNetworkAcl {
  /** `acl-` and 17 hexadecimal digits. */
  readonly id: string;
  readonly isDefault: boolean;
  readonly subnetIds: readonly string[];
  readonly entries: readonly WorldNetworkAclEntry[];
}

export interface WorldNetworkAclEntry {
  readonly number: number;
  readonly egress: boolean;
  readonly allows: boolean;
  /** EC2's number; `-1`: all. */
  readonly protocol: string;
  readonly cidr: string;
  readonly ports?: WorldPorts;
}

export interface WorldSecurityGroup {
  /** `sg-` and 17 hexadecimal digits. */
  readonly id: string;
  readonly rules: readonly WorldSecurityGroupRule[];
}

export interface WorldSecurityGroupRule {
  readonly egress: boolean;
  readonly protocol: string;
  readonly ports?: WorldPorts;
  readonly ipv4?: readonly string[];
  readonly ipv6?: readonly string[];
  readonly prefixLists?: readonly string[];
  readonly groups?: readonly string[];
}

export interface WorldPrefixList {
  readonly id: string;
  readonly family: 'ipv4' | 'ipv6';
  /** Blocks of its entries. */
  readonly entries?: readonly string[];
}

export interface HealthIssue {
  readonly code: string;
  readonly message: string;
  readonly resourceIds: readonly string[];
}

export interface WorldCluster {
  readonly name: string;
  /** As in `1.34`. */
  readonly version: string;
  readonly platformVersion: string;
  readonly status: 'CREATING' | 'ACTIVE' | 'DELETING' | 'FAILED' | 'UPDATING' | 'PENDING';
  readonly ipFamily: 'ipv4' | 'ipv6';
  readonly serviceIpv4Cidr?: string;
  readonly serviceIpv6Cidr?: string;
  readonly subnetIds: readonly string[];
  readonly clusterSecurityGroupId: string;
  readonly endpoint: string;
  readonly oidcIssuer: string;
  /** ISO 8601 with seconds. */
  readonly createdAt: string;
  readonly healthIssues: readonly HealthIssue[];
  /** Unset: both, open to everybody of the families that the endpoint has. */
  readonly endpointAccess?: { readonly public: boolean; readonly private: boolean; readonly cidrs: readonly string[] };
  readonly securityGroupIds?: readonly string[];
  /** Who provides the control plane's way out; unset: AWS. */
  readonly egressMode?: 'AWS_MANAGED' | 'CUSTOMER_ROUTED' | 'CUSTOMER_ISOLATED';
  /** EKS Auto Mode. */
  readonly autoMode: boolean;
  readonly tags: Readonly<Record<string, string>>;
}

export interface WorldNodeGroup {
  readonly name: string;
  readonly status: 'CREATING' | 'ACTIVE' | 'UPDATING' | 'DELETING' | 'CREATE_FAILED' | 'DELETE_FAILED' | 'DEGRADED';
  readonly subnetIds: readonly string[];
  readonly instanceTypes: readonly string[];
  readonly amiType: string;
  readonly capacityType: 'ON_DEMAND' | 'SPOT';
  readonly scaling: { readonly minSize: number; readonly maxSize: number; readonly desiredSize: number };
  readonly update: { readonly maxUnavailable: number } | { readonly maxUnavailablePercentage: number };
  readonly launchTemplate?: { readonly id: string; readonly name: string; readonly version: string };
  readonly healthIssues: readonly HealthIssue[];
  readonly labels: Readonly<Record<string, string>>;
}

export interface WorldFargateProfile {
  readonly name: string;
  readonly status: 'CREATING' | 'ACTIVE' | 'DELETING' | 'CREATE_FAILED' | 'DELETE_FAILED';
  readonly subnetIds: readonly string[];
  readonly selectors: readonly {
    readonly namespace: string;
    readonly labels?: Readonly<Record<string, string>>;
  }[];
  readonly healthIssues: readonly HealthIssue[];
}

export interface WorldInstanceType {
  readonly name: string;
  /** Unset for bare metal: AWS says nothing then. */
  readonly hypervisor?: 'nitro' | 'xen';
  readonly bareMetal: boolean;
  readonly ipv6Supported: boolean;
  /** Unset: 2, as every `large` has. */
  readonly vcpus?: number;
  readonly maximumNetworkInterfaces: number;
  readonly ipv4AddressesPerInterface: number;
}

/** An add-on of EKS. */
export interface WorldAddon {
  readonly name: string;
  /** As in `v1.21.1-eksbuild.1`. */
  readonly version: string;
  readonly status: 'CREATING' | 'ACTIVE' | 'UPDATING' | 'DEGRADED' | 'UPDATE_FAILED';
  readonly healthIssues: readonly HealthIssue[];
  readonly serviceAccountRoleArn?: string;
}

export interface WorldPodIdentityAssociation {
  readonly namespace: string;
  readonly serviceAccount: string;
  /** Name of the role, in the account of the scenario. */
  readonly role: string;
}

/** A Kubernetes object as its API serves it. */
export interface KubernetesObject {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: ObjectMetadata;
  readonly [field: string]: unknown;
}

export interface ObjectMetadata {
  readonly name: string;
  readonly namespace?: string;
  readonly uid?: string;
  readonly resourceVersion?: string;
  readonly generation?: number;
  readonly labels?: Readonly<Record<string, string>>;
  readonly annotations?: Readonly<Record<string, string>>;
  readonly [field: string]: unknown;
}

/** The AWS actions the product may use, named as in an IAM policy. */
export const awsActions = [
  'ec2:DescribeEgressOnlyInternetGateways',
  'ec2:DescribeInstanceTypes',
  'ec2:DescribeInstances',
  'ec2:DescribeInternetGateways',
  'ec2:DescribeLaunchTemplateVersions',
  'ec2:DescribeManagedPrefixLists',
  'ec2:DescribeNatGateways',
  'ec2:DescribeNetworkAcls',
  'ec2:DescribeNetworkInterfaces',
  'ec2:DescribeRouteTables',
  'ec2:DescribeSecurityGroups',
  'ec2:DescribeSubnets',
  'ec2:DescribeVpcAttribute',
  'ec2:DescribeVpcBlockPublicAccessExclusions',
  'ec2:DescribeVpcBlockPublicAccessOptions',
  'ec2:DescribeVpcEndpointServices',
  'ec2:DescribeVpcEndpoints',
  'ec2:DescribeVpcPeeringConnections',
  'ec2:DescribeVpcs',
  'ec2:GetManagedPrefixListEntries',
  'ec2:GetSubnetCidrReservations',
  'eks:DescribeAddon',
  'eks:DescribeAddonVersions',
  'eks:DescribeCluster',
  'eks:DescribeFargateProfile',
  'eks:DescribeNodegroup',
  'eks:DescribePodIdentityAssociation',
  'eks:ListAddons',
  'eks:ListFargateProfiles',
  'eks:ListNodegroups',
  'eks:ListPodIdentityAssociations',
  'iam:GetInstanceProfile',
  'iam:SimulatePrincipalPolicy',
  'elasticfilesystem:DescribeMountTargetSecurityGroups',
  'elasticfilesystem:DescribeMountTargets',
  'elasticloadbalancing:DescribeLoadBalancers',
  'elasticloadbalancing:DescribeTags',
] as const;

export type AwsAction = (typeof awsActions)[number];

export type ActionFault = { readonly action: AwsAction } & (
  | { readonly kind: 'deny' }
  /** `times` unset: until faults are cleared. */
  | { readonly kind: 'throttle'; readonly times?: number }
  | { readonly kind: 'fail'; readonly status: number; readonly body?: string; readonly contentType?: string }
  /** Accepts the request and never answers. */
  | { readonly kind: 'hang' }
  /** Half of the body, ended as if it were whole: what a broken proxy in between leaves. */
  | { readonly kind: 'truncate' }
  /** The first page is good and names a next one, which fails. */
  | { readonly kind: 'lose-later-pages' }
  /** Every page names the same next page. */
  | { readonly kind: 'repeat-page' }
);
