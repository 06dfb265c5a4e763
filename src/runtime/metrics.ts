import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from '@prometheus-io/client';

/** One series' value as the renderers give it. */
export interface ResourceSample {
  readonly metric: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
}

export type ResourceMetricTable = Readonly<
  Record<string, { readonly help: string; readonly labels: readonly string[] }>
>;

/** Values that are read when somebody scrapes; the scrape never calls AWS or the API server. */
export interface MetricSources {
  readonly leader: () => number;
  readonly leaseRenewedAtSeconds: () => number;
  readonly queueDepth: () => number;
  readonly caches: () => readonly {
    readonly kind: string;
    readonly synced: boolean;
    readonly objects: number;
    readonly lastActivitySeconds: number;
  }[];
}

export type Metrics = ReturnType<typeof createMetrics>;

/** The process's own registry: series about the process itself, and those of every resource. */
export function createMetrics(table: ResourceMetricTable, version: string) {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  const registers = [registry];
  const samples = new Map<string, readonly ResourceSample[]>();
  registerResourceMetrics(registry, table, samples);
  new Gauge({
    name: 'ipv6_readiness_build_info',
    help: 'Version of the operator.',
    labelNames: ['version'],
    registers,
  }).set({ version }, 1);
  return {
    registry,
    publish: (resource: string, values: readonly ResourceSample[]): void => void samples.set(resource, values),
    forget: (resource: string): void => void samples.delete(resource),
    ...passMetrics(registers),
    ...callMetrics(registers),
    stalls: new Counter({
      name: 'ipv6_readiness_stalls_total',
      help: 'Times the process stood still for more than 5 s: blocked, stopped or starved of CPU.',
      registers,
    }),
    observe: (sources: MetricSources): void => registerSources(registers, sources),
  };
}

function passMetrics(registers: Registry[]) {
  return {
    reconciles: new Counter({
      name: 'ipv6_readiness_reconcile_total',
      help: 'Passes over resources by result.',
      labelNames: ['result'],
      registers,
    }),
    reconcileSeconds: new Histogram({
      name: 'ipv6_readiness_reconcile_time_seconds',
      help: 'Duration of one pass over one resource.',
      buckets: [0.001, 0.005, 0.01, 0.05, 0.1, 0.5, 1, 5],
      registers,
    }),
    statusWrites: new Counter({
      name: 'ipv6_readiness_status_writes_total',
      help: 'Status writes by result.',
      labelNames: ['result'],
      registers,
    }),
    events: new Counter({
      name: 'ipv6_readiness_events_total',
      help: 'Events by result.',
      labelNames: ['result'],
      registers,
    }),
    checkErrors: new Counter({
      name: 'ipv6_readiness_check_errors_total',
      help: 'Checks that threw: a defect of the operator.',
      labelNames: ['code'],
      registers,
    }),
  };
}

function callMetrics(registers: Registry[]) {
  return {
    awsCalls: new Counter({
      name: 'ipv6_readiness_aws_api_calls_total',
      help: 'AWS API calls by action and outcome.',
      labelNames: ['action', 'outcome'],
      registers,
    }),
    awsCallSeconds: new Histogram({
      name: 'ipv6_readiness_aws_api_call_seconds',
      help: 'Duration of AWS API calls by action.',
      labelNames: ['action'],
      buckets: [0.01, 0.05, 0.1, 0.5, 1, 5, 15],
      registers,
    }),
    watchEvents: new Counter({
      name: 'ipv6_readiness_watch_events_total',
      help: 'What happened to the watches, by kind and event.',
      labelNames: ['kind', 'event'],
      registers,
    }),
  };
}

function registerResourceMetrics(
  registry: Registry,
  table: ResourceMetricTable,
  samples: ReadonlyMap<string, readonly ResourceSample[]>,
): void {
  for (const [name, { help, labels }] of Object.entries(table)) {
    new Gauge({
      name,
      help,
      labelNames: ['resource', ...labels],
      registers: [registry],
      collect() {
        this.reset();
        for (const [resource, values] of samples) {
          for (const { metric, labels: own, value } of values)
            if (metric === name) this.set({ resource, ...own }, value);
        }
      },
    });
  }
}

function registerSources(
  registers: Registry[],
  { leader, leaseRenewedAtSeconds, queueDepth, caches }: MetricSources,
): void {
  const read = (name: string, help: string, value: () => number): unknown =>
    new Gauge({
      name,
      help,
      registers,
      collect() {
        this.set(value());
      },
    });
  read('ipv6_readiness_leader', '1 while this replica holds the lease.', leader);
  read(
    'ipv6_readiness_lease_renewed_timestamp_seconds',
    'When the lease was last renewed by this replica.',
    leaseRenewedAtSeconds,
  );
  read('ipv6_readiness_workqueue_depth', 'Resources that wait for a pass.', queueDepth);
  const perKind = (
    name: string,
    help: string,
    value: (cache: ReturnType<MetricSources['caches']>[number]) => number,
  ): unknown =>
    new Gauge({
      name,
      help,
      labelNames: ['kind'],
      registers,
      collect() {
        for (const cache of caches()) this.set({ kind: cache.kind }, value(cache));
      },
    });
  perKind('ipv6_readiness_cache_synced', '1 once the cache of a kind holds all objects.', ({ synced }) =>
    Number(synced),
  );
  perKind('ipv6_readiness_cache_objects', 'Objects that count, by kind.', ({ objects }) => objects);
  perKind(
    'ipv6_readiness_cache_last_activity_timestamp_seconds',
    'When the watch of a kind last delivered anything.',
    ({ lastActivitySeconds }) => lastActivitySeconds,
  );
}
