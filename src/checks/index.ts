import { fargateSubnetsHaveFreeIpv4 } from './capacity/fargate-subnets-have-free-ipv4.ts';
import { ipFamilyFitsGoal } from './cluster/ip-family-fits-goal.ts';
import type { Check } from './define-check.ts';
import { subnetsHaveIpv6Cidr } from './vpc/subnets-have-ipv6-cidr.ts';

/** Every check there is, in the order of their codes. A new check is its file, its test, its page and one line here. */
export const checks: readonly Check[] = [fargateSubnetsHaveFreeIpv4, ipFamilyFitsGoal, subnetsHaveIpv6Cidr];
