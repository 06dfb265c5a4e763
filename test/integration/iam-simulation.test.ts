import { afterEach, describe, expect, test } from 'vitest';
import { applyReadiness, isSettled, verdicts } from '../support/assessed.ts';
import { type OperatorProcess, shortPaces, startOperatorProcess } from '../support/operator-process.ts';
import type { Parts } from '../world/ports.ts';
import type { Scenario } from '../world/scenario.ts';
import { healthyIpv6 } from '../world/scenarios/healthy-ipv6.ts';
import { partsMissing, startParts } from './parts-under-test.ts';

let parts: Parts;
let operator: OperatorProcess;

async function started(scenario: Scenario): Promise<void> {
  parts = await startParts(scenario);
  operator = await startOperatorProcess({ environment: parts.environment(), flags: shortPaces });
}

afterEach(async () => {
  await operator?.stop();
  await parts?.stop();
});

const asking = { optionalReads: ['IamSimulation'], checks: { only: ['CNI-004', 'CNI-010'] } };
const simulate = 'iam:SimulatePrincipalPolicy';

describe.skipIf(partsMissing)('what the role of the VPC CNI allows', () => {
  test('is asked of IAM only where a resource names it, two calls a role', async () => {
    await started(healthyIpv6);
    const plain = await applyReadiness(parts, 'plain', { checks: asking.checks });
    const unasked = await plain.until('settled', isSettled);
    expect(verdicts(unasked)['VpcCniPermitted']).toBe('True PermissionsNotLookedAt');
    expect(parts.aws.ledger.filter(({ action }) => action.startsWith('iam:'))).toEqual([]);

    const resource = await applyReadiness(parts, 'prod', asking);
    await resource.until('allowed', (status) => verdicts(status)['VpcCniPermitted'] === 'True RoleAllowsIpv6');
    expect(parts.aws.ledger.filter(({ action }) => action === simulate).length % 2).toBe(0);
  });

  test('blocks where it denies what IPv6 needs', async () => {
    await started({ ...healthyIpv6, deniedActions: { 'prod-node': ['ec2:AssignIpv6Addresses'] } });
    const resource = await applyReadiness(parts, 'prod', asking);
    const status = await resource.until('blocked', (seen) => verdicts(seen)['Ready'] === 'False Blocked');
    expect(status.findings).toMatchObject([
      {
        code: 'CNI-004',
        severity: 'blocker',
        message: 'Not allowed to role prod-node of the nodes, and needed by VPC CNI 1.21.1: ec2:AssignIpv6Addresses.',
        resources: [{ kind: 'IAMRole', name: 'prod-node' }],
      },
    ]);
  });

  test('is not known where IAM may not be asked', async () => {
    await started({ ...healthyIpv6, faults: [{ action: simulate, kind: 'deny' }] });
    const resource = await applyReadiness(parts, 'prod', asking);
    const status = await resource.until(
      'denied',
      (seen) => verdicts(seen)['VpcCniPermitted'] === 'Unknown AccessDenied',
    );
    const condition = status.conditions?.find(({ type }) => type === 'InputsObserved');
    expect([condition?.status, condition?.message?.includes(simulate)]).toEqual(['False', true]);
  });
});
