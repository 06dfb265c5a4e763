import { fargateHeadroom, isActive } from '../../capacity/headroom.ts';
import { blocker, defineCheck, notApplicable, pass, unknown, warning } from '../define-check.ts';
import { profileDemand, profileName, profileShortage, profileSubnets } from '../headroom-text.ts';
import { count, countOf, listNames, refs } from '../text.ts';

/**
 * Every Fargate pod takes one IPv4 address of its profile's subnets, in IPv6 clusters too, and Fargate starts twenty pods a
 * second: a subnet can be empty before EC2 is asked again. So the pods the cluster knows of warn before EC2's count tells;
 * only that count blocks, because some of those pods may have their address already.
 */
export const fargateSubnetsHaveFreeIpv4 = defineCheck({
  id: 'fargate-subnets-have-free-ipv4',
  code: 'CAP-004',
  condition: 'FargateIPv4Available',
  title: 'The subnets of every Fargate profile have free IPv4 addresses',
  goals: ['Migrate', 'Operate'],
  needs: ['subnets', 'fargateProfiles', 'nodes', 'pods'],
  reasons: {
    EnoughFreeAddresses: pass('Every subnet of every active profile is above the warning floor.'),
    FargateNotUsed: notApplicable('The cluster has no Fargate profile and no Fargate node.'),
    SubnetsNotFound: blocker('A profile names a subnet that is not in the VPC.', 'absence'),
    SubnetsWithoutIpv4: blocker('A profile names an IPv6-only subnet, where no Fargate pod can start.', 'seen'),
    ProfileExhausted: blocker('Every subnet of an active profile is below the critical floor.', 'seen'),
    SubnetsCritical: warning(
      'A subnet of an active profile is below the critical floor, others of it are not.',
      'seen',
    ),
    SubnetsLow: warning('A subnet of an active profile is below the warning floor.', 'seen'),
    WaitingPodsTakeHeadroom: warning(
      'Once pods that wait or have just started have their addresses, a subnet is below the warning floor.',
      'seen',
    ),
    ProfilesNotActive: warning('A profile is not active, so it is no capacity; others are active.', 'seen'),
    NoActiveProfile: unknown('No profile is active, so there is no capacity to judge.'),
    FargateWithoutProfile: unknown('Fargate nodes run but no profile was found.'),
  },
  sources: [
    { url: 'https://docs.aws.amazon.com/eks/latest/userguide/fargate-profile.html', readOn: '2026-11-22' },
    { url: 'https://docs.aws.amazon.com/eks/latest/userguide/fargate-pod-configuration.html', readOn: '2026-11-22' },
  ],
  remediation: {
    text: 'Add a larger dual-stack subnet or a secondary IPv4 CIDR block, and spread the Fargate profiles.',
    url: 'https://docs.aws.amazon.com/eks/latest/best-practices/subnets.html',
  },
  evaluate(sections, verdict, { policy }) {
    const profiles = fargateHeadroom(sections, policy.fargate);
    if (profiles.length === 0) {
      const nodes = countOf(sections.nodes.filter(({ facts }) => facts.compute === 'fargate'));
      return nodes === 0
        ? verdict('FargateNotUsed', 'The cluster has no Fargate profile.')
        : verdict('FargateWithoutProfile', 'Fargate nodes run, but the cluster has no Fargate profile.');
    }
    const active = profiles.filter(({ profile }) => isActive(profile));
    const exhausted = active.filter(({ state, absent }) => state === 'Critical' && absent.length === 0);
    if (exhausted.length > 0) {
      return verdict(
        'ProfileExhausted',
        ...profileShortage('Every subnet below the critical floor', exhausted, 'Critical'),
      );
    }
    const ipv6Only = active.filter(({ withoutIpv4 }) => withoutIpv4.length > 0);
    if (ipv6Only.length > 0) {
      return verdict(
        'SubnetsWithoutIpv4',
        ...profileSubnets('Without an IPv4 CIDR block', ipv6Only, (each) => each.withoutIpv4),
      );
    }
    const incomplete = active.filter(({ absent }) => absent.length > 0);
    if (incomplete.length > 0) {
      return verdict('SubnetsNotFound', ...profileSubnets('Not in the VPC', incomplete, ({ absent }) => absent));
    }
    const critical = active.filter(({ subnets }) => subnets.some(({ state }) => state === 'Critical'));
    if (critical.length > 0) {
      return verdict('SubnetsCritical', ...profileShortage('Below the critical floor', critical, 'Critical'));
    }
    const low = active.filter(({ state }) => state === 'Low');
    if (low.length > 0) return verdict('SubnetsLow', ...profileShortage('Below the warning floor', low, 'Low'));

    const demanded = active.filter(({ expectedState }) => expectedState !== 'Ok');
    if (demanded.length > 0) {
      const title = 'Below the warning floor once waiting and new pods have their addresses';
      return verdict('WaitingPodsTakeHeadroom', ...profileDemand(title, demanded));
    }

    const inactive = profiles.filter(({ profile }) => !isActive(profile));
    if (inactive.length > 0) {
      const message = `Not active: ${listNames(inactive.map((each) => `${profileName(each)} (${each.profile.status})`))}.`;
      const resources = refs(
        'FargateProfile',
        inactive.map(({ profile }) => profile.name),
      );
      return verdict(active.length === 0 ? 'NoActiveProfile' : 'ProfilesNotActive', message, { resources });
    }
    const message = `Every subnet of ${count(active.length, 'Fargate profile')} has enough free IPv4 addresses.`;
    return verdict('EnoughFreeAddresses', message);
  },
});
