import { setTimeout as delay } from 'node:timers/promises';
import { applyReadiness, isSettled, verdicts } from '../support/assessed.ts';
import { startOperatorProcess } from '../support/operator-process.ts';
import { createParts } from './bulk-parts.ts';
import {
  bundleReader,
  cpuSeconds,
  peakRssMiB,
  read,
  type Reading,
  shippedFlags,
  startBulkServer,
} from './processes.ts';

/** One line of the table. */
export interface Figure {
  readonly id: string;
  readonly name: string;
  readonly value: number | undefined;
  readonly unit: string;
  readonly goal?: { readonly operator: '<=' | '>='; readonly value: number };
  /** Spread of the runs, or why there is no value. */
  readonly remark?: string;
}

export interface Bench {
  readonly title: string;
  run(form: Form): Promise<readonly Figure[]>;
}

export type Form = 'short' | 'full';

const reader = await bundleReader();

const measured = ['--expose-gc'];

export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
}

function spread(values: readonly number[], digits = 1): string {
  return `${values.length} runs, ${Math.min(...values).toFixed(digits)} to ${Math.max(...values).toFixed(digits)}`;
}

const of = (readings: readonly Reading[], key: keyof Reading): number[] =>
  readings.flatMap((reading) => Number(reading[key] ?? []));

/** Our cache beside the stock informer, each in a process of its own, in turn. */
export const cacheBesideStock: Bench = {
  title: 'pods through our cache and through the stock informer',
  async run(form) {
    const [pods, runs] = form === 'full' ? [50_000, 5] : [20_000, 2];
    const server = await startBulkServer(pods);
    const readings: Record<'ours' | 'stock' | 'idle', Reading[]> = { ours: [], stock: [], idle: [] };
    for (let run = 0; run < runs; run += 1) {
      const order = run % 2 === 0 ? (['ours', 'stock'] as const) : (['stock', 'ours'] as const);
      for (const who of order)
        readings[who].push(
          await read(reader, [who], server.environment, who === 'ours' ? [...measured, ...shippedFlags] : measured),
        );
      readings.idle.push(await read(reader, ['idle', '1'], server.environment, measured));
    }
    const { bytes } = await oneCopy(server, pods);
    await server.stop();
    const beyond = form === 'full' ? await stockAtTheLimit() : [];
    const heaps = of(readings.ours, 'heapMiB').map(
      (each) => ((each - median(of(readings.idle, 'heapMiB'))) * 2 ** 20) / pods,
    );
    const idleCpu = median(of(readings.idle, 'cpuSeconds'));
    const cpu = (who: 'ours' | 'stock'): number[] => of(readings[who], 'cpuSeconds').map((each) => each - idleCpu);
    const [peakOurs, peakStock] = [of(readings.ours, 'peakRssMiB'), of(readings.stock, 'peakRssMiB')];
    const name = `${pods.toLocaleString('en')} pods of ${server.podBytes} bytes`;
    return [
      { id: 'P1', name: `peak memory, ${name}: ours`, value: median(peakOurs), unit: 'MiB', remark: spread(peakOurs) },
      {
        id: 'P1',
        name: `peak memory, ${name}: stock informer`,
        value: median(peakStock),
        unit: 'MiB',
        remark: spread(peakStock),
      },
      {
        id: 'P1',
        name: 'peak memory, stock ÷ ours',
        value: median(peakStock) / median(peakOurs),
        unit: 'times',
        goal: { operator: '>=', value: 10 },
      },
      ...beyond,
      {
        id: 'P1',
        name: 'heap kept for a pod',
        value: median(heaps),
        unit: 'bytes',
        goal: { operator: '<=', value: 256 },
        remark: spread(heaps, 0),
      },
      {
        id: 'P2',
        name: `CPU to sync, ${name}: ours ÷ stock, both less an idle process`,
        value: median(cpu('ours')) / median(cpu('stock')),
        unit: 'ratio',
        goal: { operator: '<=', value: 0.2 },
        remark: `ours ${spread(cpu('ours'), 2)}; stock ${spread(cpu('stock'), 2)}`,
      },
      {
        id: 'P2',
        name: 'bytes received ÷ one copy of the objects',
        value: bytes,
        unit: 'ratio',
        goal: { operator: '<=', value: 1.02 },
      },
      {
        id: 'P3',
        name: 'longest stall while syncing, ours less idle',
        value: median(of(readings.ours, 'worstStallMs')) - median(of(readings.idle, 'worstStallMs')),
        unit: 'ms',
        goal: { operator: '<=', value: 100 },
        remark: `stock: ${median(of(readings.stock, 'worstStallMs')).toFixed(0)} ms`,
      },
    ];
  },
};

/** The stock informer at the size that Kubernetes supports; what becomes of it is told, no goal. */
async function stockAtTheLimit(): Promise<readonly Figure[]> {
  const pods = 150_000;
  const server = await startBulkServer(pods);
  const { failed, objects = 0 } = await read(reader, ['stock'], server.environment, ['--max-old-space-size=8192']);
  await server.stop();
  return [
    {
      id: 'P1',
      name: `pods the stock informer holds of ${pods.toLocaleString('en')}, with 8 GiB of heap`,
      value: objects,
      unit: 'pods',
      ...(failed === undefined ? {} : { remark: failed }),
    },
  ];
}

async function oneCopy(
  server: Awaited<ReturnType<typeof startBulkServer>>,
  pods: number,
): Promise<{ readonly bytes: number }> {
  const before = await server.control('ledger');
  await read(reader, ['ours'], server.environment, measured);
  const after = await server.control('ledger');
  return { bytes: (after.bytes - before.bytes) / (pods * server.podBytes) };
}

/** The whole operator from cold start, as bundled, with the flags it ships with. */
export const wholeOperator: Bench = {
  title: 'the whole operator from cold start',
  async run(form) {
    const [pods, nodes, services] = form === 'full' ? [150_000, 5_000, 10_000] : [30_000, 1_000, 2_000];
    const runs = form === 'full' ? 20 : 2;
    const server = await startBulkServer(pods, nodes, services);
    const parts = createParts(server);
    const peaks: number[] = [];
    const seconds: number[] = [];
    const cpu: number[] = [];
    const problems: string[] = [];
    for (let run = 0; run < runs; run += 1) {
      const started = performance.now();
      const operator = await startOperatorProcess({ environment: server.environment, nodeFlags: shippedFlags });
      const resource = await applyReadiness(parts, `run-${run}`);
      try {
        await resource.until('settled', isSettled, 120_000);
        seconds.push((performance.now() - started) / 1000);
        cpu.push(cpuSeconds(operator.pid));
        await delay(2_000);
        peaks.push(peakRssMiB(operator.pid));
      } catch (error) {
        problems.push(error instanceof Error ? (error.message.split('\n')[0] ?? '') : String(error));
      }
      await operator.stop();
      await parts.delete({ apiVersion: 'ipv6readiness.io/v1alpha1', resource: 'ipv6readinesses', name: `run-${run}` });
    }
    await server.stop();
    const name = `${pods.toLocaleString('en')} pods, ${nodes.toLocaleString('en')} nodes, ${services.toLocaleString('en')} services`;
    return [
      {
        id: 'P1',
        name: `whole operator, ${name}: worst peak memory of ${runs} cold starts`,
        value: peaks.length > 0 ? Math.max(...peaks) : undefined,
        unit: 'MiB',
        goal: { operator: '<=', value: 256 },
        remark: `median ${median(peaks).toFixed(0)}, ${spread(peaks)}`,
      },
      {
        id: 'P1',
        name: 'cold starts that did not get there',
        value: problems.length,
        unit: 'runs',
        goal: { operator: '<=', value: 0 },
        ...(problems[0] ? { remark: problems[0] } : {}),
      },
      {
        id: 'P2',
        name: `cold start to settled status, ${name}`,
        value: median(seconds),
        unit: 's',
        goal: { operator: '<=', value: 12 },
        remark: spread(seconds),
      },
      {
        id: 'P2',
        name: 'CPU until then, all kinds',
        value: median(cpu),
        unit: 's',
        goal: { operator: '<=', value: 12 },
        remark: spread(cpu),
      },
    ];
  },
};

/** Stalls under churn, and how soon a Fargate pod that waits is in the status, while everything else goes on. */
export const detectionUnderChurn: Bench = {
  title: 'detection and stalls under 500 pod events a second',
  async run(form) {
    const [pods, nodes, trials] = form === 'full' ? [150_000, 5_000, 40] : [20_000, 1_000, 4];
    const server = await startBulkServer(pods, nodes, 1_000);
    const parts = createParts(server);
    const idle = await read(reader, ['idle', '10'], server.environment);
    const churned = server
      .control('churn', { rate: 500 })
      .then(() => read(reader, ['ours', '10'], server.environment, [...measured, ...shippedFlags]));
    const under = await churned;
    const operator = await startOperatorProcess({ environment: server.environment, nodeFlags: shippedFlags });
    const resource = await applyReadiness(parts, 'prod');
    await resource.until('settled', isSettled, 120_000);
    const latencies: number[] = [];
    for (let trial = 0; trial < trials; trial += 1) {
      await resource.until(
        'ready',
        (status) => verdicts(status)['FargateIPv4Available'] === 'True EnoughFreeAddresses',
        60_000,
      );
      const started = performance.now();
      await server.control('wait', { count: 95 });
      await resource.until(
        'warned',
        (status) => verdicts(status)['FargateIPv4Available'] === 'True WaitingPodsTakeHeadroom',
        60_000,
      );
      latencies.push((performance.now() - started) / 1000);
      await server.control('wait', { count: 0 });
    }
    await operator.stop();
    await server.stop();
    const sorted = latencies.toSorted((a, b) => a - b);
    const name = `${pods.toLocaleString('en')} pods, 500 events/s`;
    return [
      {
        id: 'P3',
        name: `longest stall in 10 s of ${name}, less an idle process`,
        value: (under.worstStallMs ?? Number.NaN) - (idle.worstStallMs ?? 0),
        unit: 'ms',
        goal: { operator: '<=', value: 100 },
        remark: `p99 ${under.p99StallMs?.toFixed(1)} ms`,
      },
      {
        id: 'P5',
        name: `waiting Fargate pods to condition in the stored status, ${name}: p50`,
        value: median(sorted),
        unit: 's',
        goal: { operator: '<=', value: 0.5 },
        remark: spread(sorted, 2),
      },
      {
        id: 'P5',
        name: `the same: worst of ${trials}`,
        value: sorted.at(-1),
        unit: 's',
        goal: { operator: '<=', value: 2 },
      },
    ];
  },
};

/** Connections cut again and again: no list is read twice. */
export const disconnects: Bench = {
  title: 'disconnects',
  async run(form) {
    const cuts = form === 'full' ? 100 : 10;
    const server = await startBulkServer(5_000);
    const reading = read(reader, ['ours', String(cuts * 3 + 5)], server.environment, measured);
    while ((await server.control('ledger')).open === 0) await delay(50);
    // A watch that delivers is healthy: without events each cut would be waited for longer than the last.
    await server.control('churn', { rate: 50 });
    const before = await server.control('ledger');
    for (let cut = 0; cut < cuts; cut += 1) {
      while ((await server.control('ledger')).open === 0) await delay(50);
      await delay(100);
      await server.control('disconnect').catch(() => undefined);
    }
    while ((await server.control('ledger')).open === 0) await delay(50);
    const after = await server.control('ledger');
    void reading.catch(() => undefined);
    await server.stop();
    const relists = after.lists + after.streamingLists - before.lists - before.streamingLists;
    return [
      {
        id: 'P7',
        name: `lists read anew after ${cuts} disconnects`,
        value: relists,
        unit: 'lists',
        goal: { operator: '<=', value: 0 },
        remark: `${after.watches - before.watches} watches resumed`,
      },
    ];
  },
};
