import { expect, test } from 'vitest';
import { toPolicy } from '../../../src/controller/to-policy.ts';
import { defaultFargateThresholds, defaultIpv4Thresholds, defaultPolicy } from '../../../src/snapshot/policy.ts';

test('an empty spec asks for the default policy', () => {
  expect(toPolicy({ goal: 'Auto', suspend: false })).toEqual(defaultPolicy);
});

test('what is set replaces the default of that field alone', () => {
  const policy = toPolicy({ goal: 'Operate', suspend: false, thresholds: { ipv4: { warningCount: 64 } } });
  expect(policy).toEqual({ ...defaultPolicy, goal: 'Operate', ipv4: { ...defaultIpv4Thresholds, warningCount: 64 } });
});

test('a critical floor above the default warning lifts the warning with it', () => {
  const { ipv4 } = toPolicy({ goal: 'Auto', suspend: false, thresholds: { ipv4: { criticalPercent: 20 } } });
  expect(ipv4).toEqual({ ...defaultIpv4Thresholds, warningPercent: 20, criticalPercent: 20 });
});

test('a warning below the default critical floor takes the floor down with it', () => {
  const { fargate } = toPolicy({ goal: 'Auto', suspend: false, thresholds: { fargate: { warningCount: 1 } } });
  expect(fargate).toEqual({ ...defaultFargateThresholds, warningCount: 1, criticalCount: 1 });
});

test('zero is a value, not an absence', () => {
  const asked = { warningPercent: 0, warningCount: 0, criticalPercent: 0, criticalCount: 0 };
  expect(toPolicy({ goal: 'Auto', suspend: false, thresholds: { fargate: asked } }).fargate).toEqual(asked);
});

test('subnets, controller and check selection are handed on', () => {
  const policy = toPolicy({
    goal: 'Migrate',
    suspend: false,
    extraSubnets: { ids: ['subnet-00000001'], tags: { team: 'net' } },
    loadBalancerController: { namespace: 'ingress', name: 'alb' },
    checks: { skip: ['VPC-002'] },
  });
  expect(policy).toEqual({
    ...defaultPolicy,
    goal: 'Migrate',
    extraSubnets: { ids: ['subnet-00000001'], tags: { team: 'net' } },
    loadBalancerController: { namespace: 'ingress', name: 'alb' },
    skip: ['VPC-002'],
  });
});
