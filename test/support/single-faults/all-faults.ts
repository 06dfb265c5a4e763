import { capacityFaults } from './capacity.ts';
import { clusterFaults } from './cluster.ts';
import { egressFaults } from './egress.ts';
import { firewallFaults } from './firewalls.ts';
import { nodeFaults } from './nodes.ts';
import type { SingleFault } from './single-fault.ts';
import { vpcFaults } from './vpc.ts';

export const singleFaults: readonly SingleFault[] = [
  ...clusterFaults,
  ...vpcFaults,
  ...egressFaults,
  ...firewallFaults,
  ...capacityFaults,
  ...nodeFaults,
];

/** Reasons of fault that no single change of a healthy world gives, by code, each with why. */
export const exceptions: Readonly<Record<string, Readonly<Record<string, string>>>> = {};
