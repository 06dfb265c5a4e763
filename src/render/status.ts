import {
  statusLimits,
  type Ipv6ReadinessStatus,
  type StatusFargateProfile,
  type StatusFinding,
  type StatusSubnet,
} from '../api/status.ts';
import { band } from '../net/band.ts';
import type { NodeNumbers, ProfileNumbers, SubnetNumbers } from '../report/inventory.ts';
import type { Report } from '../report/report.ts';
import { cut, toConditions, type ConditionContext } from './conditions.ts';
import { docsUrl, toFindings } from './findings.ts';

/** The whole status of one assessment: sorted, bounded, numbers in bands, so that an unchanged verdict is an unchanged text. */
export function toStatus(report: Report, context: ConditionContext): Ipv6ReadinessStatus {
  const { inventory, counts, goal, clusterName, region } = report;
  const { loadBalancerController: controller } = inventory;
  return {
    observedGeneration: context.generation,
    ...(goal === undefined ? {} : { goal }),
    ...(clusterName === undefined ? {} : { clusterName }),
    ...(region === undefined ? {} : { region }),
    conditions: toConditions(report, context),
    summary: {
      blockers: counts.blocker,
      warnings: counts.warning,
      unknown: counts.unknown,
      info: counts.info,
      passed: counts.pass,
      notApplicable: counts.notApplicable,
    },
    ...findingsPart(report),
    ...subnetsPart(inventory.subnets),
    ...profilesPart(inventory.fargateProfiles),
    ...(inventory.nodes ? { nodes: toNodes(inventory.nodes) } : {}),
    ...(controller
      ? {
          loadBalancerController: {
            namespace: controller.namespace,
            name: controller.name,
            ...(controller.image.version === undefined ? {} : { version: controller.image.version }),
            image: cut(controller.image.image, statusLimits.image),
          },
        }
      : {}),
  };
}

function findingsPart(report: Report): Pick<Ipv6ReadinessStatus, 'findings' | 'omittedFindings'> {
  const findings = toFindings(report).map(({ exact: _, condition: __, ...finding }): StatusFinding => {
    const resources = finding.resources.slice(0, statusLimits.resourcesPerFinding);
    const omitted = finding.resources.length - resources.length;
    return {
      ...finding,
      message: cut(finding.message, statusLimits.findingMessage),
      resources,
      ...(omitted > 0 ? { omittedResources: omitted } : {}),
      docsUrl: docsUrl(finding.check),
    };
  });
  const omitted = findings.length - statusLimits.findings;
  return { findings: findings.slice(0, statusLimits.findings), ...(omitted > 0 ? { omittedFindings: omitted } : {}) };
}

function subnetsPart(
  subnets: readonly SubnetNumbers[] | undefined,
): Pick<Ipv6ReadinessStatus, 'subnets' | 'omittedSubnets' | 'minFreeIPv4'> {
  if (!subnets) return {};
  const free = subnets.filter(({ usableIpv4 }) => usableIpv4 !== undefined).map(({ freeIpv4 }) => freeIpv4);
  const omitted = subnets.length - statusLimits.subnets;
  return {
    subnets: subnets.slice(0, statusLimits.subnets).map(toSubnet),
    ...(omitted > 0 ? { omittedSubnets: omitted } : {}),
    ...(free.length > 0 ? { minFreeIPv4: band(free.reduce((least, each) => Math.min(least, each))) } : {}),
  };
}

function toSubnet({ subnet, roles, usableIpv4, freeIpv4, state }: SubnetNumbers): StatusSubnet {
  return {
    id: subnet.id,
    ...(subnet.name === undefined ? {} : { name: cut(subnet.name, statusLimits.name) }),
    availabilityZone: subnet.availabilityZone,
    ...(subnet.ipv4Cidr === undefined ? {} : { ipv4Cidr: subnet.ipv4Cidr }),
    ipv6Cidrs: subnet.ipv6Cidrs.slice(0, statusLimits.ipv6CidrsPerSubnet),
    freeIPv4: band(freeIpv4),
    usableIPv4: usableIpv4 ?? 0,
    state,
    roles,
    ...(subnet.shared ? { shared: true } : {}),
  };
}

function profilesPart(
  profiles: readonly ProfileNumbers[] | undefined,
): Pick<Ipv6ReadinessStatus, 'fargateProfiles' | 'omittedFargateProfiles'> {
  if (!profiles) return {};
  const omitted = profiles.length - statusLimits.fargateProfiles;
  return {
    fargateProfiles: profiles.slice(0, statusLimits.fargateProfiles).map(toProfile),
    ...(omitted > 0 ? { omittedFargateProfiles: omitted } : {}),
  };
}

function toProfile({ name, status, subnetIds, freeIpv4, pods, state }: ProfileNumbers): StatusFargateProfile {
  return {
    name,
    status,
    subnets: subnetIds.slice(0, statusLimits.subnetsPerFargateProfile),
    freeIPv4: band(freeIpv4),
    pods: band(pods.placed),
    waitingPods: band(pods.waiting),
    state: state ?? 'Unknown',
  };
}

function toNodes({ total, byCompute, ipv6 }: NodeNumbers): NonNullable<Ipv6ReadinessStatus['nodes']> {
  const { ec2, fargate, auto, hybrid, unknown } = byCompute;
  return {
    total: band(total),
    ec2: band(ec2),
    fargate: band(fargate),
    auto: band(auto),
    hybrid: band(hybrid),
    unknown: band(unknown),
    ipv6: band(ipv6),
  };
}
