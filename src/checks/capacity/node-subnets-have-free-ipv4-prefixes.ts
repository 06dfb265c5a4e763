import { freeIpv4Blocks, type FreeIpv4Blocks } from '../../capacity/prefix-blocks.ts';
import { nodeSubnets } from '../../capacity/node-headroom.ts';
import { atLeast } from '../../net/band.ts';
import { byGoal, defineCheck, notApplicable, pass, unknown, warning } from '../define-check.ts';
import { nodeSubnetReasons, unjudgedNodeSubnets } from '../node-subnets.ts';
import { count, listNames, refs } from '../text.ts';
import { switchOf } from '../vpc-cni-settings.ts';

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
  title: 'Node subnets have free /28 blocks for IPv4 prefixes',
  goals: ['Migrate', 'Operate'],
  needs: ['cluster', 'subnets', 'nodeGroups', 'nodes', 'vpcCni', 'subnetUse', 'subnetReservations'],
  reasons: {
    AllSubnetsHaveBlocks: pass('Every node subnet has free /28 blocks.'),
    Ipv6Cluster: notApplicable('Nodes of an IPv6 cluster take no IPv4 prefixes.'),
    PrefixDelegationOff: notApplicable('The VPC CNI takes single IPv4 addresses, not prefixes.'),
    NoFreeBlocks: byGoal(
      { Migrate: 'warning', Operate: 'blocker' },
      'A node subnet has no free /28 block, so no prefix can be taken from it.',
      'seen',
    ),
    FewFreeBlocks: warning('Less than 10 % of the /28 blocks of a node subnet are free.', 'seen'),
    PrefixDelegationUnknown: unknown('Whether the VPC CNI takes prefixes is kept in a place that is not read.'),
    ReservationsUnknown: unknown('The reservations of a node subnet were not read yet.'),
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
    const { cluster, vpcCni, subnetUse, subnetReservations } = sections;
    if (cluster.ipFamily === 'ipv6') return verdict('Ipv6Cluster', 'Nodes of an IPv6 cluster take no IPv4 prefixes.');
    const { daemonSet, configMap } = vpcCni;
    const delegation = daemonSet ? switchOf(daemonSet.main, 'ENABLE_PREFIX_DELEGATION', configMap) : 'off';
    if (delegation === 'off') return verdict('PrefixDelegationOff', 'ENABLE_PREFIX_DELEGATION is off.');
    if (delegation === 'unknown') {
      return verdict('PrefixDelegationUnknown', 'The value of ENABLE_PREFIX_DELEGATION is not known.');
    }
    const found = nodeSubnets(sections, policy.extraSubnets);
    const uses = new Map(subnetUse.map((use) => [use.subnetId, use]));
    const reservations = new Map(subnetReservations.map((each) => [each.subnetId, each]));
    const judged = found.present.flatMap(({ subnet }) => {
      const reserved = reservations.get(subnet.id);
      const blocks = reserved && freeIpv4Blocks(subnet, uses.get(subnet.id), reserved);
      return blocks ? [{ id: subnet.id, blocks }] : [];
    });
    const short = (which: (blocks: FreeIpv4Blocks) => boolean) => judged.filter(({ blocks }) => which(blocks));
    const empty = short(({ free }) => free === 0);
    if (empty.length > 0) {
      const ids = empty.map(({ id }) => id);
      return verdict('NoFreeBlocks', `No /28 block is free in ${listNames(ids)}.`, { resources: refs('Subnet', ids) });
    }
    const low = short(({ free, total }) => free * 100 < total * lowPercent);
    if (low.length > 0) {
      const texts = low.map(({ id, blocks }) => `${id} (${atLeast(blocks.free)} free)`);
      const message = `Few /28 blocks are free: ${listNames(texts)}.`;
      return verdict('FewFreeBlocks', message, {
        resources: refs(
          'Subnet',
          low.map(({ id }) => id),
        ),
      });
    }
    const unjudged = unjudgedNodeSubnets(found, sections, policy.extraSubnets);
    if (unjudged) return verdict(unjudged.reason, unjudged.message, { resources: unjudged.resources });
    const unread = found.present.filter(({ subnet }) => !reservations.has(subnet.id)).map(({ subnet }) => subnet.id);
    return unread.length > 0
      ? verdict('ReservationsUnknown', `Reservations not read yet: ${listNames(unread)}.`, {
          resources: refs('Subnet', unread),
        })
      : verdict('AllSubnetsHaveBlocks', `All ${count(judged.length, 'node subnet')} have free /28 blocks.`);
  },
});
