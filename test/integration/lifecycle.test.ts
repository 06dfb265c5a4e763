import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { applyReadiness, assessed, isSettled, verdicts } from '../support/assessed.ts';
import { type OperatorProcess, shortPaces, startOperatorProcess } from '../support/operator-process.ts';
import type { Parts } from '../world/ports.ts';
import { healthyIpv6 } from '../world/scenarios/healthy-ipv6.ts';
import { partsMissing, startParts } from './parts-under-test.ts';

const readiness = { apiVersion: 'ipv6readiness.io/v1alpha1', resource: 'ipv6readinesses' };
const events = { apiVersion: 'events.k8s.io/v1', resource: 'events', namespace: 'default' };

let parts: Parts;
let operator: OperatorProcess;

const start = async (flags: readonly string[] = shortPaces): Promise<OperatorProcess> =>
  startOperatorProcess({ environment: parts.environment(), flags });

beforeEach(async () => {
  parts = await startParts(healthyIpv6);
  operator = await start();
});

afterEach(async () => {
  await operator?.stop();
  await parts?.stop();
});

describe.skipIf(partsMissing)('the life of a resource and of the operator', () => {
  test('nothing is written while nothing changes', async () => {
    const resource = await applyReadiness(parts, 'prod');
    await resource.until('ready', (status) => verdicts(status)['Ready'] === 'True Ready');
    await pause(1_000);
    const before = await resource.object();
    const eventsBefore = (await parts.list(events)).length;
    await pause(12_000);
    expect((await resource.object())?.metadata.resourceVersion).toBe(before?.metadata.resourceVersion);
    expect((await parts.list(events)).length).toBe(eventsBefore);
  });

  test('F23 twenty resources on one cluster cost the AWS calls of one', async () => {
    await operator.stop();
    operator = await start([]);
    const first = await applyReadiness(parts, 'prod');
    await first.until('settled', isSettled);
    const callsOfOne = parts.aws.ledger.length;
    const names = Array.from({ length: 19 }, (_, index) => `team-${index}`);
    const others = await Promise.all(names.map((name) => applyReadiness(parts, name)));
    await Promise.all(others.map((other) => other.until('settled', isSettled)));
    expect(parts.aws.ledger.length).toBe(callsOfOne);
  });

  test('F38 SIGTERM ends the process cleanly and gives the lease back', async () => {
    const resource = await applyReadiness(parts, 'prod');
    await resource.until('settled', isSettled);
    expect(await operator.stop('SIGTERM')).toBe(0);
    const lease = await parts.get({
      apiVersion: 'coordination.k8s.io/v1',
      resource: 'leases',
      namespace: 'ipv6-readiness',
      name: 'ipv6-readiness',
    });
    expect(lease?.['spec']).toMatchObject({ holderIdentity: '' });
  });

  test('a restart does not turn a good status to Unknown and back', async () => {
    const resource = await applyReadiness(parts, 'prod');
    const ready = await resource.until('ready', (status) => verdicts(status)['Ready'] === 'True Ready');
    const before = await resource.object();
    await operator.stop();
    operator = await start();
    await pause(8_000);
    expect((await resource.object())?.metadata.resourceVersion).toBe(before?.metadata.resourceVersion);
    expect(await resource.status()).toEqual(ready);
  });

  test('suspend makes every condition Unknown, and lifting it brings the verdict back', async () => {
    const resource = await applyReadiness(parts, 'prod');
    await resource.until('ready', (status) => verdicts(status)['Ready'] === 'True Ready');
    await applyReadiness(parts, 'prod', { suspend: true });
    const suspended = await resource.until('suspended', (status) => verdicts(status)['Ready'] === 'Unknown Suspended');
    expect(new Set(Object.values(verdicts(suspended)))).toEqual(new Set(['Unknown Suspended']));
    await applyReadiness(parts, 'prod', { suspend: false });
    await resource.until('ready again', (status) => verdicts(status)['Ready'] === 'True Ready');
  });

  test('F21 a resource deleted and made anew under its name gets a status of its own', async () => {
    const resource = await applyReadiness(parts, 'prod');
    await resource.until('ready', (status) => verdicts(status)['Ready'] === 'True Ready');
    await parts.delete({ ...readiness, name: 'prod' });
    expect(await resource.object()).toBeUndefined();
    const again = await applyReadiness(parts, 'prod', { checks: { only: ['CLU-001'] } });
    const status = await again.until('ready', (now) => verdicts(now)['Ready'] === 'True Ready');
    expect(verdicts(status)['SubnetsDualStack']).toBe('Unknown NotSelected');
    expect(status.conditions?.find(({ type }) => type === 'Ready')?.message).toContain('VPC-002');
  });

  test('F58 a subnet that is gone blocks and is named', async () => {
    const resource = await applyReadiness(parts, 'prod');
    await resource.until('ready', (status) => verdicts(status)['Ready'] === 'True Ready');
    const [lost] = healthyIpv6.fargateProfiles[0]?.subnetIds ?? [];
    await parts.mend({ subnets: { [lost ?? '']: null } });
    const status = await resource.until('blocked', (now) => verdicts(now)['Ready'] === 'False Blocked');
    expect(status.findings?.find(({ code }) => code === 'VPC-002')?.message).toContain(parts.awsId(lost ?? ''));
  });

  test('F61 tags that select no subnet are Unknown, not green', async () => {
    const resource = await applyReadiness(parts, 'prod', { extraSubnets: { tags: { team: 'nobody' } } });
    const status = await resource.until('settled', (now) => isSettled(now));
    expect(verdicts(status)['SubnetsDualStack']).toBe('Unknown NoSubnetsMatched');
    expect(verdicts(status)['Ready']).toBe('Unknown Undetermined');
  });

  test('F57 the wrong cluster name is told, and nothing of another cluster is read', async () => {
    await parts.apply({
      apiVersion: readiness.apiVersion,
      kind: 'Ipv6Readiness',
      metadata: { name: 'wrong' },
      spec: { cluster: { name: 'other', region: 'eu-west-1' } },
    });
    const status = await assessed(parts, 'wrong').until('judged', (now) =>
      /^Unknown (?!NotYetObserved)/.test(verdicts(now)['VpcDualStack'] ?? verdicts(now)['SubnetsDualStack'] ?? ''),
    );
    expect(verdicts(status)['SubnetsDualStack']).toBe('Unknown ClusterNameAmbiguous');
    expect(parts.aws.ledger).toEqual([]);
  });
});

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, ms);
  });
}
