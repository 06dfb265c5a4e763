import { podSubnets } from '../../capacity/pod-subnets.ts';
import { contains, isUniqueLocal } from '../../net/cidr.ts';
import type { Vpc } from '../../snapshot/aws-sections.ts';
import { defineCheck, info, notApplicable, pass, unknown, warning } from '../define-check.ts';
import { count, listNames, namesOf, refs } from '../text.ts';

/**
 * A VPC can have private IPv6 blocks from IPAM, which nothing on the internet answers to: a route to an egress-only internet
 * gateway is then no way out, and clients that try IPv6 first wait for nothing. What EKS makes of them AWS does not say.
 */
export const vpcIpv6IsPublic = defineCheck({
  id: 'vpc-ipv6-is-public',
  code: 'VPC-013',
  condition: 'VpcDualStack',
  title: 'Pods get IPv6 addresses that the internet can answer',
  goals: ['Migrate', 'Operate'],
  needs: ['vpc', 'subnets', 'nodeGroups', 'fargateProfiles', 'nodes'],
  reasons: {
    Ipv6IsPublic: pass('Every IPv6 block of the VPC is public.'),
    NoIpv6Blocks: notApplicable('The VPC has no IPv6 block (see VPC-001).'),
    PodsOnPrivateIpv6: warning('A subnet of pods has its IPv6 block out of a private one of the VPC.', 'seen'),
    PrivateIpv6OutsidePods: info('The VPC has a private IPv6 block, and no subnet of pods is in it.'),
    PodSubnetsUnknown: unknown('The VPC has a private IPv6 block, and a subnet of pods is not known.'),
    Ipv6OriginUnknown: unknown('EC2 does not say of an IPv6 block whether it is public.'),
  },
  sources: [
    {
      url: 'https://aws.amazon.com/about-aws/whats-new/2024/08/aws-private-ipv6-addressing-vpcs-subnets/',
      readOn: '2026-11-24',
    },
    { url: 'https://docs.aws.amazon.com/vpc/latest/userguide/vpc-ip-addressing.html', readOn: '2026-11-24' },
  ],
  remediation: {
    text: 'Give clusters that need the internet over IPv6 a VPC with public IPv6 addresses.',
    url: 'https://docs.aws.amazon.com/vpc/latest/userguide/vpc-ip-addressing.html',
  },
  evaluate(sections, verdict, { policy }) {
    const { vpc } = sections;
    if (vpc.ipv6Cidrs.length === 0) return verdict('NoIpv6Blocks', `VPC ${vpc.id} has no IPv6 CIDR block.`);
    const blocks = vpc.ipv6Cidrs.toSorted().map((cidr) => ({ cidr, kind: kindOf(cidr, vpc) }));
    const ofKind = (wanted: Kind) => blocks.filter(({ kind }) => kind === wanted).map(({ cidr }) => cidr);
    const hidden = ofKind('private');
    const found = podSubnets(sections, policy.extraSubnets);
    const inPrivate = found.present
      .filter(({ subnet }) => subnet.ipv6Cidrs.some((cidr) => hidden.some((block) => contains(block, cidr))))
      .map(({ subnet }) => subnet.id);
    if (inPrivate.length > 0) {
      const message = `${count(inPrivate.length, 'subnet')} of pods in private IPv6 blocks of the VPC: ${listNames(inPrivate)}.`;
      return verdict('PodsOnPrivateIpv6', message, {
        resources: [...refs('Vpc', [vpc.id]), ...refs('Subnet', inPrivate)],
      });
    }
    const resources = refs('Vpc', [vpc.id]);
    const untold = ofKind('untold');
    if (untold.length > 0) {
      return verdict('Ipv6OriginUnknown', `Public or private is not told of ${listNames(untold)}.`, { resources });
    }
    if (hidden.length > 0 && (found.absent.length > 0 || found.strayNodes.length > 0)) {
      const unseen = [...found.absent.map(({ id }) => id), ...namesOf(found.strayNodes)];
      return verdict('PodSubnetsUnknown', `In none of the subnets of the VPC: ${listNames(unseen)}.`, { resources });
    }
    if (hidden.length > 0) {
      const message = `No subnet of pods is in the private IPv6 blocks of the VPC: ${listNames(hidden)}.`;
      return verdict('PrivateIpv6OutsidePods', message, { resources });
    }
    return verdict('Ipv6IsPublic', `The IPv6 blocks of VPC ${vpc.id} are public: ${listNames(ofKind('public'))}.`);
  },
});

type Kind = 'public' | 'private' | 'untold';

/** A block of which different things are told is not known to be either. */
function kindOf(cidr: string, { ipv6Origins }: Vpc): Kind {
  if (isUniqueLocal(cidr)) return 'private';
  const told = new Set(ipv6Origins.filter((origin) => origin.cidr === cidr).map(kindOfOrigin));
  const [kind = 'untold', ...others] = told;
  return others.length === 0 ? kind : 'untold';
}

/** Addresses that were not given by Amazon or brought along (`none`) are private, whatever they look like. */
function kindOfOrigin({ attribute, ipSource }: Vpc['ipv6Origins'][number]): Kind {
  if (attribute === 'private' || attribute === 'public') return attribute;
  if (ipSource === 'none') return 'private';
  return ipSource === 'amazon' || ipSource === 'byoip' ? 'public' : 'untold';
}
