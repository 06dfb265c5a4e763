import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { applyReadiness, isSettled } from '../support/assessed.ts';
import { startOperatorProcess } from '../support/operator-process.ts';
import { healthyIpv6 } from '../world/scenarios/healthy-ipv6.ts';
import { startWorld } from '../world/world.ts';
import type { Bench } from './figures.ts';
import { residentMiB, shippedCache, shippedFlags } from './processes.ts';

const root = join(import.meta.dirname, '..', '..');

/** What the operator costs where there is nearly nothing to watch. */
export const footprint: Bench = {
  title: 'footprint',
  async run() {
    const world = await startWorld(healthyIpv6);
    const started = performance.now();
    const operator = await startOperatorProcess({
      environment: { ...world.environment(), ...shippedCache },
      nodeFlags: shippedFlags,
    });
    const resource = await applyReadiness(world, 'prod');
    await resource.until('settled', isSettled);
    const seconds = (performance.now() - started) / 1000;
    await delay(10_000);
    const resident = residentMiB(operator.pid);
    await operator.stop();
    await world.stop();
    const { dependencies } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
    return [
      {
        id: 'P10',
        name: 'resident memory of the bundle on a small cluster, 10 s after it settled',
        value: resident,
        unit: 'MiB',
        goal: { operator: '<=', value: 110 },
      },
      {
        id: 'P10',
        name: 'start of the process to a settled status',
        value: seconds,
        unit: 's',
        goal: { operator: '<=', value: 2 },
      },
      {
        id: 'P10',
        name: 'bundle',
        value: statSync(join(root, 'dist', 'operator.mjs')).size / 2 ** 20,
        unit: 'MiB',
        goal: { operator: '<=', value: 6 },
      },
      {
        id: 'P10',
        name: 'direct run-time packages',
        value: Object.keys(dependencies).length,
        unit: 'packages',
        goal: { operator: '<=', value: 10 },
      },
    ];
  },
};
