import { addonFaults } from './addons.ts';
import { capacityFaults } from './capacity.ts';
import { clusterFaults } from './cluster.ts';
import { cniFaults } from './cni.ts';
import { egressFaults } from './egress.ts';
import { firewallFaults } from './firewalls.ts';
import { loadBalancingFaults } from './load-balancing.ts';
import { networkPolicyFaults } from './network-policies.ts';
import { nodeFaults } from './nodes.ts';
import type { SingleFault } from './single-fault.ts';
import { vpcFaults } from './vpc.ts';
import { workloadFaults } from './workloads.ts';

export const singleFaults: readonly SingleFault[] = [
  ...clusterFaults,
  ...vpcFaults,
  ...egressFaults,
  ...firewallFaults,
  ...capacityFaults,
  ...nodeFaults,
  ...cniFaults,
  ...networkPolicyFaults,
  ...loadBalancingFaults,
  ...workloadFaults,
  ...addonFaults,
];

const otherGoal = 'which checks apply changes with the goal, so that it is tested by what is at fault alone';
const endpointsInNoWayOut =
  'speaks only where nothing is known to lead out and endpoints have IPv4 alone, two things at once';

const notAsked = 'speaks only where nobody asks for the simulation, which is no fault';

/** Findings that no single change of a healthy world gives where they weigh most, by code, each with why. */
export const exceptions: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  'CLU-001': { AlreadyIpv6: otherGoal, Ipv4Cluster: otherGoal },
  'CAP-002': {
    NoFreeBlocks: 'blocks only an IPv4 cluster of which goal Operate is asked, which CLU-001 blocks itself',
  },
  'CAP-005': { NodesTakeIpv4ForPods: 'is what a healthy IPv4 cluster is told' },
  'CNI-010': { PermissionsNotLookedAt: notAsked, PolicyForNewCluster: notAsked },
  'VPC-008': { NoSubnetsMatched: 'there are always subnets of the control plane, which would all have to be gone' },
  'VPC-011': {
    NoRouteTable: endpointsInNoWayOut,
    NodesOutsideSubnets: endpointsInNoWayOut,
    PodSubnetsNotFound: endpointsInNoWayOut,
  },
  'VPC-013': {
    PodSubnetsUnknown: 'speaks only where the VPC has a private block besides, which is none of its faults',
  },
};
