import { describe, expect, test } from 'vitest';
import { vpcCniRoleAllowsIpv6 as check } from '../../../../src/checks/cni/vpc-cni-role-allows-ipv6.ts';
import type { CniPermissions, RoleGiver, SimulatedDecision } from '../../../../src/snapshot/addon-sections.ts';
import { imageFacts } from '../../../../src/snapshot/facts/container-facts.ts';
import type { Goal } from '../../../../src/snapshot/policy.ts';
import type { Sections } from '../../../../src/snapshot/snapshot.ts';
import { aSimulatedRole } from '../../../support/addon-builders.ts';
import { aCluster, aContainer, aVpcCni, fargateNodes, settings } from '../../../support/builders.ts';
import { denied, judge, partly, said } from '../../../support/judge.ts';

const policy = { optionalReads: ['IamSimulation'] } as const;
const on = (values: Partial<Sections> = {}, goal: Goal = 'Operate') => judge(check, values, { policy, goal });

type Decisions = Readonly<Record<string, SimulatedDecision>>;

const permissions = (changes: Partial<CniPermissions>): { readonly cniPermissions: CniPermissions } => ({
  cniPermissions: { givenBy: 'nodes', narrowed: false, roles: [aSimulatedRole()], ...changes },
});
const role = (decisions: Decisions) => permissions({ roles: [aSimulatedRole(decisions)] });

const running = (tag: string, environment: Readonly<Record<string, string>> = {}, outdated = 0) => ({
  vpcCni: aVpcCni({
    main: aContainer({ image: imageFacts(`registry/amazon-k8s-cni:${tag}`), environment: settings(environment) }),
    outdated,
  }),
});

describe('CNI-004', () => {
  test('is not asked for unless a resource names it', () => {
    expect(said(judge(check))).toEqual([
      'notApplicable',
      'FeatureOff',
      'Check CNI-004 runs only where spec.optionalReads names IamSimulation.',
    ]);
  });

  test('passes where every action is allowed, whatever version runs', () => {
    expect(said(on())).toEqual([
      'pass',
      'RoleAllowsIpv6',
      'Allowed to role prod-node of the nodes: all that the policy for IPv6 holds.',
    ]);
    expect(on(running('latest')).reason).toBe('RoleAllowsIpv6');
    expect(on(running('v1.22.0', {}, 3)).reason).toBe('RoleAllowsIpv6');
  });

  test.each<[RoleGiver, string]>([
    ['annotation', 'role prod-node that ServiceAccount aws-node is annotated with'],
    ['podIdentity', 'role prod-node of its Pod Identity association'],
    ['addon', 'role prod-node of add-on vpc-cni'],
  ])('says that the role is given by %s', (givenBy, text) => {
    expect(on(permissions({ givenBy })).message).toContain(`Allowed to ${text}: `);
  });

  test('blocks without what every version needs', () => {
    const result = on(role({ 'ec2:AssignIpv6Addresses': 'denied', 'ec2:DescribeTags': 'denied' }));
    expect(said(result)).toEqual([
      'blocker',
      'NeededPermissionsMissing',
      'Not allowed to role prod-node of the nodes, and needed by VPC CNI 1.21.1: ec2:AssignIpv6Addresses.',
    ]);
    expect(result.resources).toEqual([{ kind: 'IAMRole', name: 'prod-node' }]);
    expect(on(role({ 'ec2:DescribeNetworkInterfaces': 'denied' })).outcome).toBe('blocker');
  });

  test.each([
    ['v1.22.0', 'ec2:DescribeSubnets'],
    ['v1.22.0', 'ec2:DescribeSecurityGroups'],
    ['v1.22.1-eksbuild.1', 'ec2:DescribeSecurityGroups'],
    ['v1.23.0', 'ec2:DescribeSubnets'],
  ])('blocks %s without %s, while it discovers subnets', (tag, action) => {
    const lacking = role({ [action]: 'denied' });
    expect(on({ ...running(tag), ...lacking }).reason).toBe('NeededPermissionsMissing');
    expect(on({ ...running(tag, { ENABLE_SUBNET_DISCOVERY: 'nonsense' }), ...lacking }).outcome).toBe('blocker');
    expect(on({ ...running(tag, { ENABLE_SUBNET_DISCOVERY: 'false' }), ...lacking }).reason).toBe(
      'FurtherPermissionsMissing',
    );
  });

  test.each([
    ['v1.21.1', 'ec2:DescribeSubnets'],
    ['v1.22.2', 'ec2:DescribeSecurityGroups'],
    ['v1.23.0', 'ec2:CreateTags'],
  ])('warns of %s without %s, which another version needs', (tag, action) => {
    const result = on({ ...running(tag), ...role({ [action]: 'denied' }) });
    expect(said(result)).toEqual([
      'warning',
      'FurtherPermissionsMissing',
      `Not allowed to role prod-node of the nodes, though VPC CNI ${tag.slice(1)} can do without: ${action}.`,
    ]);
    expect(result.resources).toEqual([{ kind: 'IAMRole', name: 'prod-node' }]);
  });

  test('does not decide what hangs on a context', () => {
    const result = on(role({ 'ec2:CreateTags': 'undecided', 'ec2:DescribeSubnets': 'denied' }));
    expect(said(result)).toEqual([
      'unknown',
      'PermissionsUndecided',
      'Not decided of role prod-node of the nodes: ec2:CreateTags.',
    ]);
    expect(result.resources).toEqual([{ kind: 'IAMRole', name: 'prod-node' }]);
  });

  test('does not decide what a version needs that is not known, or a setting', () => {
    const lacking = role({ 'ec2:DescribeSubnets': 'denied' });
    const elsewhere = aVpcCni({
      main: aContainer({
        image: imageFacts('registry/amazon-k8s-cni:v1.22.3'),
        environment: { ENABLE_SUBNET_DISCOVERY: { unresolvable: 'secretKeyRef' } },
      }),
    });
    const { main: _, ...withoutMain } = aVpcCni().daemonSet ?? { ...elsewhere.daemonSet };
    for (const vpcCni of [
      running('latest').vpcCni,
      running('v1.21.1', {}, 2).vpcCni,
      running('v1.22.3', { ENABLE_SUBNET_DISCOVERY: 'false' }, 2).vpcCni,
      elsewhere,
      aVpcCni({ ...withoutMain, main: aContainer({ image: imageFacts('elsewhere/cni:v1.22.3') }) }),
    ]) {
      expect(on({ vpcCni, ...lacking }).reason).toBe('PermissionsUndecided');
    }
    const off = running('latest', { ENABLE_SUBNET_DISCOVERY: 'false' });
    expect(on({ ...off, ...lacking }).message).toBe(
      'Not allowed to role prod-node of the nodes, though VPC CNI can do without: ec2:DescribeSubnets.',
    );
  });

  test('what a policy of the association takes away again is not seen', () => {
    const narrowed = { givenBy: 'podIdentity', narrowed: true } as const;
    const expected = [
      'unknown',
      'RoleNarrowed',
      'What narrows role prod-node of its Pod Identity association is not simulated.',
    ];
    expect(said(on(permissions(narrowed)))).toEqual(expected);
    const further = [aSimulatedRole({ 'ec2:DescribeTags': 'denied' })];
    expect(said(on(permissions({ ...narrowed, roles: further })))).toEqual(expected);
    const needed = [aSimulatedRole({ 'ec2:AssignIpv6Addresses': 'denied' })];
    expect(on(permissions({ ...narrowed, roles: needed })).outcome).toBe('blocker');
  });

  test('names the roles of nodes together, and as resources those that refuse', () => {
    const roles = [
      aSimulatedRole({ 'ec2:DescribeNetworkInterfaces': 'denied' }, 'spot'),
      aSimulatedRole({}, 'general'),
      aSimulatedRole({ 'ec2:AssignIpv6Addresses': 'denied' }, 'batch'),
    ];
    const result = on(permissions({ roles }));
    expect(result.message).toBe(
      'Not allowed to roles batch, general, spot of the nodes, and needed by VPC CNI 1.21.1: ec2:AssignIpv6Addresses, ec2:DescribeNetworkInterfaces.',
    );
    expect(result.resources.map(({ name }) => name)).toEqual(['batch', 'spot']);
  });

  test('of an IPv4 cluster to be replaced it informs', () => {
    const ipv4 = { cluster: aCluster({ ipFamily: 'ipv4' }) };
    const further = on({ ...ipv4, ...role({ 'ec2:AssignIpv6Addresses': 'denied' }) }, 'Migrate');
    expect([further.outcome, further.reason]).toEqual(['info', 'FurtherPermissionsMissing']);
    const needed = on({ ...ipv4, ...role({ 'ec2:DescribeNetworkInterfaces': 'denied' }) }, 'Migrate');
    expect([needed.outcome, needed.reason]).toEqual(['info', 'NeededPermissionsMissing']);
  });

  test('is not green where nothing gives a role, or another account runs it', () => {
    expect(said(on(permissions({ roles: [] })))).toEqual([
      'unknown',
      'NoRoleFound',
      'No role was found that the VPC CNI may act in.',
    ]);
    expect(said(on({ vpcCni: aVpcCni({ serviceAccount: 'cni' }) }))).toEqual([
      'unknown',
      'OtherServiceAccount',
      'The VPC CNI runs as ServiceAccount cni, whose role is not looked for.',
    ]);
  });

  test('does not apply where AWS runs every node, and is unknown without a single VPC CNI', () => {
    const none = { otherDaemonSets: [] };
    expect(on({ vpcCni: none, nodes: [fargateNodes(2)], ...permissions({ roles: [] }) }).reason).toBe('VpcCniNotUsed');
    expect(on({ vpcCni: none }).reason).toBe('VpcCniNotFound');
    expect(on({ vpcCni: { ...aVpcCni(), otherDaemonSets: ['copy'] } }).reason).toBe('SeveralVpcCnis');
  });

  test('with gaps a blocker stays one, and nothing is green', () => {
    const values = role({ 'ec2:AssignIpv6Addresses': 'denied' });
    const gaps = { vpcCni: partly<'vpcCni'>(aVpcCni(), 'one object') };
    expect(judge(check, values, { policy, sections: gaps }).outcome).toBe('blocker');
    expect(judge(check, {}, { policy, sections: gaps }).reason).toBe('PartlyObserved');
  });

  test.each(['cluster', 'vpcCni', 'nodes', 'cniPermissions'] as const)('is unknown without %s', (section) => {
    const result = judge(check, {}, { policy, sections: { [section]: denied('the read') } });
    expect(said(result)).toEqual(['unknown', 'AccessDenied', 'Not allowed: the read.']);
  });
});
