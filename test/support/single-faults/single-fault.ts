import type { Goal, Policy } from '../../../src/snapshot/policy.ts';
import type { Sections } from '../../../src/snapshot/snapshot.ts';

/** One fault in an otherwise healthy world. */
export interface SingleFault {
  /** What is wrong, as one sentence. */
  readonly fault: string;
  readonly goal: Goal;
  readonly values: Partial<Sections>;
  readonly policy: Partial<Policy>;
  /** Every check that ends otherwise than in the healthy world, by code, with its reason. */
  readonly found: Readonly<Record<string, string>>;
  /** Why the fault is more than one check's. */
  readonly because?: string;
}

interface More {
  readonly because?: string;
  readonly policy?: Partial<Policy>;
}

/** A fault of a healthy IPv6 cluster under goal Operate. */
export function operating(
  fault: string,
  values: Partial<Sections>,
  found: SingleFault['found'],
  { because, policy = {} }: More = {},
): SingleFault {
  return { fault, goal: 'Operate', values, policy, found, ...(because === undefined ? {} : { because }) };
}

/** A fault of a healthy IPv4 cluster under goal Migrate. */
export function migrating(
  fault: string,
  values: Partial<Sections>,
  found: SingleFault['found'],
  more: More = {},
): SingleFault {
  return { ...operating(fault, values, found, more), goal: 'Migrate' };
}

/** Who finds that a subnet of a node group is gone. */
export const nodeSubnetGone: SingleFault['found'] = {
  'VPC-002': 'SubnetsNotFound',
  'VPC-003': 'SubnetsNotFound',
  'VPC-004': 'PodSubnetsNotFound',
  'VPC-005': 'PodSubnetsNotFound',
  'VPC-006': 'PodSubnetsNotFound',
  'VPC-007': 'PodSubnetsNotFound',
  'VPC-010': 'PodSubnetsNotFound',
  'VPC-008': 'NetworkAclUnknown',
  'CAP-001': 'SubnetsNotFound',
  'CAP-005': 'GroupSubnetsUnknown',
  'CAP-003': 'SubnetsNotFound',
  'CNI-008': 'SubnetsNotFound',
};

/** Without what may be absent. */
export function without<T extends object, K extends keyof T>(value: T, key: K): Omit<T, K> {
  const { [key]: _, ...rest } = value;
  return rest;
}
