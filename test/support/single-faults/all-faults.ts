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

/** Reasons of fault that no single change of a healthy world gives, by code, each with why. */
export const exceptions: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  'CLU-001': { AlreadyIpv6: otherGoal, Ipv4Cluster: otherGoal },
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
