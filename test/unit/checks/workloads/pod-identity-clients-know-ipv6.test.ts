import { describe, expect, test } from 'vitest';
import { podIdentityClientsKnowIpv6 as check } from '../../../../src/checks/workloads/pod-identity-clients-know-ipv6.ts';
import type { PodIdentityAssociations } from '../../../../src/snapshot/addon-sections.ts';
import { anAddon, coreAddons } from '../../../support/addon-builders.ts';
import { aCluster } from '../../../support/builders.ts';
import { denied, judge, partly, said } from '../../../support/judge.ts';

const agent = anAddon('eks-pod-identity-agent', 'v1.3.10-eksbuild.1');
const used: { readonly podIdentity: PodIdentityAssociations } = {
  podIdentity: { names: ['ops/backup', 'shop/web'], more: false },
};
const withAgent = { ...used, addons: [...coreAddons(), agent] };

describe('APP-004', () => {
  test('passes where no service account has an association, with or without the agent', () => {
    for (const addons of [coreAddons(), [agent], [{ ...agent, status: 'DEGRADED' }]]) {
      expect(said(judge(check, { addons }))).toEqual([
        'pass',
        'PodIdentityNotUsed',
        'No service account has a Pod Identity association.',
      ]);
    }
  });

  test('tells whose SDKs have to know the address, for no image says which it carries', () => {
    const result = judge(check, withAgent);
    expect(said(result)).toEqual([
      'info',
      'ClientsMustKnowIpv6',
      'Credentials come from the agent at [fd00:ec2::23], which not every SDK takes: 2 service accounts (ops/backup, shop/web) by Pod Identity.',
    ]);
    expect(result.resources).toEqual([
      { kind: 'ServiceAccount', namespace: 'ops', name: 'backup' },
      { kind: 'ServiceAccount', namespace: 'shop', name: 'web' },
    ]);
  });

  test('tells it of the cluster to come where this one is IPv4', () => {
    const values = { ...withAgent, cluster: aCluster({ ipFamily: 'ipv4' }) };
    expect(judge(check, values, { goal: 'Migrate' }).message).toBe(
      'Credentials come from the agent in an IPv6 cluster at [fd00:ec2::23], which not every SDK takes: 2 service accounts (ops/backup, shop/web) by Pod Identity.',
    );
  });

  test('names none of more than a page, also of a page without any', () => {
    for (const names of [['shop/web'], []]) {
      const result = judge(check, { ...withAgent, podIdentity: { names, more: true } });
      expect([result.reason, result.resources]).toEqual(['ClientsMustKnowIpv6', []]);
      expect(result.message).toContain(': more than a hundred service accounts by Pod Identity.');
    }
  });

  test('tells of an agent that is not well', () => {
    const healthIssues = [{ code: 'InsufficientNumberOfReplicas', resourceIds: [] }];
    const result = judge(check, { ...used, addons: [{ ...agent, status: 'DEGRADED', healthIssues }] });
    expect(said(result)).toEqual([
      'info',
      'AgentNotHealthy',
      'Add-on eks-pod-identity-agent is DEGRADED (InsufficientNumberOfReplicas); it serves 2 service accounts (ops/backup, shop/web) by Pod Identity.',
    ]);
    expect(result.resources).toEqual([{ kind: 'Addon', name: 'eks-pod-identity-agent' }]);
    expect(judge(check, { ...used, addons: [{ ...agent, status: 'CREATE_FAILED' }] }).reason).toBe('AgentNotHealthy');
    expect(judge(check, { ...used, addons: [{ ...agent, healthIssues }] }).reason).toBe('AgentNotHealthy');
  });

  test('tells where the agent is no add-on, which EKS Auto Mode needs none of', () => {
    expect(said(judge(check, used))).toEqual([
      'info',
      'AgentNotManaged',
      'Add-on eks-pod-identity-agent is not among those of EKS, which is to serve 2 service accounts (ops/backup, shop/web) by Pod Identity.',
    ]);
    expect(judge(check, { ...used, cluster: aCluster({ autoMode: true }) }).reason).toBe('ClientsMustKnowIpv6');
  });

  test('with gaps in the add-ons nothing is told of the agent', () => {
    const sections = { addons: partly<'addons'>(coreAddons(), 'add-on eks-pod-identity-agent') };
    expect(judge(check, used, { sections }).reason).toBe('PartlyObserved');
  });

  test.each(['cluster', 'addons', 'podIdentity'] as const)('is unknown without %s', (section) => {
    const result = judge(check, {}, { sections: { [section]: denied('the read') } });
    expect(said(result)).toEqual(['unknown', 'AccessDenied', 'Not allowed: the read.']);
  });
});
