import { nodeSubnets } from '../../capacity/node-headroom.ts';
import { freeIpv4Blocks } from '../../capacity/prefix-blocks.ts';
import { atLeast } from '../../net/band.ts';
import { byGoal, defineCheck, pass, unknown, warning } from '../define-check.ts';
import { blockFinding, blockReasons, countBlocks, subnetFinding, unreadReservations } from '../node-subnet-blocks.ts';
import type { CountedSubnet } from '../node-subnet-blocks.ts';
import { nodeSubnetReasons, unjudgedNodeSubnets } from '../node-subnets.ts';
import { prefixDelegationReasons, withoutIpv4Prefixes } from '../prefix-delegation.ts';
import { count } from '../text.ts';

/** Share of the blocks of a subnet below which it is low. */
const lowPercent = 10;

/**
 * With prefix delegation on IPv4 every prefix is an aligned /28 that nobody has an address in. Single addresses scattered
 * over a subnet leave none, although most of its addresses are free: pods then wait for an address.
 */
export const nodeSubnetsHaveFreeIpv4Prefixes = defineCheck({
  id: 'node-subnets-have-free-ipv4-prefixes',
  code: 'CAP-002',
  condition: 'IPv4HeadroomAvailable',
  concern: 'free IPv4 addresses of a subnet',
  title: 'Node subnets have free /28 blocks for IPv4 prefixes',
  goals: ['Migrate', 'Operate'],
  needs: ['cluster', 'subnets', 'nodeGroups', 'nodes', 'vpcCni', 'subnetUse', 'subnetReservations'],
  reasons: {
    AllSubnetsHaveBlocks: pass('Every node subnet has free /28 blocks.'),
    NoFreeBlocks: byGoal(
      { Migrate: 'warning', Operate: 'blocker' },
      'A node subnet has no free /28 block, so no prefix can be taken from it.',
      'seen',
    ),
    FewFreeBlocks: warning('Less than 10 % of the /28 blocks of a node subnet are free.', 'seen'),
    SubnetsWithoutIpv4: unknown('A node subnet is IPv6-only, where no node of an IPv4 cluster can be.'),
    OtherUsersUnseen: unknown('A node subnet is shared by another account, whose network interfaces are not seen.'),
    ...blockReasons,
    ...prefixDelegationReasons,
    ...nodeSubnetReasons,
  },
  sources: [
    { url: 'https://docs.aws.amazon.com/vpc/latest/userguide/subnet-cidr-reservation.html', readOn: '2026-11-22' },
    { url: 'https://docs.aws.amazon.com/eks/latest/best-practices/prefix-mode-linux.html', readOn: '2026-11-22' },
  ],
  remediation: {
    text: 'Reserve a block of the subnet for prefixes, or use a new subnet, and drain fragmented nodes.',
    url: 'https://docs.aws.amazon.com/vpc/latest/userguide/subnet-cidr-reservation.html',
  },
  evaluate(sections, verdict, { policy }) {
    const none = withoutIpv4Prefixes(sections);
    if (none) return verdict(none.reason, none.message);

    const found = nodeSubnets(sections, policy.extraSubnets);
    const judged = countBlocks(found.present, sections, freeIpv4Blocks);
    const empty = judged.filter(({ blocks }) => blocks.free === 0);
    if (empty.length > 0) return verdict('NoFreeBlocks', ...blockFinding('No /28 block is free', empty, texts));
    const low = judged.filter(({ blocks }) => blocks.free * 100 < blocks.total * lowPercent);
    if (low.length > 0) return verdict('FewFreeBlocks', ...blockFinding('Few /28 blocks are free', low, texts));

    const unjudged = unjudgedNodeSubnets(found, sections, policy.extraSubnets);
    if (unjudged) return verdict(unjudged.reason, unjudged.message, { resources: unjudged.resources });
    const unread = unreadReservations(found.present, sections);
    if (unread.length > 0) return verdict('ReservationsUnknown', ...subnetFinding('Reservations not read yet', unread));
    const withoutIpv4 = found.present.filter(({ subnet }) => subnet.ipv4Cidr === undefined);
    if (withoutIpv4.length > 0) return verdict('SubnetsWithoutIpv4', ...subnetFinding('IPv6-only', withoutIpv4));
    const shared = found.present.filter(({ subnet }) => subnet.shared);
    if (shared.length > 0) {
      const title = 'Shared by another account, whose interfaces are not seen';
      return verdict('OtherUsersUnseen', ...subnetFinding(title, shared));
    }
    return verdict('AllSubnetsHaveBlocks', `All ${count(judged.length, 'node subnet')} have free /28 blocks.`);
  },
});

type Counted = CountedSubnet<NonNullable<ReturnType<typeof freeIpv4Blocks>>>;

/** Free addresses beside free blocks: the difference is what is scattered. */
const texts = {
  describe: ({ subnet, blocks }: Counted) =>
    `${atLeast(blocks.free)} free, with ${atLeast(subnet.freeIpv4)} free addresses`,
  exactly: ({ subnet, blocks: { free, total, freeReserved, largestRun } }: Counted) =>
    `${free} of ${total} free, ${freeReserved} of them reserved for prefixes, ${largestRun} in one run, with ${subnet.freeIpv4} free addresses`,
};
