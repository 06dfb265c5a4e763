import { describe, expect, test } from 'vitest';
import { vpcCniRoleIsKnown as check } from '../../../../src/checks/cni/vpc-cni-role-is-known.ts';
import { imageFacts } from '../../../../src/snapshot/facts/container-facts.ts';
import { coreAddons } from '../../../support/addon-builders.ts';
import { aCluster, aContainer, aNodeGroup, aVpcCni, fargateNodes } from '../../../support/builders.ts';
import { denied, judge, partly, said } from '../../../support/judge.ts';

const arn = (name: string) => `arn:aws:iam::111122223333:role/${name}`;
const needs = 'VPC CNI 1.21.1 needs ec2:AssignIpv6Addresses, ec2:DescribeNetworkInterfaces; whether';
const annotated = { vpcCniAccount: { exists: true, annotatedRole: arn('eks/cni-irsa') } };
const associated = { podIdentity: { names: ['kube-system/aws-node'], more: false, vpcCniAssociationId: 'a-1' } };
const ofAddon = { addons: coreAddons({ 'vpc-cni': { serviceAccountRoleArn: arn('cni-addon') } }) };
const ofNodes = { nodeGroups: [aNodeGroup({ nodeRole: arn('spot') }), aNodeGroup({ nodeRole: arn('general') })] };
const running = (tag: string) => ({
  vpcCni: aVpcCni({ main: aContainer({ image: imageFacts(`registry/amazon-k8s-cni:${tag}`) }) }),
});

describe('CNI-010', () => {
  test('tells what the version needs, and never passes on permissions that nobody looked at', () => {
    const result = judge(check, ofNodes);
    expect(said(result)).toEqual([
      'info',
      'PermissionsNotLookedAt',
      `${needs} role general, spot of the nodes allows it is not looked at.`,
    ]);
    expect(result.resources).toEqual([
      { kind: 'IAMRole', name: 'general' },
      { kind: 'IAMRole', name: 'spot' },
    ]);
  });

  test('finds the role where it is bound first: annotation, association, add-on, nodes', () => {
    const text = (values: object) => judge(check, values).message;
    const all = { ...annotated, ...associated, ...ofAddon, ...ofNodes };
    expect(text(all)).toBe(
      `${needs} role cni-irsa that ServiceAccount aws-node is annotated with allows it is not looked at.`,
    );
    expect(text({ ...associated, ...ofAddon, ...ofNodes })).toBe(
      `${needs} the role of its Pod Identity association allows it is not looked at.`,
    );
    expect(text({ ...ofAddon, ...ofNodes })).toBe(
      `${needs} role cni-addon of add-on vpc-cni allows it is not looked at.`,
    );
    expect(text({})).toBe(`${needs} the role of the nodes allows it is not looked at.`);
  });

  test('names what 1.22 began to need, and what an unknown version perhaps does', () => {
    expect(judge(check, running('v1.22.3')).message).toContain(
      'VPC CNI 1.22.3 needs ec2:AssignIpv6Addresses, ec2:DescribeNetworkInterfaces, ec2:DescribeSubnets; ',
    );
    expect(judge(check, running('latest')).message).toContain(
      'VPC CNI needs ec2:AssignIpv6Addresses, ec2:DescribeNetworkInterfaces, and perhaps ec2:DescribeSubnets, ec2:DescribeSecurityGroups; ',
    );
  });

  test('leaves it to CNI-004 where somebody wants IAM asked', () => {
    for (const goal of ['Migrate', 'Operate'] as const) {
      const result = judge(check, annotated, { goal, policy: { optionalReads: ['IamSimulation'] } });
      expect(said(result)).toEqual([
        'pass',
        'RoleLookedAt',
        'The VPC CNI acts in role cni-irsa that ServiceAccount aws-node is annotated with, which CNI-004 looks at.',
      ]);
    }
    expect(judge(check, {}, { policy: { optionalReads: ['LoadBalancers'] } }).outcome).toBe('info');
  });

  test('tells of the policy that the cluster to come needs', () => {
    const result = judge(check, { cluster: aCluster({ ipFamily: 'ipv4' }) }, { goal: 'Migrate' });
    expect(said(result)).toEqual([
      'info',
      'PolicyForNewCluster',
      'The VPC CNI of an IPv6 cluster needs a role that allows ec2:AssignIpv6Addresses, ec2:DescribeInstances, ec2:DescribeTags, ec2:DescribeNetworkInterfaces, ec2:DescribeInstanceTypes and 3 more.',
    ]);
  });

  test.each(['cni', 'arn:aws:iam::111122223333:user/cni', 'arn:aws:iam::1:role/cni'])(
    'does not read a role out of annotation %s',
    (annotatedRole) => {
      const result = judge(check, { vpcCniAccount: { exists: true, annotatedRole } });
      expect(said(result)).toEqual([
        'unknown',
        'AnnotationUnreadable',
        'The annotation eks.amazonaws.com/role-arn of ServiceAccount aws-node is no ARN of a role.',
      ]);
      expect(result.resources).toEqual([{ kind: 'ServiceAccount', namespace: 'kube-system', name: 'aws-node' }]);
    },
  );

  test('does not know whose role it is that another account acts in', () => {
    const result = judge(check, { vpcCni: aVpcCni({ serviceAccount: 'cni' }) });
    expect(result.resources).toEqual([{ kind: 'ServiceAccount', namespace: 'kube-system', name: 'cni' }]);
    expect(said(result)).toEqual([
      'unknown',
      'OtherServiceAccount',
      'The VPC CNI runs as ServiceAccount cni, whose role is not looked for.',
    ]);
  });

  test('does not apply where AWS runs every node, and is unknown without a single VPC CNI', () => {
    const none = { otherDaemonSets: [] };
    expect(judge(check, { vpcCni: none, nodes: [fargateNodes(2)] }).reason).toBe('VpcCniNotUsed');
    expect(judge(check, { vpcCni: none }).reason).toBe('VpcCniNotFound');
    expect(judge(check, { vpcCni: { ...aVpcCni(), otherDaemonSets: ['copy'] } }).reason).toBe('SeveralVpcCnis');
  });

  test('with gaps in what may give a role, none is named', () => {
    const sections = { addons: partly<'addons'>([], 'add-on vpc-cni could not be described') };
    expect(judge(check, {}, { sections }).reason).toBe('PartlyObserved');
  });

  test.each(['cluster', 'vpcCni', 'nodes', 'vpcCniAccount', 'podIdentity', 'addons', 'nodeGroups'] as const)(
    'is unknown without %s',
    (section) => {
      const result = judge(check, {}, { sections: { [section]: denied('the read') } });
      expect(said(result)).toEqual(['unknown', 'AccessDenied', 'Not allowed: the read.']);
    },
  );
});
