import { describe, expect, test } from 'vitest';
import {
  type ResourceMetric,
  resourceMetrics,
  type Sample,
  toSamples,
  toUnassessedSamples,
} from '../../../src/render/metrics.ts';
import { suspendedStatus } from '../../../src/render/unassessed.ts';
import { notObserved } from '../../../src/snapshot/section.ts';
import { aCheck } from '../../support/a-check.ts';
import {
  anIpv6OnlySubnet,
  aSubnet,
  asOf,
  fargateNodes,
  nodes,
  pods,
  type SnapshotChanges,
  threeSubnets,
} from '../../support/builders.ts';
import { reportOn } from './reports.ts';

function values(samples: readonly Sample[], metric: ResourceMetric): Readonly<Record<string, number>> {
  const own = samples.filter((sample) => sample.metric === metric);
  return Object.fromEntries(own.map(({ labels, value }) => [Object.values(labels).join('/'), value]));
}

function samplesOf(changes: SnapshotChanges = {}, checks = [aCheck('pass')]): readonly Sample[] {
  return toSamples(reportOn(changes, checks));
}

test('every sample has exactly the labels its metric declares', () => {
  for (const { metric, labels } of toSamples(reportOn())) {
    expect(Object.keys(labels)).toEqual(resourceMetrics[metric].labels);
  }
});

test('a condition is 1 for the status it has and 0 for the others, Ready and InputsObserved too', () => {
  const found = values(samplesOf({}, [aCheck('blocker')]), 'ipv6_readiness_condition');
  expect(found).toEqual({
    'VpcDualStack/True': 0,
    'VpcDualStack/False': 1,
    'VpcDualStack/Unknown': 0,
    'InputsObserved/True': 1,
    'InputsObserved/False': 0,
    'InputsObserved/Unknown': 0,
    'Ready/True': 0,
    'Ready/False': 1,
    'Ready/Unknown': 0,
  });
});

test('findings are counted by severity, zeros too, and listed by code', () => {
  const samples = samplesOf({}, [aCheck('blocker', { code: 'TST-001' }), aCheck('warning', { code: 'TST-002' })]);
  expect(values(samples, 'ipv6_readiness_findings')).toEqual({
    waived: 0,
    blocker: 1,
    warning: 1,
    info: 0,
    unknown: 0,
  });
  expect(values(samples, 'ipv6_readiness_check')).toEqual({ 'TST-001/blocker': 1, 'TST-002/warning': 1 });
});

test('an input that is needed is 1 while it is seen, and 0 with the reason while it is not', () => {
  const checks = [aCheck('pass', { needs: ['vpc', 'pods'] })];
  const sections = { pods: notObserved('AccessDenied', 'Not allowed.') };
  const found = values(samplesOf({ sections, policy: { goal: 'Operate' } }, checks), 'ipv6_readiness_input_observed');
  expect(found).toEqual({ 'vpc/': 1, 'pods/AccessDenied': 0 });
});

describe('numbers', () => {
  test('are exact', () => {
    const [a, b] = threeSubnets();
    const all = [aSubnet({ ...a, freeIpv4: 201 }), aSubnet({ ...b, freeIpv4: 33 })];
    const samples = samplesOf({
      values: {
        subnets: { all, fargateNodesByBlock: {} },
        pods: [pods(7, { fargateProfile: 'batch' }), pods(2, { fargateProfile: 'batch', placement: 'waiting' })],
        nodes: [nodes(['a']), fargateNodes(3)],
      },
    });
    expect(values(samples, 'ipv6_readiness_subnet_free_ipv4_addresses')).toEqual({
      'subnet-a/eu-west-1a': 201,
      'subnet-b/eu-west-1b': 33,
    });
    expect(values(samples, 'ipv6_readiness_subnet_usable_ipv4_addresses')['subnet-a/eu-west-1a']).toBe(251);
    expect(values(samples, 'ipv6_readiness_fargate_profile_free_ipv4_addresses')).toEqual({ batch: 234 });
    // Three Fargate nodes came to subnet-a since it was counted, and one waiting pod may go to each of the two.
    expect(values(samples, 'ipv6_readiness_fargate_profile_expected_free_ipv4_addresses')).toEqual({ batch: 229 });
    expect(values(samples, 'ipv6_readiness_fargate_profile_pods')).toEqual({ batch: 7 });
    expect(values(samples, 'ipv6_readiness_fargate_profile_waiting_pods')).toEqual({ batch: 2 });
    expect(values(samples, 'ipv6_readiness_nodes')).toMatchObject({ ec2: 1, fargate: 3, hybrid: 0 });
  });

  test('of an IPv6-only subnet are not told: its 0 says nothing', () => {
    const all = [aSubnet(), anIpv6OnlySubnet({ id: 'subnet-b' })];
    const samples = samplesOf({ values: { subnets: { all, fargateNodesByBlock: {} } } });
    expect(Object.keys(values(samples, 'ipv6_readiness_subnet_free_ipv4_addresses'))).toEqual(['subnet-a/eu-west-1a']);
  });

  test('of what is not observed are absent, not 0', () => {
    const samples = samplesOf({ sections: { nodes: notObserved('AccessDenied', 'Not allowed.') } });
    expect(values(samples, 'ipv6_readiness_nodes')).toEqual({});
    expect(values(samples, 'ipv6_readiness_fargate_profile_pods')).toEqual({});
  });
});

test('no number of nodes or pods makes another series', () => {
  const busy = samplesOf({
    values: { pods: [pods(90_000)], nodes: [nodes(Array.from({ length: 500 }, (_, i) => `n${i}`))] },
  });
  expect(busy).toHaveLength(samplesOf().length);
});

test('a resource that is not assessed has its conditions and no old number', () => {
  const resource = { metadata: { name: 'prod', uid: 'u', generation: 2, resourceVersion: '5' } };
  const samples = toUnassessedSamples(suspendedStatus(resource, { checks: [aCheck('pass')], previous: [], now: asOf }));
  expect(values(samples, 'ipv6_readiness_condition')).toMatchObject({ 'Ready/Unknown': 1, 'VpcDualStack/Unknown': 1 });
  expect(new Set(samples.map(({ metric }) => metric))).toEqual(new Set(['ipv6_readiness_condition']));
});
