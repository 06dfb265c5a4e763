import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { connect, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, describe, expect } from 'vitest';
import { type FaultStage, faultTests, health, nodes, oddNode, type Running } from '../integration/fault-stage.ts';
import { applyReadiness, verdicts } from '../support/assessed.ts';
import { healthyIpv6 } from '../world/scenarios/healthy-ipv6.ts';

const { suffers, starts, stop } = faultTests(healthyIpv6);

afterAll(stop);

const ready = async (on: FaultStage): Promise<Running['resource']> => {
  const resource = await applyReadiness(on.parts, 'prod', { goal: 'Operate' });
  await resource.until('ready', (status) => verdicts(status)['Ready'] === 'True Ready', 40_000);
  return resource;
};

describe('a host that gives little', () => {
  starts('F41 a process that may write no file works, because it writes none', async (on, start) => {
    const folder = await mkdtemp(join(tmpdir(), 'ipv6-readiness-no-files-'));
    const operator = await start({
      environment: { ...on.environment(), TMPDIR: folder },
      nodeFlags: ['--permission', '--allow-fs-read=*'],
    });
    await ready(on);
    expect(await health(operator)).toBe('200 200');
    expect(operator.log.filter((line) => JSON.stringify(line).includes('ERR_ACCESS_DENIED'))).toEqual([]);
    expect(await readdir(folder)).toEqual([]);
    expect(await operator.stop()).toBe(0);
    await rm(folder, { recursive: true });
  });

  starts(
    'F43 without file descriptors calls fail, the process and its verdict stay, and it recovers once there are some',
    async (on, start) => {
      const operator = await start({ openFiles: 60 });
      const resource = await ready(on);
      const { port, hostname } = new URL(operator.url);
      const taken = Array.from({ length: 80 }, () => quietly(connect(Number(port), hostname)));
      await sleep(1_500);
      on.proxy.connections.reset();
      await sleep(4_000);
      expect(await resource.status()).toBeDefined();
      taken.forEach((socket) => socket.destroy());
      await on.parts.apply(oddNode);
      await resource.until(
        'told',
        (status) => verdicts(status)['NodesEligible']?.startsWith('Unknown') ?? false,
        30_000,
      );
      expect(await health(operator)).toBe('200 200');
    },
  );

  suffers(
    'F44 a process that gets a twentieth of a CPU keeps its lease and stays alive, only slower',
    async (on, { operator, resource }) => {
      const starved = new AbortController();
      const starving = starve(operator.pid, starved.signal);
      await on.parts.apply(oddNode);
      await resource.until(
        'told',
        (status) => verdicts(status)['NodesEligible']?.startsWith('Unknown') ?? false,
        30_000,
      );
      await sleep(10_000);
      expect((await fetch(`${operator.url}/healthz`)).status).toBe(200);
      expect(await operator.metric('ipv6_readiness_leader')).toBe(1);
      starved.abort();
      await starving;
      expect(operator.log.filter(({ msg }) => msg.startsWith('The lease could not be'))).toEqual([]);
      expect(await operator.metric('ipv6_readiness_stalls_total')).toBe(0);
      await on.parts.delete({ ...nodes, name: oddNode.metadata.name });
    },
  );
});

function quietly(socket: Socket): Socket {
  return socket.on('error', () => undefined);
}

/** Stopped 95 ms of every 100, as a quota of 50 m does it. */
async function starve(pid: number, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    process.kill(pid, 'SIGSTOP');
    await sleep(95);
    process.kill(pid, 'SIGCONT');
    await sleep(5);
  }
}
