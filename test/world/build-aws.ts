import { createHash } from 'node:crypto';
import type {
  AssociationState,
  Ipv4Association,
  Ipv6Association,
  VpcIpv6Association,
  WorldCluster,
  WorldFargateProfile,
  WorldInstanceType,
  WorldNodeGroup,
  WorldSubnet,
  WorldVpc,
} from './scenario.ts';

export const region = 'eu-west-1';
/** From AWS's documentation; belongs to nobody. */
export const accountId = '111122223333';

/** An id of the form AWS gives, always the same for the same name. */
export function awsId(prefix: string, name: string): string {
  return `${prefix}-0${createHash('sha256').update(`${prefix}/${name}`).digest('hex').slice(0, 16)}`;
}

export function ipv4Association(cidr: string, state: AssociationState = 'associated'): Ipv4Association {
  return { associationId: awsId('vpc-cidr-assoc', cidr), cidr, state };
}

export function subnetIpv6(cidr: string, state: AssociationState = 'associated'): Ipv6Association {
  return { associationId: awsId('subnet-cidr-assoc', cidr), cidr, state };
}

/** A block as Amazon provides it. */
export function vpcIpv6(cidr: string, state: AssociationState = 'associated'): VpcIpv6Association {
  return {
    associationId: awsId('vpc-cidr-assoc', cidr),
    cidr,
    state,
    pool: 'Amazon',
    ipSource: 'amazon',
    addressAttribute: 'public',
    networkBorderGroup: region,
  };
}

export function aVpc(overrides: Partial<WorldVpc> = {}): WorldVpc {
  return {
    id: awsId('vpc', 'prod'),
    ipv4: [ipv4Association('10.0.0.0/16')],
    ipv6: [vpcIpv6('2a05:d018:abc:de00::/56')],
    tags: { Name: 'prod' },
    ...overrides,
  };
}

export interface SubnetInput extends Partial<WorldSubnet> {
  /** Becomes the id and the Name tag. */
  readonly name: string;
  readonly zone: 'a' | 'b' | 'c';
}

const zoneIds = { a: 'euw1-az1', b: 'euw1-az2', c: 'euw1-az3' } as const;

export function aSubnet({ name, zone, ...overrides }: SubnetInput): WorldSubnet {
  return {
    id: awsId('subnet', name),
    availabilityZone: `${region}${zone}`,
    availabilityZoneId: zoneIds[zone],
    ipv6: [],
    assignIpv6AddressOnCreation: true,
    mapPublicIpOnLaunch: false,
    freeIpv4: 0,
    ...overrides,
    tags: { Name: name, ...overrides.tags },
  };
}

export function aCluster(overrides: Partial<WorldCluster> = {}): WorldCluster {
  return {
    name: 'prod',
    version: '1.34',
    platformVersion: 'eks.9',
    status: 'ACTIVE',
    ipFamily: 'ipv6',
    ...(overrides.ipFamily === 'ipv4' ? {} : { serviceIpv6Cidr: 'fd30:1c53:5f8a::/108' }),
    subnetIds: [],
    clusterSecurityGroupId: awsId('sg', 'prod'),
    endpoint: 'https://0F6C5A2B7D1E4938A0B1C2D3E4F50617.eks-cluster.eu-west-1.api.aws',
    oidcIssuer: 'https://oidc.eks.eu-west-1.amazonaws.com/id/0F6C5A2B7D1E4938A0B1C2D3E4F50617',
    createdAt: '2025-11-03T09:14:22Z',
    healthIssues: [],
    autoMode: false,
    tags: {},
    ...overrides,
  };
}

export function aNodeGroup(overrides: Partial<WorldNodeGroup> = {}): WorldNodeGroup {
  return {
    name: 'general',
    status: 'ACTIVE',
    subnetIds: [],
    instanceTypes: ['m5.large'],
    amiType: 'AL2023_x86_64_STANDARD',
    capacityType: 'ON_DEMAND',
    scaling: { minSize: 3, maxSize: 6, desiredSize: 3 },
    update: { maxUnavailable: 1 },
    healthIssues: [],
    labels: {},
    ...overrides,
  };
}

export function aFargateProfile(overrides: Partial<WorldFargateProfile> = {}): WorldFargateProfile {
  return {
    name: 'batch',
    status: 'ACTIVE',
    subnetIds: [],
    selectors: [{ namespace: 'batch' }],
    healthIssues: [],
    ...overrides,
  };
}

function nitro(name: string, maximumNetworkInterfaces: number, ipv4AddressesPerInterface: number): WorldInstanceType {
  return {
    name,
    hypervisor: 'nitro',
    bareMetal: false,
    ipv6Supported: true,
    maximumNetworkInterfaces,
    ipv4AddressesPerInterface,
  };
}

/** A cut of what the region offers; limits as DescribeInstanceTypes gives them (limits table of the VPC CNI, 2026-08). */
export const instanceTypes: readonly WorldInstanceType[] = [
  nitro('c5.2xlarge', 4, 15),
  nitro('m5.large', 3, 10),
  nitro('m5.xlarge', 4, 15),
  nitro('m6i.large', 3, 10),
  nitro('m7g.large', 3, 10),
  nitro('t3.medium', 3, 6),
  { ...nitro('m4.large', 2, 10), hypervisor: 'xen' },
  { ...nitro('t2.medium', 3, 6), hypervisor: 'xen' },
  {
    name: 'm5.metal',
    bareMetal: true,
    ipv6Supported: true,
    maximumNetworkInterfaces: 15,
    ipv4AddressesPerInterface: 50,
  },
];
