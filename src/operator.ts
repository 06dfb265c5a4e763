import packageJson from '../package.json' with { type: 'json' };
import { createAssessment, type Assessment } from './assessment.ts';
import type { Config } from './config.ts';
import { KubeHttp } from './kube/http.ts';
import { LeaseElector } from './kube/lease.ts';
import { loadKubeConfig } from './kube/pooled-kube-config.ts';
import { resourceMetrics } from './render/metrics.ts';
import { systemClock as clock } from './runtime/clock.ts';
import { startHealthServer } from './runtime/health-server.ts';
import type { Logger } from './runtime/logger.ts';
import { createMetrics, type MetricSources } from './runtime/metrics.ts';
import { startWatchdog } from './runtime/watchdog.ts';

export interface Operator {
  readonly port: number;
  /** Resolves when another replica leads that did not before: the process must end, to come back as one that waits. */
  readonly lost: Promise<void>;
  /** Ends what runs, releases the lease, closes what is open. */
  stop(): Promise<void>;
}

/** Wires everything together and starts it. @throws Error where the cluster cannot be addressed at all */
export async function startOperator(config: Config, logger: Logger): Promise<Operator> {
  const { version } = packageJson;
  const { kubeconfig, context } = config;
  const kubeConfig = loadKubeConfig({
    version,
    ...(kubeconfig === undefined ? {} : { kubeconfig }),
    ...(context === undefined ? {} : { context }),
  });
  const http = new KubeHttp({ config: kubeConfig, clock });
  const metrics = createMetrics(resourceMetrics, version);
  const lost = Promise.withResolvers<void>();
  const lease = new LeaseElector({
    http,
    clock,
    namespace: config.leaseNamespace,
    name: config.leaseName,
    identity: config.identity,
    onLost: (to) => {
      if (to === 'others') lost.resolve();
      else logger.warn({}, 'The lease could not be renewed; nothing is written until it is held again.');
    },
    onError: (error) => logger.warn({ err: error }, 'The lease could not be read or renewed.'),
  });
  const assessment = createAssessment({ config, clock, logger, http, metrics, mayWrite: () => lease.isLeader });
  metrics.observe(metricSources(lease, assessment));
  const watchdog = startWatchdog({
    clock,
    onStall: (ms) => {
      metrics.stalls.inc();
      logger.warn({ ms: Math.round(ms) }, 'The process stood still.');
    },
  });
  const health = await startHealthServer({
    ...(config.listenHost === undefined ? {} : { host: config.listenHost }),
    port: config.listenPort,
    registry: metrics.registry,
    alive: () => true,
    // A replica that waits for the lease is as ready as it can be.
    ready: () => watchdog.steady && (!lease.isLeader || assessment.knowsResources()),
  });

  const stopping = new AbortController();
  const leading = lead(lease, assessment, { logger, signal: stopping.signal });
  return {
    port: health.port,
    lost: lost.promise,
    async stop() {
      watchdog.stop();
      await assessment.stop();
      stopping.abort();
      await leading;
      await Promise.all([health.stop(), kubeConfig.close()]);
    },
  };
}

/** Leads whenever the lease is held. An API server that was away longer than the lease lasts costs no restart: caches stay. */
async function lead(
  lease: LeaseElector,
  assessment: Assessment,
  { logger, signal }: { readonly logger: Logger; readonly signal: AbortSignal },
): Promise<void> {
  while (await lease.acquire(signal)) {
    logger.info({}, 'This replica leads.');
    assessment.start();
    await lease.hold(signal);
  }
}

function metricSources(lease: LeaseElector, assessment: Assessment): MetricSources {
  return {
    leader: () => Number(lease.isLeader),
    leaseRenewedAtSeconds: () => (lease.renewedAt ?? 0) / 1000,
    queueDepth: assessment.queueDepth,
    caches: () =>
      assessment.caches().map(({ kind, state, objects }) => ({
        kind,
        synced: state.synced,
        objects,
        lastActivitySeconds: state.lastActivity / 1000,
      })),
  };
}
