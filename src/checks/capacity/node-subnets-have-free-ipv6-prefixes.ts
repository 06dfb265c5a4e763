import { freeIpv6Blocks } from '../../capacity/prefix-blocks.ts';
import { nodeSubnets } from '../../capacity/node-headroom.ts';
import { blocker, defineCheck, notApplicable, pass, unknown, warning } from '../define-check.ts';
import { nodeSubnetReasons, unjudgedNodeSubnets } from '../node-subnets.ts';
import { count, listNames, refs } from '../text.ts';

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
    NoIpv6Subnets: notApplicable('No node subnet has an IPv6 CIDR block (VPC-002 judges that).'),
    ReservationsUnknown: unknown('The reservations of a node subnet were not read yet.'),
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
    const { subnetUse, subnetReservations } = sections;
    const found = nodeSubnets(sections, policy.extraSubnets);
    const uses = new Map(subnetUse.map((use) => [use.subnetId, use]));
    const reservations = new Map(subnetReservations.map((each) => [each.subnetId, each]));
    const dualStack = found.present.filter(({ subnet }) => subnet.ipv6Cidrs.length > 0);
    const judged = dualStack.flatMap(({ subnet }) => {
      const reserved = reservations.get(subnet.id);
      return reserved ? [{ id: subnet.id, blocks: freeIpv6Blocks(subnet, uses.get(subnet.id), reserved) }] : [];
    });
    const empty = judged.filter(({ blocks }) => blocks.atMost === 0n).map(({ id }) => id);
    if (empty.length > 0) {
      const message = `No /80 block is free in ${listNames(empty)}.`;
      return verdict('NoFreeBlocks', message, { resources: refs('Subnet', empty) });
    }
    const low = judged.filter(({ blocks }) => blocks.atLeast * 100n < blocks.total * lowPercent).map(({ id }) => id);
    if (low.length > 0) {
      const message = `Less than ${lowPercent} % of the /80 blocks are free in ${listNames(low)}.`;
      return verdict('FewFreeBlocks', message, { resources: refs('Subnet', low) });
    }
    const unjudged = unjudgedNodeSubnets(found, sections, policy.extraSubnets);
    if (unjudged) return verdict(unjudged.reason, unjudged.message, { resources: unjudged.resources });
    const ids = (subnets: typeof found.present): readonly string[] => subnets.map(({ subnet }) => subnet.id);
    if (dualStack.length === 0) return verdict('NoIpv6Subnets', 'No node subnet has an IPv6 CIDR block.');
    const unread = ids(dualStack.filter(({ subnet }) => !reservations.has(subnet.id)));
    return unread.length > 0
      ? verdict('ReservationsUnknown', `Reservations not read yet: ${listNames(unread)}.`, {
          resources: refs('Subnet', unread),
        })
      : verdict('AllSubnetsHaveBlocks', `All ${count(judged.length, 'node subnet')} with IPv6 have free /80 blocks.`);
  },
});
