import { setTimeout as delay } from 'node:timers/promises';
import type { OptionalRead } from '../../src/snapshot/policy.ts';
import { applyReadiness, isSettled } from '../support/assessed.ts';
import { callsDeclared, callsMade } from '../support/declared-calls.ts';
import { observeAws } from '../support/observed-aws.ts';
import { startOperatorProcess } from '../support/operator-process.ts';
import { startWorld } from '../world/world.ts';
import { healthyIpv6 } from '../world/scenarios/healthy-ipv6.ts';
import type { Scenario } from '../world/scenario.ts';
import type { Bench } from './figures.ts';
import { generator, randomTopology } from './random-topology.ts';
import { shippedCache, shippedFlags } from './processes.ts';

const seed = 20_261_124;

/** Calls of an assessment from nothing, over random topologies, beside what the sections declare. */
export const awsCallFormula: Bench = {
  title: 'AWS calls beside the declared formula',
  async run(form) {
    const topologies = form === 'full' ? 200 : 20;
    const random = generator(seed);
    const differing: (readonly string[])[] = [];
    for (let each = 0; each < topologies; each += 1) {
      const wanted: readonly OptionalRead[] = random() < 0.5 ? ['IamSimulation'] : [];
      const found = await differences(randomTopology(random), wanted);
      if (found.length > 0) differing.push(found);
    }
    return [
      {
        id: 'P4',
        name: `random topologies whose calls are exactly the declared ones, of ${topologies}`,
        value: topologies - differing.length,
        unit: 'topologies',
        goal: { operator: '>=', value: topologies },
        remark: [`seed ${seed}`, ...(differing[0] ?? [])].join('; '),
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

/** All that is ever read of a cluster, by what the operator reads it with, from nothing: actions that are not called as declared. */
async function differences(scenario: Scenario, features: readonly OptionalRead[]): Promise<readonly string[]> {
  const observed = await observeAws(scenario, features);
  await observed.pass(1_000);
  const made = callsMade(observed.aws);
  await observed.stop();
  const declared = callsDeclared(scenario, { features });
  const actions = [...new Set([...Object.keys(made), ...Object.keys(declared)])];
  return actions
    .filter((action) => made[action] !== declared[action])
    .map((action) => `${action}: ${made[action] ?? 0} made, ${declared[action] ?? 0} declared`);
}
