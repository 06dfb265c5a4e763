import type { Addon, AddonVersions, CniPermissions, PodIdentityAssociations, VpcCniAccount } from './addon-sections.ts';
import type { Cluster, FargateProfile, InstanceType, NodeGroup, Subnet, Vpc } from './aws-sections.ts';
import type {
  LoadBalancerControllerDeployment,
  NodeTallies,
  PodTallies,
  SelfDescription,
  VpcCni,
} from './kubernetes-sections.ts';
import type { InstanceTallies, LaunchTemplate, SubnetReservations, SubnetUse } from './instance-sections.ts';
import type { NetworkAcl, PrefixList, SecurityGroup } from './firewall-sections.ts';
import type { NodeClass, NodePool } from './karpenter-sections.ts';
import type {
  Ingress,
  IngressClass,
  IngressClassParams,
  LoadBalancer,
  LoadBalancerConfiguration,
  LoadBalancerServices,
} from './load-balancer-sections.ts';
import type {
  BlockPublicAccess,
  EndpointService,
  Gateway,
  NatGateway,
  RoutedPrefixList,
  RouteTable,
  VpcDns,
  VpcEndpoint,
  VpcPeering,
} from './network-sections.ts';
import type { NetworkPolicyTallies } from './network-policy-sections.ts';
import type { Tally } from './facts/tally.ts';
import type { FileSystemTargets } from './file-system-sections.ts';
import type { EniConfig, KubeProxy, SecurityGroupPolicy } from './pod-network-sections.ts';
import type { Policy } from './policy.ts';
import type { Section } from './section.ts';
import type {
  CoreDns,
  FileSystems,
  ForeignEndpoints,
  Ipv4Literals,
  MetadataClient,
  NetworkWorkload,
  TiedService,
} from './workload-sections.ts';

/** Value of every observable section by its name. A new kind of data is one line here, one collector and one entry in `section-table.ts`. */
export interface Sections {
  readonly cluster: Cluster;
  readonly vpc: Vpc;
  readonly subnets: SubnetsSection;
  readonly nodeGroups: readonly NodeGroup[];
  readonly fargateProfiles: readonly FargateProfile[];
  readonly instanceTypes: readonly InstanceType[];
  readonly instances: InstanceTallies;
  readonly launchTemplates: readonly LaunchTemplate[];
  readonly subnetUse: readonly SubnetUse[];
  readonly subnetReservations: readonly SubnetReservations[];
  readonly vpcDns: VpcDns;
  readonly routeTables: readonly RouteTable[];
  /** Of the lists that routes to elsewhere name. */
  readonly routedPrefixLists: readonly RoutedPrefixList[];
  readonly internetGateways: readonly Gateway[];
  readonly egressOnlyInternetGateways: readonly Gateway[];
  readonly natGateways: readonly NatGateway[];
  readonly blockPublicAccess: BlockPublicAccess;
  readonly vpcEndpoints: readonly VpcEndpoint[];
  /** Of the services of AWS that there are endpoints of. */
  readonly endpointServices: readonly EndpointService[];
  readonly vpcPeerings: readonly VpcPeering[];
  readonly networkAcls: readonly NetworkAcl[];
  /** Those of the control plane and of instances. */
  readonly securityGroups: readonly SecurityGroup[];
  readonly prefixLists: readonly PrefixList[];
  readonly nodes: NodeTallies;
  readonly pods: PodTallies;
  readonly vpcCni: VpcCni;
  readonly loadBalancerControllers: readonly LoadBalancerControllerDeployment[];
  readonly loadBalancerServices: LoadBalancerServices;
  readonly ingresses: readonly Ingress[];
  readonly ingressClasses: readonly IngressClass[];
  readonly ingressClassParams: readonly IngressClassParams[];
  readonly loadBalancerConfigurations: readonly LoadBalancerConfiguration[];
  readonly loadBalancers: readonly LoadBalancer[];
  readonly self: SelfDescription;
  readonly nodePools: readonly NodePool[];
  readonly nodeClasses: readonly NodeClass[];
  readonly tiedServices: readonly Tally<TiedService>[];
  readonly ipv4Literals: readonly Tally<Ipv4Literals>[];
  readonly metadataClients: readonly Tally<MetadataClient>[];
  readonly foreignEndpoints: readonly Tally<ForeignEndpoints>[];
  readonly fileSystems: FileSystems;
  readonly networkWorkloads: readonly NetworkWorkload[];
  readonly coreDns: CoreDns;
  readonly eniConfigs: readonly EniConfig[];
  readonly networkPolicies: NetworkPolicyTallies;
  readonly securityGroupPolicies: readonly SecurityGroupPolicy[];
  readonly kubeProxy: KubeProxy;
  readonly addons: readonly Addon[];
  /** Of AWS's networking add-ons. */
  readonly addonVersions: readonly AddonVersions[];
  readonly podIdentity: PodIdentityAssociations;
  readonly vpcCniAccount: VpcCniAccount;
  readonly cniPermissions: CniPermissions;
  /** Of the file systems that volumes name. */
  readonly mountTargets: readonly FileSystemTargets[];
  /** Of the mount targets with an IPv6 address. */
  readonly mountTargetGroups: readonly SecurityGroup[];
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
