import { describe, expect, test } from 'vitest';
import { networkPoliciesNameIpv6Blocks as check } from '../../../../src/checks/network-policies/network-policies-name-ipv6-blocks.ts';
import { aContainer, aNetworkWorkload, aVpcCni, nodes } from '../../../support/builders.ts';
import { denied, judge, partly, said } from '../../../support/judge.ts';
import { networkPolicies } from '../../../support/network-policy-builders.ts';

const agent = (enabled: string) =>
  aContainer({ name: 'aws-eks-nodeagent', args: ['--enable-ipv6=true', `--enable-network-policy=${enabled}`] });
const enforcing = { vpcCni: aVpcCni({ networkPolicyAgent: agent('true') }) };
const both = { goal: 'Migrate' } as const;

describe('NP-001', () => {
  test('passes without network policies, and with such as name both families', () => {
    expect(said(judge(check))).toEqual(['pass', 'PoliciesFitIpv6', 'There are no network policies.']);
    expect(said(judge(check, { ...enforcing, networkPolicies: [networkPolicies(['shop/a'])] }))).toEqual([
      'pass',
      'PoliciesFitIpv6',
      'No network policy names IPv4 blocks alone.',
    ]);
  });

  test.each(['Operate', 'Migrate'] as const)('warns of IPv4 blocks alone, by kind and name, for goal %s', (goal) => {
    const tallies = [
      networkPolicies(['shop/db', 'shop/web'], { ipv4Only: ['egress'] }),
      networkPolicies(['shop/fine']),
      networkPolicies(['edge'], { kind: 'ClusterNetworkPolicy', ipv4Only: ['ingress'] }),
    ];
    const result = judge(check, { ...enforcing, networkPolicies: tallies }, { goal });
    expect(said(result)).toEqual([
      'warning',
      'Ipv4BlocksAlone',
      '3 network policies with IPv4 blocks alone for egress and ingress: edge, shop/db, shop/web.',
    ]);
    expect(result.resources).toEqual([
      { kind: 'ClusterNetworkPolicy', name: 'edge' },
      { kind: 'NetworkPolicy', namespace: 'shop', name: 'db' },
      { kind: 'NetworkPolicy', namespace: 'shop', name: 'web' },
    ]);
  });

  test('warns also where nothing enforces the policy yet', () => {
    const result = judge(check, { networkPolicies: [networkPolicies(['shop/db'], { ipv4Only: ['egress'] })] });
    expect(said(result)).toEqual([
      'warning',
      'Ipv4BlocksAlone',
      '1 network policy with IPv4 blocks alone for egress: shop/db.',
    ]);
  });

  test('tells of IPv6 blocks alone where pods use IPv4 still', () => {
    const some = { ...enforcing, networkPolicies: [networkPolicies(['shop/db'], { ipv6Only: ['ingress'] })] };
    expect(said(judge(check, some, both))).toEqual([
      'info',
      'Ipv6BlocksAlone',
      '1 network policy with IPv6 blocks alone: shop/db.',
    ]);
    expect(judge(check, some).reason).toBe('PoliciesFitIpv6');
  });

  test('tells where the policies of the VPC CNI are off, and nothing else is seen that has policies', () => {
    const values = { networkPolicies: [networkPolicies(['shop/a', 'shop/b'])] };
    expect(said(judge(check, values))).toEqual([
      'info',
      'PoliciesNotEnforced',
      'Nothing is seen to enforce 2 network policies: the policies of the VPC CNI are off.',
    ]);
    const calico = [aNetworkWorkload('calico', 'docker.io/calico/node:v3.30.0')];
    expect(judge(check, { ...values, networkWorkloads: calico }).reason).toBe('PoliciesFitIpv6');
    expect(judge(check, { ...values, nodes: [nodes(['n'], { compute: 'auto' })] }).reason).toBe('PoliciesFitIpv6');
    expect(judge(check, { ...values, vpcCni: { otherDaemonSets: [] } }).reason).toBe('PoliciesFitIpv6');
    expect(judge(check, { ...values, vpcCni: aVpcCni({ outdated: 1 }) }).reason).toBe('PoliciesFitIpv6');
  });

  test('is unknown without the policies, and what was seen of some is told', () => {
    const sections = { networkPolicies: denied('list,watch networkpolicies') };
    expect(said(judge(check, {}, { sections }))).toEqual([
      'unknown',
      'AccessDenied',
      'Not allowed: list,watch networkpolicies.',
    ]);
    const some = partly<'networkPolicies'>([networkPolicies(['a/b'], { ipv4Only: ['egress'] })], '1 could not be read');
    expect(said(judge(check, {}, { sections: { networkPolicies: some } }))).toEqual([
      'unknown',
      'PartlyObserved',
      '1 network policy with IPv4 blocks alone for egress: a/b. Partly observed: 1 could not be read.',
    ]);
  });
});
