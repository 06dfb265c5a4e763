import { describe, expect, test } from 'vitest';
import { servicesFitIpv6 as check } from '../../../../src/checks/workloads/services-fit-ipv6.ts';
import type { ServiceTie } from '../../../../src/snapshot/workload-sections.ts';
import { denied, judge, partly, said } from '../../../support/judge.ts';

const tied = (fields: readonly ServiceTie[], ...names: readonly string[]) => ({
  facts: { fields },
  count: names.length,
  names,
});
const migrate = { goal: 'Migrate' } as const;

describe('APP-001', () => {
  test('passes where no Service is tied to IPv4', () => {
    expect(said(judge(check, {}, migrate))).toEqual([
      'pass',
      'ServicesFitIpv6',
      'No Service is seen to be tied to IPv4.',
    ]);
  });

  test('blocks what an IPv6 cluster refuses, and names it', () => {
    const tiedServices = [
      tied(['externalIPs'], 'edge/old'),
      tied(['clusterIP', 'ipFamilies'], 'shop/cart', 'shop/web'),
    ];
    const result = judge(check, { tiedServices }, migrate);
    expect(said(result)).toEqual([
      'blocker',
      'ServicesRefusedInIpv6',
      '2 Services with IPv4 in clusterIP, ipFamilies: shop/cart, shop/web.',
    ]);
    expect(result.resources).toEqual([
      { kind: 'Service', namespace: 'shop', name: 'cart' },
      { kind: 'Service', namespace: 'shop', name: 'web' },
    ]);
  });

  test('blocks a Service that requires both families', () => {
    const result = judge(check, { tiedServices: [tied(['ipFamilyPolicy'], 'shop/web')] }, migrate);
    expect(said(result)).toEqual([
      'blocker',
      'ServicesRefusedInIpv6',
      '1 Service with IPv4 in ipFamilyPolicy: shop/web.',
    ]);
  });

  test('warns of addresses that lead nowhere', () => {
    const result = judge(
      check,
      { tiedServices: [tied(['externalIPs'], 'a/b'), tied(['loadBalancerIP'], 'c/d')] },
      migrate,
    );
    expect(said(result)).toEqual([
      'warning',
      'ServicesWithIpv4Addresses',
      '2 Services with IPv4 in externalIPs, loadBalancerIP: a/b, c/d.',
    ]);
  });

  test('does not apply to a cluster that uses IPv6', () => {
    expect(judge(check, { tiedServices: [tied(['clusterIP'], 'a/b')] }).reason).toBe('GoalNotInScope');
  });

  test('is unknown without the Services, and what was seen of some still blocks', () => {
    const sections = { tiedServices: denied('list,watch services') };
    expect(said(judge(check, {}, { ...migrate, sections }))).toEqual([
      'unknown',
      'AccessDenied',
      'Not allowed: list,watch services.',
    ]);
    const some = partly<'tiedServices'>([tied(['clusterIP'], 'a/b')], '1 of the services could not be read');
    expect(judge(check, {}, { ...migrate, sections: { tiedServices: some } }).outcome).toBe('blocker');
    const none = partly<'tiedServices'>([], '1 of the services could not be read');
    expect(judge(check, {}, { ...migrate, sections: { tiedServices: none } }).reason).toBe('PartlyObserved');
  });
});
