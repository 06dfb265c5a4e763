import { describe, expect, test } from 'vitest';
import { securityGroupsAllowIpv6 as check } from '../../../../src/checks/firewalls/security-groups-allow-ipv6.ts';
import type { SecurityGroup } from '../../../../src/snapshot/firewall-sections.ts';
import { aCluster, fargateNodes, nodes } from '../../../support/builders.ts';
import { aRule, aSecurityGroup } from '../../../support/firewall-builders.ts';
import { denied, judge, said } from '../../../support/judge.ts';
import { instances } from '../../../support/node-builders.ts';

const passes = ['pass', 'SecurityGroupsFit', '1 security group open for IPv6 what they open for IPv4.'];
const open = aRule({ ipv4Cidrs: ['0.0.0.0/0'], ipv6Cidrs: ['::/0'] });

/** One instance, and all there is wears the given groups. */
function wearing(...groups: readonly SecurityGroup[]) {
  return {
    cluster: aCluster({ clusterSecurityGroupId: groups[0]?.id ?? 'sg-gone' }),
    instances: [instances(['i-1'], { securityGroupIds: groups.map(({ id }) => id) })],
    securityGroups: groups,
  };
}
const withRules = (...rules: SecurityGroup['rules']) => wearing(aSecurityGroup({ rules }));

describe('VPC-009', () => {
  test("passes with the cluster's own group", () => {
    expect(said(judge(check))).toEqual(passes);
  });

  test('nodes without a way out over IPv6 block, and are work to do before a migration', () => {
    const values = withRules(aRule({ ipv4Cidrs: ['0.0.0.0/0'] }));
    const message = '1 of 1 security group let no IPv6 out, so nodes have none: sg-cluster.';
    const result = judge(check, values);
    expect(said(result)).toEqual(['blocker', 'NoIpv6Egress', message]);
    expect(result.resources).toEqual([{ kind: 'SecurityGroup', name: 'sg-cluster' }]);
    expect(said(judge(check, values, { goal: 'Migrate' }))).toEqual(['warning', 'NoIpv6Egress', message]);
  });

  test('tells the same whatever the order of groups, rules and prefix lists in the answers', () => {
    const rules = [aRule({ prefixListIds: ['pl-b', 'pl-a'] }), aRule({ direction: 'in', ipv4Cidrs: ['10.0.0.0/8'] })];
    const values = wearing(aSecurityGroup({ id: 'sg-b', rules }), aSecurityGroup({ id: 'sg-a', rules }));
    const backwards = {
      ...values,
      securityGroups: values.securityGroups.map((each) => ({ ...each, rules: each.rules.toReversed() })).toReversed(),
    };
    expect(judge(check, backwards)).toEqual(judge(check, values));
    expect(judge(check, values).message).toBe(
      '2 of 2 security groups let IPv4 in where no rule lets IPv6 in: sg-a, sg-b.',
    );
    const listsOnly = [rules[0] ?? aRule()];
    const unclear = wearing(
      aSecurityGroup({ id: 'sg-b', rules: listsOnly }),
      aSecurityGroup({ id: 'sg-a', rules: listsOnly }),
    );
    expect(judge(check, unclear).message).toBe('Prefix lists whose family is not known: pl-a, pl-b.');
  });

  test('a way out only to other groups serves both families', () => {
    expect(said(judge(check, withRules(aRule({ namesGroups: true }))))).toEqual(passes);
  });

  test('the groups of one interface add up: one of them may be the way out', () => {
    const inbound = aSecurityGroup({ id: 'sg-in', rules: [aRule({ direction: 'in', namesGroups: true })] });
    const both = wearing(aSecurityGroup(), inbound);
    expect(judge(check, both).reason).toBe('SecurityGroupsFit');
    const alone = { ...both, instances: [...both.instances, instances(['i-2'], { securityGroupIds: ['sg-in'] })] };
    expect(judge(check, alone).reason).toBe('NoIpv6Egress');
  });

  test('a group for IPv4 alone is no gap where every interface has another beside it that serves IPv6', () => {
    const forIpv4 = aSecurityGroup({ id: 'sg-control', rules: [aRule({ ipv4Cidrs: ['0.0.0.0/0'] })] });
    const cluster = aCluster({ clusterSecurityGroupId: 'sg-cluster', securityGroupIds: ['sg-control'] });
    const of = (...ids: readonly string[]) => ({
      cluster,
      instances: [instances(['i-1'], { securityGroupIds: ids })],
      securityGroups: [aSecurityGroup({ id: 'sg-cluster', rules: [open] }), forIpv4],
    });
    expect(said(judge(check, of('sg-cluster')))).toEqual([
      'pass',
      'SecurityGroupsFit',
      '2 security groups open for IPv6 what they open for IPv4.',
    ]);
    expect(judge(check, of('sg-cluster', 'sg-control')).reason).toBe('SecurityGroupsFit');
    const alone = judge(check, of('sg-control'), { goal: 'Migrate' });
    expect(said(alone)).toEqual([
      'warning',
      'NoIpv6Egress',
      '1 of 2 security groups let no IPv6 out, so nodes have none: sg-control.',
    ]);
    const dns = aRule({ protocol: '17', ports: { from: 53, to: 53 }, ipv6Cidrs: ['::/0'] });
    const partly = {
      ...of('sg-control'),
      securityGroups: [
        aSecurityGroup({ id: 'sg-cluster', rules: [open] }),
        { ...forIpv4, rules: [...forIpv4.rules, dns] },
      ],
    };
    expect(said(judge(check, partly))).toEqual([
      'warning',
      'EgressWithoutIpv6',
      '1 of 2 security groups let IPv4 out where no rule lets IPv6 out: sg-control.',
    ]);
  });

  test('beside instances Fargate pods have the group of the cluster alone', () => {
    const cluster = aSecurityGroup({ id: 'sg-cluster', rules: [aRule({ ipv4Cidrs: ['0.0.0.0/0'] })] });
    const values = {
      cluster: aCluster({ clusterSecurityGroupId: 'sg-cluster', securityGroupIds: ['sg-both'] }),
      instances: [instances(['i-1'], { securityGroupIds: ['sg-cluster', 'sg-both'] })],
      securityGroups: [cluster, aSecurityGroup({ id: 'sg-both', rules: [open] })],
    };
    expect(judge(check, { ...values, nodes: [nodes(['node-1'])] }).reason).toBe('SecurityGroupsFit');
    const beside = judge(check, { ...values, nodes: [nodes(['node-1']), fargateNodes(2)] });
    expect(said(beside)).toEqual([
      'blocker',
      'NoIpv6Egress',
      '1 of 2 security groups let no IPv6 out, so nodes have none: sg-cluster.',
    ]);
  });

  test('a counterpart may be in a group that is gone, so that no gap is told', () => {
    const values = wearing(aSecurityGroup({ rules: [aRule({ ipv4Cidrs: ['0.0.0.0/0'] })] }));
    const worn = [instances(['i-1'], { securityGroupIds: ['sg-cluster', 'sg-gone'] })];
    const cluster = aCluster({ clusterSecurityGroupId: 'sg-cluster', securityGroupIds: ['sg-gone'] });
    expect(said(judge(check, { ...values, cluster, instances: worn }))).toEqual([
      'unknown',
      'SecurityGroupsNotFound',
      'Not found: sg-gone.',
    ]);
  });

  test('without instances the group of Fargate pods is judged: that of the cluster', () => {
    const values = { ...withRules(aRule({ ipv4Cidrs: ['0.0.0.0/0'] })), instances: [] };
    expect(judge(check, { ...values, nodes: [fargateNodes(2)] }).reason).toBe('NoIpv6Egress');
    expect(judge(check, { ...values, nodes: [] }).reason).toBe('NoIpv6Egress');
  });

  test('warns of IPv4 that is let out and IPv6 that is not', () => {
    const dns = aRule({ protocol: '17', ports: { from: 53, to: 53 }, ipv6Cidrs: ['::/0'] });
    expect(said(judge(check, withRules(aRule({ ipv4Cidrs: ['0.0.0.0/0'] }), dns)))).toEqual([
      'warning',
      'EgressWithoutIpv6',
      '1 of 1 security group let IPv4 out where no rule lets IPv6 out: sg-cluster.',
    ]);
  });

  test('all of IPv4 is matched by all of IPv6 only', () => {
    const narrow = aRule({ ipv4Cidrs: ['0.0.0.0/0'], ipv6Cidrs: ['2001:db8::/32'] });
    expect(judge(check, withRules(narrow)).reason).toBe('EgressWithoutIpv6');
    expect(judge(check, withRules({ ...narrow, ipv6Cidrs: ['2000::/3'] })).reason).toBe('SecurityGroupsFit');
  });

  test('warns of IPv4 that is let in by address', () => {
    const ssh = aRule({ direction: 'in', protocol: '6', ports: { from: 22, to: 22 }, ipv4Cidrs: ['10.0.0.0/8'] });
    expect(said(judge(check, withRules(open, ssh)))).toEqual([
      'warning',
      'IngressWithoutIpv6',
      '1 of 1 security group let IPv4 in where no rule lets IPv6 in: sg-cluster.',
    ]);
    const counterpart = { ...ssh, ipv4Cidrs: [], ipv6Cidrs: ['2001:db8::/32'], ports: { from: 20, to: 30 } };
    expect(said(judge(check, withRules(open, ssh, counterpart)))).toEqual(passes);
    const short = { ...counterpart, ports: { from: 20, to: 21 } };
    expect(judge(check, withRules(open, ssh, short)).reason).toBe('IngressWithoutIpv6');
    const besides = { ...counterpart, ports: { from: 23, to: 30 } };
    expect(judge(check, withRules(open, ssh, besides)).reason).toBe('IngressWithoutIpv6');
  });

  test('ICMP has another number in IPv6', () => {
    const ping = aRule({ direction: 'in', protocol: '1', ipv4Cidrs: ['10.0.0.0/8'] });
    const ping6 = aRule({ direction: 'in', protocol: '58', ipv6Cidrs: ['2001:db8::/32'] });
    expect(said(judge(check, withRules(open, ping, ping6)))).toEqual(passes);
  });

  test('metadata and DNS of the node are not filtered, so their rules need no counterpart', () => {
    const toGroups = aRule({ namesGroups: true });
    const to = (cidr: string) => judge(check, withRules(toGroups, aRule({ protocol: '6', ipv4Cidrs: [cidr] })));
    expect(said(to('169.254.169.254/32'))).toEqual(passes);
    expect(to('192.0.2.0/24').reason).toBe('EgressWithoutIpv6');
  });

  test('prefix lists count for the family they hold', () => {
    const rule = aRule({ prefixListIds: ['pl-6'] });
    const family = (of: 'ipv4' | 'ipv6') => ({ ...withRules(rule), prefixLists: [{ id: 'pl-6', family: of }] });
    expect(said(judge(check, family('ipv6')))).toEqual(passes);
    expect(judge(check, family('ipv4')).reason).toBe('NoIpv6Egress');
  });

  test('is unknown with a prefix list that cannot be resolved, whatever else would be a gap', () => {
    for (const rules of [
      [aRule({ prefixListIds: ['pl-x'] })],
      [aRule({ ipv4Cidrs: ['0.0.0.0/0'] }), aRule({ prefixListIds: ['pl-x'] })],
    ]) {
      const result = judge(check, withRules(...rules));
      expect(said(result)).toEqual(['unknown', 'PrefixListsUnknown', 'Prefix lists whose family is not known: pl-x.']);
      expect(result.resources).toEqual([{ kind: 'PrefixList', name: 'pl-x' }]);
    }
  });

  test('a way out may be in a group that is gone, so that nothing is said of the others', () => {
    const shut = aSecurityGroup({ rules: [aRule({ direction: 'in', namesGroups: true })] });
    const worn = [instances(['i-1'], { securityGroupIds: ['sg-cluster', 'sg-gone'] })];
    expect(said(judge(check, { ...wearing(shut), instances: worn }))).toEqual([
      'unknown',
      'SecurityGroupsNotFound',
      'Not found: sg-gone.',
    ]);
  });

  test('is unknown with a group that is gone, or none at all', () => {
    const values = wearing(aSecurityGroup());
    const gone = { ...values, cluster: aCluster({ securityGroupIds: ['sg-gone'] }) };
    expect(said(judge(check, gone))).toEqual(['unknown', 'SecurityGroupsNotFound', 'Not found: sg-gone.']);
    const { clusterSecurityGroupId: _, ...cluster } = aCluster();
    expect(said(judge(check, { cluster, instances: [], nodes: [], securityGroups: [] }))).toEqual([
      'unknown',
      'SecurityGroupsNotFound',
      'No security group is known to be in use.',
    ]);
  });

  test('is unknown where nodes are seen and their instances are not', () => {
    const result = judge(check, { instances: [], nodes: [nodes(['node-1']), fargateNodes(1)] });
    expect(said(result)).toEqual([
      'unknown',
      'InstancesNotFound',
      'No instance with the tag of the cluster was found, while there are nodes: node-1.',
    ]);
    expect(result.resources).toEqual([{ kind: 'Node', name: 'node-1' }]);
    const shut = { ...withRules(aRule({ ipv4Cidrs: ['192.0.2.0/24'] })), instances: [], nodes: [nodes(['node-1'])] };
    expect(judge(check, shut).reason).toBe('EgressWithoutIpv6');
  });

  test('is unknown without the groups', () => {
    expect(said(judge(check, {}, { sections: { securityGroups: denied('ec2:DescribeSecurityGroups') } }))).toEqual([
      'unknown',
      'AccessDenied',
      'Not allowed: ec2:DescribeSecurityGroups.',
    ]);
  });

  test.each(['cluster', 'nodes', 'instances', 'securityGroups', 'prefixLists'] as const)(
    'is unknown without %s',
    (need) => {
      expect(said(judge(check, {}, { sections: { [need]: denied('the read') } }))).toEqual([
        'unknown',
        'AccessDenied',
        'Not allowed: the read.',
      ]);
    },
  );
});
