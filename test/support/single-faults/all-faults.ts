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

/** Reasons of fault that no single change of a healthy world gives, by code, each with why. */
export const exceptions: Readonly<Record<string, Readonly<Record<string, string>>>> = {};
