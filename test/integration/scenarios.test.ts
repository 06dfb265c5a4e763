import { afterEach, describe, expect, test } from 'vitest';
import { applyReadiness, isSettled, verdicts } from '../support/assessed.ts';
import { callsDeclared, callsMade } from '../support/declared-calls.ts';
import { startOperatorProcess, type OperatorProcess } from '../support/operator-process.ts';
import type { Parts } from '../world/ports.ts';
import type { Scenario } from '../world/scenario.ts';
import { fargateNearlyExhausted } from '../world/scenarios/fargate-nearly-exhausted.ts';
import { firewallsForIpv4Only } from '../world/scenarios/firewalls-for-ipv4-only.ts';
import { healthyIpv6 } from '../world/scenarios/healthy-ipv6.ts';
import { ipv4CustomNetworking } from '../world/scenarios/ipv4-custom-networking.ts';
import { leftoverDisassociatedCidrs } from '../world/scenarios/leftover-disassociated-cidrs.ts';
import { subnetWithoutIpv6 } from '../world/scenarios/subnet-without-ipv6.ts';
import { xenNodes } from '../world/scenarios/xen-nodes.ts';
import { partsMissing, startParts } from './parts-under-test.ts';

interface Expectation {
  readonly scenario: Scenario;
  readonly goal: 'Migrate' | 'Operate';
  readonly ready: string;
  /** Conditions that are not True for a plain pass. */
  readonly notable: Readonly<Record<string, string>>;
  readonly findings: readonly string[];
}

/** What no scenario asks IAM. */
const notLookedAt = 'CNI-010 info PermissionsNotLookedAt';

const expectations: readonly Expectation[] = [
  { scenario: healthyIpv6, goal: 'Operate', ready: 'True Ready', notable: {}, findings: [notLookedAt] },
  {
    scenario: ipv4CustomNetworking,
    goal: 'Migrate',
    ready: 'False Blocked',
    notable: { VpcDualStack: 'False NoIpv6Cidr', SubnetsDualStack: 'False SubnetsWithoutIpv6' },
    findings: [
      'VPC-001 blocker NoIpv6Cidr',
      'VPC-002 blocker SubnetsWithoutIpv6',
      'LBC-002 warning IngressesIpv4Only',
      'LBC-003 warning ServicesIpv4Only',
      'VPC-004 warning Ipv6EgressMissing',
      'CAP-005 info NodesTakeIpv4ForPods',
      'CLU-001 info Ipv4Cluster',
      'CLU-003 info Ipv4OnlyEndpoint',
      'CNI-003 info CustomNetworkingOn',
      'CNI-010 info PolicyForNewCluster',
      'NOD-003 info LimitedInIpv4',
    ],
  },
  {
    scenario: firewallsForIpv4Only,
    goal: 'Operate',
    ready: 'False Blocked',
    notable: { FirewallsAllowIPv6: 'False NoIpv6Egress' },
    findings: [
      'VPC-008 blocker NoIpv6Allowed',
      'VPC-009 blocker NoIpv6Egress',
      'CLU-004 warning OpenToAllIpv6',
      notLookedAt,
    ],
  },
  {
    scenario: fargateNearlyExhausted,
    goal: 'Operate',
    ready: 'True ReadyWithWarnings',
    notable: { FargateIPv4Available: 'True SubnetsLow' },
    findings: ['CAP-004 warning SubnetsLow', notLookedAt],
  },
  {
    scenario: xenNodes,
    goal: 'Operate',
    ready: 'False Blocked',
    notable: { NodesEligible: 'False NodesNotNitro' },
    findings: ['NOD-001 blocker NodesNotNitro', notLookedAt],
  },
  {
    scenario: subnetWithoutIpv6,
    goal: 'Operate',
    ready: 'False Blocked',
    notable: { SubnetsDualStack: 'False SubnetsWithoutIpv6' },
    findings: ['VPC-002 blocker SubnetsWithoutIpv6', notLookedAt],
  },
  {
    scenario: leftoverDisassociatedCidrs,
    goal: 'Operate',
    ready: 'False Blocked',
    notable: { SubnetsDualStack: 'False SubnetsWithoutIpv6' },
    findings: ['VPC-002 blocker SubnetsWithoutIpv6', notLookedAt],
  },
];

let parts: Parts;
let operator: OperatorProcess;

afterEach(async () => {
  await operator?.stop();
  await parts?.stop();
});

describe.skipIf(partsMissing)('a resource applied to each scenario', () => {
  for (const { scenario, goal, ready, notable, findings } of expectations) {
    test(`${scenario.name}: ${ready}, with exactly the AWS calls that the sections declare`, async () => {
      parts = await startParts(scenario);
      operator = await startOperatorProcess({ environment: parts.environment() });
      const resource = await applyReadiness(parts, 'prod');
      const status = await resource.until('settled', isSettled);

      const { Ready, InputsObserved, ...others } = verdicts(status);
      expect(Ready).toBe(ready);
      expect(InputsObserved).toBe('True AllInputsObserved');
      expect(status.goal).toBe(goal);
      const passing = Object.entries(others).filter(([type]) => !(type in notable));
      expect(others).toMatchObject(notable);
      expect(passing.filter(([, verdict]) => !verdict.startsWith('True '))).toEqual([]);
      expect(status.findings?.map(({ code, severity, reason }) => `${code} ${severity} ${reason}`)).toEqual(findings);
      expect(callsMade(parts.aws)).toEqual(callsDeclared(scenario));
    });
  }
});
