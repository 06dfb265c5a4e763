import { describe, expect, test } from 'vitest';
import { controlPlaneHasEgress } from '../../../../src/checks/cluster/control-plane-has-egress.ts';
import type { Route } from '../../../../src/snapshot/network-sections.ts';
import type { Sections } from '../../../../src/snapshot/snapshot.ts';
import { aCluster } from '../../../support/builders.ts';
import { denied, judge, said } from '../../../support/judge.ts';
import { mainTable, route, tableOf } from '../../../support/routes.ts';

const nat = route('0.0.0.0/0', 'nat-1');
const out = route('::/0', 'eigw-1');
const inMode = (controlPlaneEgressMode: string) =>
  judge(controlPlaneHasEgress, { cluster: aCluster({ controlPlaneEgressMode }) });
const routed = (routes: readonly Route[], values: Partial<Sections> = {}) =>
  judge(controlPlaneHasEgress, {
    cluster: aCluster({ controlPlaneEgressMode: 'CUSTOMER_ROUTED' }),
    routeTables: [mainTable(...routes)],
    ...values,
  });
const all = 'subnet-a, subnet-b, subnet-c';

describe('CLU-009', () => {
  test('passes where EKS manages the way out, whatever the routes', () => {
    const message = 'EKS manages the way out of the control plane of cluster prod.';
    expect(said(judge(controlPlaneHasEgress, { routeTables: [] }))).toEqual(['pass', 'EgressManagedByAws', message]);
  });

  test('does not apply where EKS names no mode', () => {
    const { controlPlaneEgressMode: _, ...cluster } = aCluster();
    const message = 'EKS names no egress mode of cluster prod.';
    expect(said(judge(controlPlaneHasEgress, { cluster }))).toEqual(['notApplicable', 'EgressModeNotTold', message]);
  });

  test('is unknown in a mode that is not a known one', () => {
    const message = 'The egress mode of cluster prod is not a known one: SOMETHING_NEW.';
    expect(said(inMode('SOMETHING_NEW'))).toEqual(['unknown', 'EgressModeNotKnown', message]);
  });

  test('tells of a control plane that is isolated', () => {
    const result = inMode('CUSTOMER_ISOLATED');
    const message = 'The control plane of cluster prod is set to reach nothing outside the VPC.';
    expect(said(result)).toEqual(['info', 'ControlPlaneIsolated', message]);
    expect(result.resources).toEqual([{ kind: 'Cluster', name: 'prod' }]);
  });

  test('passes where the routes of both families are there', () => {
    const message = 'Every control plane subnet has routes out in both families.';
    expect(said(routed([nat, out]))).toEqual(['pass', 'ControlPlaneRoutesFound', message]);
    expect(routed([nat, route('::/0', 'igw-1')]).reason).toBe('ControlPlaneRoutesFound');
  });

  test.each<[string, readonly Route[], Partial<Sections>, string]>([
    ['IPv6', [nat], {}, `Control plane subnets without a way out over IPv6: ${all}.`],
    ['IPv4', [out], {}, `Control plane subnets without a way out over IPv4: ${all}.`],
    [
      'IPv4, whose interfaces have no address for an internet gateway',
      [route('0.0.0.0/0', 'igw-1'), out],
      {},
      `Control plane subnets without a way out over IPv4: ${all}.`,
    ],
    [
      'IPv4, whose NAT gateway is gone',
      [nat, out],
      { natGateways: [] },
      `Control plane subnets without a way out over IPv4: ${all}.`,
    ],
    [
      'IPv6, whose gateway is not attached',
      [nat, out],
      { egressOnlyInternetGateways: [{ id: 'eigw-1', state: 'detached' }] },
      `Control plane subnets without a way out over IPv6: ${all}.`,
    ],
  ])('warns without a way out over %s', (_, routes, values, message) => {
    expect(said(routed(routes, values))).toEqual(['warning', 'ControlPlaneRouteMissing', message]);
  });

  test('names each subnet under the family it lacks', () => {
    const result = routed([], {
      routeTables: [mainTable(nat, out), tableOf(['subnet-b'], nat), tableOf(['subnet-c'])],
    });
    expect(result.message).toBe(
      'Control plane subnets without a way out over IPv4: subnet-c; control plane subnets without a way out over IPv6: subnet-b, subnet-c.',
    );
    expect(result.resources).toEqual([
      { kind: 'Subnet', name: 'subnet-b' },
      { kind: 'Subnet', name: 'subnet-c' },
    ]);
  });

  test('is unknown when a prefix list alone may hold a route', () => {
    expect(said(routed([nat, route('pl-1', 'eigw-1')]))).toEqual([
      'unknown',
      'ControlPlaneRoutesUnclear',
      `Control plane subnets whose way out is not seen over IPv6: ${all}.`,
    ]);
  });

  test('sees no further than a transit gateway, and says so', () => {
    expect(said(routed([nat, route('::/0', 'tgw-1')]))).toEqual([
      'info',
      'ControlPlaneRoutesBeyondVpc',
      `Control plane subnets that go through something else than a gateway over IPv6: ${all}.`,
    ]);
  });

  test('is unknown when a subnet or its table is not there', () => {
    const cluster = aCluster({ controlPlaneEgressMode: 'CUSTOMER_ROUTED', subnetIds: ['subnet-a', 'subnet-z'] });
    const lacking = 'Control plane subnets without a route table in the answer: subnet-z.';
    expect(said(routed([nat, out], { cluster }))).toEqual(['unknown', 'ControlPlaneSubnetsNotFound', lacking]);
    expect(routed([], { routeTables: [] }).reason).toBe('ControlPlaneSubnetsNotFound');
  });

  test.each([
    'cluster',
    'subnets',
    'routeTables',
    'internetGateways',
    'egressOnlyInternetGateways',
    'natGateways',
  ] as const)('is unknown when %s were not observed', (need) => {
    const result = judge(controlPlaneHasEgress, {}, { sections: { [need]: denied('the read') } });
    expect(said(result)).toEqual(['unknown', 'AccessDenied', 'Not allowed: the read.']);
  });
});
