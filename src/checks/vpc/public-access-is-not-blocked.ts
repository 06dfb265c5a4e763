import { shutWays } from '../../capacity/public-access.ts';
import { byGoal, defineCheck, info, pass, unknown, warning } from '../define-check.ts';
import { podRouteSections, routeReasons, routesOfPods, told } from '../routed-subnets.ts';

/**
 * Block public access overrules every route: in both directions it shuts internet gateways and egress-only ones alike, so that
 * route tables look whole and nothing gets out.
 */
export const publicAccessIsNotBlocked = defineCheck({
  id: 'public-access-is-not-blocked',
  code: 'VPC-010',
  condition: 'EgressReady',
  title: 'VPC Block Public Access leaves the ways out of pods open',
  goals: ['Migrate', 'Operate'],
  needs: ['cluster', ...podRouteSections, 'natGateways', 'blockPublicAccess'],
  reasons: {
    PublicAccessNotBlocked: pass('Block public access shuts no way out of a subnet of pods.'),
    WaysOutBlocked: byGoal(
      { Migrate: 'warning', Operate: 'blocker' },
      'It blocks both directions, and a subnet with nodes has its way out through the internet.',
      'seen',
    ),
    WaysOutOfUnusedSubnetsBlocked: warning('The same of a subnet that has no node now.', 'seen'),
    PublicSubnetsBlocked: warning(
      'It blocks ingress, and a subnet goes out through an internet gateway itself.',
      'seen',
    ),
    BlockUnknown: unknown('A subnet, or that of its NAT gateway, is of another account or not known.'),
    BlockedWithoutHarm: info('It is on, and shuts no way out of a subnet of pods.'),
    ...routeReasons,
  },
  sources: [{ url: 'https://docs.aws.amazon.com/vpc/latest/userguide/security-vpc-bpa.html', readOn: '2026-11-22' }],
  remediation: {
    text: 'Block ingress alone, or exclude the VPC or its subnets from the block.',
    url: 'https://docs.aws.amazon.com/vpc/latest/userguide/security-vpc-bpa.html',
  },
  evaluate(sections, verdict, { policy }) {
    const { routed, unjudged } = routesOfPods(sections, policy.extraSubnets);
    const access = { ...sections, vpcId: sections.cluster.vpcId };
    const judged = routed.map((each) => ({ ...each, shut: shutWays(each.subnet, each.paths, access) }));
    const shut = judged.filter((each) => each.shut === 'ways');
    const inUse = shut.filter((each) => each.inUse);
    if (inUse.length > 0) return verdict('WaysOutBlocked', ...told(inUse, 'with nodes whose way out is blocked'));
    if (unjudged) return verdict(unjudged.reason, unjudged.message, { resources: unjudged.resources });
    const unclear = judged.filter((each) => each.shut === 'unknown');
    if (unclear.length > 0) return verdict('BlockUnknown', ...told(unclear, 'of which no block is known'));
    if (shut.length > 0) {
      return verdict('WaysOutOfUnusedSubnetsBlocked', ...told(shut, 'without nodes whose way out is blocked'));
    }
    const direct = judged.filter((each) => each.shut === 'direct');
    if (direct.length > 0) {
      return verdict('PublicSubnetsBlocked', ...told(direct, 'behind an internet gateway with ingress blocked'));
    }
    const { mode } = sections.blockPublicAccess;
    return mode === 'off'
      ? verdict('PublicAccessNotBlocked', 'Block public access is off.')
      : verdict('BlockedWithoutHarm', 'Block public access is on, and shuts no way out of a subnet of pods.');
  },
});
