import { clusterSubnets, type SubnetRole } from '../capacity/cluster-subnets.ts';
import { expectedFree, fargateHeadroom, type HeadroomState, type ProfilePods } from '../capacity/headroom.ts';
import type { Subnet } from '../snapshot/aws-sections.ts';
import type { LoadBalancerControllerDeployment, NodeTallies } from '../snapshot/kubernetes-sections.ts';
import { isObserved, type Section } from '../snapshot/section.ts';
import type { SectionName, Sections, Snapshot } from '../snapshot/snapshot.ts';
import { subnetStates } from './subnet-states.ts';

/** What a dashboard reads: numbers of what was seen, exact. A part is absent where its data is not observed. */
export interface Inventory {
  readonly subnets?: readonly SubnetNumbers[];
  readonly fargateProfiles?: readonly ProfileNumbers[];
  readonly nodes?: NodeNumbers;
  readonly loadBalancerController?: LoadBalancerControllerDeployment;
}

export interface SubnetNumbers {
  readonly subnet: Subnet;
  readonly roles: readonly SubnetRole[];
  /** Absent for an IPv6-only subnet. */
  readonly usableIpv4?: number;
  /** As EC2 counts them. */
  readonly freeIpv4: number;
  /** Absent where it cannot be told: an IPv6-only subnet, or one that looks fine while something that takes addresses is not seen. */
  readonly state?: HeadroomState;
}

export interface ProfileNumbers {
  readonly name: string;
  readonly status: string;
  readonly subnetIds: readonly string[];
  readonly freeIpv4: number;
  /** What may be left once waiting and new pods have their addresses: a bound from below. */
  readonly expectedFreeIpv4: number;
  readonly pods: ProfilePods;
  /** `Low` also where only what is expected is below the warning floor. Absent as for subnets. */
  readonly state?: HeadroomState;
}

export interface NodeNumbers {
  readonly total: number;
  readonly byCompute: Readonly<Record<'ec2' | 'fargate' | 'auto' | 'hybrid' | 'unknown', number>>;
  /** Nodes with an IPv6 address of type InternalIP. */
  readonly ipv6: number;
}

export function buildInventory(snapshot: Snapshot): Inventory {
  const nodes = fresh(snapshot, 'nodes');
  const controllers = fresh(snapshot, 'loadBalancerControllers') ?? [];
  const { loadBalancerController: override } = snapshot.policy;
  const controller = override
    ? controllers.find(({ namespace, name }) => namespace === override.namespace && name === override.name)
    : controllers[0];
  return {
    ...addressNumbers(snapshot),
    ...(nodes ? { nodes: countNodes(nodes) } : {}),
    ...(controller ? { loadBalancerController: controller } : {}),
  };
}

function fresh<K extends SectionName>({ sections, asOf }: Snapshot, name: K): Sections[K] | undefined {
  const section: Section<Sections[K]> = sections[name];
  return isObserved(section) && asOf <= section.freshUntil ? section.value : undefined;
}

/** Whether nothing that takes addresses goes unseen. Otherwise a number of free ones is only a bound from above. */
function seesAllThatTakesAddresses(snapshot: Snapshot): boolean {
  const takers = ['subnets', 'nodeGroups', 'fargateProfiles', 'nodes', 'pods'] as const;
  return takers.every((name) => {
    const section: Section<unknown> = snapshot.sections[name];
    return isObserved(section) && snapshot.asOf <= section.freshUntil && section.gaps.length === 0;
  });
}

function addressNumbers(snapshot: Snapshot): Pick<Inventory, 'subnets' | 'fargateProfiles'> {
  const [cluster, subnets] = [fresh(snapshot, 'cluster'), fresh(snapshot, 'subnets')];
  const [profiles, nodes, pods] = [
    fresh(snapshot, 'fargateProfiles'),
    fresh(snapshot, 'nodes'),
    fresh(snapshot, 'pods'),
  ];
  if (!cluster || !subnets) return {};
  const input = {
    cluster,
    subnets,
    nodeGroups: fresh(snapshot, 'nodeGroups') ?? [],
    fargateProfiles: profiles ?? [],
    nodes: nodes ?? [],
    pods: pods ?? [],
    nodeClasses: fresh(snapshot, 'nodeClasses') ?? [],
  };
  const { policy } = snapshot;
  const used = clusterSubnets(input, policy.extraSubnets).present;
  const free = expectedFree(input);
  const states = subnetStates({ used, free, nodeGroups: input.nodeGroups, policy });
  const judged = <S extends HeadroomState>(state: S | undefined): { readonly state?: S } =>
    state === undefined || (state === 'Ok' && !seesAllThatTakesAddresses(snapshot)) ? {} : { state };
  const listed = used.map(({ subnet, roles }): SubnetNumbers => {
    const headroom = free.get(subnet.id);
    return {
      subnet,
      roles,
      ...(headroom ? { usableIpv4: headroom.usable } : {}),
      freeIpv4: headroom?.free ?? 0,
      ...judged(states.get(subnet.id)),
    };
  });
  if (!profiles || !nodes || !pods) return { subnets: listed };
  const fargateProfiles = fargateHeadroom(input, policy.fargate).map(
    ({ profile, pods, subnets, state, expectedState }) => ({
      name: profile.name,
      status: profile.status,
      subnetIds: profile.subnetIds,
      freeIpv4: subnets.reduce((sum, each) => sum + each.free, 0),
      expectedFreeIpv4: subnets.reduce((sum, each) => sum + each.expected, 0),
      pods,
      ...judged(state === 'Ok' && expectedState !== 'Ok' ? 'Low' : state),
    }),
  );
  return { subnets: listed, fargateProfiles };
}

function countNodes(nodes: NodeTallies): NodeNumbers {
  const byCompute = { ec2: 0, fargate: 0, auto: 0, hybrid: 0, unknown: 0 };
  let ipv6 = 0;
  for (const { facts, count } of nodes) {
    byCompute[facts.compute] += count;
    if (facts.internalFamilies.includes('ipv6')) ipv6 += count;
  }
  return { total: Object.values(byCompute).reduce((sum, each) => sum + each, 0), byCompute, ipv6 };
}
