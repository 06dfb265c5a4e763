import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { createParts } from '../bench/bulk-parts.ts';
import { type BulkServer, shippedFlags, startBulkServer } from '../bench/processes.ts';
import { applyReadiness, verdicts } from '../support/assessed.ts';
import { type LogLine, type OperatorProcess, shortPaces, startOperatorProcess } from '../support/operator-process.ts';
import { type GrowthSample, judgeGrowth } from './growth.ts';
import type { Holding } from './heap-probe.ts';
import type { Verdict } from './verdict.ts';

const pods = 2_000;
const nodes = 50;
const eventsPerSecond = 5_000;
const settlingMs = 1_500;

export interface EventSoak {
  readonly events: number;
  readonly samples: number;
  readonly mebibytesPerMillion: number;
}

/**
 * The bundle takes in that many pod events. Between the status updates Fargate pods come, wait and go, so that there is
 * something to judge and to write. Heap, timers and descriptors are looked at while nothing happens.
 */
export async function eventSoak({ events, samples: count, mebibytesPerMillion }: EventSoak): Promise<Verdict> {
  const server = await startBulkServer(pods, nodes);
  const operator = await startOperatorProcess({
    environment: { ...server.environment, SOAK_PROBE: 'on' },
    nodeFlags: [...shippedFlags, '--expose-gc', '--import', join(import.meta.dirname, 'heap-probe.ts')],
    flags: shortPaces,
  });
  try {
    const resource = await applyReadiness(createParts(server), 'prod');
    await resource.until('judged', (status) => verdicts(status)['Ready'] !== undefined, 60_000);
    await sleep(settlingMs);
    const listed = await received(operator);
    const samples: GrowthSample[] = [];
    for (let round = 0; round < count; round += 1) {
      await burst(server, events / count);
      samples.push({ done: await settled(server, operator, listed), ...(await held(operator)) });
    }
    const growth = judgeGrowth('watch events', samples, { mebibytesPerMillion });
    return { ...growth, problems: [...growth.problems, ...complaints(operator.log)] };
  } finally {
    await operator.stop();
    await server.stop();
  }
}

async function burst(server: BulkServer, events: number): Promise<void> {
  const { events: before } = await server.control('churn', { rate: eventsPerSecond });
  let waiting = 0;
  while ((await server.control('state')).events - before < events) {
    waiting = waiting === 0 ? 30 : 0;
    await server.control('wait', { count: waiting });
    await sleep(500);
  }
  await server.control('churn', { rate: 0 });
  await server.control('wait', { count: 0 });
}

/** Every event that was sent is in, beside what was listed at first; gives how many. */
async function settled(server: BulkServer, operator: OperatorProcess, listed: number): Promise<number> {
  const deadline = performance.now() + 30_000;
  const { events } = await server.control('state');
  while ((await received(operator)) - listed < events) {
    if (performance.now() > deadline) throw new Error(`not all of ${events} events came`);
    await sleep(100);
  }
  await sleep(settlingMs);
  return events;
}

async function received(operator: OperatorProcess): Promise<number> {
  return (await operator.metric('ipv6_readiness_watch_events_total', { kind: 'pods', event: 'received' })) ?? 0;
}

async function held({ pid, log }: OperatorProcess): Promise<Holding> {
  const before = log.length;
  process.kill(pid, 'SIGUSR2');
  for (;;) {
    const told = log.slice(before).find(isProbe);
    if (told) return told;
    await sleep(50);
  }
}

function isProbe(line: LogLine): line is LogLine & Holding {
  return line.msg === 'probe';
}

/** An unhandled rejection is told as an error before the process ends. */
function complaints(log: readonly LogLine[]): readonly string[] {
  return log.filter(({ level }) => level === 'error').map(({ msg }) => `the operator told: ${msg}`);
}
