/**
 * First versions of the AWS Load Balancer Controller that can do something.
 * Source: release notes of kubernetes-sigs/aws-load-balancer-controller, read 2026-11-22.
 */
export const firstControllerWith = {
  /** Target groups of IPv6 addresses, for application and network load balancers. */
  ipv6: '2.3.1',
  loadBalancerClass: '2.4.0',
  /** Address type `dualstack-without-public-ipv4`, of application load balancers only. */
  dualstackWithoutPublicIpv4: '2.8.0',
  /** Argument `--aws-vpc-tags`, by which it finds its VPC. */
  vpcTags: '2.9.0',
  /** UDP listeners of dual-stack network load balancers, by source NAT prefixes. */
  ipv6SourceNat: '2.10.0',
  /** Subnets found by what they reach, where no tag tells. */
  subnetsByReachability: '2.13.0',
} as const;
