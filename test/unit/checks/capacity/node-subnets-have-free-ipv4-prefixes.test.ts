import { describe, expect, test } from 'vitest';
import { nodeSubnetsHaveFreeIpv4Prefixes as check } from '../../../../src/checks/capacity/node-subnets-have-free-ipv4-prefixes.ts';
import type { BlockRun, SubnetReservation } from '../../../../src/snapshot/instance-sections.ts';
import type { Sections } from '../../../../src/snapshot/snapshot.ts';
import {
  aCluster,
  aContainer,
  anIpv6OnlySubnet,
  aVpcCni,
  fargateNodes,
  ipv4Nodes,
  settings,
  threeSubnets,
} from '../../../support/builders.ts';
import { denied, judge, partly, said } from '../../../support/judge.ts';
import { aSubnetUse, noReservations } from '../../../support/node-builders.ts';

const delegation = (text: string) =>
  aVpcCni({ main: aContainer({ environment: settings({ ENABLE_PREFIX_DELEGATION: text }) }) });
const cluster = aCluster({ ipFamily: 'ipv4' });
const nodes = [ipv4Nodes(['node-1'])];
/** An IPv4 cluster whose nodes take prefixes of three /24 subnets. */
const delegated: Partial<Sections> = { cluster, nodes, vpcCni: delegation('true') };
const judgeBlocks = (values: Partial<Sections> = {}, more: Parameters<typeof judge>[2] = {}) =>
  judge(check, { ...delegated, ...values }, more);

/** Number of the first /28 of `10.0.N.0/24`, the Nth of the three. */
const first = (subnet: number): number => (10 * 2 ** 24 + subnet * 2 ** 8) / 16;
/** An address in each of so many blocks of the Nth subnet, the first block among them. */
function scattered(subnetId: string, subnet: number, blocks: number) {
  const busyIpv4Blocks: BlockRun[] = [[first(subnet), first(subnet) + blocks - 1]];
  return aSubnetUse({ subnetId, interfaces: blocks, busyIpv4Blocks });
}
function reserved(subnetId: string, ...ipv4: readonly SubnetReservation[]) {
  const others = threeSubnets().filter(({ id }) => id !== subnetId);
  return [{ ...noReservations(subnetId), ipv4 }, ...others.map(({ id }) => noReservations(id))];
}

describe('CAP-002', () => {
  test('passes where every node subnet has free blocks', () => {
    expect(said(judgeBlocks())).toEqual(['pass', 'AllSubnetsHaveBlocks', 'All 3 node subnets have free /28 blocks.']);
  });

  test('does not apply to an IPv6 cluster, whatever the VPC CNI says', () => {
    expect(said(judgeBlocks({ cluster: aCluster() }))).toEqual([
      'notApplicable',
      'Ipv6Cluster',
      'Nodes of an IPv6 cluster take no IPv4 prefixes.',
    ]);
  });

  test('does not apply where the VPC CNI takes single addresses', () => {
    const subnetUse = [scattered('subnet-a', 0, 16)];
    for (const vpcCni of [delegation('false'), delegation('yes'), aVpcCni({ main: aContainer() })]) {
      expect(said(judgeBlocks({ vpcCni, subnetUse }))).toEqual([
        'notApplicable',
        'PrefixDelegationOff',
        'ENABLE_PREFIX_DELEGATION is off.',
      ]);
    }
  });

  test('does not know where the setting is kept elsewhere, or some nodes run an earlier one', () => {
    const environment = { ENABLE_PREFIX_DELEGATION: { unresolvable: 'secretKeyRef' } };
    expect(said(judgeBlocks({ vpcCni: aVpcCni({ main: aContainer({ environment }) }) }))).toEqual([
      'unknown',
      'PrefixDelegationUnknown',
      'The value of ENABLE_PREFIX_DELEGATION is not known.',
    ]);
    expect(said(judgeBlocks({ vpcCni: aVpcCni({ main: aContainer(), outdated: 2 }) }))).toEqual([
      'unknown',
      'RolloutIncomplete',
      'Still of an earlier template: 2 pods of DaemonSet aws-node.',
    ]);
  });

  test('without a VPC CNI it is not known who takes what', () => {
    expect(said(judgeBlocks({ vpcCni: { otherDaemonSets: [] } }))).toEqual([
      'unknown',
      'VpcCniNotFound',
      'No DaemonSet of the VPC CNI was found, while there are nodes that need one: node-1.',
    ]);
    expect(judgeBlocks({ vpcCni: { ...delegation('true'), otherDaemonSets: ['other'] } }).reason).toBe(
      'SeveralVpcCnis',
    );
    expect(judgeBlocks({ vpcCni: { otherDaemonSets: [] }, nodes: [fargateNodes(1)] }).reason).toBe('VpcCniNotUsed');
  });

  test.each([
    ['Operate', 'blocker'],
    ['Migrate', 'warning'],
  ] as const)('an address in every block leaves none: under goal %s a %s', (goal, outcome) => {
    const result = judgeBlocks({ subnetUse: [scattered('subnet-a', 0, 16), scattered('subnet-b', 1, 14)] }, { goal });
    expect(said(result)).toEqual([
      outcome,
      'NoFreeBlocks',
      'No /28 block is free: subnet-a (0 free, with at least 192 free addresses).',
    ]);
    expect(result.exact).toBe(
      'No /28 block is free: subnet-a (0 of 16 free, 0 of them reserved for prefixes, 0 in one run, with 200 free addresses).',
    );
    expect(result.resources).toEqual([{ kind: 'Subnet', name: 'subnet-a' }]);
  });

  test('warns below ten percent', () => {
    const result = judgeBlocks({ subnetUse: [scattered('subnet-a', 0, 14), scattered('subnet-b', 1, 13)] });
    // Of sixteen blocks one is free and the last is AWS's; two are more than ten percent.
    expect(said(result)).toEqual([
      'warning',
      'FewFreeBlocks',
      'Few /28 blocks are free: subnet-a (1 free, with at least 192 free addresses).',
    ]);
    expect(result.exact).toContain('(1 of 16 free, 0 of them reserved for prefixes, 1 in one run,');
    expect(result.resources).toEqual([{ kind: 'Subnet', name: 'subnet-a' }]);
  });

  test('a reservation for prefixes keeps blocks free, and an explicit one takes them', () => {
    const subnets = {
      all: threeSubnets().map((subnet) => (subnet.id === 'subnet-a' ? { ...subnet, freeIpv4: 3 } : subnet)),
      fargateNodesByBlock: {},
    };
    expect(judgeBlocks({ subnets }).reason).toBe('NoFreeBlocks');
    const kept = reserved('subnet-a', { cidr: '10.0.0.128/26', kind: 'prefix' });
    expect(judgeBlocks({ subnets, subnetReservations: kept }).reason).toBe('AllSubnetsHaveBlocks');
    const taken = reserved('subnet-a', { cidr: '10.0.0.0/24', kind: 'explicit' });
    expect(judgeBlocks({ subnetReservations: taken }).reason).toBe('NoFreeBlocks');
  });

  test('a subnet whose reservations were not read is not known, and what was seen of others is told', () => {
    const subnetReservations = [noReservations('subnet-a'), noReservations('subnet-c')];
    const result = judgeBlocks({ subnetReservations });
    expect(said(result)).toEqual(['unknown', 'ReservationsUnknown', 'Reservations not read yet: subnet-b.']);
    expect(result.resources).toEqual([{ kind: 'Subnet', name: 'subnet-b' }]);
    const subnetUse = [scattered('subnet-a', 0, 16)];
    expect(judgeBlocks({ subnetReservations, subnetUse }).reason).toBe('NoFreeBlocks');
  });

  test('an IPv6-only node subnet has no blocks to count', () => {
    const [a, , c] = threeSubnets();
    if (!a || !c) throw new Error('three subnets are expected');
    const subnets = { all: [a, anIpv6OnlySubnet({ id: 'subnet-b' }), c], fargateNodesByBlock: {} };
    const result = judgeBlocks({ subnets });
    expect(said(result)).toEqual(['unknown', 'SubnetsWithoutIpv4', 'IPv6-only: subnet-b.']);
    expect(result.resources).toEqual([{ kind: 'Subnet', name: 'subnet-b' }]);
  });

  test('in a shared subnet more may be taken than is seen', () => {
    const subnets = { all: threeSubnets({ shared: true }), fargateNodesByBlock: {} };
    expect(said(judgeBlocks({ subnets }))).toEqual([
      'unknown',
      'OtherUsersUnseen',
      'Shared by another account, whose interfaces are not seen: subnet-a, subnet-b, subnet-c.',
    ]);
    expect(judgeBlocks({ subnets, subnetUse: [scattered('subnet-a', 0, 16)] }).reason).toBe('NoFreeBlocks');
  });

  test('ends as every check of node subnets does where these are not known', () => {
    const away = [ipv4Nodes(['node-1'], { ipv4Block: '192.168.0.0/28' })];
    expect(judgeBlocks({ nodes: away }).reason).toBe('NodeSubnetsUnknown');
    const subnets = { all: threeSubnets().slice(0, 2), fargateNodesByBlock: {} };
    expect(judgeBlocks({ subnets }).reason).toBe('SubnetsNotFound');
    const policy = { extraSubnets: { ids: [], tags: { team: 'none' } } };
    expect(judgeBlocks({}, { policy }).reason).toBe('NoSubnetsMatched');
    const desired = aVpcCni({ ...delegation('true').daemonSet, desired: 1 });
    const fargate = { nodes: [fargateNodes(2)], nodeGroups: [], vpcCni: desired };
    expect(judgeBlocks(fargate).reason).toBe('NoNodeSubnets');
  });

  test('a blocker that was seen stands when other inputs have gaps, and a pass does not', () => {
    const nodeGroups = partly<'nodeGroups'>([], 'node group blue could not be described');
    const subnetUse = [scattered('subnet-a', 0, 16)];
    expect(judgeBlocks({ subnetUse }, { sections: { nodeGroups } }).outcome).toBe('blocker');
    expect(judgeBlocks({}, { sections: { nodeGroups } }).reason).toBe('PartlyObserved');
  });

  test.each(['cluster', 'subnets', 'nodeGroups', 'nodes', 'vpcCni', 'subnetUse', 'subnetReservations'] as const)(
    'is unknown without %s',
    (need) => {
      expect(judgeBlocks({}, { sections: { [need]: denied('the read') } }).outcome).toBe('unknown');
    },
  );
});
