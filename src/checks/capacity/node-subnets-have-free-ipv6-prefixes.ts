import { nodeSubnets } from '../../capacity/node-headroom.ts';
import { freeIpv6Blocks, type FreeIpv6Blocks } from '../../capacity/prefix-blocks.ts';
import { atLeast } from '../../net/band.ts';
import { blocker, defineCheck, info, notApplicable, pass, warning } from '../define-check.ts';
import { blockFinding, blockReasons, countBlocks, subnetFinding, unreadReservations } from '../node-subnet-blocks.ts';
import type { CountedSubnet } from '../node-subnet-blocks.ts';
import { nodeSubnetReasons, unjudgedNodeSubnets } from '../node-subnets.ts';
import { count } from '../text.ts';

/** Share of the blocks of a subnet below which it is low. */
const lowPercent = 10n;

/**
 * Each node of an IPv6 cluster takes one /80 of its subnet for its pods. A /64 has 65,536 of them, so they run out only
 * where explicit reservations keep them.
 */
export const nodeSubnetsHaveFreeIpv6Prefixes = defineCheck({
  id: 'node-subnets-have-free-ipv6-prefixes',
  code: 'CAP-003',
  condition: 'IPv6HeadroomAvailable',
  title: 'Node subnets have free /80 blocks for IPv6 prefixes',
  goals: ['Migrate', 'Operate'],
  needs: ['subnets', 'nodeGroups', 'nodes', 'subnetUse', 'subnetReservations'],
  reasons: {
    AllSubnetsHaveBlocks: pass('Every node subnet with an IPv6 CIDR block has free /80 blocks.'),
    NoFreeBlocks: blocker('A node subnet has no free /80 block, so no node can start in it.', 'seen'),
    FewFreeBlocks: warning('Less than 10 % of the /80 blocks of a node subnet are certain to be free.', 'seen'),
    OtherUsersUnseen: info(
      'There are free blocks as far as is seen; a node subnet is shared by another account, whose interfaces are not.',
    ),
    NoIpv6Subnets: notApplicable('No node subnet has an IPv6 CIDR block (VPC-002 judges that).'),
    ...blockReasons,
    ...nodeSubnetReasons,
  },
  sources: [
    { url: 'https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/ec2-prefix-eni.html', readOn: '2026-11-22' },
    { url: 'https://docs.aws.amazon.com/vpc/latest/userguide/subnet-cidr-reservation.html', readOn: '2026-11-22' },
  ],
  remediation: {
    text: 'Remove explicit IPv6 reservations, or use a subnet with a new /64.',
    url: 'https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/ec2-prefix-eni.html',
  },
  evaluate(sections, verdict, { policy }) {
    const found = nodeSubnets(sections, policy.extraSubnets);
    const dualStack = found.present.filter(({ subnet }) => subnet.ipv6Cidrs.length > 0);
    const judged = countBlocks(dualStack, sections, freeIpv6Blocks);
    const empty = judged.filter(({ blocks }) => blocks.atMost === 0n);
    if (empty.length > 0) return verdict('NoFreeBlocks', ...subnetFinding('No /80 block is free', empty));
    const low = judged.filter(({ blocks }) => blocks.atLeast * 100n < blocks.total * lowPercent);
    if (low.length > 0) {
      const title = `Less than ${lowPercent} % of the /80 blocks are certain to be free`;
      return verdict('FewFreeBlocks', ...blockFinding(title, low, texts));
    }
    const unjudged = unjudgedNodeSubnets(found, sections, policy.extraSubnets);
    if (unjudged) return verdict(unjudged.reason, unjudged.message, { resources: unjudged.resources });
    if (dualStack.length === 0) return verdict('NoIpv6Subnets', 'No node subnet has an IPv6 CIDR block.');
    const unread = unreadReservations(dualStack, sections);
    if (unread.length > 0) return verdict('ReservationsUnknown', ...subnetFinding('Reservations not read yet', unread));
    const shared = judged.filter(({ subnet }) => subnet.shared);
    if (shared.length > 0) {
      const title = 'Free /80 blocks as far as is seen; shared by another account, whose interfaces are not';
      return verdict('OtherUsersUnseen', ...subnetFinding(title, shared));
    }
    return verdict(
      'AllSubnetsHaveBlocks',
      `All ${count(judged.length, 'node subnet')} with IPv6 have free /80 blocks.`,
    );
  },
});

type Counted = CountedSubnet<FreeIpv6Blocks>;

/** Bounds: which of the blocks that interfaces take lie in a reservation is not known. */
const texts = {
  describe: ({ blocks }: Counted) => atLeast(Number(blocks.atLeast)),
  exactly: ({ blocks: { atLeast: least, atMost: most, total } }: Counted) =>
    `${least === most ? least : `${least} to ${most}`} of ${total}`,
};
