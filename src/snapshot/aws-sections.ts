/**
 * What EC2 and EKS say, in our words. Only what a check, the status or a metric reads is kept.
 *
 * An association (of an IPv6 or IPv4 CIDR block) counts only in state `associated`: a block that was taken away stays in
 * the answer as `disassociated` for a while. Readers drop such blocks, so `ipv6Cidrs` holds live ones only.
 */

export type IpFamily = 'ipv4' | 'ipv6';

export interface HealthIssue {
  readonly code: string;
  readonly resourceIds: readonly string[];
}

/** `eks:DescribeCluster`. */
export interface Cluster {
  readonly name: string;
  readonly version: string;
  readonly status: string;
  readonly ipFamily: IpFamily;
  readonly serviceIpv4Cidr?: string;
  readonly serviceIpv6Cidr?: string;
  readonly vpcId: string;
  /** The control plane's subnets. */
  readonly subnetIds: readonly string[];
  readonly oidcIssuer?: string;
  /** As its ARN says: `aws`, `aws-cn`, `aws-us-gov` and others. */
  readonly partition?: string;
  /** Host name of the Kubernetes API. */
  readonly endpointHost?: string;
  /** Absent where EKS does not say. */
  readonly publicAccess?: boolean;
  readonly privateAccess?: boolean;
  /** Who may reach the public endpoint. */
  readonly publicAccessCidrs: readonly string[];
  /** The one that EKS made for the cluster. */
  readonly clusterSecurityGroupId?: string;
  /** Further ones on the control plane's network interfaces. */
  readonly securityGroupIds: readonly string[];
  readonly controlPlaneEgressMode?: string;
  /** Networks of EKS Hybrid Nodes, of nodes and of their pods. */
  readonly remoteNetworkCidrs: readonly string[];
  readonly onOutposts: boolean;
  /** Epoch milliseconds. */
  readonly createdAt?: number;
  readonly autoMode: boolean;
  /** Whether EKS Auto Mode makes the load balancers. */
  readonly autoModeLoadBalancing: boolean;
  readonly healthIssues: readonly HealthIssue[];
}

/** `ec2:DescribeVpcs`, of the cluster's VPC. */
export interface Vpc {
  readonly id: string;
  readonly ipv4Cidrs: readonly string[];
  readonly ipv6Cidrs: readonly string[];
  /** What EC2 says of the same blocks: who gave them, and whether they are routed on the internet. Members it leaves out are absent. */
  readonly ipv6Origins: readonly {
    readonly cidr: string;
    /** `amazon`, `byoip` or `none`. */
    readonly ipSource?: string;
    /** `public` or `private`. */
    readonly attribute?: string;
  }[];
  /** IPv6 CIDR blocks that are listed but not (or no longer) associated, with their state. */
  readonly otherIpv6Associations: readonly { readonly cidr: string; readonly state: string }[];
}

/** `ec2:DescribeSubnets`, one subnet of the cluster's VPC. */
export interface Subnet {
  readonly id: string;
  /** The `Name` tag. */
  readonly name?: string;
  readonly availabilityZone: string;
  readonly availabilityZoneId: string;
  /** Absent for an IPv6-only subnet. */
  readonly ipv4Cidr?: string;
  readonly ipv6Cidrs: readonly string[];
  /** `AvailableIpAddressCount`: free IPv4 addresses. IPv6-only subnets report 0. */
  readonly freeIpv4: number;
  readonly assignIpv6OnCreation: boolean;
  readonly mapPublicIpOnLaunch: boolean;
  /** The resolver makes up IPv6 addresses (DNS64) for those who ask it from this subnet. */
  readonly enableDns64: boolean;
  /** What block public access does here, exclusions counted: `off`, `block-bidirectional`, `block-ingress`. Absent where EC2 does not tell. */
  readonly blockPublicAccess?: string;
  readonly tags: Readonly<Record<string, string>>;
  /** Subnets of a shared VPC belong to another account, whose use of them is invisible. */
  readonly shared: boolean;
}

/** `eks:DescribeNodegroup`. */
export interface NodeGroup {
  readonly name: string;
  readonly status: string;
  readonly subnetIds: readonly string[];
  readonly instanceTypes: readonly string[];
  readonly amiType: string;
  readonly hasLaunchTemplate: boolean;
  /** Absent where the answer names it without an id or version. */
  readonly launchTemplate?: { readonly id: string; readonly version: string };
  /** ARN of the nodes' IAM role. */
  readonly nodeRole?: string;
  readonly desiredSize: number;
  readonly maxSize: number;
  /** Nodes that may be unavailable at once in an update; absent where given as a percentage or not at all. */
  readonly maxUnavailable?: number;
  readonly maxUnavailablePercentage?: number;
  readonly updateStrategy?: string;
  readonly healthIssues: readonly HealthIssue[];
}

/** `eks:DescribeFargateProfile`. */
export interface FargateProfile {
  readonly name: string;
  readonly status: string;
  readonly subnetIds: readonly string[];
  readonly selectors: readonly { readonly namespace: string; readonly labels: Readonly<Record<string, string>> }[];
}

/** `ec2:DescribeInstanceTypes`. */
export interface InstanceType {
  readonly name: string;
  /** Absent for bare metal, which has none. */
  readonly hypervisor?: string;
  readonly bareMetal: boolean;
  readonly ipv6Supported: boolean;
  readonly vcpus?: number;
  /** Network interfaces of the default network card, and IPv4 addresses of each. */
  readonly interfaces?: number;
  readonly ipv4PerInterface?: number;
}
