import type { Cluster, Subnet } from '../../../src/snapshot/aws-sections.ts';
import type { NetworkWorkload } from '../../../src/snapshot/workload-sections.ts';
import type { VpcCniDaemonSet } from '../../../src/snapshot/kubernetes-sections.ts';
import { optionalReads, type Goal, type Policy } from '../../../src/snapshot/policy.ts';
import type { Sections, Snapshot } from '../../../src/snapshot/snapshot.ts';
import {
  aCluster,
  aContainer,
  aNetworkWorkload,
  aSnapshot,
  aVpcCni,
  healthyValues as ipv6Values,
  ipv4Nodes,
  pods,
  settings,
  threeSubnets,
} from '../builders.ts';
import { instances } from '../node-builders.ts';
import { aKubeProxy } from '../pod-network-builders.ts';

/** An IPv4 cluster that is to be moved; its endpoint is the one that every IPv4 cluster has. */
export function anIpv4Cluster(changes: Partial<Cluster> = {}): Cluster {
  return aCluster({
    ipFamily: 'ipv4',
    endpointHost: '0F6C5A2B.gr7.eu-west-1.eks.amazonaws.com',
    publicAccessCidrs: ['0.0.0.0/0'],
    ...changes,
  });
}

/** `aws-node` of an IPv4 cluster, with these settings besides. */
export function anIpv4VpcCni(
  environment: Readonly<Record<string, string>> = {},
  changes: Partial<VpcCniDaemonSet> = {},
): Sections['vpcCni'] {
  const main = aContainer({ environment: settings({ ENABLE_IPv4: 'true', ...environment }) });
  return aVpcCni({ main, ...changes });
}

/** What a healthy cluster under each goal says where the builders' does not. */
const healthyValues: Readonly<Record<Goal, Partial<Sections>>> = {
  Operate: {},
  Migrate: {
    cluster: anIpv4Cluster(),
    nodes: [ipv4Nodes(['ip-10-0-0-17.eu-west-1.compute.internal'])],
    pods: [pods(12, { network: 'ipv4' })],
    instances: [instances(['i-0a'], { hasIpv6: false, hasPrimaryIpv6: false, ipv6Prefix: 'none' })],
    vpcCni: anIpv4VpcCni(),
    kubeProxy: aKubeProxy({ bindAddress: '0.0.0.0' }),
  },
};

/** A world in which all is well, with everything read that can be. */
export function aHealthyWorld(goal: Goal, values: Partial<Sections> = {}, policy: Partial<Policy> = {}): Snapshot {
  return aSnapshot({ policy: { optionalReads, ...policy }, values: { ...healthyValues[goal], ...values } });
}

/** The three subnets with changes by their id, and further ones. */
export function subnetsWith(
  changes: Readonly<Record<string, Partial<Subnet>>>,
  further: readonly Subnet[] = [],
): Sections['subnets'] {
  const changed = threeSubnets().map((subnet) => ({ ...subnet, ...changes[subnet.id] }));
  return { all: [...changed, ...further], fargateNodesByBlock: {} };
}

/** What runs in the healthy world, with another in place of the workload of its component. */
export function networkWorkloadsWith(changed: NetworkWorkload): Sections['networkWorkloads'] {
  const others = ipv6Values().networkWorkloads.filter(({ component }) => component !== changed.component);
  return [...others, changed];
}

export function withKarpenter(version: string): Sections['networkWorkloads'] {
  return networkWorkloadsWith(aNetworkWorkload('karpenter', `public.ecr.aws/karpenter/controller:${version}`));
}
