import { setTimeout as sleep } from 'node:timers/promises';
import ipaddr from 'ipaddr.js';
import { fargateNode, fargateNodeName, fargatePod } from '../world/build-nodes.ts';
import type { FargateLaunch, FargateLaunchResult } from '../world/ports.ts';
import type { Scenario, WorldFargateProfile, WorldSubnet } from '../world/scenario.ts';
import type { KubeClient } from './kube-client.ts';
import { asServed } from './seed-kubernetes.ts';

/** Where the addresses of a launch come from, and go back to. */
export interface FreeAddresses {
  freeIn(subnetId: string): number;
  setFree(subnetId: string, count: number): void;
}

export interface FargateLauncher {
  launch(request: FargateLaunch): Promise<FargateLaunchResult>;
  remove(profile: string, count: number): Promise<void>;
}

interface LaunchedPod {
  readonly profile: string;
  readonly namespace: string;
  readonly name: string;
  readonly subnetId?: string;
  readonly node?: string;
}

/** AWS keeps the first four addresses of a subnet and the last. */
const firstUsableAddress = 4;

/** Plays Fargate's own scheduler: no machine runs anything. */
export function createFargateLauncher(
  world: () => Scenario,
  client: KubeClient,
  addresses: FreeAddresses,
): FargateLauncher {
  const launched: LaunchedPod[] = [];
  const place = createPlacing(world, client, addresses);
  let nextNumber = 0;
  return {
    async launch({ profile: name, count, perSecond }) {
      const profile = world().fargateProfiles.find((each) => each.name === name);
      const namespace = profile?.selectors[0]?.namespace;
      if (profile === undefined || namespace === undefined) throw new Error(`the world has no Fargate profile ${name}`);
      const waiting: LaunchedPod[] = [];
      for (let created = 0; created < count; created += 1) {
        const podName = `${name}-${nextNumber++}`;
        await client.apply(asServed(fargatePod({ profile: name, namespace, podName }), new Map()));
        waiting.push({ profile: name, namespace, name: podName });
      }
      let running = 0;
      for (const pod of waiting) {
        const next = sleep(1_000 / perSecond);
        const placed = await place(profile, pod);
        launched.push(placed);
        if (placed.node === undefined) continue;
        running += 1;
        await next;
      }
      return { running, pending: count - running };
    },
    async remove(profile, count) {
      const ofProfile = launched.filter((pod) => pod.profile === profile);
      for (const pod of ofProfile.reverse().slice(0, count)) {
        launched.splice(launched.indexOf(pod), 1);
        await client.delete({ apiVersion: 'v1', resource: 'pods', namespace: pod.namespace, name: pod.name });
        if (pod.node === undefined || pod.subnetId === undefined) continue;
        await client.delete({ apiVersion: 'v1', resource: 'nodes', name: pod.node });
        addresses.setFree(pod.subnetId, addresses.freeIn(pod.subnetId) + 1);
      }
    },
  };
}

type Place = (profile: WorldFargateProfile, pod: LaunchedPod) => Promise<LaunchedPod>;

/** Gives a waiting pod an address of the profile's roomiest subnet and a node; it stays as it is where they are full. */
function createPlacing(world: () => Scenario, client: KubeClient, addresses: FreeAddresses): Place {
  const nextAddress = new Map<string, number>();
  const freeIpv4In = async (subnet: WorldSubnet): Promise<string> => {
    const offset = nextAddress.get(subnet.id) ?? firstUsableAddress;
    nextAddress.set(subnet.id, offset + 1);
    const ipv4 = addressAt(subnet, offset);
    const taken = await client.get({ apiVersion: 'v1', resource: 'nodes', name: fargateNodeName(ipv4) });
    return taken === undefined ? ipv4 : freeIpv4In(subnet);
  };

  return async (profile, pod) => {
    const { subnets, cluster } = world();
    const [roomiest] = subnets
      .filter(({ id }) => profile.subnetIds.includes(id) && addresses.freeIn(id) > 0)
      .sort((one, other) => addresses.freeIn(other.id) - addresses.freeIn(one.id));
    if (roomiest === undefined) return pod;
    addresses.setFree(roomiest.id, addresses.freeIn(roomiest.id) - 1);
    const ipv4 = await freeIpv4In(roomiest);
    const ipv6 = cluster.ipFamily === 'ipv6' ? ipv6For(roomiest, ipv4) : undefined;
    const { availabilityZone } = roomiest;
    const node = fargateNodeName(ipv4);
    await client.apply(fargateNode(ipv4, availabilityZone, ipv6));
    await client.bindPod({ ...pod, node });
    const placement = { ipv4, availabilityZone, ...(ipv6 === undefined ? {} : { ipv6 }) };
    await client.apply(asServed(fargatePod({ ...pod, podName: pod.name, placement }), new Map()));
    return { ...pod, subnetId: roomiest.id, node };
  };
}

function addressAt(subnet: WorldSubnet, offset: number): string {
  const [network] = ipaddr.IPv4.parseCIDR(subnet.ipv4Cidr ?? '');
  const number = network.octets.reduce((sum, octet) => sum * 256 + octet, 0) + offset;
  return [24, 16, 8, 0].map((shift) => Math.floor(number / 2 ** shift) % 256).join('.');
}

/** In the subnet's /64, told apart by the IPv4 address's last two octets. */
function ipv6For(subnet: WorldSubnet, ipv4: string): string | undefined {
  const block = subnet.ipv6.find(({ state }) => state === 'associated')?.cidr;
  const [, , third, fourth] = ipv4.split('.').map((octet) => Number(octet).toString(16));
  return block?.replace(/::\/64$/, `:fa26::${third}:${fourth}`);
}
