import { clusterFaults } from './cluster.ts';
import { egressFaults } from './egress.ts';
import { vpcFaults } from './vpc.ts';
import type { SingleFault } from './single-fault.ts';

export const singleFaults: readonly SingleFault[] = [...clusterFaults, ...vpcFaults, ...egressFaults];

/** Reasons of fault that no single change of a healthy world gives, by code, each with why. */
export const exceptions: Readonly<Record<string, Readonly<Record<string, string>>>> = {};
