import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, describe, expect } from 'vitest';
import { applyReadiness, assessed, isSettled, verdicts } from '../support/assessed.ts';
import type { PassedCall } from '../faults/answer-faults.ts';
import { healthyIpv6 } from '../world/scenarios/healthy-ipv6.ts';
import { type FaultStage, faultTests, nodes, oddNode, type Running, writes } from './fault-stage.ts';
import { partsMissing, real } from './parts-under-test.ts';

const { suffers, starts, stop } = faultTests(healthyIpv6);
const statusPath = /\/ipv6readinesses\/[^/]+\/status$/;
const readiness = { apiVersion: 'ipv6readiness.io/v1alpha1', resource: 'ipv6readinesses', name: 'prod' };

afterAll(stop);

const failure = (code: number, reason: string, headers: Readonly<Record<string, string>> = {}) => ({
  status: code,
  body: JSON.stringify({ kind: 'Status', apiVersion: 'v1', status: 'Failure', code, reason, message: reason }),
  headers,
});

const patches = ({ proxy }: FaultStage): readonly PassedCall[] =>
  proxy.answers.calls.filter(({ method, path }) => method === 'PATCH' && statusPath.test(path));

const seesOdd = async ({ parts }: FaultStage, { resource }: Running, withinMs: number): Promise<void> => {
  await parts.apply(oddNode);
  await resource.until('told', (status) => verdicts(status)['NodesEligible']?.startsWith('Unknown') ?? false, withinMs);
};

const recovers = async ({ parts }: FaultStage, { resource }: Running): Promise<void> => {
  await parts.delete({ ...nodes, name: oddNode.metadata.name });
  await resource.until('as before', (status) => verdicts(status)['Ready'] === 'True Ready', 30_000);
};

/** Long enough that no write waits for its turn any more. */
const calm = (): Promise<void> => sleep(6_000);

describe.skipIf(partsMissing)('a status that cannot be written', () => {
  suffers(
    'F12 writes, lease and watches throttled with Retry-After: few requests, and the verdict is told soon after',
    async (on, running) => {
      await calm();
      on.proxy.answers.clearCalls();
      const instead = failure(429, 'TooManyRequests', { 'retry-after': '2' });
      on.proxy.answers.add({ method: 'PATCH', path: statusPath, times: 2, fault: { instead } });
      on.proxy.answers.add({ path: /\/leases\//, times: 1, fault: { instead } });
      on.proxy.answers.add({ watch: true, times: 3, fault: { instead } });
      on.proxy.connections.reset();
      await seesOdd(on, running, 20_000);
      expect(patches(on).length).toBeLessThanOrEqual(4);
      expect(on.proxy.answers.calls.filter(({ status }) => status === 429).length).toBeGreaterThanOrEqual(3);
      expect(await running.operator.metric('ipv6_readiness_leader')).toBe(1);
      await recovers(on, running);
    },
  );

  suffers('F18 a conflict is decided anew and written once more', async (on, running) => {
    await calm();
    on.proxy.answers.clearCalls();
    on.proxy.answers.add({ method: 'PATCH', path: statusPath, times: 1, fault: { instead: failure(409, 'Conflict') } });
    await seesOdd(on, running, 10_000);
    await expect.poll(() => patches(on).map(({ status }) => status)).toEqual([409, 200]);
    await recovers(on, running);
  });

  suffers(
    'F19 a status that is refused is sent once and told once, in the log and as an event; other content is written',
    async (on, running) => {
      await calm();
      on.proxy.answers.clearCalls();
      on.proxy.answers.add({ method: 'PATCH', path: statusPath, fault: { instead: failure(422, 'Invalid') } });
      await on.parts.apply(oddNode);
      await sleep(8_000);
      expect(patches(on).length).toBe(1);
      const { log } = running.operator;
      expect(log.filter(({ msg }) => msg === 'The API server refuses this status.')).toHaveLength(1);
      const events = await on.parts.list({ apiVersion: 'events.k8s.io/v1', resource: 'events', namespace: 'default' });
      const uid = (await running.resource.object())?.metadata.uid;
      expect(
        events.filter((event) => event['reason'] === 'StatusRefused' && JSON.stringify(event).includes(`"${uid}"`)),
      ).toHaveLength(1);
      on.proxy.heal();
      await recovers(on, running);
    },
  );

  suffers(
    'F13 F32 writes that fail with an HTML page are made up for, and events that fail keep no status from being written',
    async (on, running) => {
      await calm();
      on.proxy.answers.clearCalls();
      const page = { status: 503, body: '<html>secret-of-the-proxy</html>', headers: { 'content-type': 'text/html' } };
      on.proxy.answers.add({ method: 'PATCH', path: statusPath, times: 2, fault: { instead: page } });
      on.proxy.answers.add({ path: /\/events$/, fault: { instead: page } });
      await seesOdd(on, running, 15_000);
      await expect.poll(() => patches(on).map(({ status }) => status)).toEqual([503, 503, 200]);
      await sleep(1_000);
      expect(await running.operator.metric('ipv6_readiness_events_total', { result: 'failed' })).toBeGreaterThan(0);
      expect(JSON.stringify(running.operator.log)).not.toContain('secret-of-the-proxy');
      await recovers(on, running);
    },
  );

  suffers(
    'F31 events refused because their namespace ends are dropped and counted; the status is written',
    async (on, running) => {
      await calm();
      on.proxy.answers.clearCalls();
      const instead = failure(403, 'Forbidden');
      on.proxy.answers.add({ path: /\/events$/, fault: { instead } });
      await seesOdd(on, running, 10_000);
      await sleep(1_000);
      expect(patches(on).map(({ status }) => status)).toEqual([200]);
      const posts = on.proxy.answers.calls.filter(({ path }) => path.endsWith('/events'));
      expect(posts.map(({ status }) => status)).toEqual(posts.map(() => 403));
      // Each was tried once.
      expect(new Set(posts.map(({ body }) => body)).size).toBe(posts.length);
      expect(posts.length).toBeGreaterThan(0);
      await recovers(on, running);
    },
  );
});

describe.skipIf(partsMissing)('a resource that changes under the write', () => {
  suffers(
    'F20 F21 deleted while its status is under way and made anew: no write to the old, a status of its own for the new',
    async (on, running) => {
      await calm();
      on.proxy.answers.clearCalls();
      on.proxy.connections.pass({ delayMs: 700 });
      await on.parts.apply(oddNode);
      while (patches(on).length === 0) await sleep(20);
      await on.parts.delete(readiness);
      await sleep(4_000);
      on.proxy.heal();
      expect(patches(on).length).toBe(1);
      expect(await running.resource.object()).toBeUndefined();
      expect(await running.operator.metric('ipv6_readiness_condition', { resource: 'prod' })).toBeUndefined();
      await on.parts.delete({ ...nodes, name: oddNode.metadata.name });
      const again = await applyReadiness(on.parts, 'prod', { goal: 'Operate' });
      await again.until('ready', (status) => verdicts(status)['Ready'] === 'True Ready', 20_000);
    },
  );

  suffers(
    'F22 changed while it is judged: the answer is to the new spec, and the old one is not written over it',
    async (on, running) => {
      await calm();
      on.proxy.answers.clearCalls();
      on.proxy.connections.pass({ delayMs: 400 });
      for (const goal of ['Migrate', 'Operate', 'Migrate']) {
        await applyReadiness(on.parts, 'prod', { goal });
        await sleep(150);
      }
      on.proxy.heal();
      const generation = (await running.resource.object())?.metadata['generation'];
      await running.resource.until('answered', (status) => status.observedGeneration === generation, 15_000);
      await sleep(1_500);
      expect(await running.resource.status()).toMatchObject({ observedGeneration: generation, goal: 'Migrate' });
      expect(patches(on).length).toBeLessThanOrEqual(4);
    },
  );
});

describe.skipIf(partsMissing)('many resources', () => {
  const many = real ? 200 : 1_000;

  starts(
    `F23 F24 ${many} at once on one cluster: each has its status within 60 s, for the AWS calls of one`,
    async (on, start) => {
      const operator = await start({ flags: [] });
      const first = await applyReadiness(on.parts, 'prod', { goal: 'Operate' });
      await first.until('settled', isSettled, 40_000);
      const callsOfOne = on.parts.aws.ledger.length;
      const names = Array.from({ length: many }, (_, index) => `team-${index}`);
      const started = performance.now();
      for (const group of chunks(names, 25)) {
        await Promise.all(group.map((name) => applyReadiness(on.parts, name, { goal: 'Operate' })));
      }
      const last = await assessed(on.parts, names.at(-1) ?? '').until('settled', isSettled, 60_000);
      expect(verdicts(last)['Ready']).toBe('True Ready');
      const all = await on.parts.list({ apiVersion: readiness.apiVersion, resource: readiness.resource });
      while ((await writes(operator)) < many && performance.now() - started < 60_000) await sleep(200);
      expect(performance.now() - started).toBeLessThan(60_000);
      expect(all.length).toBe(many + 1);
      expect(on.parts.aws.ledger.length - callsOfOne).toBeLessThanOrEqual(
        Math.ceil((performance.now() - started) / 25_000) + 1,
      );
    },
  );
});

function chunks<T>(all: readonly T[], size: number): T[][] {
  return Array.from({ length: Math.ceil(all.length / size) }, (_, index) =>
    all.slice(index * size, (index + 1) * size),
  );
}
