import { afterEach, describe, expect, test } from 'vitest';
import { applyReadiness, verdicts } from '../support/assessed.ts';
import { type OperatorProcess, shortPaces, startOperatorProcess } from '../support/operator-process.ts';
import { anAddon } from '../world/build-addons.ts';
import type { Parts } from '../world/ports.ts';
import { healthyIpv6 } from '../world/scenarios/healthy-ipv6.ts';
import { partsMissing, startParts } from './parts-under-test.ts';

let parts: Parts;
let operator: OperatorProcess;

afterEach(async () => {
  await operator?.stop();
  await parts?.stop();
});

const only = ['ADD-005', 'APP-004', 'CNI-001'];

describe.skipIf(partsMissing)('what EKS says of its add-ons', () => {
  test('is found in the cluster that has them, and whose associations they serve', async () => {
    const healthIssues = [{ code: 'InsufficientNumberOfReplicas', message: 'two of two', resourceIds: ['coredns'] }];
    parts = await startParts({
      ...healthyIpv6,
      addons: [
        anAddon('vpc-cni', 'v1.21.1-eksbuild.1'),
        anAddon('coredns', 'v1.12.4-eksbuild.1', { status: 'DEGRADED', healthIssues }),
        anAddon('eks-pod-identity-agent', 'v1.3.10-eksbuild.1'),
      ],
      podIdentityAssociations: [{ namespace: 'shop', serviceAccount: 'web', role: 'shop' }],
    });
    operator = await startOperatorProcess({ environment: parts.environment(), flags: shortPaces });
    const resource = await applyReadiness(parts, 'prod', { checks: { only } });
    const status = await resource.until('warned', (seen) => verdicts(seen)['Ready'] === 'True ReadyWithWarnings');
    expect(verdicts(status)['VpcCniReady']).toBe('True VpcCniSupportsIpv6');
    expect(status.findings).toMatchObject([
      {
        code: 'ADD-005',
        severity: 'warning',
        message: 'Core add-ons: coredns is DEGRADED (InsufficientNumberOfReplicas).',
        resources: [{ kind: 'Addon', name: 'coredns' }],
      },
      {
        code: 'APP-004',
        severity: 'info',
        reason: 'ClientsMustKnowIpv6',
        resources: [{ kind: 'ServiceAccount', namespace: 'shop', name: 'web' }],
      },
    ]);
  });

  test('is not known while it may not be asked, and every missing action is named', async () => {
    const actions = ['eks:ListAddons', 'eks:DescribeAddonVersions', 'eks:ListPodIdentityAssociations'] as const;
    parts = await startParts({ ...healthyIpv6, faults: actions.map((action) => ({ action, kind: 'deny' })) });
    operator = await startOperatorProcess({ environment: parts.environment(), flags: shortPaces });
    const resource = await applyReadiness(parts, 'prod', { checks: { only } });
    const status = await resource.until('all are denied', ({ conditions = [] }) => {
      const inputs = conditions.find(({ type }) => type === 'InputsObserved');
      return actions.every((action) => inputs?.message?.includes(action));
    });
    const { Ready, VpcCniReady, AddonsCompatible, WorkloadsCompatible } = verdicts(status);
    expect(Ready).toBe('Unknown Undetermined');
    expect([VpcCniReady, AddonsCompatible, WorkloadsCompatible]).toEqual(actions.map(() => 'Unknown AccessDenied'));
  });
});
