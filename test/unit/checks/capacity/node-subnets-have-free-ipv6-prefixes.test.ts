import { describe, expect, test } from 'vitest';
import { nodeSubnetsHaveFreeIpv6Prefixes as check } from '../../../../src/checks/capacity/node-subnets-have-free-ipv6-prefixes.ts';
import type { SubnetReservation } from '../../../../src/snapshot/instance-sections.ts';
import { aCluster, fargateNodes, ipv4Nodes, nodes, threeSubnets } from '../../../support/builders.ts';
import { denied, judge, partly, said } from '../../../support/judge.ts';
import { aSubnetUse, noReservations } from '../../../support/node-builders.ts';

const block = '2a05:d018:abc:de00';
/** Of `subnet-a`, with none of the others. */
function reserved(...ipv6: readonly SubnetReservation[]) {
  return ['subnet-a', 'subnet-b', 'subnet-c'].map((id) => ({
    ...noReservations(id),
    ipv6: id === 'subnet-a' ? ipv6 : [],
  }));
}
const whole: SubnetReservation = { cidr: `${block}::/64`, kind: 'explicit' };
/** All of the /64 but its first sixteenth; without the last of them, all but its first eighth. */
const fifteenSixteenths: readonly SubnetReservation[] = ['8000::/65', '4000::/66', '2000::/67', '1000::/68'].map(
  (rest) => ({ cidr: `${block}:${rest}`, kind: 'explicit' }),
);
const inSubnetA = (takenIpv6Blocks: number) => [aSubnetUse({ subnetId: 'subnet-a', takenIpv6Blocks })];

describe('CAP-003', () => {
  test.each(['Migrate', 'Operate'] as const)(
    'passes where every node subnet has free blocks, under goal %s',
    (goal) => {
      expect(said(judge(check, { subnetUse: inSubnetA(400) }, { goal }))).toEqual([
        'pass',
        'AllSubnetsHaveBlocks',
        'All 3 node subnets with IPv6 have free /80 blocks.',
      ]);
    },
  );

  test.each(['Migrate', 'Operate'] as const)('blocks where all is reserved, under goal %s', (goal) => {
    const result = judge(check, { subnetReservations: reserved(whole) }, { goal });
    expect(said(result)).toEqual(['blocker', 'NoFreeBlocks', 'No /80 block is free: subnet-a.']);
    expect(result.resources).toEqual([{ kind: 'Subnet', name: 'subnet-a' }]);
  });

  test('what is reserved for prefixes is free for them', () => {
    expect(judge(check, { subnetReservations: reserved({ ...whole, kind: 'prefix' }) }).reason).toBe(
      'AllSubnetsHaveBlocks',
    );
  });

  test('warns below ten percent', () => {
    const result = judge(check, { subnetReservations: reserved(...fifteenSixteenths) });
    expect(said(result)).toEqual([
      'warning',
      'FewFreeBlocks',
      'Less than 10 % of the /80 blocks are certain to be free: subnet-a (at least 3072).',
    ]);
    // The first sixteenth without the first block; the last one is in a reservation.
    expect(result.exact).toBe('Less than 10 % of the /80 blocks are certain to be free: subnet-a (4095 of 65536).');
    expect(result.resources).toEqual([{ kind: 'Subnet', name: 'subnet-a' }]);
    expect(judge(check, { subnetReservations: reserved(...fifteenSixteenths.slice(0, 3)) }).reason).toBe(
      'AllSubnetsHaveBlocks',
    );
  });

  test('says between which numbers it is where interfaces may lie in a reservation', () => {
    const subnetReservations = reserved(...fifteenSixteenths);
    const result = judge(check, { subnetReservations, subnetUse: inSubnetA(5_000) });
    expect([result.reason, result.message]).toEqual([
      'FewFreeBlocks',
      'Less than 10 % of the /80 blocks are certain to be free: subnet-a (0).',
    ]);
    expect(result.exact).toBe(
      'Less than 10 % of the /80 blocks are certain to be free: subnet-a (0 to 4095 of 65536).',
    );
  });

  test('names the subnets without a free block alone when others are low', () => {
    const [, ...others] = reserved();
    const b = others.map((each) => ({
      ...each,
      ipv6: [{ cidr: '2a05:d018:abc:de01::/64', kind: 'explicit' as const }],
    }));
    const result = judge(check, {
      subnetReservations: [...reserved(...fifteenSixteenths).slice(0, 1), ...b.slice(0, 1), noReservations('subnet-c')],
    });
    expect(result.resources).toEqual([{ kind: 'Subnet', name: 'subnet-b' }]);
  });

  test('does not apply where no node subnet has IPv6', () => {
    const subnets = { all: threeSubnets({ ipv6Cidrs: [] }), fargateNodesByBlock: {} };
    const values = { cluster: aCluster({ ipFamily: 'ipv4' }), nodes: [ipv4Nodes(['node-1'])], subnets };
    expect(said(judge(check, values, { goal: 'Migrate' }))).toEqual([
      'notApplicable',
      'NoIpv6Subnets',
      'No node subnet has an IPv6 CIDR block.',
    ]);
  });

  test('a subnet without IPv6 beside others is left to VPC-002', () => {
    const all = threeSubnets().map((subnet) => (subnet.id === 'subnet-b' ? { ...subnet, ipv6Cidrs: [] } : subnet));
    expect(said(judge(check, { subnets: { all, fargateNodesByBlock: {} } }))).toEqual([
      'pass',
      'AllSubnetsHaveBlocks',
      'All 2 node subnets with IPv6 have free /80 blocks.',
    ]);
  });

  test('a subnet whose reservations were not read is not known, and what was seen of others is told', () => {
    const subnetReservations = [noReservations('subnet-a'), noReservations('subnet-c')];
    const result = judge(check, { subnetReservations });
    expect(said(result)).toEqual(['unknown', 'ReservationsUnknown', 'Reservations not read yet: subnet-b.']);
    expect(result.resources).toEqual([{ kind: 'Subnet', name: 'subnet-b' }]);
    expect(judge(check, { subnetReservations: reserved(whole).slice(0, 1) }).reason).toBe('NoFreeBlocks');
  });

  test('tells that a shared subnet has users that are not seen', () => {
    const subnets = { all: threeSubnets({ shared: true }), fargateNodesByBlock: {} };
    expect(said(judge(check, { subnets }))).toEqual([
      'info',
      'OtherUsersUnseen',
      'Free /80 blocks as far as is seen; shared by another account, whose interfaces are not: subnet-a, subnet-b, subnet-c.',
    ]);
  });

  test('ends as every check of node subnets does where these are not known', () => {
    const away = [nodes(['node-1'], { ipv6Block: '2001:db8::/64' })];
    expect(judge(check, { nodes: away }).reason).toBe('NodeSubnetsUnknown');
    const subnets = { all: threeSubnets().slice(0, 2), fargateNodesByBlock: {} };
    expect(judge(check, { subnets }).reason).toBe('SubnetsNotFound');
    const policy = { extraSubnets: { ids: [], tags: { team: 'none' } } };
    expect(judge(check, {}, { policy }).reason).toBe('NoSubnetsMatched');
    expect(judge(check, { nodes: [fargateNodes(2)], nodeGroups: [] }).reason).toBe('NoNodeSubnets');
  });

  test('a blocker that was seen stands when other inputs have gaps, and a pass does not', () => {
    const nodeGroups = partly<'nodeGroups'>([], 'node group blue could not be described');
    expect(judge(check, { subnetReservations: reserved(whole) }, { sections: { nodeGroups } }).outcome).toBe('blocker');
    expect(judge(check, {}, { sections: { nodeGroups } }).reason).toBe('PartlyObserved');
  });

  test.each(['subnets', 'nodeGroups', 'nodes', 'subnetUse', 'subnetReservations'] as const)(
    'is unknown without %s',
    (need) => {
      expect(judge(check, {}, { sections: { [need]: denied('the read') } }).outcome).toBe('unknown');
    },
  );
});
