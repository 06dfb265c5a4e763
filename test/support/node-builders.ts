import type { Tally } from '../../src/snapshot/facts/tally.ts';
import type {
  InstanceFacts,
  LaunchTemplate,
  SubnetReservations,
  SubnetUse,
} from '../../src/snapshot/instance-sections.ts';

/** Instances of an IPv6 cluster in `subnet-a`, an hour old, with all they need. */
export function instances(ids: readonly string[], changes: Partial<InstanceFacts> = {}): Tally<InstanceFacts> {
  const facts: InstanceFacts = {
    subnetId: 'subnet-a',
    instanceType: 'm5.large',
    securityGroupIds: ['sg-cluster'],
    metadata: { enabled: true, tokensRequired: true, hopLimit: 2, ipv6Endpoint: false },
    instanceProfile: 'eks-node',
    hasIpv6: true,
    hasPrimaryIpv6: true,
    ipv6Prefix: 'primary',
    hasIpv4Prefixes: false,
    autoMode: false,
    settled: true,
    ...changes,
  };
  return { facts, count: ids.length, names: ids };
}

export function aLaunchTemplate(changes: Partial<LaunchTemplate> = {}): LaunchTemplate {
  return {
    id: 'lt-1',
    version: '1',
    typesByRequirements: false,
    metadata: {},
    ipv6AddressCount: 0,
    namesIpv6Addresses: false,
    primaryIpv6: false,
    securityGroupIds: [],
    bootstrap: 'none',
    ...changes,
  };
}

export function aSubnetUse(changes: Partial<SubnetUse> = {}): SubnetUse {
  return { subnetId: 'subnet-a', interfaces: 0, ipv4Prefixes: 0, busyIpv4Blocks: [], takenIpv6Blocks: 0, ...changes };
}

export function noReservations(subnetId: string): SubnetReservations {
  return { subnetId, ipv4: [], ipv6: [] };
}
