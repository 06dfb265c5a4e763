import { exhaustedZones, nodeHeadroom, nodeSubnets } from '../../capacity/node-headroom.ts';
import { blocker, defineCheck, pass, unknown, warning } from '../define-check.ts';
import { shortage } from '../headroom-text.ts';
import { nodeSubnetReasons, unjudgedNodeSubnets } from '../node-subnets.ts';
import { count, listNames, refs } from '../text.ts';

/**
 * IPv6 takes the pods off IPv4, not the nodes: every node, load balancer node and interface endpoint still takes IPv4
 * addresses, and a node group that cannot get one for each new node neither scales nor updates.
 */
export const nodeSubnetsHaveFreeIpv4 = defineCheck({
  id: 'node-subnets-have-free-ipv4',
  code: 'CAP-001',
  condition: 'IPv4HeadroomAvailable',
  concern: 'free IPv4 addresses of a subnet',
  title: 'Every node subnet has free IPv4 addresses for scaling and updates',
  goals: ['Migrate', 'Operate'],
  needs: ['subnets', 'nodeGroups', 'nodes'],
  reasons: {
    EnoughFreeAddresses: pass('Every node subnet is above the warning floor and above what scaling may take.'),
    ZoneExhausted: blocker('Every node subnet of an Availability Zone is below the critical floor.', 'absence'),
    SubnetsCritical: warning('A node subnet is below the critical floor.', 'seen'),
    SubnetsLow: warning('A node subnet is below the warning floor or below what scaling and updates may take.', 'seen'),
    SubnetsWithoutIpv4: unknown('A node subnet is IPv6-only; its count of free IPv4 addresses says nothing.'),
    ...nodeSubnetReasons,
  },
  sources: [
    { url: 'https://docs.aws.amazon.com/eks/latest/userguide/network-reqs.html', readOn: '2026-11-22' },
    { url: 'https://docs.aws.amazon.com/eks/latest/userguide/managed-node-update-behavior.html', readOn: '2026-11-22' },
    { url: 'https://docs.aws.amazon.com/eks/latest/best-practices/subnets.html', readOn: '2026-11-22' },
  ],
  remediation: {
    text: 'Add a larger dual-stack subnet or a secondary IPv4 CIDR block, and spread the node groups.',
    url: 'https://docs.aws.amazon.com/eks/latest/best-practices/subnets.html',
  },
  evaluate(sections, verdict, { policy }) {
    const found = nodeSubnets(sections, policy.extraSubnets);
    const all = found.present.map(({ subnet }) => subnet);
    const judged = nodeHeadroom(all, sections.nodeGroups, policy.ipv4);
    const critical = judged.filter(({ state }) => state === 'Critical');
    const zones = exhaustedZones(judged);
    if (zones.length > 0) {
      const inZones = critical.filter(({ subnet }) => zones.includes(subnet.availabilityZone));
      const title = `No node subnet above the critical floor in ${listNames(zones)}`;
      return verdict('ZoneExhausted', ...shortage(title, inZones));
    }
    const unjudged = unjudgedNodeSubnets(found, sections, policy.extraSubnets);
    if (unjudged) return verdict(unjudged.reason, unjudged.message, { resources: unjudged.resources });
    const ipv6Only = all.filter(({ ipv4Cidr }) => ipv4Cidr === undefined).map(({ id }) => id);
    if (ipv6Only.length > 0) {
      const resources = refs('Subnet', ipv6Only);
      return verdict('SubnetsWithoutIpv4', `Without an IPv4 CIDR block: ${listNames(ipv6Only)}.`, { resources });
    }
    if (critical.length > 0) return verdict('SubnetsCritical', ...shortage('Below the critical floor', critical));
    const low = judged.filter(({ state }) => state === 'Low');
    if (low.length > 0) return verdict('SubnetsLow', ...shortage('Below the warning floor', low));
    return verdict('EnoughFreeAddresses', `All ${count(all.length, 'node subnet')} have enough free IPv4 addresses.`);
  },
});
