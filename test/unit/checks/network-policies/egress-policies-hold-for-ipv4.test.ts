import { describe, expect, test } from 'vitest';
import { egressPoliciesHoldForIpv4 as check } from '../../../../src/checks/network-policies/egress-policies-hold-for-ipv4.ts';
import {
  aCluster,
  aContainer,
  aNetworkWorkload,
  aVpcCni,
  aVpcCniDaemonSet,
  fargateNodes,
  settings,
} from '../../../support/builders.ts';
import { denied, judge, said } from '../../../support/judge.ts';
import { networkPolicies } from '../../../support/network-policy-builders.ts';

const networkPolicyAgent = aContainer({ name: 'aws-eks-nodeagent', args: ['--enable-network-policy=true'] });
const enforcing = aVpcCni({ networkPolicyAgent });
const egress = (value: string) =>
  aVpcCni({ networkPolicyAgent, main: aContainer({ environment: settings({ ENABLE_V4_EGRESS: value }) }) });
const strict = [networkPolicies(['shop/deny'], { ipv4Egress: 'denied' })];

describe('NP-002', () => {
  test('passes where no policy restricts egress, whatever runs the network', () => {
    for (const values of [{}, { networkPolicies: [networkPolicies(['shop/a'])], vpcCni: { otherDaemonSets: [] } }]) {
      expect(said(judge(check, values))).toEqual([
        'pass',
        'EgressNotRestricted',
        'No network policy restricts what pods reach over IPv4.',
      ]);
    }
  });

  test('warns of policies that IPv4 goes past, those that refuse everything first', () => {
    const tallies = [
      networkPolicies(['shop/some'], { ipv4Egress: 'restricted' }),
      ...strict,
      networkPolicies(['edge'], { kind: 'ClusterNetworkPolicy', ipv4Egress: 'denied' }),
      networkPolicies(['shop/open']),
    ];
    const result = judge(check, { networkPolicies: tallies, vpcCni: enforcing });
    expect(said(result)).toEqual([
      'warning',
      'EgressPoliciesBypassed',
      'IPv4 goes out past network policies: edge, shop/deny (all egress refused), shop/some (egress restricted).',
    ]);
    expect(result.resources).toEqual([
      { kind: 'ClusterNetworkPolicy', name: 'edge' },
      { kind: 'NetworkPolicy', namespace: 'shop', name: 'deny' },
      { kind: 'NetworkPolicy', namespace: 'shop', name: 'some' },
    ]);
  });

  test('warns with the policies of another component too', () => {
    const networkWorkloads = [aNetworkWorkload('calico', 'docker.io/calico/node:v3.30.0')];
    expect(judge(check, { networkPolicies: strict, networkWorkloads }).reason).toBe('EgressPoliciesBypassed');
  });

  test('passes where there is no way out over IPv4, which only versions with the switch can be told', () => {
    expect(said(judge(check, { networkPolicies: strict, vpcCni: egress('false') }))).toEqual([
      'pass',
      'Ipv4EgressOff',
      'ENABLE_V4_EGRESS is off: no pod has a way out over IPv4.',
    ]);
    expect(judge(check, { networkPolicies: strict, vpcCni: egress('nonsense') }).reason).toBe('EgressPoliciesBypassed');
    const old = aContainer({
      image: { image: 'registry/amazon-k8s-cni:v1.14.0', version: '1.14.0' },
      environment: settings({ ENABLE_V4_EGRESS: 'false' }),
    });
    const vpcCni = aVpcCni({ networkPolicyAgent, main: old });
    expect(judge(check, { networkPolicies: strict, vpcCni }).reason).toBe('EgressPoliciesBypassed');
  });

  test('does not apply where nothing enforces the policy, which NP-001 tells', () => {
    expect(said(judge(check, { networkPolicies: strict }))).toEqual([
      'notApplicable',
      'PoliciesNotEnforced',
      'Policies restrict egress, and nothing is seen to enforce them: those of the VPC CNI are off.',
    ]);
  });

  test('does not apply while pods use IPv4, nor to a cluster that is still to move', () => {
    const values = { networkPolicies: strict, vpcCni: enforcing, cluster: aCluster({ ipFamily: 'ipv4' }) };
    expect(said(judge(check, values))).toEqual([
      'notApplicable',
      'PodsUseIpv4',
      'Pods use IPv4, and network policies hold for it.',
    ]);
    expect(judge(check, values, { goal: 'Migrate' }).reason).toBe('GoalNotInScope');
  });

  test('is unknown where the switch is kept elsewhere, or nodes still run an earlier template', () => {
    const elsewhere = aContainer({ environmentFrom: ['ConfigMap own'] });
    const values = { networkPolicies: strict, vpcCni: aVpcCni({ networkPolicyAgent, main: elsewhere }) };
    expect(said(judge(check, values))).toEqual([
      'unknown',
      'EgressUnknown',
      'The value of ENABLE_V4_EGRESS of aws-node is not known.',
    ]);
    const rolling = aVpcCni({ networkPolicyAgent, outdated: 2 });
    expect(said(judge(check, { networkPolicies: strict, vpcCni: rolling }))).toEqual([
      'unknown',
      'RolloutIncomplete',
      'Still of an earlier template: 2 pods of DaemonSet aws-node.',
    ]);
  });

  test('without the VPC CNI, says so', () => {
    const reasonOf = (values: object) => judge(check, { networkPolicies: strict, ...values }).reason;
    expect(reasonOf({ vpcCni: { otherDaemonSets: [] }, nodes: [fargateNodes(1)] })).toBe('VpcCniNotUsed');
    expect(reasonOf({ vpcCni: { otherDaemonSets: [] } })).toBe('VpcCniNotFound');
    expect(reasonOf({ vpcCni: { daemonSet: aVpcCniDaemonSet(), otherDaemonSets: ['own'] } })).toBe('SeveralVpcCnis');
  });

  test.each(['cluster', 'networkPolicies', 'vpcCni', 'nodes', 'networkWorkloads'] as const)(
    'is unknown without %s',
    (name) => {
      expect(said(judge(check, {}, { sections: { [name]: denied('it') } }))).toEqual([
        'unknown',
        'AccessDenied',
        'Not allowed: it.',
      ]);
    },
  );
});
