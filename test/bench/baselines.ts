import { setTimeout as delay } from 'node:timers/promises';
import { defaultFargateThresholds } from '../../src/snapshot/policy.ts';
import { applyReadiness, isSettled, verdicts } from '../support/assessed.ts';
import { startOperatorProcess } from '../support/operator-process.ts';
import { healthyIpv6 } from '../world/scenarios/healthy-ipv6.ts';
import { startWorld } from '../world/world.ts';
import { type Bench, median } from './figures.ts';
import { shippedCache, shippedFlags, startTold, type Told } from './processes.ts';

const minuteMs = 60_000;
const resources = 50;

/** B2: each resource polls for itself. Both sides after their first reads, for the same time, one after the other. */
export const pollerOfEachResource: Bench = {
  title: 'a poller of each resource',
  async run(form) {
    const minutes = form === 'full' ? 5 : 1;
    const ours = await steadyCalls(minutes, async (world) => {
      const operator = await startOperatorProcess({
        environment: { ...world.environment(), ...shippedCache },
        nodeFlags: shippedFlags,
      });
      const all = [];
      for (let each = 0; each < resources; each += 1) all.push(await applyReadiness(world, `resource-${each}`));
      for (const resource of all) await resource.until('settled', isSettled, 60_000);
      return () => operator.stop();
    });
    const poller = await steadyCalls(minutes, async (world) => {
      const told = startTold('minute-poller.ts', ['poller', healthyIpv6.cluster.name, String(resources)], {
        ...world.environment(),
      });
      await told.until(() => true);
      return () => told.stop();
    });
    return [
      {
        id: 'P4',
        name: `AWS calls of a poller of each of ${resources} resources (B2) ÷ ours, ${minutes} min of steady state`,
        value: poller / ours,
        unit: 'ratio',
        goal: { operator: '>=', value: 100 },
        remark: `${poller} and ${ours}`,
      },
      {
        id: 'P4',
        name: `AWS calls a second of ${resources} resources, steady state`,
        value: ours / (minutes * 60),
        unit: '1/s',
        goal: { operator: '<=', value: 0.2 },
      },
    ];
  },
};

type World = Awaited<ReturnType<typeof startWorld>>;

async function steadyCalls(minutes: number, start: (world: World) => Promise<() => Promise<unknown>>): Promise<number> {
  const world = await startWorld(healthyIpv6);
  const stop = await start(world);
  await delay(2_000);
  world.aws.clearLedger();
  await delay(minutes * minuteMs);
  const calls = world.aws.ledger.length;
  await stop();
  await world.stop();
  return calls;
}

/** B3: an exporter that looks once a minute, beside us, at the same Fargate rollouts, whose starts are spread over its minute. */
export const exporterBeside: Bench = {
  title: 'an exporter that looks once a minute',
  async run(form) {
    const rollouts = form === 'full' ? 7 : 1;
    const world = await startWorld(healthyIpv6);
    const environment = { ...world.environment(), ...shippedCache };
    const operator = await startOperatorProcess({ environment, nodeFlags: shippedFlags });
    const resource = await applyReadiness(world, 'prod');
    const exporter = startTold('minute-poller.ts', ['exporter'], world.environment());
    await resource.until('settled', isSettled, 60_000);
    const [profile] = healthyIpv6.fargateProfiles;
    const floor = defaultFargateThresholds.warningCount;
    const watched = profile?.subnetIds ?? [];
    const shows = (isLow: boolean) => (told: Told) => isLow === watched.some((id) => (told.free?.[id] ?? 0) < floor);
    const latencies: { ours: number; exporter: number }[] = [];
    for (let each = 0; each < rollouts; each += 1) {
      await resource.until('enough', (status) => says(status) === 'True EnoughFreeAddresses', 120_000);
      await exporter.until(shows(false));
      await delay(10_000 + ((each * 17_000) % 47_000));
      latencies.push(await oneRollout());
      await world.removeFargatePods('batch', 95);
    }
    await exporter.stop();
    await operator.stop();
    await world.stop();
    const remark = `${rollouts} rollouts of 95 pods, 20 a second, ${form === 'full' ? 'spread over its minute' : '10 s after a look'}`;
    return [
      {
        id: 'P5',
        name: 'start of a Fargate rollout to warning in the stored status, median',
        value: median(latencies.map(({ ours }) => ours)),
        unit: 's',
        remark,
      },
      {
        id: 'P5',
        name: 'the same rollouts until an exporter that looks once a minute (B3) has seen it, median',
        value: median(latencies.map(({ exporter: seconds }) => seconds)),
        unit: 's',
        remark: `${remark}; a scrape and a rule come on top`,
      },
    ];

    async function oneRollout(): Promise<{ ours: number; exporter: number }> {
      const startedAt = performance.now();
      const seconds = (): number => (performance.now() - startedAt) / 1000;
      const launched = world.launchFargatePods({ profile: 'batch', count: 95, perSecond: 20 });
      const ours = resource
        .until('warned', (status) => says(status) !== 'True EnoughFreeAddresses', 120_000)
        .then(seconds);
      const theirs = exporter.until(shows(true)).then(seconds);
      await launched;
      return { ours: await ours, exporter: await theirs };
    }
  },
};

function says(status: Parameters<typeof verdicts>[0]): string | undefined {
  return verdicts(status)['FargateIPv4Available'];
}
