import { fargateSubnetsHaveFreeIpv4 } from './capacity/fargate-subnets-have-free-ipv4.ts';
import { nodeSubnetsHaveFreeIpv4 } from './capacity/node-subnets-have-free-ipv4.ts';
import { controlPlaneSpansTwoZones } from './cluster/control-plane-spans-two-zones.ts';
import { controlPlaneSubnetsHaveFreeIpv4 } from './cluster/control-plane-subnets-have-free-ipv4.ts';
import { ipFamilyFitsGoal } from './cluster/ip-family-fits-goal.ts';
import { vpcCniConfiguredForIpv6 } from './cni/vpc-cni-configured-for-ipv6.ts';
import { vpcCniSupportsIpv6 } from './cni/vpc-cni-supports-ipv6.ts';
import type { Check } from './define-check.ts';
import { loadBalancerControllerSupportsIpv6 } from './load-balancing/load-balancer-controller-supports-ipv6.ts';
import { nodesAreNitro } from './nodes/nodes-are-nitro.ts';
import { nodesHaveIpv6Address } from './nodes/nodes-have-ipv6-address.ts';
import { nodeSubnetsAssignIpv6 } from './vpc/node-subnets-assign-ipv6.ts';
import { subnetsHaveIpv6Cidr } from './vpc/subnets-have-ipv6-cidr.ts';
import { vpcHasIpv6Cidr } from './vpc/vpc-has-ipv6-cidr.ts';

/** Every check there is, in the order of their codes. A new check is its file, its test, its page and one line here. */
export const checks: readonly Check[] = [
  nodeSubnetsHaveFreeIpv4,
  fargateSubnetsHaveFreeIpv4,
  ipFamilyFitsGoal,
  controlPlaneSubnetsHaveFreeIpv4,
  controlPlaneSpansTwoZones,
  vpcCniSupportsIpv6,
  vpcCniConfiguredForIpv6,
  loadBalancerControllerSupportsIpv6,
  nodesAreNitro,
  nodesHaveIpv6Address,
  vpcHasIpv6Cidr,
  subnetsHaveIpv6Cidr,
  nodeSubnetsAssignIpv6,
];
