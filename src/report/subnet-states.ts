import type { ClusterSubnet } from '../capacity/cluster-subnets.ts';
import { headroomState, type HeadroomState, type SubnetHeadroom } from '../capacity/headroom.ts';
import { nodeHeadroom } from '../capacity/node-headroom.ts';
import type { NodeGroup } from '../snapshot/aws-sections.ts';
import type { Policy } from '../snapshot/policy.ts';

export interface SubnetStatesInput {
  readonly used: readonly ClusterSubnet[];
  readonly free: ReadonlyMap<string, SubnetHeadroom>;
  readonly nodeGroups: readonly NodeGroup[];
  readonly policy: Policy;
}

const worstFirst: readonly HeadroomState[] = ['Critical', 'Low', 'Ok'];

/**
 * Each subnet by the floors of what it is used for, the worse where it is used for both: Fargate's for a profile's subnet,
 * those of nodes for any other use. IPv6-only subnets have no state.
 */
export function subnetStates(input: SubnetStatesInput): ReadonlyMap<string, HeadroomState> {
  const { used, free, nodeGroups, policy } = input;
  const forNodes = used.filter(({ roles }) => roles.some((role) => role !== 'Fargate')).map(({ subnet }) => subnet);
  const ofNodes = new Map(
    nodeHeadroom(forNodes, nodeGroups, policy.ipv4).map(({ subnet, state }) => [subnet.id, state]),
  );
  return new Map(
    used.flatMap(({ subnet, roles }) => {
      const headroom = roles.includes('Fargate') ? free.get(subnet.id) : undefined;
      const ofFargate = headroom && headroomState(headroom.free, headroom.usable, policy.fargate);
      const found = [ofNodes.get(subnet.id), ofFargate];
      const state = worstFirst.find((each) => found.includes(each));
      return state === undefined ? [] : [[subnet.id, state] as const];
    }),
  );
}
