import { expect, test } from 'vitest';
import { checks } from '../../../src/checks/index.ts';
import { toFindings } from '../../../src/render/findings.ts';
import { buildReport } from '../../../src/report/report.ts';
import type { Goal } from '../../../src/snapshot/policy.ts';
import { aCluster, aSnapshot, threeSubnets } from '../../support/builders.ts';

const ofFreeAddresses = checks.filter(({ code }) => code === 'CAP-001' || code === 'CLU-005');

/** Where `subnet-a` and `subnet-b` are listed that have so few free addresses and are used by control plane and nodes. */
function headroomFindings(a: number, b: number, goal: Goal): readonly (readonly [string, string, readonly string[]])[] {
  const counts = [a, b, 200];
  const all = threeSubnets().map((subnet, index) => ({ ...subnet, freeIpv4: counts[index] ?? 0 }));
  const values = {
    cluster: aCluster({ ipFamily: goal === 'Operate' ? 'ipv6' : 'ipv4' }),
    subnets: { all, fargateNodesByBlock: {} },
    fargateProfiles: [],
  } as const;
  return toFindings(buildReport(ofFreeAddresses, aSnapshot({ values, policy: { goal } })))
    .filter(({ condition }) => condition === 'IPv4HeadroomAvailable')
    .map(({ code, severity, resources }) => [code, severity, resources.map(({ name }) => name)]);
}

test('a subnet that fails two rules of free addresses is listed once, under the worse', () => {
  expect(headroomFindings(3, 12, 'Operate')).toEqual([['CAP-001', 'blocker', ['subnet-a']]]);
  expect(headroomFindings(12, 20, 'Operate')).toEqual([['CAP-001', 'warning', ['subnet-a', 'subnet-b']]]);
  expect(headroomFindings(5, 20, 'Migrate')).toEqual([['CAP-001', 'blocker', ['subnet-a']]]);
});
