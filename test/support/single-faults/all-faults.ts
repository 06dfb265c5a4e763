import { clusterFaults } from './cluster.ts';
import type { SingleFault } from './single-fault.ts';

export const singleFaults: readonly SingleFault[] = [...clusterFaults];

/** Reasons of fault that no single change of a healthy world gives, by code, each with why. */
export const exceptions: Readonly<Record<string, Readonly<Record<string, string>>>> = {};
