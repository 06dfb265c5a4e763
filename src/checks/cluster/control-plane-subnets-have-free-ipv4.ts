import { usableIpv4 } from '../../net/cidr.ts';
import { blocker, byGoal, defineCheck, pass, unknown, warning } from '../define-check.ts';
import { shortage } from '../headroom-text.ts';
import { count, listNames, refs } from '../text.ts';

/**
 * EKS demands six free addresses in each subnet to create a cluster and advises sixteen; an upgrade takes up to five. A /28 of
 * its own, as the best practices advise, never has sixteen, and nothing else that would take the six.
 */
const creationFloor = 6;
const recommended = 16;
const upgradeNeed = 5;

/**
 * The control plane keeps two to four network interfaces in these subnets and takes up to five more IPv4 addresses for an
 * upgrade, in IPv6 clusters too. Without them the upgrade does not start.
 */
export const controlPlaneSubnetsHaveFreeIpv4 = defineCheck({
  id: 'control-plane-subnets-have-free-ipv4',
  code: 'CLU-005',
  condition: 'IPv4HeadroomAvailable',
  concern: 'free IPv4 addresses of a subnet',
  title: 'Every control plane subnet has free IPv4 addresses',
  goals: ['Migrate', 'Operate'],
  needs: ['cluster', 'subnets'],
  reasons: {
    EnoughFreeAddresses: pass(
      'Every control plane subnet has at least 16 free IPv4 addresses, or as a /28 at least 6.',
    ),
    ShortageReportedByEks: blocker('EKS reports the health issue `InsufficientFreeAddresses`.', 'seen'),
    AddressesExhausted: blocker('All control plane subnets together have fewer than 5 free addresses.', 'absence'),
    AddressesBelowCreationFloor: byGoal(
      { Migrate: 'blocker', Operate: 'warning' },
      'A control plane subnet has fewer than 6 free addresses, which EKS demands to create a cluster in it.',
      'seen',
    ),
    AddressesBelowRecommendation: warning(
      'A control plane subnet that is larger than a /28 has fewer than the recommended 16 free addresses.',
      'seen',
    ),
    SubnetsNotCounted: unknown('A control plane subnet is not in the VPC or has no IPv4 CIDR block.'),
    NoSubnetsMatched: unknown('No control plane subnet was found.'),
  },
  sources: [
    { url: 'https://docs.aws.amazon.com/eks/latest/userguide/network-reqs.html', readOn: '2026-11-22' },
    { url: 'https://docs.aws.amazon.com/eks/latest/userguide/update-cluster.html', readOn: '2026-11-22' },
    { url: 'https://docs.aws.amazon.com/eks/latest/best-practices/subnets.html', readOn: '2026-11-24' },
  ],
  remediation: {
    text: 'Give the control plane subnets with at least 16 free IPv4 addresses; UpdateClusterConfig can change its subnets.',
    url: 'https://docs.aws.amazon.com/eks/latest/userguide/network-reqs.html',
  },
  evaluate({ cluster, subnets }, verdict) {
    const byId = subnets.all.toSorted((a, b) => (a.id < b.id ? -1 : 1));
    const judged = byId.flatMap((subnet) => {
      const { id, ipv4Cidr, freeIpv4: free } = subnet;
      const counts = cluster.subnetIds.includes(id) && ipv4Cidr !== undefined;
      return counts ? [{ subnet, free, usable: usableIpv4(ipv4Cidr) }] : [];
    });
    const issues = cluster.healthIssues.filter(({ code }) => code === 'InsufficientFreeAddresses');
    if (issues.length > 0) {
      const named = new Set(issues.flatMap(({ resourceIds }) => resourceIds));
      const resources = refs('Subnet', [...named].filter((id) => id.startsWith('subnet-')).toSorted());
      return verdict('ShortageReportedByEks', 'EKS reports that its subnets have too few free addresses.', {
        resources,
      });
    }
    const short = judged.filter(({ free }) => free < creationFloor);
    if (judged.length > 0 && judged.reduce((sum, { free }) => sum + free, 0) < upgradeNeed) {
      return verdict('AddressesExhausted', ...shortage(`Fewer than ${upgradeNeed} free addresses in all`, short));
    }
    if (short.length > 0) {
      return verdict('AddressesBelowCreationFloor', ...shortage(`Fewer than ${creationFloor} free addresses`, short));
    }
    const low = judged.filter(({ free, usable }) => free < recommended && usable >= recommended);
    if (low.length > 0) {
      return verdict('AddressesBelowRecommendation', ...shortage(`Fewer than ${recommended} free addresses`, low));
    }
    if (judged.length === 0) return verdict('NoSubnetsMatched', 'No control plane subnet was found.');

    const counted = new Set(judged.map(({ subnet }) => subnet.id));
    const uncounted = cluster.subnetIds.filter((id) => !counted.has(id)).toSorted();
    if (uncounted.length > 0) {
      const message = `No count of free addresses: ${listNames(uncounted)}.`;
      return verdict('SubnetsNotCounted', message, { resources: refs('Subnet', uncounted) });
    }
    const small = judged.filter(({ usable }) => usable < recommended).length;
    const aside = small > 0 ? `, but for ${small} of size /28, which have at least ${creationFloor}` : '';
    const subnetsOfAll = count(judged.length, 'control plane subnet');
    return verdict('EnoughFreeAddresses', `All ${subnetsOfAll} have at least ${recommended} free addresses${aside}.`);
  },
});
