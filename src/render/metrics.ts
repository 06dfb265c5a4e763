import type { Ipv6ReadinessStatus } from '../api/status.ts';
import type { Report } from '../report/report.ts';
import { judgedConditions, type Judged } from './conditions.ts';
import { toFindings } from './findings.ts';

/** Series of one resource. Names, labels and help texts are stable: dashboards and alerts hang on them. */
export const resourceMetrics = {
  ipv6_readiness_condition: {
    help: '1 for the status a condition of the resource has, 0 for the two others.',
    labels: ['type', 'status'],
  },
  ipv6_readiness_findings: { help: 'Checks that ended with this severity.', labels: ['severity'] },
  ipv6_readiness_check: {
    help: '1 for every check that does not pass, by code and severity.',
    labels: ['code', 'severity'],
  },
  ipv6_readiness_input_observed: {
    help: '1 while an input is read, whole and in time; 0 while it is missing, stale or denied.',
    labels: ['input', 'reason'],
  },
  ipv6_readiness_subnet_free_ipv4_addresses: {
    help: 'Free IPv4 addresses of a subnet the cluster uses, as EC2 counts them.',
    labels: ['subnet_id', 'availability_zone'],
  },
  ipv6_readiness_subnet_usable_ipv4_addresses: {
    help: 'IPv4 addresses of the subnet that AWS does not keep for itself.',
    labels: ['subnet_id', 'availability_zone'],
  },
  ipv6_readiness_fargate_profile_free_ipv4_addresses: {
    help: 'Free IPv4 addresses in all subnets of a Fargate profile together.',
    labels: ['fargate_profile'],
  },
  ipv6_readiness_fargate_profile_expected_free_ipv4_addresses: {
    help: 'The same once Fargate pods that wait or have just started have their addresses: a bound from below.',
    labels: ['fargate_profile'],
  },
  ipv6_readiness_fargate_profile_pods: { help: 'Pods that run on a Fargate profile.', labels: ['fargate_profile'] },
  ipv6_readiness_fargate_profile_waiting_pods: {
    help: 'Pods of a Fargate profile whose address is still to be taken.',
    labels: ['fargate_profile'],
  },
  ipv6_readiness_nodes: { help: 'Nodes of the cluster by who runs them.', labels: ['compute'] },
} as const;

export type ResourceMetric = keyof typeof resourceMetrics;

export interface Sample {
  readonly metric: ResourceMetric;
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
}

const statuses = ['True', 'False', 'Unknown'] as const;

/** Exact numbers of one report, O(subnets + profiles + checks): no series for a node or a pod, no message in a label. */
export function toSamples(report: Report): readonly Sample[] {
  return [
    ...conditionSamples(judgedConditions(report)),
    ...findingSamples(report),
    ...inputSamples(report),
    ...inventorySamples(report),
  ];
}

/** Of a resource that is not assessed: its conditions are Unknown, and no old number is left to be taken for a new one. */
export function toUnassessedSamples({ conditions = [] }: Ipv6ReadinessStatus): readonly Sample[] {
  return conditionSamples(conditions);
}

function conditionSamples(conditions: readonly Judged[]): Sample[] {
  return conditions.flatMap(({ type, status }) =>
    statuses.map((each) => sample('ipv6_readiness_condition', { type, status: each }, Number(each === status))),
  );
}

function findingSamples(report: Report): Sample[] {
  const { blocker, warning, info, unknown, waived } = report.counts;
  return [
    ...Object.entries({ blocker, warning, info, unknown, waived }).map(([severity, value]) =>
      sample('ipv6_readiness_findings', { severity }, value),
    ),
    ...toFindings(report).map(({ code, severity, waived: by }) =>
      sample('ipv6_readiness_check', { code, severity: by ? 'waived' : severity }, 1),
    ),
  ];
}

function inputSamples({ inputs, needed }: Report): Sample[] {
  const missing = new Map<string, string>(inputs.map(({ section, reason }) => [section, reason]));
  return needed.map((input) =>
    sample('ipv6_readiness_input_observed', { input, reason: missing.get(input) ?? '' }, Number(!missing.has(input))),
  );
}

function inventorySamples({ inventory }: Report): Sample[] {
  const { subnets = [], fargateProfiles = [], nodes } = inventory;
  return [
    ...subnets.flatMap(({ subnet, freeIpv4, usableIpv4 }) => {
      const labels = { subnet_id: subnet.id, availability_zone: subnet.availabilityZone };
      if (usableIpv4 === undefined) return [];
      return [
        sample('ipv6_readiness_subnet_free_ipv4_addresses', labels, freeIpv4),
        sample('ipv6_readiness_subnet_usable_ipv4_addresses', labels, usableIpv4),
      ];
    }),
    ...fargateProfiles.flatMap(({ name, freeIpv4, expectedFreeIpv4, pods }) => {
      const labels = { fargate_profile: name };
      return [
        sample('ipv6_readiness_fargate_profile_free_ipv4_addresses', labels, freeIpv4),
        sample('ipv6_readiness_fargate_profile_expected_free_ipv4_addresses', labels, expectedFreeIpv4),
        sample('ipv6_readiness_fargate_profile_pods', labels, pods.placed),
        sample('ipv6_readiness_fargate_profile_waiting_pods', labels, pods.waiting),
      ];
    }),
    ...Object.entries(nodes?.byCompute ?? {}).map(([compute, value]) =>
      sample('ipv6_readiness_nodes', { compute }, value),
    ),
  ];
}

function sample(metric: ResourceMetric, labels: Readonly<Record<string, string>>, value: number): Sample {
  return { metric, labels, value };
}
