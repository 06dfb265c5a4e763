import { blocker, defineCheck, pass } from '../define-check.ts';
import { listNames } from '../text.ts';

/**
 * Subnets get their IPv6 CIDR blocks out of the VPC's, so nothing can use IPv6 before the VPC has one. A block that was
 * taken away stays in EC2's answer for a while: only the state of its association tells.
 */
export const vpcHasIpv6Cidr = defineCheck({
  id: 'vpc-has-ipv6-cidr',
  code: 'VPC-001',
  condition: 'VpcDualStack',
  title: 'The VPC has an IPv4 and an IPv6 CIDR block',
  goals: ['Migrate', 'Operate'],
  needs: ['vpc'],
  reasons: {
    VpcDualStack: pass('The VPC has an IPv4 CIDR block and at least one associated IPv6 CIDR block.'),
    NoIpv6Cidr: blocker('The VPC has no IPv6 CIDR block.', 'absence'),
    Ipv6CidrNotAssociated: blocker('The VPC lists IPv6 CIDR blocks, but none of them is associated.', 'absence'),
    NoIpv4Cidr: blocker(
      'The VPC has no associated IPv4 CIDR block, which nodes and the control plane need.',
      'absence',
    ),
  },
  sources: [
    { url: 'https://docs.aws.amazon.com/vpc/latest/userguide/vpc-cidr-blocks.html', readOn: '2026-11-22' },
    { url: 'https://docs.aws.amazon.com/eks/latest/userguide/network-reqs.html', readOn: '2026-11-22' },
  ],
  remediation: {
    text: 'Associate an IPv6 CIDR block with the VPC, provided by Amazon, from IPAM or your own.',
    url: 'https://docs.aws.amazon.com/vpc/latest/userguide/vpc-migrate-ipv6.html',
  },
  evaluate({ vpc }, verdict) {
    const resources = [{ kind: 'Vpc', name: vpc.id }];
    if (vpc.ipv6Cidrs.length === 0) {
      const others = vpc.otherIpv6Associations.map(({ cidr, state }) => `${cidr} (${state})`).toSorted();
      return others.length === 0
        ? verdict('NoIpv6Cidr', `VPC ${vpc.id} has no IPv6 CIDR block.`, { resources })
        : verdict('Ipv6CidrNotAssociated', `VPC ${vpc.id} has no associated IPv6 CIDR block: ${listNames(others)}.`, {
            resources,
          });
    }
    if (vpc.ipv4Cidrs.length === 0) {
      return verdict('NoIpv4Cidr', `VPC ${vpc.id} has no associated IPv4 CIDR block.`, { resources });
    }
    return verdict('VpcDualStack', `VPC ${vpc.id} has IPv6 CIDR ${listNames(vpc.ipv6Cidrs.toSorted())}.`);
  },
});
