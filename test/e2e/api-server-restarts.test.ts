import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { podText } from '../bench/bulk-objects.ts';
import { createPods } from '../real/create-pods.ts';
import { whyRealPartsAreSkipped } from '../real/parts.ts';
import { type RealParts, startRealParts } from '../real/real-parts.ts';
import { applyReadiness, type Assessed, verdicts } from '../support/assessed.ts';
import { type OperatorProcess, startOperatorProcess } from '../support/operator-process.ts';
import { healthyIpv6 } from '../world/scenarios/healthy-ipv6.ts';

/** RESTART_OBJECTS=35000 is the long form and takes five minutes. */
const bulk = Number(process.env['RESTART_OBJECTS'] ?? 3_000);
const restarts = 10;
const freshWithinMs = 25_000;
const kinds = ['nodes', 'pods', 'services', 'daemonsets', 'deployments', 'ipv6readinesses'] as const;

let parts: RealParts;
let operator: OperatorProcess;
let resource: Assessed;

describe.skipIf(whyRealPartsAreSkipped() !== undefined)('an API server that is killed and comes back', () => {
  beforeAll(async () => {
    parts = await startRealParts(healthyIpv6);
    await createPods(parts.server, { count: bulk, text: (index) => podText({ index, resourceVersion: 0 }) });
    operator = await startOperatorProcess({ environment: parts.environment() });
    resource = await applyReadiness(parts, 'prod');
    await resource.until('ready', (status) => verdicts(status)['Ready'] === 'True Ready', 60_000);
  }, 1_800_000);

  afterAll(async () => {
    await operator?.stop();
    await parts?.stop();
  });

  test(`${restarts} times in a row leaves caches and status as they were, and is caught up within ${freshWithinMs / 1000} s`, async () => {
    const before = await seen();
    expect(before.objects['pods']).toBeGreaterThanOrEqual(bulk);
    const afterKill: number[] = [];
    const afterReady: number[] = [];
    const written = await resource.object();
    const watched = watchCaches(before.objects);
    onTestFinished(async () => void (await watched.stop()));
    for (let restart = 0; restart < restarts; restart += 1) {
      const killedAt = Date.now();
      await parts.server.restart();
      const upAt = Date.now();
      const freshAt = await seesChange(`fresh-${restart}`, before.objects['pods'] ?? 0);
      afterKill.push(freshAt - killedAt);
      afterReady.push(freshAt - upAt);
      expect(freshAt - upAt).toBeLessThanOrEqual(freshWithinMs);
      expect((await seen()).objects).toEqual(before.objects);
      expect(await resource.object()).toEqual(written);
    }
    const changes = await watched.stop();
    console.log(
      `${bulk} pods, ${restarts} restarts, ms until fresh: ${spread(afterKill)} after the kill, ${spread(afterReady)} after the server was ready`,
    );
    const after = await seen();
    expect(changes).toEqual([]);
    expect(after.statusWrites).toBe(before.statusWrites);
    expect(after.sinkErrors).toBe(0);
    const events = await parts.list({ apiVersion: 'events.k8s.io/v1', resource: 'events', namespace: 'default' });
    expect(events.filter(({ note }) => String(note).includes('Access denied'))).toEqual([]);
    expect(operator.log.filter(({ level }) => level === 'error')).toEqual([]);
  }, 900_000);
});

async function seen() {
  const text = await operator.metrics();
  const of = (name: string, labels: string): number =>
    Number(
      text
        .split('\n')
        .find((line) => line.startsWith(`${name}{`) && line.includes(labels))
        ?.split(' ')
        .at(-1) ?? 0,
    );
  return {
    objects: Object.fromEntries(kinds.map((kind) => [kind, of('ipv6_readiness_cache_objects', `kind="${kind}"`)])),
    sinkErrors: of('ipv6_readiness_watch_events_total', 'event="sinkError"'),
    statusWrites: of('ipv6_readiness_status_writes_total', 'result="written"'),
  };
}

function spread(times: readonly number[]): string {
  const sorted = times.toSorted((one, other) => one - other);
  return `median ${sorted[Math.floor(sorted.length / 2)]}, most ${sorted.at(-1)}`;
}

/** A pod that came after the restart is counted, and no longer when it has gone. Gives when it was counted. */
async function seesChange(name: string, pods: number): Promise<number> {
  await createPods(parts.server, { count: 1, text: () => podText({ index: 0, resourceVersion: 0 }), name: () => name });
  await untilCounted(pods + 1);
  const seenAt = Date.now();
  await parts.delete({ apiVersion: 'v1', resource: 'pods', namespace: 'shop', name });
  await untilCounted(pods);
  return seenAt;
}

async function untilCounted(pods: number): Promise<void> {
  const deadline = Date.now() + 2 * freshWithinMs;
  for (;;) {
    const counted = (await seen()).objects['pods'];
    if (counted === pods) return;
    if (Date.now() > deadline)
      throw new Error(`${counted} pods are counted, not ${pods}, ${2 * freshWithinMs} ms later`);
    await sleep(100);
  }
}

/** Looks at the sizes of the caches all the time: while they are filled anew nothing may seem to come or go, but the one pod. */
function watchCaches(before: Readonly<Record<string, number>>) {
  const changes = new Set<string>();
  const stopping = new AbortController();
  const watching = (async () => {
    while (!stopping.signal.aborted) {
      for (const [kind, size] of Object.entries((await seen()).objects)) {
        const expected = before[kind] ?? 0;
        if (size !== expected && !(kind === 'pods' && size === expected + 1)) changes.add(`${kind} ${size}`);
      }
      await sleep(100);
    }
  })();
  return {
    async stop(): Promise<readonly string[]> {
      stopping.abort();
      await watching;
      return [...changes];
    },
  };
}
