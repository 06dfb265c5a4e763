import type { WorldInstance } from '../world/build-instances.ts';
import type { WorldEndpoint, WorldNatGateway, WorldNetwork } from '../world/build-network.ts';
import type { AssociationState, VpcIpv6Association } from '../world/scenario.ts';

/** A block and its state, as one entry of an association set. */
export interface BlockAssociation {
  readonly associationId: string;
  readonly cidr: string;
  readonly state: AssociationState;
}

/**
 * What is true in the world of the test and moto has no way to hold, by moto's ids: laid over its answers by the
 * corrections. What moto can hold is created in moto and is not in here.
 */
export interface MotoTruth {
  /** Free IPv4 addresses by subnet: moto counts the network interfaces it knows, and pods have none there. */
  readonly freeIpv4: Map<string, number>;
  /** All IPv6 blocks by VPC: moto draws its own at random and holds one. */
  readonly vpcIpv6: Map<string, readonly VpcIpv6Association[]>;
  /** All IPv4 blocks by VPC, where one is not associated. */
  readonly vpcIpv4: Map<string, readonly BlockAssociation[]>;
  /** All IPv6 blocks by subnet, where one is not associated: moto hides those. */
  readonly subnetIpv6: Map<string, readonly BlockAssociation[]>;
  /** Subnets with DNS64, an attribute moto does not take. */
  readonly dns64Subnets: Set<string>;
  /** Members of DescribeCluster's answer by cluster name: moto answers what CreateCluster was sent, AWS fills in more. */
  readonly clusters: Map<string, JsonObject>;
  /** Members of DescribeNodegroup's answer by node group name, and of DescribeFargateProfile's by profile name. */
  readonly nodeGroups: Map<string, JsonObject>;
  readonly fargateProfiles: Map<string, JsonObject>;
  /** Blocks of either family that are associated, by VPC: every route table has a local route to each of them. */
  readonly localBlocks: Map<string, readonly string[]>;
  /** Route table and destination, with a space between: of routes whose target is gone. */
  readonly blackholes: Set<string>;
  readonly natGateways: Map<string, Pick<WorldNatGateway, 'state' | 'availability'>>;
  readonly endpointAddressTypes: Map<string, NonNullable<WorldEndpoint['addressType']>>;
  /** By network interface: moto knows no prefixes, no primary IPv6 addresses, and no instances that EKS looks after. */
  readonly interfaces: Map<string, Pick<WorldInstance, 'ipv6' | 'ipv6Prefix' | 'autoMode'>>;
  /** Members of DescribeAddon's and DescribePodIdentityAssociation's answers by cluster name: moto has neither. */
  readonly addons: Map<string, readonly JsonObject[]>;
  readonly podIdentityAssociations: Map<string, readonly JsonObject[]>;
  /** IPv6 addresses by mount target of EFS. */
  readonly mountTargetIpv6: Map<string, string>;
  /** Actions that are not allowed, by name of a role: moto simulates no policies. */
  readonly deniedActions: Map<string, readonly string[]>;
  /** moto has no block of public access. */
  blockPublicAccess: WorldNetwork['blockMode'];
  /** Largest page handed out, whatever MaxResults says. */
  pageSize: number | undefined;
}

export interface JsonObject {
  readonly [member: string]: unknown;
}

export function createMotoTruth(): MotoTruth {
  return {
    freeIpv4: new Map(),
    vpcIpv6: new Map(),
    vpcIpv4: new Map(),
    subnetIpv6: new Map(),
    dns64Subnets: new Set(),
    clusters: new Map(),
    nodeGroups: new Map(),
    fargateProfiles: new Map(),
    localBlocks: new Map(),
    blackholes: new Set(),
    natGateways: new Map(),
    endpointAddressTypes: new Map(),
    interfaces: new Map(),
    addons: new Map(),
    podIdentityAssociations: new Map(),
    mountTargetIpv6: new Map(),
    deniedActions: new Map(),
    blockPublicAccess: 'off',
    pageSize: undefined,
  };
}

export function clearMotoTruth(truth: MotoTruth): void {
  const { pageSize: _pageSize, blockPublicAccess: _mode, ...collections } = truth;
  for (const collection of Object.values(collections)) collection.clear();
  truth.pageSize = undefined;
  truth.blockPublicAccess = 'off';
}

/** Objects are merged member by member, everything else is replaced. */
export function laidOver(below: unknown, above: unknown): unknown {
  if (!isJsonObject(below) || !isJsonObject(above)) return above;
  const merged: Record<string, unknown> = { ...below };
  for (const [member, value] of Object.entries(above)) merged[member] = laidOver(below[member], value);
  return merged;
}

export function isJsonObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
