import { describe, expect, test } from 'vitest';
import { networkAclsAllowIpv6 as check } from '../../../../src/checks/firewalls/network-acls-allow-ipv6.ts';
import type { NetworkAclEntry } from '../../../../src/snapshot/firewall-sections.ts';
import { aCluster, aVpc, ipv4Nodes, nodes, threeSubnets } from '../../../support/builders.ts';
import { aNetworkAcl, anEntry, bothWays } from '../../../support/firewall-builders.ts';
import { denied, judge, partly, said } from '../../../support/judge.ts';

const passes = ['pass', 'NetworkAclsAllowIpv6', '1 network ACL of the 3 subnets of the cluster let IPv6 through.'];
const ipv4 = { number: 100, cidr: '0.0.0.0/0' } as const;

const withEntries = (entries: readonly NetworkAclEntry[]) =>
  judge(check, { networkAcls: [aNetworkAcl({ id: 'acl-own', isDefault: false, entries })] });

const noneAllowed = [
  'blocker',
  'NoIpv6Allowed',
  '1 of 1 network ACL have no entry that allows IPv6 in both directions: acl-own.',
];
const clusterDenied = [
  'warning',
  'ClusterTrafficDenied',
  '1 of 1 network ACL refuse IPv6 traffic between subnets of the cluster: acl-own.',
];

describe('VPC-008', () => {
  test('passes with the default ACL of a dual-stack VPC', () => {
    expect(said(judge(check))).toEqual(passes);
  });

  test('blocks with an ACL that allows IPv4 only', () => {
    const result = withEntries(bothWays([ipv4]));
    expect(said(result)).toEqual(noneAllowed);
    expect(result.resources).toEqual([{ kind: 'NetworkAcl', name: 'acl-own' }]);
  });

  test.each(['in', 'out'] as const)('blocks where IPv6 is allowed %s only', (direction) => {
    expect(said(withEntries([...bothWays([ipv4]), anEntry({ direction })]))).toEqual(noneAllowed);
  });

  test('the lowest number decides: what a lower one refuses, a higher one does not allow', () => {
    const refused = bothWays([ipv4, { number: 90, allows: false, protocol: '6', ports: { from: 443, to: 443 } }]);
    expect(said(withEntries([...refused, ...bothWays([{ number: 100 }])]))).toEqual(clusterDenied);
    expect(said(withEntries([...refused, ...bothWays([{ number: 80 }])]))).toEqual(passes);
  });

  test('a port in the middle of what must pass is enough to refuse', () => {
    const kubelet = { number: 90, allows: false, protocol: '6', ports: { from: 10_250, to: 10_250 } } as const;
    expect(said(withEntries(bothWays([ipv4, kubelet, { number: 101 }])))).toEqual(clusterDenied);
  });

  test('several entries together may let through what must pass', () => {
    const ports = [53, 443].map((port) => ({ protocol: '6', ports: { from: port, to: port } }));
    const answers = [
      { protocol: '6', ports: { from: 1_024, to: 32_767 } },
      { protocol: '6', ports: { from: 32_768, to: 65_535 } },
      { protocol: '17' },
    ];
    const entries = [...ports, ...answers].map((entry, index) => ({ ...entry, number: 200 + index }));
    expect(said(withEntries(bothWays([ipv4, ...entries])))).toEqual(passes);
    expect(said(withEntries(bothWays([ipv4, ...entries.slice(1)])))).toEqual(clusterDenied);
  });

  test('the last ports count as well', () => {
    const most = { number: 101, protocol: '6', ports: { from: 0, to: 65_000 } };
    expect(said(withEntries(bothWays([ipv4, most, { number: 102, protocol: '17' }])))).toEqual(clusterDenied);
  });

  test('one subnet of the cluster that is refused is enough', () => {
    const other = { number: 90, allows: false, cidr: threeSubnets()[2]?.ipv6Cidrs[0] ?? '' };
    expect(said(withEntries(bothWays([ipv4, other, { number: 101 }])))).toEqual(clusterDenied);
  });

  test('a network somewhere on the Internet may be kept out', () => {
    const elsewhere = { number: 90, allows: false, cidr: '2001:db8:bad::/48' };
    expect(said(withEntries(bothWays([ipv4, elsewhere, { number: 101 }])))).toEqual(passes);
  });

  test('warns where IPv4 reaches the Internet and IPv6 only the VPC', () => {
    expect(said(withEntries(bothWays([ipv4, { number: 101, cidr: '2a05:d018:abc:de00::/56' }])))).toEqual([
      'warning',
      'InternetTrafficDenied',
      '1 of 1 network ACL let IPv4 to the Internet and back, and not IPv6: acl-own.',
    ]);
  });

  test('an ACL that keeps both families inside is meant so', () => {
    const inside = [
      { number: 100, cidr: '10.0.0.0/16' },
      { number: 101, cidr: '2a05:d018:abc:de00::/56' },
    ];
    expect(said(withEntries(bothWays(inside)))).toEqual(passes);
  });

  test('an untouched default ACL gets its IPv6 entries with the first IPv6 block, a touched one does not', () => {
    const before = {
      vpc: aVpc({ ipv6Cidrs: [] }),
      nodes: [ipv4Nodes(['node-1'])],
      subnets: { all: threeSubnets({ ipv6Cidrs: [] }), fargateNodesByBlock: {} },
    };
    const untouched = aNetworkAcl({ entries: bothWays([ipv4, { ...ipv4, number: 32_767, allows: false }]) });
    expect(said(judge(check, { ...before, networkAcls: [untouched] }, { goal: 'Migrate' }))).toEqual(passes);
    const touched = aNetworkAcl({ id: 'acl-own', entries: bothWays([{ ...ipv4, number: 99 }]) });
    expect(said(judge(check, { ...before, networkAcls: [touched] }, { goal: 'Migrate' }))).toEqual(noneAllowed);
  });

  test('in a VPC that has IPv6, a default ACL without IPv6 entries will not get them any more', () => {
    const acl = aNetworkAcl({ id: 'acl-own', entries: bothWays([ipv4]) });
    expect(said(judge(check, { networkAcls: [acl] }))).toEqual(noneAllowed);
  });

  test('tells the same whatever the order of ACLs and entries in the answer', () => {
    const own = (id: string, subnetId: string) =>
      aNetworkAcl({ id, subnetIds: [subnetId], isDefault: false, entries: bothWays([ipv4]) });
    const networkAcls = [own('acl-c', 'subnet-c'), own('acl-a', 'subnet-a'), own('acl-b', 'subnet-b')];
    const backwards = networkAcls.map((acl) => ({ ...acl, entries: acl.entries.toReversed() })).toReversed();
    expect(judge(check, { networkAcls })).toEqual(judge(check, { networkAcls: backwards }));
    expect(judge(check, { networkAcls }).message).toContain(': acl-a, acl-b, acl-c.');
  });

  test('ACLs of other subnets are not looked at', () => {
    const other = aNetworkAcl({ id: 'acl-other', isDefault: false, subnetIds: ['subnet-x'], entries: [] });
    expect(said(judge(check, { networkAcls: [aNetworkAcl(), other] }))).toEqual(passes);
  });

  test('is unknown for a subnet whose ACL is not in the answer, and where there is no ACL at all', () => {
    const networkAcls = [aNetworkAcl({ subnetIds: ['subnet-a', 'subnet-b'] })];
    expect(said(judge(check, { networkAcls }))).toEqual([
      'unknown',
      'NetworkAclUnknown',
      'Subnets whose network ACL was not found: subnet-c.',
    ]);
    expect(judge(check, { networkAcls: [] }).reason).toBe('NetworkAclUnknown');
  });

  test('is unknown for a subnet that is gone, and for a node that is in none', () => {
    const gone = aCluster({ subnetIds: ['subnet-a', 'subnet-gone'] });
    expect(said(judge(check, { cluster: gone }))).toEqual([
      'unknown',
      'NetworkAclUnknown',
      'Subnets whose network ACL was not found: subnet-gone.',
    ]);
    const stray = judge(check, { nodes: [nodes(['node-1'], { ipv6Block: '2001:db8::/64' })] });
    expect(said(stray)).toEqual(['unknown', 'NetworkAclUnknown', 'Nodes in none of the subnets of the VPC: node-1.']);
    expect(stray.resources).toEqual([{ kind: 'Node', name: 'node-1' }]);
  });

  test('is unknown where no subnet of the cluster was found', () => {
    const nothing = { cluster: aCluster({ subnetIds: [] }), nodes: [], nodeGroups: [], fargateProfiles: [] };
    expect(said(judge(check, nothing))).toEqual(['unknown', 'NoSubnetsMatched', 'No subnet of the cluster was found.']);
  });

  test('is unknown without the ACLs, and with only part of them', () => {
    expect(said(judge(check, {}, { sections: { networkAcls: denied('ec2:DescribeNetworkAcls') } }))).toEqual([
      'unknown',
      'AccessDenied',
      'Not allowed: ec2:DescribeNetworkAcls.',
    ]);
    const networkAcls = partly<'networkAcls'>([aNetworkAcl()], 'one page was lost');
    expect(judge(check, {}, { sections: { networkAcls } }).reason).toBe('PartlyObserved');
  });

  test.each(['cluster', 'vpc', 'subnets', 'nodeGroups', 'fargateProfiles', 'nodes', 'networkAcls'] as const)(
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
