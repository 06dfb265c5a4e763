import { setTimeout as delay } from 'node:timers/promises';
import { createAwsReader } from '../../src/aws/aws-reader.ts';
import { systemClock } from '../../src/runtime/clock.ts';
import type { Logger } from '../../src/runtime/logger.ts';
import { coldCalls } from '../../src/snapshot/section-table.ts';
import { aFargateProfile, aNodeGroup, aSubnet, awsId } from '../world/build-aws.ts';
import { applyReadiness, isSettled } from '../support/assessed.ts';
import { startOperatorProcess } from '../support/operator-process.ts';
import { startWorld } from '../world/world.ts';
import { healthyIpv6 } from '../world/scenarios/healthy-ipv6.ts';
import type { Scenario } from '../world/scenario.ts';
import type { Bench } from './figures.ts';
import { shippedCache, shippedFlags } from './processes.ts';

const seed = 20_261_124;
const quiet: Logger = { debug() {}, info() {}, warn() {}, error() {}, child: () => quiet };
const quick = { starts: 10_000, intervalMs: 1_000, concurrency: 8 };

/** Calls of an assessment from nothing, over random topologies, beside what the sections declare. */
export const awsCallFormula: Bench = {
  title: 'AWS calls beside the declared formula',
  async run(form) {
    const topologies = form === 'full' ? 200 : 20;
    const random = generator(seed);
    let equal = 0;
    for (let each = 0; each < topologies; each += 1) {
      const scenario = randomScenario(random);
      if (await made(scenario)) equal += 1;
    }
    return [
      {
        id: 'P4',
        name: `random topologies whose calls are exactly the declared ones, of ${topologies}`,
        value: equal,
        unit: 'topologies',
        goal: { operator: '>=', value: topologies },
        remark: `seed ${seed}`,
      },
    ];
  },
};

/** Calls until every resource is settled: they share what is read of one account, Region and cluster. */
export const awsCallsOfMany: Bench = {
  title: 'AWS calls of many resources',
  async run(form) {
    const resources = form === 'full' ? 200 : 50;
    const [one, many] = [await callsUntilSettled(1), await callsUntilSettled(resources)];
    return [
      {
        id: 'P4',
        name: `AWS calls of ${resources} resources ÷ those of one`,
        value: many / one,
        unit: 'ratio',
        goal: { operator: '<=', value: 1 },
        remark: `${many} and ${one}`,
      },
    ];
  },
};

async function callsUntilSettled(resources: number): Promise<number> {
  const world = await startWorld(healthyIpv6);
  const all = [];
  for (let each = 0; each < resources; each += 1) all.push(await applyReadiness(world, `resource-${each}`));
  const environment = { ...world.environment(), ...shippedCache };
  const operator = await startOperatorProcess({ environment, nodeFlags: shippedFlags });
  for (const resource of all) await resource.until('settled', isSettled, 60_000);
  await delay(1_000);
  const calls = world.aws.ledger.length;
  await operator.stop();
  await world.stop();
  return calls;
}

async function made(scenario: Scenario): Promise<boolean> {
  const world = await startWorld({ ...scenario, objects: [] });
  Object.assign(process.env, world.environment());
  const reader = createAwsReader({
    region: scenario.region,
    clock: systemClock,
    logger: quiet,
    limits: { ec2Pace: quick, eksPace: quick },
  });
  const { signal } = new AbortController();
  const types = scenario.instanceTypes.map(({ name }) => name);
  await reader.cluster(scenario.cluster.name, signal);
  await Promise.all([
    reader.vpc(scenario.vpc.id, signal),
    reader.subnets(scenario.vpc.id, signal),
    reader.nodeGroups(scenario.cluster.name, signal),
    reader.fargateProfiles(scenario.cluster.name, signal),
    reader.instanceTypes(types, signal),
  ]);
  reader.close();
  const counts = new Map<string, number>();
  for (const { action } of world.aws.ledger) counts.set(action, (counts.get(action) ?? 0) + 1);
  await world.stop();
  const { subnets, nodeGroups, fargateProfiles } = scenario;
  const declared = coldCalls({
    subnets: subnets.length,
    nodeGroups: nodeGroups.length,
    fargateProfiles: fargateProfiles.length,
    instanceTypes: types.length,
  });
  return [...declared].every(([action, count]) => (counts.get(action) ?? 0) === count);
}

function randomScenario(random: () => number): Scenario {
  const upTo = (most: number): number => Math.floor(random() * (most + 1));
  const subnets = Array.from({ length: 2 + upTo(random() < 0.1 ? 1_200 : 60) }, (_, index) =>
    aSubnet({
      name: `subnet-${index}`,
      zone: 'a',
      ipv4Cidr: `10.${Math.floor(index / 256)}.${index % 256}.0/24`,
      ipv6: [],
      freeIpv4: 200,
    }),
  );
  const ids = [awsId('subnet', 'subnet-0'), awsId('subnet', 'subnet-1')];
  return {
    ...healthyIpv6,
    subnets,
    cluster: { ...healthyIpv6.cluster, subnetIds: ids },
    nodeGroups: Array.from({ length: upTo(random() < 0.1 ? 150 : 12) }, (_, index) =>
      aNodeGroup({ name: `group-${index}`, subnetIds: ids }),
    ),
    fargateProfiles: Array.from({ length: upTo(random() < 0.1 ? 120 : 10) }, (_, index) =>
      aFargateProfile({ name: `profile-${index}`, subnetIds: ids }),
    ),
  };
}

/** The same numbers for the same seed (mulberry32). */
function generator(start: number): () => number {
  let state = start;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}
