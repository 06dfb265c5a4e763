import { afterEach, describe, expect, test } from 'vitest';
import { applyReadiness, verdicts } from '../support/assessed.ts';
import { type OperatorProcess, startOperatorProcess } from '../support/operator-process.ts';
import type { Parts } from '../world/ports.ts';
import { healthyIpv6 } from '../world/scenarios/healthy-ipv6.ts';
import { partsMissing, startParts } from './parts-under-test.ts';

let parts: Parts;
let operator: OperatorProcess;

afterEach(async () => {
  await operator?.stop();
  await parts?.stop();
});

describe.skipIf(partsMissing)('a rollout on Fargate', () => {
  test('warns while addresses are left, blocks when they are gone, and recovers when pods leave', async () => {
    parts = await startParts(healthyIpv6);
    operator = await startOperatorProcess({ environment: parts.environment(), flags: ['--urgent-interval', '1'] });
    const resource = await applyReadiness(parts, 'prod');
    await resource.until('ready', (status) => verdicts(status)['Ready'] === 'True Ready');
    const before = await operator.metric('ipv6_readiness_fargate_profile_free_ipv4_addresses', {
      fargate_profile: 'batch',
    });
    expect(before).toBeGreaterThan(100);

    const rollout = parts.launchFargatePods({ profile: 'batch', count: 130, perSecond: 20 });
    const warned = await resource.until('warned', (status) =>
      (status.findings ?? []).some(({ code }) => code === 'CAP-004'),
    );
    const leftAtWarning = await freeInAws();
    const { running } = await rollout;
    expect(leftAtWarning).toBeGreaterThan(0);
    expect(verdicts(warned)['FargateIPv4Available']).toBe('True WaitingPodsTakeHeadroom');

    const blocked = await resource.until(
      'blocked',
      (status) => verdicts(status)['FargateIPv4Available']?.startsWith('False') ?? false,
    );
    expect(verdicts(blocked)['FargateIPv4Available']).toBe('False ProfileExhausted');
    expect(verdicts(blocked)['Ready']).toBe('False Blocked');
    const left = await operator.metric('ipv6_readiness_fargate_profile_free_ipv4_addresses', {
      fargate_profile: 'batch',
    });
    expect(left).toBeLessThan(before ?? 0);
    const events = await parts.list({ apiVersion: 'events.k8s.io/v1', resource: 'events', namespace: 'default' });
    expect(events.some((event) => event['type'] === 'Warning' && event['action'] === 'FargateIPv4Available')).toBe(
      true,
    );

    await parts.removeFargatePods('batch', running);
    await resource.until('ready again', (status) => verdicts(status)['Ready'] === 'True Ready', 40_000);
  }, 120_000);
});

/** Free addresses of the profile's subnets as AWS has them, whatever the operator believes. */
async function freeInAws(): Promise<number> {
  const nodes = await parts.list({ apiVersion: 'v1', resource: 'nodes' });
  const taken = nodes.filter(({ metadata }) => metadata.name.startsWith('fargate-ip-10-0-50-')).length;
  return 2 * 59 - taken;
}
