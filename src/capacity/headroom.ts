import { usableIpv4 } from '../net/cidr.ts';
import type { FargateProfile, Subnet } from '../snapshot/aws-sections.ts';
import type { NodeTallies, PodTallies } from '../snapshot/kubernetes-sections.ts';
import type { HeadroomThresholds } from '../snapshot/policy.ts';
import type { SubnetsSection } from '../snapshot/snapshot.ts';
import { nodesBySubnet, subnetIndex } from './cluster-subnets.ts';

/** `Low`: below the warning floor; `Critical`: below the critical floor, or nothing free. */
export type HeadroomState = 'Ok' | 'Low' | 'Critical';

/** Judges free IPv4 addresses of a subnet: each floor is the larger of its count and its share of the usable addresses. */
export function headroomState(free: number, usable: number, thresholds: HeadroomThresholds): HeadroomState {
  const { warningPercent, warningCount, criticalPercent, criticalCount } = thresholds;
  if (free <= 0 || free < Math.max(criticalCount, (usable * criticalPercent) / 100)) return 'Critical';
  return free < Math.max(warningCount, (usable * warningPercent) / 100) ? 'Low' : 'Ok';
}

export interface SubnetHeadroom {
  readonly subnet: Subnet;
  /** Free IPv4 addresses as EC2 counts them. */
  readonly free: number;
  readonly usable: number;
}

export interface FargateSubnetHeadroom extends SubnetHeadroom {
  /** What may be left once every Fargate pod the cluster knows of has its address; not below 0. */
  readonly expected: number;
}

/**
 * EC2's count of free addresses is as old as its answer; the cluster knows sooner. What may be left is the count less the
 * Fargate nodes that joined since and the pods that wait for one, spread over the subnets of their profile. In a `/24` that
 * is the difference between a warning and an outage: Fargate empties one in seconds. It is a bound from below: Fargate
 * attaches the interface before the node joins, so some of these addresses are missing from the count already.
 */
export function expectedFree(input: FargateInput): ReadonlyMap<string, FargateSubnetHeadroom> {
  const { subnets, nodes } = input;
  const now = nodesBySubnet(subnets.all, nodes, ({ compute }) => compute === 'fargate');
  const then = countBySubnet(subnets);
  const waiting = waitingBySubnet(input);
  return new Map(
    subnets.all.flatMap((subnet) => {
      if (subnet.ipv4Cidr === undefined) return [];
      const joined = Math.max(0, (now.get(subnet.id) ?? 0) - (then.get(subnet.id) ?? 0));
      const expected = Math.max(0, subnet.freeIpv4 - joined - (waiting.get(subnet.id) ?? 0));
      return [[subnet.id, { subnet, free: subnet.freeIpv4, expected, usable: usableIpv4(subnet.ipv4Cidr) }] as const];
    }),
  );
}

export interface FargateInput {
  readonly subnets: SubnetsSection;
  readonly nodes: NodeTallies;
  readonly pods: PodTallies;
  readonly fargateProfiles: readonly FargateProfile[];
}

/** Pods of a profile: those with a node, and those whose address is still to be taken. */
export interface ProfilePods {
  readonly placed: number;
  readonly waiting: number;
}

export function podsOfProfile(pods: PodTallies, profile: string): ProfilePods {
  const own = pods.filter(({ facts }) => facts.fargateProfile === profile);
  const sum = (placement: 'placed' | 'waiting'): number =>
    own.filter(({ facts }) => facts.placement === placement).reduce((total, { count }) => total + count, 0);
  return { placed: sum('placed'), waiting: sum('waiting') };
}

function countBySubnet({ all, fargateNodesByBlock }: SubnetsSection): ReadonlyMap<string, number> {
  const index = subnetIndex(all);
  const counts = new Map<string, number>();
  for (const [block, count] of Object.entries(fargateNodesByBlock)) {
    const id = index.find(block);
    if (id !== undefined) counts.set(id, (counts.get(id) ?? 0) + count);
  }
  return counts;
}

/** What waits is spread over the subnets of its profile that can take it; a profile that is not active starts nothing. */
function waitingBySubnet({ subnets, fargateProfiles, pods }: FargateInput): ReadonlyMap<string, number> {
  const usable = new Set(subnets.all.filter(({ ipv4Cidr }) => ipv4Cidr !== undefined).map(({ id }) => id));
  const shares = new Map<string, number>();
  for (const profile of fargateProfiles.filter(isActive)) {
    const targets = profile.subnetIds.filter((id) => usable.has(id));
    const share = Math.ceil(podsOfProfile(pods, profile.name).waiting / targets.length);
    for (const id of targets) shares.set(id, (shares.get(id) ?? 0) + share);
  }
  return shares;
}

export function isActive({ status }: FargateProfile): boolean {
  return status === 'ACTIVE';
}

export interface JudgedFargateSubnet extends FargateSubnetHeadroom {
  /** By EC2's count. */
  readonly state: HeadroomState;
  /** By what may be left once the pods the cluster knows of have their addresses. */
  readonly expectedState: HeadroomState;
}

export interface ProfileHeadroom {
  readonly profile: FargateProfile;
  readonly pods: ProfilePods;
  /** The profile's subnets that exist, each with its states. */
  readonly subnets: readonly JudgedFargateSubnet[];
  /** Subnets the profile names that are not in the VPC. */
  readonly absent: readonly string[];
  /** IPv6-only subnets of the profile: their count of free IPv4 addresses is 0 and says nothing. */
  readonly withoutIpv4: readonly string[];
  /** `Critical`: every subnet is; `Low`: at least one is not `Ok`. Undefined where there is no subnet to judge. */
  readonly state: HeadroomState | undefined;
  readonly expectedState: HeadroomState | undefined;
}

/** Every profile, active or not: one that is not active is shown and is no capacity. */
export function fargateHeadroom(input: FargateInput, thresholds: HeadroomThresholds): readonly ProfileHeadroom[] {
  const headrooms = expectedFree(input);
  const existing = new Set(input.subnets.all.map(({ id }) => id));
  return input.fargateProfiles.toSorted(byName).map((profile) => {
    const subnetIds = profile.subnetIds.toSorted();
    const subnets = subnetIds.flatMap((id) => {
      const headroom = headrooms.get(id);
      return headroom ? [judgeSubnet(headroom, thresholds)] : [];
    });
    return {
      profile,
      pods: podsOfProfile(input.pods, profile.name),
      subnets,
      absent: subnetIds.filter((id) => !existing.has(id)),
      withoutIpv4: subnetIds.filter((id) => existing.has(id) && !headrooms.has(id)),
      state: worstOf(subnets.map(({ state }) => state)),
      expectedState: worstOf(subnets.map(({ expectedState }) => expectedState)),
    };
  });
}

/** EKS lists in no order that would last. */
function byName(a: { readonly name: string }, b: { readonly name: string }): number {
  return a.name < b.name ? -1 : 1;
}

function judgeSubnet(headroom: FargateSubnetHeadroom, thresholds: HeadroomThresholds): JudgedFargateSubnet {
  const { free, expected, usable } = headroom;
  return {
    ...headroom,
    state: headroomState(free, usable, thresholds),
    expectedState: headroomState(expected, usable, thresholds),
  };
}

function worstOf(states: readonly HeadroomState[]): HeadroomState | undefined {
  if (states.length === 0) return undefined;
  if (states.every((state) => state === 'Critical')) return 'Critical';
  return states.some((state) => state !== 'Ok') ? 'Low' : 'Ok';
}
