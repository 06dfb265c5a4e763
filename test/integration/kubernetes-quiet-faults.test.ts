import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, describe, expect } from 'vitest';
import type { Ipv6ReadinessStatus } from '../../src/api/status.ts';
import { checks } from '../../src/checks/index.ts';
import { sectionNames, sectionTable } from '../../src/snapshot/section-table.ts';
import { applyReadiness, verdicts } from '../support/assessed.ts';
import type { OperatorProcess } from '../support/operator-process.ts';
import { healthyIpv6 } from '../world/scenarios/healthy-ipv6.ts';
import { type FaultStage, faultTests, health, oddNode, type Running } from './fault-stage.ts';
import { partsMissing, real } from './parts-under-test.ts';

const { suffers, starts, stop } = faultTests(healthyIpv6);
const statusPath = /\/ipv6readinesses\/[^/]+\/status$/;
const readiness = { apiVersion: 'ipv6readiness.io/v1alpha1', resource: 'ipv6readinesses', name: 'prod' };
/** How many watches there are everywhere, the resource's own among them; optional kinds are asked for once a minute. */
const watches = (() => {
  const reads = Object.values(sectionTable).flatMap(({ kubernetes }) => kubernetes);
  const always = reads.filter(({ optional }) => !optional);
  return new Set(always.map(({ resource, resourceName = '' }) => `${resource}/${resourceName}`)).size + 1;
})();
/** Of a kind, or of the lease; an optional kind has its group in its name. */
const freshnessLine =
  /^ipv6_readiness_(?:cache_last_activity|lease_renewed)_timestamp_seconds(?:\{kind="(?<kind>[^"]+)"\})? (?<seconds>\S+)$/;

afterAll(stop);

const versionOf = async ({ resource }: Running): Promise<string | undefined> =>
  (await resource.object())?.metadata.resourceVersion;

/** When each watch last delivered something and the lease was renewed, in epoch seconds. */
async function freshness(
  operator: OperatorProcess,
): Promise<readonly { readonly name: string; readonly at: number }[]> {
  const lines = (await operator.metrics()).split('\n');
  const found = lines.flatMap((line) => {
    const { groups } = freshnessLine.exec(line) ?? {};
    return groups ? [{ name: groups['kind'] ?? 'lease', at: Number(groups['seconds']) }] : [];
  });
  return found.filter(({ name }) => !name.includes('.'));
}

/** How often each kind was read from the start. */
async function relists(operator: OperatorProcess): Promise<Readonly<Record<string, number>>> {
  const kinds = (await freshness(operator)).map(({ name }) => name).filter((name) => name !== 'lease');
  const counts = kinds.map(async (kind) => [
    kind,
    (await operator.metric('ipv6_readiness_watch_events_total', { kind, event: 'relist' })) ?? 0,
  ]);
  return Object.fromEntries(await Promise.all(counts));
}

/** Until every watch has delivered something, and the lease was renewed, since `since` (epoch seconds); gives the seconds it took. */
async function freshAgain(operator: OperatorProcess, since: number, withinSeconds: number): Promise<number> {
  for (;;) {
    const all = await freshness(operator);
    const late = all.filter(({ at }) => at <= since).map(({ name }) => name);
    const tookSeconds = Date.now() / 1_000 - since;
    if (all.length > watches && late.length === 0) return tookSeconds;
    if (tookSeconds > withinSeconds) throw new Error(`not fresh within ${withinSeconds} s: ${late.join(' ')}`);
    await sleep(100);
  }
}

/** Long enough for a write that should not be: what is not worse waits 5 s. */
const calm = (): Promise<void> => sleep(6_000);

describe.skipIf(partsMissing)('nothing is written that need not be, nothing waits that need not wait:', () => {
  suffers(
    'F02 an API server that is away for 25 s while nothing changes: served and alive without the lease, fresh within 25 s, and the status stands as it was',
    async (on, running) => {
      await calm();
      const before = { version: await versionOf(running), relists: await relists(running.operator) };
      await on.proxy.connections.refuse();
      const asked = on.proxy.connections.counts.connections;
      await sleep(25_000);
      expect(await health(running.operator)).toBe('200 200');
      expect(await running.operator.metric('ipv6_readiness_leader')).toBe(0);
      expect(on.proxy.connections.counts.connections).toBe(asked);

      const since = Date.now() / 1_000;
      await on.proxy.connections.accept();
      expect(await freshAgain(running.operator, since, 25)).toBeLessThan(25);
      await calm();
      expect(await versionOf(running)).toBe(before.version);
      expect(await relists(running.operator)).toEqual(before.relists);
      expect(await running.operator.metric('ipv6_readiness_leader')).toBe(1);
    },
  );

  suffers(
    'F03 F77 an API server that dies and starts again while nothing changes: each kind read once from the start, fresh within 25 s, and the status stands as it was',
    async (on, running) => {
      await calm();
      const before = { version: await versionOf(running), relists: await relists(running.operator) };
      const died = Date.now() / 1_000;
      await on.cluster.restart();
      // Some watches are back before the server calls itself ready.
      const awaySeconds = Date.now() / 1_000 - died;
      expect(await freshAgain(running.operator, died, awaySeconds + 25)).toBeLessThan(awaySeconds + 25);
      await calm();
      expect(await versionOf(running)).toBe(before.version);
      const after = await relists(running.operator);
      expect(Object.keys(after)).toHaveLength(watches);
      const more = Object.entries(after).map(([kind, count]) => [kind, count - (before.relists[kind] ?? 0)]);
      expect(more).toEqual(Object.keys(after).map((kind) => [kind, 1]));
    },
  );

  // With real parts in turn, so one stands for all.
  for (const resource of real ? ['services'] : ['services', 'nodes', 'deployments']) {
    suffers(
      `F15 rights on ${resource} that are taken away: exactly the conditions that need it turn Unknown AccessDenied, naming verbs and resource, and come back`,
      async (on, { operator, resource: assessed }) => {
        const healthy = verdicts(await assessed.status());
        await on.cluster.revoke(resource);
        on.proxy.connections.reset();
        const dependent = conditionsNeeding(resource);
        expect(dependent).not.toEqual([]);
        const denied = await assessed.until(
          `${dependent.join(', ')} denied`,
          (status) => dependent.every((type) => verdicts(status)[type] === 'Unknown AccessDenied'),
          50_000,
        );
        expect(others(denied, dependent)).toEqual(
          Object.fromEntries(Object.entries(healthy).filter(([type]) => isOther(type, dependent))),
        );
        for (const type of dependent) expect(messageOf(denied, type)).toContain(`list and watch on ${resource}`);
        expect(await operator.metric('ipv6_readiness_condition', { type: 'Ready', status: 'True' })).toBe(0);

        await on.cluster.restoreRights();
        await assessed.until('as before', (status) => verdicts(status)['Ready'] === 'True Ready', 40_000);
        expect(verdicts(await assessed.status())).toEqual(healthy);
      },
    );
  }

  suffers(
    'F21 a resource made anew at once has a status of its own, also where a late write was for the old one',
    async (on, { resource }) => {
      await calm();
      await on.parts.delete(readiness);
      await applyReadiness(on.parts, 'prod', { goal: 'Operate' });
      await resource.until('ready', (status) => verdicts(status)['Ready'] === 'True Ready', 10_000);
      await calm();

      on.proxy.connections.pass({ delayMs: 1_500 });
      await on.parts.apply(oddNode);
      // The operator has judged and its write is on its way, or about to be.
      await sleep(2_200);
      await on.parts.delete(readiness);
      await applyReadiness(on.parts, 'prod', { goal: 'Operate', checks: { only: ['CLU-001'] } });
      await sleep(2_000);
      on.proxy.heal();
      const isOwn = (status: Ipv6ReadinessStatus): boolean =>
        verdicts(status)['NodesEligible'] === 'Unknown NotSelected';
      await resource.until('a status of its own', isOwn, 20_000);
      await calm();
      expect(isOwn((await resource.status()) ?? {})).toBe(true);
    },
  );

  const ends = (what: string, fault: (on: FaultStage) => Promise<void>): void =>
    starts(`F38 SIGTERM ${what}: exit 0 within 10 s, and the lease is given back`, async (on, start) => {
      const operator = await start();
      const resource = await applyReadiness(on.parts, 'prod', { goal: 'Operate' });
      await resource.until('ready', (status) => verdicts(status)['Ready'] === 'True Ready', 40_000);
      await calm();
      await fault(on);
      const asked = performance.now();
      expect(await operator.stop('SIGTERM')).toBe(0);
      expect(performance.now() - asked).toBeLessThan(10_000);
      expect((await leaseOf(on))?.['spec']).toMatchObject({ holderIdentity: '' });
    });

  const hanging =
    (method: string, path: RegExp) =>
    async ({ parts, proxy }: FaultStage): Promise<void> => {
      proxy.answers.add({ method, path, fault: 'hang' });
      proxy.answers.clearCalls();
      await parts.apply(oddNode);
      while (!proxy.answers.calls.some((call) => call.method === method && path.test(call.path))) await sleep(20);
    };

  ends('while a status is being written and no answer comes', hanging('PATCH', statusPath));
  ends('while an event is being recorded and no answer comes', hanging('POST', /\/events$/));

  starts('F38 SIGTERM while the API server says nothing at all: exit 0 within 10 s', async (on, start) => {
    const operator = await start();
    const resource = await applyReadiness(on.parts, 'prod', { goal: 'Operate' });
    await resource.until('ready', (status) => verdicts(status)['Ready'] === 'True Ready', 40_000);
    on.proxy.connections.pass({ silent: true });
    const asked = performance.now();
    expect(await operator.stop('SIGTERM')).toBe(0);
    expect(performance.now() - asked).toBeLessThan(10_000);
  });
});

const leaseOf = ({ parts }: FaultStage) =>
  parts.get({
    apiVersion: 'coordination.k8s.io/v1',
    resource: 'leases',
    namespace: 'ipv6-readiness',
    name: 'ipv6-readiness',
  });

function conditionsNeeding(resource: string): readonly string[] {
  const sections = sectionNames.filter((name) =>
    sectionTable[name].kubernetes.some((read) => read.resource === resource),
  );
  const affected = checks.filter(
    ({ needs, goals }) => goals.includes('Operate') && needs.some((need) => sections.includes(need)),
  );
  return [...new Set(affected.map(({ condition }) => condition))];
}

function isOther(type: string, dependent: readonly string[]): boolean {
  return !['Ready', 'InputsObserved', ...dependent].includes(type);
}

function others(status: Ipv6ReadinessStatus, dependent: readonly string[]): Record<string, string> {
  return Object.fromEntries(Object.entries(verdicts(status)).filter(([type]) => isOther(type, dependent)));
}

function messageOf({ conditions }: Ipv6ReadinessStatus, type: string): string {
  return conditions?.find((condition) => condition.type === type)?.message ?? '';
}
