import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { applyReadiness, type Assessed } from '../support/assessed.ts';
import { type OperatorProcess, shortPaces, startOperatorProcess } from '../support/operator-process.ts';
import type { Parts } from '../world/ports.ts';
import type { KubernetesObject } from '../world/scenario.ts';
import { partsMissing, startParts } from '../integration/parts-under-test.ts';
import { ipv4CustomNetworking } from '../world/scenarios/ipv4-custom-networking.ts';

let parts: Parts;
let operator: OperatorProcess;
let resource: Assessed;

const service = (name: string, spec: object): KubernetesObject => ({
  apiVersion: 'v1',
  kind: 'Service',
  metadata: { name, namespace: 'default' },
  spec: { ports: [{ port: 80 }], selector: { app: name }, ...spec },
});

/** What an API server fills in by itself, and whose hand its managed fields then show, only a real one tells. */
describe.skipIf(partsMissing)('Services as a real API server keeps them', () => {
  beforeAll(async () => {
    parts = await startParts(ipv4CustomNetworking);
    operator = await startOperatorProcess({ environment: parts.environment(), flags: shortPaces });
    await parts.apply(service('plain', {}));
    await parts.apply(service('balanced', { type: 'LoadBalancer' }));
    await parts.apply(service('headless', { clusterIP: 'None' }));
    resource = await applyReadiness(parts, 'prod', { goal: 'Migrate', checks: { only: ['APP-001'] } });
  });

  afterAll(async () => {
    await operator?.stop();
    await parts?.stop();
  });

  test('are not taken for tied to IPv4 by what the server chose', async () => {
    const status = await resource.until('assessed', ({ conditions = [] }) =>
      conditions.some(({ reason }) => reason === 'ServicesFitIpv6'),
    );
    expect(status.findings ?? []).toEqual([]);
    const plain = await parts.get({ apiVersion: 'v1', resource: 'services', namespace: 'default', name: 'plain' });
    expect(plain).toMatchObject({ spec: { ipFamilies: ['IPv4'], clusterIP: expect.stringContaining('.') } });
  });

  test('are, where somebody wrote the family', async () => {
    await parts.apply(service('tied', { ipFamilies: ['IPv4'], ipFamilyPolicy: 'SingleStack' }));
    const status = await resource.until('found', ({ findings = [] }) => findings.length > 0);
    expect(status.findings).toMatchObject([
      {
        code: 'APP-001',
        reason: 'ServicesRefusedInIpv6',
        resources: [{ kind: 'Service', namespace: 'default', name: 'tied' }],
      },
    ]);
  });
});
