import { clusterSubnets, nodesBySubnet, type SubnetRole } from '../capacity/cluster-subnets.ts';
import {
  expectedFree,
  fargateHeadroom,
  headroomState,
  type HeadroomState,
  type ProfilePods,
} from '../capacity/headroom.ts';
import type { Subnet } from '../snapshot/aws-sections.ts';
import type { LoadBalancerControllerDeployment, NodeTallies } from '../snapshot/kubernetes-sections.ts';
import { isObserved, type Section } from '../snapshot/section.ts';
import type { SectionName, Sections, Snapshot } from '../snapshot/snapshot.ts';

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
  readonly freeIpv4: number;
  readonly nodes: number;
  readonly state: HeadroomState;
}

export interface ProfileNumbers {
  readonly name: string;
  readonly status: string;
  readonly subnetIds: readonly string[];
  readonly freeIpv4: number;
  readonly pods: ProfilePods;
  readonly state?: HeadroomState;
}

export interface NodeNumbers {
  readonly total: number;
  readonly byCompute: Readonly<Record<'ec2' | 'fargate' | 'auto' | 'hybrid' | 'unknown', number>>;
  /** Nodes with an IPv6 address of type InternalIP. */
  readonly ipv6: number;
}

export function buildInventory(snapshot: Snapshot): Inventory {
  const fresh = <K extends SectionName>(name: K): Sections[K] | undefined => {
    const section: Section<Sections[K]> = snapshot.sections[name];
    return isObserved(section) && snapshot.asOf <= section.freshUntil ? section.value : undefined;
  };
  const nodes = fresh('nodes');
  const controllers = fresh('loadBalancerControllers') ?? [];
  const { loadBalancerController: override } = snapshot.policy;
  const controller = override
    ? controllers.find(({ namespace, name }) => namespace === override.namespace && name === override.name)
    : controllers[0];
  return {
    ...addressNumbers(snapshot, fresh),
    ...(nodes ? { nodes: countNodes(nodes) } : {}),
    ...(controller ? { loadBalancerController: controller } : {}),
  };
}

type Fresh = <K extends SectionName>(name: K) => Sections[K] | undefined;

function addressNumbers(snapshot: Snapshot, fresh: Fresh): Pick<Inventory, 'subnets' | 'fargateProfiles'> {
  const [cluster, subnets, nodeGroups] = [fresh('cluster'), fresh('subnets'), fresh('nodeGroups')];
  const [fargateProfiles, nodes, pods] = [fresh('fargateProfiles'), fresh('nodes'), fresh('pods')];
  if (!cluster || !subnets) return {};
  const known = {
    cluster,
    subnets,
    nodeGroups: nodeGroups ?? [],
    fargateProfiles: fargateProfiles ?? [],
    nodes: nodes ?? [],
  };
  const used = clusterSubnets(known, snapshot.policy.extraSubnets).present;
  const input = { ...known, pods: pods ?? [] };
  const free = expectedFree(input);
  const nodeCounts = nodesBySubnet(subnets.all, known.nodes, () => true);
  const listed = used.map(({ subnet, roles }): SubnetNumbers => {
    const headroom = free.get(subnet.id);
    const thresholds = roles.includes('Fargate') ? snapshot.policy.fargate : snapshot.policy.ipv4;
    return {
      subnet,
      roles,
      ...(headroom ? { usableIpv4: headroom.usable } : {}),
      freeIpv4: headroom?.free ?? 0,
      nodes: nodeCounts.get(subnet.id) ?? 0,
      state: headroom ? headroomState(headroom.free, headroom.usable, thresholds) : 'Critical',
    };
  });
  if (!fargateProfiles || !nodes || !pods) return { subnets: listed };
  return { subnets: listed, fargateProfiles: fargateHeadroom(input, snapshot.policy.fargate).map(profileNumbers) };
}

function profileNumbers({ profile, pods, subnets, state }: ReturnType<typeof fargateHeadroom>[number]): ProfileNumbers {
  return {
    name: profile.name,
    status: profile.status,
    subnetIds: profile.subnetIds,
    freeIpv4: subnets.reduce((sum, { free }) => sum + free, 0),
    pods,
    ...(state === undefined ? {} : { state }),
  };
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
