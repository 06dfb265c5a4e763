import { blocker, defineCheck, pass, unknown } from '../define-check.ts';
import { count, listNames, refs } from '../text.ts';

/** Zones whose subnets EKS refuses for a control plane. */
const refusedZones = new Set(['use1-az3', 'usw1-az2', 'cac1-az3']);

/**
 * EKS puts the control plane's network interfaces into at least two Availability Zones and refuses a few zones; a new IPv6
 * cluster in these subnets cannot be created otherwise.
 */
export const controlPlaneSpansTwoZones = defineCheck({
  id: 'control-plane-spans-two-zones',
  code: 'CLU-010',
  condition: 'SubnetsDualStack',
  title: 'The control plane has subnets in two Availability Zones that EKS supports',
  goals: ['Migrate', 'Operate'],
  needs: ['cluster', 'subnets'],
  reasons: {
    SpansZones: pass('The control plane subnets lie in two or more supported Availability Zones.'),
    RefusedZone: blocker('A control plane subnet lies in an Availability Zone that EKS does not support.', 'seen'),
    SingleZone: blocker(
      'The control plane subnets that were found lie in fewer than two Availability Zones.',
      'absence',
    ),
    NoSubnetsMatched: unknown('No control plane subnet was found.'),
  },
  sources: [{ url: 'https://docs.aws.amazon.com/eks/latest/userguide/network-reqs.html', readOn: '2026-11-22' }],
  remediation: {
    text: 'Add subnets in a second Availability Zone; UpdateClusterConfig can change the subnets of a cluster.',
    url: 'https://docs.aws.amazon.com/eks/latest/userguide/network-reqs.html',
  },
  evaluate({ cluster, subnets }, verdict) {
    const own = subnets.all.filter(({ id }) => cluster.subnetIds.includes(id));
    if (own.length === 0) return verdict('NoSubnetsMatched', 'No control plane subnet was found.');

    const refused = own.filter(({ availabilityZoneId }) => refusedZones.has(availabilityZoneId));
    if (refused.length > 0) {
      const named = refused.map(({ id, availabilityZoneId }) => `${id} (${availabilityZoneId})`);
      const resources = refs(
        'Subnet',
        refused.map(({ id }) => id),
      );
      return verdict('RefusedZone', `In a zone that EKS does not support: ${listNames(named)}.`, { resources });
    }
    const zones = [...new Set(own.map(({ availabilityZone }) => availabilityZone))].toSorted();
    if (zones.length < 2) {
      const resources = refs(
        'Subnet',
        own.map(({ id }) => id),
      );
      const message = `${count(own.length, 'control plane subnet')} found, all in ${listNames(zones)}.`;
      return verdict('SingleZone', message, { resources });
    }
    return verdict(
      'SpansZones',
      `The control plane subnets lie in ${count(zones.length, 'zone')}: ${listNames(zones)}.`,
    );
  },
});
