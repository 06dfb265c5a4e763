import { resourceMetrics } from '../../src/render/metrics.ts';
import { createMetrics } from '../../src/runtime/metrics.ts';
import { markdownOutput, type Output } from './output.ts';

/** The metrics library's own, about the process, differ from platform to platform. */
const prefix = 'ipv6_readiness_';

interface MetricRow {
  readonly name: string;
  readonly type: string;
  readonly labels: readonly string[];
  readonly help: string;
}

/** Every series the operator exports under its own name, as its registry holds it. */
export function exportedMetrics(): readonly MetricRow[] {
  const metrics = createMetrics(resourceMetrics, '');
  const nothing = (): number => 0;
  metrics.observe({ leader: nothing, leaseRenewedAtSeconds: nothing, queueDepth: nothing, caches: () => [] });
  return metrics.registry
    .getMetricsAsArray()
    .filter(({ name }) => name.startsWith(prefix))
    .map((metric) => ({
      name: metric.name,
      type: metric.type,
      labels: labelsOf(metric),
      help: metric.help,
    }));
}

export function metricsOutputs(): readonly Output[] {
  const all = exportedMetrics();
  const ofResources = all.filter(({ name }) => name in resourceMetrics);
  const ofProcess = all.filter(({ name }) => !(name in resourceMetrics));
  return [
    markdownOutput('docs/metrics.md', [
      '# Metrics',
      '',
      'Served at `/metrics` in the Prometheus text format. A scrape asks neither AWS nor the API server: it tells what is known. Numbers',
      'here are exact, where the status and its messages have [bands](decisions/0007-status-writes.md). Names and labels are stable.',
      '',
      'Only the replica that holds the lease has series of resources. A deleted resource has none, a suspended one only its conditions.',
      '',
      '## Of every resource',
      '',
      'Label `resource` is the name of the `Ipv6Readiness`. No series belongs to a node or a pod.',
      '',
      ...table(ofResources),
      '',
      'An `input` is one of those in the [permissions](permissions.md), by its short name: `subnets`, `nodeGroups`, `pods` and so on;',
      '`reason` is empty while it is observed, else one of the [reasons](conditions.md#reasons-that-are-not-a-checks-own).',
      '',
      '## Of the operator',
      '',
      ...table(ofProcess),
      '',
      'Besides these, the metrics library exports what it knows of the process and of Node (`process_…`, `nodejs_…`).',
      '',
      '## What to alert on',
      '',
      'No rules are shipped yet. These expressions say what matters:',
      '',
      '```promql',
      '# the operator is dead or hangs: what the status says proves nothing',
      'absent(ipv6_readiness_leader == 1)',
      'time() - max(ipv6_readiness_lease_renewed_timestamp_seconds) > 60',
      '# something blocks, or could not be judged for ten minutes (as `for: 10m` of a rule)',
      'ipv6_readiness_condition{type="Ready", status="False"} == 1',
      'ipv6_readiness_condition{type="Ready", status="Unknown"} == 1',
      '# addresses run low, by a floor of your own',
      'ipv6_readiness_subnet_free_ipv4_addresses / ipv6_readiness_subnet_usable_ipv4_addresses < 0.1',
      '# a defect of the operator',
      'increase(ipv6_readiness_check_errors_total[15m]) > 0',
      '```',
    ]),
  ];
}

function table(rows: readonly MetricRow[]): readonly string[] {
  return [
    '| Name | Type | Labels | Says |',
    '|---|---|---|---|',
    ...rows.map(({ name, type, labels, help }) => {
      const named = labels.map((label) => `\`${label}\``).join(', ');
      return `| \`${name}\` | ${type} | ${named || '–'} | ${help} |`;
    }),
  ];
}

/** The library's type of a metric does not tell its labels, the metric does. */
function labelsOf(metric: object): readonly string[] {
  if (!('labelNames' in metric) || !Array.isArray(metric.labelNames)) return [];
  return metric.labelNames.filter((label: unknown) => typeof label === 'string');
}
