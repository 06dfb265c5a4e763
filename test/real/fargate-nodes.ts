import { setTimeout as sleep } from 'node:timers/promises';
import { fargateNode, fargateNodeName } from '../world/build-nodes.ts';
import { ipv6Beside, usableIpv4 } from '../world/fargate-addresses.ts';
import type { KubernetesObject, WorldFargateProfile, WorldSubnet } from '../world/scenario.ts';
import { isJsonObject } from './moto-truth.ts';
import type { RealParts } from './real-parts.ts';

export interface FargateNodes {
  /** Free addresses in the profile's subnets, as AWS has them. Throws what ended the play, if anything did. */
  free(): number;
  stop(): Promise<void>;
}

interface GivenNode {
  readonly name: string;
  readonly subnet: WorldSubnet;
}

const lookEveryMs = 200;

/**
 * The part of Fargate that no controller here plays: each pod of the profile that waits gets a node of its own, which takes an
 * address in AWS, and the node goes, and its address returns, when no pod is left for it. Who runs where is the scheduler's.
 */
export function playFargate(parts: RealParts, profile: WorldFargateProfile): FargateNodes {
  const subnets = parts.scenario.subnets.filter(({ id }) => profile.subnetIds.includes(id));
  const namespace = profile.selectors[0]?.namespace ?? 'default';
  const before = new Set<string>();
  const given = new Map<string, GivenNode>();
  const unused = new Map(subnets.map((subnet) => [subnet.id, usableIpv4(subnet)]));
  const freeIn = ({ id }: WorldSubnet): number => parts.aws.truth.freeIpv4.get(parts.awsId(id)) ?? 0;
  const take = (subnet: WorldSubnet, count: number): void =>
    void parts.aws.truth.freeIpv4.set(parts.awsId(subnet.id), freeIn(subnet) - count);

  const nextAddress = (subnet: WorldSubnet): string => {
    const next = unused.get(subnet.id)?.next();
    if (next === undefined || next.done) throw new Error(`every address of ${subnet.id} was given out once`);
    return before.has(fargateNodeName(next.value)) ? nextAddress(subnet) : next.value;
  };
  const give = async (): Promise<void> => {
    const [roomiest] = subnets.filter((each) => freeIn(each) > 0).sort((one, other) => freeIn(other) - freeIn(one));
    if (roomiest === undefined) return;
    take(roomiest, 1);
    const ipv4 = nextAddress(roomiest);
    const node = fargateNode(ipv4, roomiest.availabilityZone, ipv6Beside(roomiest, ipv4));
    given.set(node.metadata.name, { name: node.metadata.name, subnet: roomiest });
    await parts.apply(notReadyYet(node));
  };
  const takeBack = async ({ name, subnet }: GivenNode): Promise<void> => {
    await parts.delete({ apiVersion: 'v1', resource: 'nodes', name });
    given.delete(name);
    take(subnet, -1);
  };
  const look = async (): Promise<void> => {
    const pods = (await parts.list({ apiVersion: 'v1', resource: 'pods', namespace })).filter(isRolledOut);
    for (let missing = pods.length - given.size; missing > 0; missing -= 1) await give();
    const used = new Set(pods.map(nodeOf));
    const idle = [...given.values()].filter(({ name }) => !used.has(name));
    for (const node of idle.slice(0, Math.max(0, given.size - pods.length))) await takeBack(node);
  };

  const stopping = new AbortController();
  let failure: unknown;
  const running = (async () => {
    for (const { metadata } of await parts.list({ apiVersion: 'v1', resource: 'nodes' })) before.add(metadata.name);
    while (!stopping.signal.aborted) {
      await look();
      await sleep(lookEveryMs);
    }
  })().catch((error: unknown) => void (failure = error));
  return {
    free() {
      if (failure !== undefined) throw failure;
      return subnets.reduce((sum, subnet) => sum + freeIn(subnet), 0);
    },
    async stop() {
      stopping.abort();
      await running;
    },
  };
}

/** kwok reports it ready, as the kubelet of a new node does. */
function notReadyYet(node: KubernetesObject): KubernetesObject {
  return { ...node, status: { ...Object(node['status']), conditions: [] } };
}

function isRolledOut({ metadata }: KubernetesObject): boolean {
  return metadata.labels?.['pod-template-hash'] !== undefined;
}

/** The node a pod is bound to; undefined for one that waits. */
export function nodeOf({ spec }: KubernetesObject): unknown {
  return isJsonObject(spec) ? spec['nodeName'] : undefined;
}
