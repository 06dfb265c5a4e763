import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { applyReadiness, verdicts } from '../support/assessed.ts';
import { type OperatorProcess, shortPaces, startOperatorProcess } from '../support/operator-process.ts';
import { nodePoolDefinition } from '../world/definitions.ts';
import type { Parts } from '../world/ports.ts';
import type { KubernetesObject } from '../world/scenario.ts';
import { healthyIpv6 } from '../world/scenarios/healthy-ipv6.ts';
import { partsMissing, startParts } from './parts-under-test.ts';

const definitions = { apiVersion: 'apiextensions.k8s.io/v1', resource: 'customresourcedefinitions' };

const notUsed = 'True KarpenterNotUsed';

const nodePool: KubernetesObject = {
  apiVersion: 'karpenter.sh/v1',
  kind: 'NodePool',
  metadata: { name: 'general' },
  spec: { template: { spec: { nodeClassRef: { kind: 'EC2NodeClass', name: 'default' }, requirements: [] } } },
};

let parts: Parts;
let operator: OperatorProcess;

beforeEach(async () => {
  parts = await startParts(healthyIpv6);
  operator = await startOperatorProcess({ environment: parts.environment(), flags: shortPaces });
});

afterEach(async () => {
  await operator?.stop();
  await parts?.stop();
});

describe.skipIf(partsMissing)('a kind that is installed while the operator runs', () => {
  test('is judged within two minutes, and no longer once it is removed', async () => {
    const resource = await applyReadiness(parts, 'prod', { goal: 'Operate', checks: { only: ['KAR-001'] } });
    await resource.until(
      'not applicable without Karpenter',
      (status) => verdicts(status)['AddonsCompatible'] === notUsed,
    );

    await parts.apply(nodePoolDefinition);
    await applyOnceServed(nodePool);
    const warned = await resource.until(
      'the NodePool is judged',
      (status) => (status.findings ?? []).some(({ code }) => code === 'KAR-001'),
      120_000,
    );
    expect(warned.findings?.find(({ code }) => code === 'KAR-001')).toMatchObject({
      reason: 'NodePoolsAllowXen',
      message: 'Types without Nitro are allowed by general.',
      resources: [{ kind: 'NodePool', name: 'general' }],
    });

    await parts.delete({ ...definitions, name: nodePoolDefinition.metadata.name });
    await resource.until('not applicable again', (status) => verdicts(status)['AddonsCompatible'] === notUsed, 120_000);
  }, 300_000);
});

/** A server needs a moment from a definition to its resource. */
async function applyOnceServed(object: KubernetesObject): Promise<void> {
  const deadline = performance.now() + 20_000;
  for (;;) {
    try {
      await parts.apply(object);
      return;
    } catch (error) {
      if (performance.now() > deadline) throw error;
      await new Promise((resolve) => setTimeout(resolve, 200));
    }
  }
}
