import { setTimeout as sleep } from 'node:timers/promises';
import { fargateNode, fargateNodeName, fargatePod } from '../world/build-nodes.ts';
import { ipv6Beside, usableIpv4 } from '../world/fargate-addresses.ts';
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
  const unused = new Map<string, Generator<string>>();
  const freeIpv4In = async (subnet: WorldSubnet): Promise<string> => {
    const candidates = unused.get(subnet.id) ?? usableIpv4(subnet);
    unused.set(subnet.id, candidates);
    const { done, value: ipv4 } = candidates.next();
    if (done) throw new Error(`every address of ${subnet.id} was given out once`);
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
    const ipv6 = cluster.ipFamily === 'ipv6' ? ipv6Beside(roomiest, ipv4) : undefined;
    const { availabilityZone } = roomiest;
    const node = fargateNodeName(ipv4);
    await client.apply(fargateNode(ipv4, availabilityZone, ipv6));
    await client.bindPod({ ...pod, node });
    const placement = { ipv4, availabilityZone, ...(ipv6 === undefined ? {} : { ipv6 }) };
    await client.apply(asServed(fargatePod({ ...pod, podName: pod.name, placement }), new Map()));
    return { ...pod, subnetId: roomiest.id, node };
  };
}
