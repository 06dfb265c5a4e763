import {
  statusLimits,
  type Ipv6ReadinessStatus,
  type StatusFargateProfile,
  type StatusFinding,
  type StatusLoadBalancerController,
  type StatusNodes,
  type StatusSubnet,
} from '../api/status.ts';
import { band } from '../net/band.ts';
import type { Inventory, NodeNumbers, ProfileNumbers, SubnetNumbers } from '../report/inventory.ts';
import { toIso } from '../report/conditions.ts';
import type { Report } from '../report/report.ts';
import { toConditions, type ConditionContext } from './conditions.ts';
import { docsUrl, toFindings, type Finding } from './findings.ts';
import { fitStatus } from './fit-status.ts';
import { cut } from './text.ts';

/** The whole status of one assessment: sorted, bounded, numbers in bands, so that an unchanged verdict is an unchanged text. */
export function toStatus(report: Report, context: ConditionContext): Ipv6ReadinessStatus {
  const { inventory, counts, goal, clusterName, region } = report;
  const { nodes, loadBalancerController } = inventory;
  return fitStatus({
    observedGeneration: context.generation,
    ...(goal === undefined ? {} : { goal }),
    ...(clusterName === undefined ? {} : { clusterName: cut(clusterName, longest.clusterName) }),
    ...(region === undefined ? {} : { region: cut(region, longest.region) }),
    conditions: toConditions(report, context),
    summary: {
      blockers: counts.blocker,
      warnings: counts.warning,
      ...(counts.waived > 0 ? { waived: counts.waived } : {}),
      unknown: counts.unknown,
      info: counts.info,
      passed: counts.pass,
      notApplicable: counts.notApplicable,
    },
    ...findingsPart(report),
    ...subnetsPart(inventory.subnets),
    ...profilesPart(inventory.fargateProfiles),
    ...(nodes ? { nodes: toNodes(nodes) } : {}),
    ...(loadBalancerController ? { loadBalancerController: toController(loadBalancerController) } : {}),
  });
}

/** Bounds of texts that others write, as the schema has them: a status with a longer one would be refused whole. */
const longest = {
  clusterName: 100,
  region: 32,
  kind: 64,
  waiverReason: 512,
  namespace: 63,
  id: 24,
  zone: 64,
  profileName: 100,
  profileStatus: 32,
  deployment: 253,
  version: 128,
} as const;

function findingsPart(report: Report): Pick<Ipv6ReadinessStatus, 'findings' | 'omittedFindings'> {
  const findings = toFindings(report);
  const omitted = findings.length - statusLimits.findings;
  return {
    findings: findings.slice(0, statusLimits.findings).map(toFinding),
    ...(omitted > 0 ? { omittedFindings: omitted } : {}),
  };
}

function toFinding({ code, check, severity, reason, message, resources, waived }: Finding): StatusFinding {
  const omitted = resources.length - statusLimits.resourcesPerFinding;
  return {
    code,
    check,
    severity,
    reason,
    message: cut(message, statusLimits.findingMessage),
    resources: resources.slice(0, statusLimits.resourcesPerFinding).map(({ kind, namespace, name }) => ({
      kind: cut(kind, longest.kind),
      ...(namespace === undefined ? {} : { namespace: cut(namespace, longest.namespace) }),
      name: cut(name, statusLimits.name),
    })),
    ...(omitted > 0 ? { omittedResources: omitted } : {}),
    docsUrl: docsUrl(check),
    ...(waived ? { waivedUntil: toIso(waived.expiresAt), waiverReason: cut(waived.reason, longest.waiverReason) } : {}),
  };
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
    id: cut(subnet.id, longest.id),
    ...(subnet.name === undefined ? {} : { name: cut(subnet.name, statusLimits.name) }),
    availabilityZone: cut(subnet.availabilityZone, longest.zone),
    ...(subnet.ipv4Cidr === undefined ? {} : { ipv4Cidr: subnet.ipv4Cidr }),
    ipv6Cidrs: subnet.ipv6Cidrs.slice(0, statusLimits.ipv6CidrsPerSubnet),
    freeIPv4: band(freeIpv4),
    usableIPv4: usableIpv4 ?? 0,
    state: state ?? 'Unknown',
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

function toProfile(profile: ProfileNumbers): StatusFargateProfile {
  const { name, status, subnetIds, freeIpv4, expectedFreeIpv4, pods, state } = profile;
  return {
    name: cut(name, longest.profileName),
    status: cut(status, longest.profileStatus),
    subnets: subnetIds.slice(0, statusLimits.subnetsPerFargateProfile).map((id) => cut(id, longest.id)),
    freeIPv4: band(freeIpv4),
    expectedFreeIPv4: band(expectedFreeIpv4),
    pods: band(pods.placed),
    waitingPods: band(pods.waiting),
    state: state ?? 'Unknown',
  };
}

function toNodes({ total, byCompute, ipv6 }: NodeNumbers): StatusNodes {
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

function toController({
  namespace,
  name,
  image,
}: NonNullable<Inventory['loadBalancerController']>): StatusLoadBalancerController {
  return {
    namespace: cut(namespace, longest.namespace),
    name: cut(name, longest.deployment),
    ...(image.version === undefined ? {} : { version: cut(image.version, longest.version) }),
    image: cut(image.image, statusLimits.image),
  };
}
