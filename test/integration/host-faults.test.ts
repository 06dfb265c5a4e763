import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, describe, expect } from 'vitest';
import { applyReadiness, verdicts } from '../support/assessed.ts';
import type { OperatorProcess } from '../support/operator-process.ts';
import { healthyIpv6 } from '../world/scenarios/healthy-ipv6.ts';
import { type FaultStage, faultTests, health, nodes, oddNode, type Running, writes } from './fault-stage.ts';
import { partsMissing } from './parts-under-test.ts';

const { suffers, starts, stop } = faultTests(healthyIpv6);
const statusPath = /\/ipv6readinesses\/[^/]+\/status$/;
const lease = {
  apiVersion: 'coordination.k8s.io/v1',
  resource: 'leases',
  namespace: 'ipv6-readiness',
  name: 'ipv6-readiness',
};

afterAll(stop);

const ready = async (on: FaultStage, withinMs = 40_000): Promise<Running['resource']> => {
  const resource = await applyReadiness(on.parts, 'prod', { goal: 'Operate' });
  await resource.until('ready', (status) => verdicts(status)['Ready'] === 'True Ready', withinMs);
  return resource;
};

const stalls = async (operator: OperatorProcess): Promise<number> =>
  (await operator.metric('ipv6_readiness_stalls_total')) ?? 0;

describe.skipIf(partsMissing)('a process that is stopped', () => {
  suffers(
    'F37 F46 for longer than its lease writes nothing on waking before it holds the lease again, counts the stall and is not ready for a while',
    async (on, { operator, resource }) => {
      await sleep(6_000);
      process.kill(operator.pid, 'SIGSTOP');
      await on.parts.apply(oddNode);
      await sleep(20_000);
      on.proxy.answers.clearCalls();
      process.kill(operator.pid, 'SIGCONT');
      await resource.until(
        'told',
        (status) => verdicts(status)['NodesEligible']?.startsWith('Unknown') ?? false,
        20_000,
      );
      expect(await health(operator)).toBe('200 503');
      const calls = on.proxy.answers.calls.filter(({ status }) => status === 200);
      const renewed = calls.findIndex(({ method, path }) => method === 'PUT' && path.includes('/leases/'));
      const written = calls.findIndex(({ method, path }) => method === 'PATCH' && statusPath.test(path));
      expect(renewed).toBeGreaterThanOrEqual(0);
      expect(written).toBeGreaterThan(renewed);
      expect(await stalls(operator)).toBe(1);
      await on.parts.delete({ ...nodes, name: oddNode.metadata.name });
      await resource.until('as before', (status) => verdicts(status)['Ready'] === 'True Ready');
      await sleep(10_000);
    },
  );

  starts(
    'F38 by SIGTERM in the middle of a write ends within 5 s with code 0, and gives the lease back',
    async (on, start) => {
      const operator = await start();
      on.proxy.answers.add({ method: 'PATCH', path: statusPath, fault: 'hang' });
      await applyReadiness(on.parts, 'prod', { goal: 'Operate' });
      while (!on.proxy.answers.calls.some(({ method, path }) => method === 'PATCH' && statusPath.test(path)))
        await sleep(20);
      const started = performance.now();
      expect(await operator.stop('SIGTERM')).toBe(0);
      expect(performance.now() - started).toBeLessThan(5_000);
      expect((await on.parts.get(lease))?.['spec']).toMatchObject({ holderIdentity: '' });
    },
  );

  starts(
    'F40 killed in the middle of its sync comes up again within the same memory, again and again',
    async (on, start) => {
      const nodeFlags = ['--max-old-space-size=64', '--max-semi-space-size=4'];
      for (let times = 0; times < 3; times++) {
        const dying = await start({ nodeFlags });
        await sleep(200 * times);
        await dying.stop('SIGKILL');
      }
      const operator = await start({ nodeFlags });
      await ready(on, 60_000);
      expect(await operator.metric('process_resident_memory_bytes')).toBeLessThan(256 * 1024 * 1024);
      expect(await writes(operator)).toBeLessThanOrEqual(4);
    },
  );
});
