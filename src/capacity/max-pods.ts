import type { InstanceType } from '../snapshot/aws-sections.ts';

/** Instance types with this many vCPUs or more carry more pods. */
const largeFromVcpus = 30;

export interface PodLimits {
  /** Of secondary IPv4 addresses: what tools that do not know of prefixes set, N × (L − 1) + 2. */
  readonly bySecondaryAddresses: number;
  /** What EKS recommends with prefixes, and sets for managed node groups. */
  readonly recommended: number;
}

/** How many pods a node of a type should run; undefined where EC2 did not tell the type's size. */
export function podLimits({ interfaces, ipv4PerInterface, vcpus }: InstanceType): PodLimits | undefined {
  if (interfaces === undefined || ipv4PerInterface === undefined || vcpus === undefined) return undefined;
  const slots = interfaces * (ipv4PerInterface - 1);
  return {
    bySecondaryAddresses: slots + 2,
    recommended: Math.min(vcpus < largeFromVcpus ? 110 : 250, slots * 16 + 2),
  };
}
