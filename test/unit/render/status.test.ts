import { describe, expect, test } from 'vitest';
import { statusLimits, statusSchema, type Ipv6ReadinessStatus } from '../../../src/api/status.ts';
import { mostStatusBytes } from '../../../src/render/fit-status.ts';
import type { ProfileNumbers, SubnetNumbers } from '../../../src/report/inventory.ts';
import { notObserved } from '../../../src/snapshot/section.ts';
import { aCheck } from '../../support/a-check.ts';
import { aFargateProfile, aLoadBalancerController, aSubnet, asOf, pods, threeSubnets } from '../../support/builders.ts';
import { conditionOf, reportOn, statusOf } from './reports.ts';

/** Throws for a status that the API server would refuse. */
function valid(status: Ipv6ReadinessStatus): Ipv6ReadinessStatus {
  return statusSchema.parse(status);
}

function bytesOf(status: Ipv6ReadinessStatus): number {
  return Buffer.byteLength(JSON.stringify(status));
}

describe('the status', () => {
  test('of a healthy cluster tells goal, cluster, summary and numbers, and fits the schema as it is', () => {
    const status = statusOf(reportOn());
    expect(valid(status)).toEqual(status);
    expect(status).toMatchObject({
      observedGeneration: 1,
      goal: 'Operate',
      clusterName: 'prod',
      region: 'eu-west-1',
      summary: { blockers: 0, warnings: 0, unknown: 0 },
      findings: [{ code: 'CNI-010', severity: 'info' }],
      minFreeIPv4: 192,
      nodes: { total: 1, ec2: 1, ipv6: 1 },
      loadBalancerController: { namespace: 'kube-system', name: 'aws-load-balancer-controller', version: '2.14.1' },
    });
  });

  test('has its conditions sorted by type, Ready and InputsObserved among them, each with the generation', () => {
    const { conditions = [] } = statusOf(reportOn());
    const types = conditions.map(({ type }) => type);
    expect(types).toEqual(types.toSorted());
    expect(types).toEqual(expect.arrayContaining(['InputsObserved', 'Ready']));
    expect(conditions.every(({ observedGeneration }) => observedGeneration === 1)).toBe(true);
  });

  test('is the same text for the same report', () => {
    const changes = { values: { subnets: { all: threeSubnets({ freeIpv4: 3 }), fargateNodesByBlock: {} } } };
    expect(JSON.stringify(statusOf(reportOn(changes)))).toBe(JSON.stringify(statusOf(reportOn(changes))));
  });

  test('says nothing of what is not observed', () => {
    const sections = { cluster: notObserved('AccessDenied', 'Not allowed.', 'eks:DescribeCluster') };
    const status = valid(statusOf(reportOn({ sections })));
    expect(status).not.toHaveProperty('goal');
    expect(status).not.toHaveProperty('subnets');
    expect(status).not.toHaveProperty('minFreeIPv4');
  });

  test('has numbers in bands, so that a pod more or less is the same text', () => {
    const text = (freeIpv4: number): string =>
      JSON.stringify(
        statusOf(reportOn({ values: { subnets: { all: threeSubnets({ freeIpv4 }), fargateNodesByBlock: {} } } })),
      );
    expect(text(200)).toBe(text(201));
    expect(text(200)).not.toBe(text(100));
  });

  test("shows EC2's count of a Fargate profile beside what is expected, and the state that follows from both", () => {
    const values = {
      subnets: { all: threeSubnets({ freeIpv4: 201 }), fargateNodesByBlock: {} },
      pods: [pods(17, { fargateProfile: 'batch' }), pods(361, { fargateProfile: 'batch', placement: 'waiting' })],
    };
    expect(valid(statusOf(reportOn({ values }))).fargateProfiles).toEqual([
      {
        name: 'batch',
        status: 'ACTIVE',
        subnets: ['subnet-a', 'subnet-b'],
        freeIPv4: 384,
        expectedFreeIPv4: 32,
        pods: 16,
        waitingPods: 256,
        state: 'Low',
      },
    ]);
  });

  test('calls a subnet Unknown whose state cannot be told', () => {
    const status = statusOf(reportOn({ sections: { pods: notObserved('AccessDenied', 'Not allowed.') } }));
    expect(status.subnets?.map(({ state }) => state)).toEqual(['Unknown', 'Unknown', 'Unknown']);
  });
});

describe('transition times', () => {
  test('stay while the status of a condition stays, whatever its reason and message', () => {
    const before = statusOf(reportOn());
    const warned = reportOn({ values: { subnets: { all: threeSubnets({ freeIpv4: 20 }), fargateNodesByBlock: {} } } });
    const after = statusOf(warned, before, asOf + 60_000);
    expect(conditionOf(after, 'FargateIPv4Available')?.reason).not.toBe(
      conditionOf(before, 'FargateIPv4Available')?.reason,
    );
    expect(after.conditions?.map((each) => each.lastTransitionTime)).toEqual(
      before.conditions?.map((each) => each.lastTransitionTime),
    );
  });

  test('move when the status changes, to whole seconds', () => {
    const before = statusOf(reportOn());
    const blocked = reportOn({ values: { subnets: { all: threeSubnets({ freeIpv4: 0 }), fargateNodesByBlock: {} } } });
    const after = statusOf(blocked, before, Date.UTC(2026, 10, 24, 9, 30, 1, 250));
    expect(conditionOf(after, 'Ready')).toMatchObject({ status: 'False', lastTransitionTime: '2026-11-24T09:30:01Z' });
    expect(conditionOf(after, 'VpcDualStack')?.lastTransitionTime).toBe('2026-11-22T12:00:00Z');
  });
});

describe('findings', () => {
  test('are listed worst first, with code, page and resources', () => {
    const checks = [
      aCheck('info', { code: 'TST-001' }),
      aCheck('warning', { code: 'TST-002' }),
      aCheck('blocker', { code: 'TST-004', resources: [{ kind: 'Subnet', name: 'subnet-a' }] }),
      aCheck('blocker', { code: 'TST-003' }),
      aCheck('unknown', { code: 'TST-005' }),
      aCheck('pass', { code: 'TST-006' }),
      aCheck('notApplicable', { code: 'TST-007' }),
    ];
    const { findings = [], summary } = valid(statusOf(reportOn({}, checks)));
    expect(findings.map(({ code, severity }) => `${code} ${severity}`)).toEqual([
      'TST-003 blocker',
      'TST-004 blocker',
      'TST-005 unknown',
      'TST-002 warning',
      'TST-001 info',
    ]);
    expect(findings[1]).toEqual({
      code: 'TST-004',
      check: 'tst-004-holds',
      severity: 'blocker',
      reason: 'IsBlocker',
      message: 'TST-004 ends as blocker.',
      resources: [{ kind: 'Subnet', name: 'subnet-a' }],
      docsUrl: 'https://github.com/ipv6-readiness/ipv6-readiness/blob/main/docs/checks/tst-004-holds.md',
    });
    expect(summary).toEqual({ blockers: 2, unknown: 1, warnings: 1, info: 1, passed: 1, notApplicable: 1 });
  });

  test('name twenty resources and count the others', () => {
    const resources = Array.from({ length: 23 }, (_, index) => ({ kind: 'Node', name: `node-${index}` }));
    const [finding] = valid(statusOf(reportOn({}, [aCheck('blocker', { resources })]))).findings ?? [];
    expect(finding).toMatchObject({ omittedResources: 3 });
    expect(finding?.resources).toHaveLength(20);
  });

  test('beyond two hundred are counted', () => {
    const checks = Array.from({ length: 203 }, (_, index) => aCheck('warning', { code: `TST-${100 + index}` }));
    const status = valid(statusOf(reportOn({}, checks)));
    expect(status.findings).toHaveLength(statusLimits.findings);
    expect(status.omittedFindings).toBe(3);
  });
});

describe('bounds', () => {
  const long = '中'.repeat(40_000);

  test('hold for every text that others write', () => {
    const subnet = aSubnet({ name: long, availabilityZone: long, id: 'subnet-a' });
    const check = aCheck('blocker', { message: long, resources: [{ kind: long, namespace: long, name: long }] });
    const controller = aLoadBalancerController({ namespace: long, name: long, image: { image: long, version: long } });
    const report = reportOn(
      {
        values: {
          subnets: { all: [subnet], fargateNodesByBlock: {} },
          fargateProfiles: [
            aFargateProfile({ name: long, status: long, subnetIds: Array.from({ length: 90 }, () => long) }),
          ],
          loadBalancerControllers: [controller],
        },
      },
      [check],
    );
    const status = statusOf({ ...report, clusterName: long, region: long });
    expect(valid(status)).toEqual(status);
    expect(status.findings?.[0]?.message.endsWith('…')).toBe(true);
  });

  test('do not cut a character in two', () => {
    const message = `${'x'.repeat(statusLimits.findingMessage - 2)}😀 and more`;
    const [finding] = statusOf(reportOn({}, [aCheck('blocker', { message })])).findings ?? [];
    expect(finding?.message.isWellFormed()).toBe(true);
    expect(finding?.message).toBe(`${'x'.repeat(statusLimits.findingMessage - 2)}…`);
  });

  test('hold for subnets and Fargate profiles, with the rest counted and the fewest free addresses of all', () => {
    const all = Array.from({ length: 300 }, (_, index) =>
      aSubnet({ id: `subnet-${index}`, freeIpv4: index === 299 ? 2 : 200 }),
    );
    const fargateProfiles = Array.from({ length: 260 }, (_, index) => aFargateProfile({ name: `p${index}` }));
    const policy = { extraSubnets: { ids: all.map(({ id }) => id), tags: {} } };
    const status = valid(
      statusOf(reportOn({ values: { subnets: { all, fargateNodesByBlock: {} }, fargateProfiles }, policy })),
    );
    expect([status.subnets?.length, status.omittedSubnets]).toEqual([256, 44]);
    expect([status.fargateProfiles?.length, status.omittedFargateProfiles]).toEqual([256, 4]);
    expect(status.minFreeIPv4).toBe(2);
  });
});

describe('256 KiB for the whole status', () => {
  const wide = '中'.repeat(256);
  const resources = Array.from({ length: 20 }, (_, index) => ({ kind: 'Node', name: `${index}${wide}`.slice(0, 256) }));
  const subnets = Array.from(
    { length: 256 },
    (_, index): SubnetNumbers => ({
      subnet: aSubnet({
        id: `subnet-${index}`,
        name: wide,
        ipv6Cidrs: Array.from({ length: 16 }, () => '2a05:d018:abc:de00::/64'),
      }),
      roles: ['Node'],
      usableIpv4: 251,
      freeIpv4: 200,
      state: 'Ok',
    }),
  );

  function report(findings: number, message: string, inventory: { readonly subnets?: readonly SubnetNumbers[] } = {}) {
    const checks = Array.from({ length: findings }, (_, index) =>
      aCheck('blocker', { code: `TST-${100 + index}`, message, resources }),
    );
    return { ...reportOn({}, checks), inventory };
  }

  test('leaves a status that fits as it is', () => {
    const status = statusOf(report(10, 'Short.'));
    expect(status.findings?.every((finding) => finding.omittedResources === undefined)).toBe(true);
    expect(bytesOf(status)).toBeGreaterThan(mostStatusBytes / 2);
  });

  test('takes resources from findings first, as few as it must', () => {
    const status = valid(statusOf(report(40, 'Short.', { subnets: subnets.slice(0, 10) })));
    expect(bytesOf(status)).toBeLessThanOrEqual(mostStatusBytes);
    const kept = status.findings?.[0]?.resources.length ?? 0;
    expect(kept).toBeGreaterThan(0);
    expect(status.findings).toHaveLength(40);
    expect(status.findings?.every((finding) => finding.omittedResources === 20 - kept)).toBe(true);
    expect(status.subnets).toHaveLength(10);
  });

  test('then subnets, which are metrics too', () => {
    const status = valid(statusOf(report(20, wide, { subnets })));
    expect(bytesOf(status)).toBeLessThanOrEqual(mostStatusBytes);
    expect(status.findings).toHaveLength(20);
    expect(status.findings?.[0]).toMatchObject({ resources: [], omittedResources: 20 });
    expect(status.subnets?.length).toBeGreaterThan(50);
    expect((status.subnets?.length ?? 0) + (status.omittedSubnets ?? 0)).toBe(256);
  });

  test('then Fargate profiles', () => {
    const fargateProfiles = Array.from(
      { length: 256 },
      (_, index): ProfileNumbers => ({
        name: `profile-${index}`,
        status: 'ACTIVE',
        subnetIds: Array.from({ length: 64 }, () => 'subnet-0123456789abcdef0'),
        freeIpv4: 100,
        expectedFreeIpv4: 100,
        pods: { placed: 1, waiting: 0 },
      }),
    );
    const status = valid(statusOf({ ...report(3, 'Short.'), inventory: { subnets, fargateProfiles } }));
    expect(bytesOf(status)).toBeLessThanOrEqual(mostStatusBytes);
    expect(status.findings).toHaveLength(3);
    expect(status.fargateProfiles?.length).toBeGreaterThan(50);
    expect((status.fargateProfiles?.length ?? 0) + (status.omittedFargateProfiles ?? 0)).toBe(256);
  });

  test('and findings last, the worst kept', () => {
    const status = valid(statusOf(report(200, '中'.repeat(2_000), { subnets })));
    expect(bytesOf(status)).toBeLessThanOrEqual(mostStatusBytes);
    expect(status.subnets).toEqual([]);
    expect(status.omittedSubnets).toBe(256);
    expect(status.findings?.[0]?.code).toBe('TST-100');
    expect((status.findings?.length ?? 0) + (status.omittedFindings ?? 0)).toBe(200);
    expect(status.findings?.length).toBeGreaterThan(20);
  });
});
