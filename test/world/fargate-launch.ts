import { setTimeout as sleep } from 'node:timers/promises';
import type { ApiServer } from './api-server.ts';
import type { AwsTruth } from './aws-truth.ts';
import { fargateNode, fargateNodeName, fargatePod } from './build-nodes.ts';
import { ipv6Beside, usableIpv4 } from './fargate-addresses.ts';
import type { FargateLaunch, FargateLaunchResult } from './ports.ts';
import type { WorldFargateProfile } from './scenario.ts';

interface LaunchedPod {
  readonly profile: string;
  readonly namespace: string;
  readonly podName: string;
  readonly placed?: { readonly subnetId: string; readonly node: string };
}

/** Plays Fargate: no machine runs anything, but every pod takes an address and gets a node. */
export class FargateLauncher {
  readonly #api: ApiServer;
  readonly #truth: AwsTruth;
  readonly #stopping: AbortSignal;
  #launched: LaunchedPod[] = [];
  #number = 0;

  constructor(api: ApiServer, truth: AwsTruth, stopping: AbortSignal) {
    this.#api = api;
    this.#truth = truth;
    this.#stopping = stopping;
  }

  async launch({ profile: name, count, perSecond }: FargateLaunch): Promise<FargateLaunchResult> {
    const profile = this.#truth.fargateProfiles.get(name);
    const namespace = profile?.selectors[0]?.namespace;
    if (profile === undefined || namespace === undefined) throw new Error(`the world has no Fargate profile ${name}`);
    const waiting = Array.from({ length: count }, () => this.#create(name, namespace));
    let running = 0;
    for (const pod of waiting) {
      const placed = this.#place(profile, pod);
      this.#launched.push(placed);
      if (placed.placed === undefined) continue;
      running += 1;
      await sleep(1_000 / perSecond, undefined, { signal: this.#stopping });
    }
    return { running, pending: count - running };
  }

  remove(profile: string, count: number): void {
    const leaving = new Set(this.#launched.filter((pod) => pod.profile === profile).slice(-count));
    this.#launched = this.#launched.filter((pod) => !leaving.has(pod));
    for (const { namespace, podName, placed } of leaving) {
      this.#api.remove('v1', 'pods', { namespace, name: podName });
      if (placed === undefined) continue;
      this.#api.remove('v1', 'nodes', { name: placed.node });
      this.#truth.giveIpv4(placed.subnetId);
    }
  }

  #create(profile: string, namespace: string): LaunchedPod {
    const podName = `${profile}-${this.#number}`;
    this.#number += 1;
    this.#api.put(fargatePod({ profile, namespace, podName }));
    return { profile, namespace, podName };
  }

  /** The subnet with most room is taken, so that all of a profile's subnets run out together. */
  #place({ subnetIds }: WorldFargateProfile, pod: LaunchedPod): LaunchedPod {
    const [subnet] = subnetIds
      .map((id) => this.#truth.subnets.get(id))
      .filter((found) => found !== undefined)
      .toSorted((one, other) => other.freeIpv4 - one.freeIpv4);
    const ipv4 = subnet && usableIpv4(subnet).find((address) => !this.#isNode(fargateNodeName(address)));
    if (subnet === undefined || ipv4 === undefined || !this.#truth.takeIpv4(subnet.id)) return pod;
    const { availabilityZone } = subnet;
    const ipv6 = this.#truth.cluster.ipFamily === 'ipv6' ? ipv6Beside(subnet, ipv4) : undefined;
    this.#api.put(fargateNode(ipv4, availabilityZone, ipv6));
    const placement = { ipv4, availabilityZone, ...(ipv6 === undefined ? {} : { ipv6 }) };
    this.#api.put(fargatePod({ ...pod, placement }));
    return { ...pod, placed: { subnetId: subnet.id, node: fargateNodeName(ipv4) } };
  }

  #isNode(name: string): boolean {
    return this.#api.get('v1', 'nodes', { name }) !== undefined;
  }
}
