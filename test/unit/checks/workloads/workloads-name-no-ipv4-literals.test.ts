import { describe, expect, test } from 'vitest';
import { workloadsNameNoIpv4Literals as check } from '../../../../src/checks/workloads/workloads-name-no-ipv4-literals.ts';
import type { Ipv4Literals } from '../../../../src/snapshot/workload-sections.ts';
import { denied, judge, said } from '../../../support/judge.ts';

const migrate = { goal: 'Migrate' } as const;
const found = (facts: Ipv4Literals, ...names: readonly string[]) => ({ facts, count: names.length, names });

describe('APP-002', () => {
  test('passes where there are none', () => {
    expect(said(judge(check, {}, migrate))).toEqual([
      'pass',
      'NoIpv4Literals',
      'No workload has an IPv4 literal in its arguments or environment.',
    ]);
  });

  test('warns of workloads that listen on IPv4 alone, and names them by their kind', () => {
    const ipv4Literals = [
      found({ kind: 'Deployment', literal: 'wildcard' }, 'shop/web'),
      found({ kind: 'StatefulSet', literal: 'wildcard' }, 'shop/db'),
      found({ kind: 'Deployment', literal: 'address' }, 'shop/cart'),
    ];
    const result = judge(check, { ipv4Literals }, migrate);
    expect(said(result)).toEqual([
      'warning',
      'WorkloadsListenOnIpv4',
      '2 workloads with 0.0.0.0 in arguments or environment: shop/db, shop/web.',
    ]);
    expect(result.resources).toEqual([
      { kind: 'Deployment', namespace: 'shop', name: 'web' },
      { kind: 'StatefulSet', namespace: 'shop', name: 'db' },
    ]);
  });

  test('mentions other addresses', () => {
    const ipv4Literals = [found({ kind: 'DaemonSet', literal: 'address' }, 'ops/agent')];
    expect(said(judge(check, { ipv4Literals }, migrate))).toEqual([
      'info',
      'WorkloadsNameIpv4Addresses',
      '1 workload with IPv4 addresses in arguments or environment: ops/agent.',
    ]);
  });

  test('does not apply to a cluster that uses IPv6, and is unknown without the workloads', () => {
    expect(judge(check).reason).toBe('GoalNotInScope');
    const sections = { ipv4Literals: denied('list,watch statefulsets') };
    expect(said(judge(check, {}, { ...migrate, sections }))).toEqual([
      'unknown',
      'AccessDenied',
      'Not allowed: list,watch statefulsets.',
    ]);
  });
});
