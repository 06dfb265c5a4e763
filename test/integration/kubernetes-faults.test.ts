import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, describe, expect } from 'vitest';
import { applyReadiness, verdicts } from '../support/assessed.ts';
import type { OperatorProcess } from '../support/operator-process.ts';
import { healthyIpv6 } from '../world/scenarios/healthy-ipv6.ts';
import { type FaultStage, faultTests, health, nodes, oddNode, type Running, writes } from './fault-stage.ts';
import { partsMissing } from './parts-under-test.ts';

const { suffers, starts, stop } = faultTests(healthyIpv6);
const html = {
  status: 502,
  body: '<html>Bad gateway secret-of-the-proxy</html>',
  headers: { 'content-type': 'text/html' },
};
const nodesPath = /^\/api\/v1\/nodes$/;

afterAll(stop);

/** How often collections were read from the start, of all kinds or one. */
async function relists(operator: OperatorProcess): Promise<Readonly<Record<string, number>>> {
  const lines = (await operator.metrics()).split('\n').filter((line) => line.includes('event="relist"'));
  return Object.fromEntries(
    lines.map((line) => [/kind="([^"]+)"/.exec(line)?.[1] ?? '', Number(line.slice(line.lastIndexOf(' ') + 1))]),
  );
}

/** A change that the watch must deliver: gives the milliseconds until the status told it, there and back. */
async function seesChange({ parts }: FaultStage, { resource }: Running, withinMs: number): Promise<void> {
  await parts.apply(oddNode);
  await resource.until(
    'the odd node seen',
    (status) => verdicts(status)['NodesEligible']?.startsWith('Unknown') ?? false,
    withinMs,
  );
  await parts.delete({ ...nodes, name: oddNode.metadata.name });
  await resource.until('the odd node gone', (status) => verdicts(status)['Ready'] === 'True Ready', 20_000);
}

describe.skipIf(partsMissing)('connections that break', () => {
  suffers(
    'F01 F08 resets are resumed where the watch was: no list anew, no write, and the next change is told within 5 s',
    async (on, running) => {
      const { operator } = running;
      await sleep(1_500);
      const before = { relists: await relists(operator), writes: await writes(operator) };
      for (let times = 0; times < 3; times++) {
        on.proxy.connections.reset();
        await sleep(400);
      }
      expect(await writes(operator)).toBe(before.writes);
      on.proxy.connections.reset();
      await seesChange(on, running, 5_000);
      expect(await relists(operator)).toEqual(before.relists);
    },
  );

  suffers(
    'F02 an API server that is away for longer than the lease costs no restart, shows in metrics, and is made up for within 25 s',
    async (on, running) => {
      const { operator, resource } = running;
      const { pid } = operator;
      await on.proxy.connections.refuse();
      await on.parts.apply(oddNode);
      await sleep(14_000);
      expect(await health(operator)).toBe('200 200');
      expect(await operator.metric('ipv6_readiness_leader')).toBe(0);
      const seenAt =
        (await operator.metric('ipv6_readiness_cache_last_activity_timestamp_seconds', { kind: 'nodes' })) ?? 0;
      expect(Date.now() / 1000 - seenAt).toBeGreaterThan(10);
      const before = await writes(operator);
      on.proxy.answers.clearCalls();
      await on.proxy.connections.accept();
      await resource.until(
        'fresh',
        (status) => verdicts(status)['NodesEligible']?.startsWith('Unknown') ?? false,
        25_000,
      );
      expect([await operator.metric('ipv6_readiness_leader'), operator.pid]).toEqual([1, pid]);
      expect((await writes(operator)) - before).toBeLessThanOrEqual(3);
      expect(on.proxy.answers.calls.length).toBeLessThan(60);
      await on.parts.delete({ ...nodes, name: oddNode.metadata.name });
    },
  );

  suffers(
    'F07 half-open connections write nothing and end nothing; once they speak the operator leads and tells changes',
    async (on, running) => {
      const before = await writes(running.operator);
      on.proxy.connections.pass({ silent: true });
      await sleep(12_000);
      expect(await writes(running.operator)).toBe(before);
      on.proxy.heal();
      await seesChange(on, running, 25_000);
      expect(await running.operator.metric('ipv6_readiness_leader')).toBe(1);
    },
  );

  suffers('F08 a slow and late network changes no verdict', async (on, running) => {
    on.proxy.connections.pass({ delayMs: 300, bytesPerSecond: 200_000 });
    on.proxy.connections.reset();
    await seesChange(on, running, 20_000);
  });
});

describe.skipIf(partsMissing)('streams that are not as they should be', () => {
  suffers(
    'F09 F13 garbage, a cut line and an HTML page in place of a watch: resumed, nothing lost, nothing of them logged',
    async (on, running) => {
      const { operator } = running;
      const rules = [
        { lines: (line: string) => [`{"type":"ADDED",garbage`, line] },
        { truncateAfter: 100 },
        { instead: html },
        { contentType: 'text/html' },
      ];
      for (const fault of rules) on.proxy.answers.add({ path: nodesPath, watch: true, times: 1, fault });
      on.proxy.connections.reset();
      await seesChange(on, running, 30_000);
      expect(await operator.metric('ipv6_readiness_cache_objects', { kind: 'nodes' })).toBe(
        (await on.parts.list(nodes)).length,
      );
      expect(JSON.stringify(operator.log)).not.toContain('secret-of-the-proxy');
    },
  );

  suffers(
    'F25 F26 F04 events twice and in another order, then a 410 in the stream: the cache is the truth, for one list anew',
    async (on, running) => {
      const { operator } = running;
      const held: string[] = [];
      on.proxy.answers.add({
        path: nodesPath,
        watch: true,
        times: 1,
        fault: {
          lines: (line) => {
            held.push(line, line);
            if (held.length < 4) return [];
            const expired = {
              type: 'ERROR',
              object: { kind: 'Status', code: 410, reason: 'Expired', message: 'too old' },
            };
            return [...held.splice(0).toReversed(), JSON.stringify(expired)];
          },
        },
      });
      const before = (await relists(operator))['nodes'] ?? 0;
      on.proxy.connections.reset();
      await sleep(2_000);
      await on.parts.apply(oddNode);
      await on.parts.delete({ ...nodes, name: oddNode.metadata.name });
      await sleep(3_000);
      await seesChange(on, running, 20_000);
      const truth = (await on.parts.list(nodes)).length;
      expect(await operator.metric('ipv6_readiness_cache_objects', { kind: 'nodes' })).toBe(truth);
      expect(((await relists(operator))['nodes'] ?? 0) - before).toBeLessThanOrEqual(1);
    },
  );
});

describe.skipIf(partsMissing)('an API server that refuses, restarts or does not know us', () => {
  suffers(
    'F03 F77 a restart: at most two lists a kind, no permission said to be missing, what was deleted meanwhile is gone, within 25 s',
    async (on, running) => {
      const { operator, resource } = running;
      await on.parts.apply(oddNode);
      await resource.until('seen', (status) => verdicts(status)['NodesEligible']?.startsWith('Unknown') ?? false);
      const before = await relists(operator);
      await on.proxy.connections.refuse();
      await on.parts.delete({ ...nodes, name: oddNode.metadata.name });
      await on.cluster.restart();
      await on.proxy.connections.accept();
      const seen = new Set<string>();
      await resource.until(
        'the deletion told',
        (status) => {
          Object.values(verdicts(status)).forEach((verdict) => seen.add(verdict));
          return verdicts(status)['Ready'] === 'True Ready';
        },
        25_000,
      );
      expect([...seen].filter((verdict) => verdict.includes('AccessDenied'))).toEqual([]);
      for (const [kind, count] of Object.entries(await relists(operator))) {
        expect({ kind, more: count - (before[kind] ?? 0) <= 2 }).toEqual({ kind, more: true });
      }
    },
  );

  suffers(
    'F15 a right that is taken away makes what needs it Unknown AccessDenied after 30 s, and nothing else; given back, all is as before',
    async (on, { operator, resource }) => {
      const healthy = verdicts(await resource.status());
      await on.cluster.revoke('nodes');
      on.proxy.connections.reset();
      await sleep(15_000);
      expect(verdicts(await resource.status())).toEqual(healthy);
      const denied = await resource.until(
        'denied',
        (status) => verdicts(status)['NodesEligible'] === 'Unknown AccessDenied',
        40_000,
      );
      expect(verdicts(denied)).toMatchObject({
        LoadBalancerControllerReady: healthy['LoadBalancerControllerReady'],
        ControlPlaneReady: healthy['ControlPlaneReady'],
        InputsObserved: 'False AccessDenied',
        Ready: 'Unknown Undetermined',
      });
      expect(denied.conditions?.find(({ type }) => type === 'NodesEligible')?.message).toMatch(
        /list.*nodes|nodes.*list/,
      );
      const calls = on.proxy.answers.calls.filter(({ path, status }) => nodesPath.test(path) && status === 403);
      expect(calls.length).toBeLessThan(12);
      await on.cluster.restoreRights();
      await resource.until('as before', (status) => verdicts(status)['Ready'] === 'True Ready', 40_000);
      expect(verdicts(await resource.status())).toEqual(healthy);
      expect(await writes(operator)).toBeLessThan(12);
    },
  );

  starts(
    'F16 a definition that is missing at the start: not ready and told once, no crash; once it is there the resource is judged',
    async (on, start) => {
      await on.cluster.withdrawDefinition();
      const operator = await start();
      try {
        await sleep(4_000);
        expect(await health(operator)).toBe('200 503');
        expect(operator.log.filter(({ msg }) => msg === 'The API server does not serve this resource.')).toMatchObject([
          { level: 'warn', resource: 'ipv6readinesses' },
        ]);
        await on.cluster.serveDefinition();
        const resource = await applyReadiness(on.parts, 'prod', { goal: 'Operate' });
        await resource.until('ready', (status) => verdicts(status)['Ready'] === 'True Ready', 40_000);
        expect(await health(operator)).toBe('200 200');
      } finally {
        await on.cluster.serveDefinition();
      }
    },
  );

  starts(
    'F28 an API server without streaming lists is listed in pages of at most 500, never whole, and each kind once',
    async (on, start) => {
      const refusal = { kind: 'Status', code: 422, reason: 'Invalid', message: 'sendInitialEvents: Forbidden' };
      const instead = { status: 422, body: JSON.stringify(refusal) };
      for (const kind of ['nodes', 'pods', 'services', 'deployments', 'ipv6readinesses'])
        on.proxy.answers.add({ path: new RegExp(`/${kind}$`), watch: true, times: 1, fault: { instead } });
      const operator = await start();
      const running = { operator, resource: await applyReadiness(on.parts, 'prod', { goal: 'Operate' }) };
      await running.resource.until('ready', (status) => verdicts(status)['Ready'] === 'True Ready', 40_000);
      const lists = on.proxy.answers.calls.filter(
        ({ path, query }) => /\/v1\/(nodes|pods|services)$/.test(path) && query.get('watch') === null,
      );
      expect(lists.map(({ path }) => path).toSorted()).toEqual(['/api/v1/nodes', '/api/v1/pods', '/api/v1/services']);
      expect(lists.map(({ query }) => query.get('limit'))).toEqual(['500', '500', '500']);
      await seesChange(on, running, 20_000);
    },
  );

  starts(
    'F29 a list that never ends is dropped: Unknown AnswerTooLarge, memory bounded, and read again when it ends',
    async (on, start) => {
      const refusal = JSON.stringify({ kind: 'Status', code: 422, reason: 'Invalid' });
      on.proxy.answers.add({
        path: nodesPath,
        watch: true,
        times: 1,
        fault: { instead: { status: 422, body: refusal } },
      });
      on.proxy.answers.add({ path: nodesPath, watch: false, fault: { endless: ' '.repeat(1_048_576) } });
      const operator = await start({ nodeFlags: ['--max-old-space-size=160', '--max-semi-space-size=4'] });
      const resource = await applyReadiness(on.parts, 'prod', { goal: 'Operate' });
      const status = await resource.until(
        'too large',
        (now) => verdicts(now)['NodesEligible'] === 'Unknown AnswerTooLarge',
        100_000,
      );
      expect(verdicts(status)['Ready']).toMatch(/^Unknown/);
      expect(await operator.metric('process_resident_memory_bytes')).toBeLessThan(400 * 1024 * 1024);
      on.proxy.heal();
      await resource.until('whole', (now) => verdicts(now)['Ready'] === 'True Ready', 60_000);
    },
  );
});
