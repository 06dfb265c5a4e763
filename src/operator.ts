import packageJson from '../package.json' with { type: 'json' };
import { apiVersion, kind } from './api/group.ts';
import { createAwsReader } from './aws/aws-reader.ts';
import { checks } from './checks/index.ts';
import type { Config } from './config.ts';
import { reconcile } from './controller/reconcile.ts';
import { StartUp } from './controller/start-up.ts';
import { StatusGate } from './controller/status-gate.ts';
import { WorkQueue } from './controller/queue.ts';
import { ClusterInformers } from './kube/cluster-view.ts';
import { EventRecorder } from './kube/event-recorder.ts';
import { KubeHttp } from './kube/http.ts';
import { LeaseElector } from './kube/lease.ts';
import { loadKubeConfig } from './kube/pooled-kube-config.ts';
import { metadataOf, ResourceCache } from './kube/resource-cache.ts';
import { serviceAccountIssuer } from './kube/service-account-issuer.ts';
import { statusPort } from './kube/status-port.ts';
import { Observation } from './observe/observation.ts';
import { resourceMetrics, toSamples } from './render/metrics.ts';
import { systemClock as clock } from './runtime/clock.ts';
import { startHealthServer } from './runtime/health-server.ts';
import type { Logger } from './runtime/logger.ts';
import { createMetrics } from './runtime/metrics.ts';

/** Events that come together are judged together. */
const coalesceMs = 200;

export interface Operator {
  readonly port: number;
  /** Resolves when leadership was lost without our will: the process must end. */
  readonly lost: Promise<void>;
  /** Ends what runs, releases the lease, closes what is open. */
  stop(): Promise<void>;
}

/** Wires everything together and starts it. @throws Error where the cluster cannot be addressed at all */
export async function startOperator(config: Config, logger: Logger): Promise<Operator> {
  const { version } = packageJson;
  const kubeConfig = loadKubeConfig({ version, ...pick(config, 'kubeconfig', 'context') });
  const http = new KubeHttp({ config: kubeConfig, clock });
  const metrics = createMetrics(resourceMetrics, version);
  const stopping = new AbortController();

  const lost = Promise.withResolvers<void>();
  const lease = new LeaseElector({
    http,
    clock,
    namespace: config.leaseNamespace,
    name: config.leaseName,
    identity: config.identity,
    onLost: () => lost.resolve(),
    onError: (error) => logger.warn({ err: error }, 'The lease could not be read or renewed.'),
  });
  const readers = new Map<string, ReturnType<typeof createAwsReader>>();
  const readerFor = (region: string): ReturnType<typeof createAwsReader> => {
    const reader = readers.get(region) ?? createAwsReader({ region, clock, logger, onCall });
    readers.set(region, reader);
    return reader;
  };
  const onCall = (call: { action: string; outcome: string; milliseconds: number }): void => {
    metrics.awsCalls.inc({ action: call.action, outcome: call.outcome });
    metrics.awsCallSeconds.observe({ action: call.action }, call.milliseconds / 1000);
  };
  const onEvent = (resource: string, event: { readonly type: string }): void =>
    metrics.watchEvents.inc({ kind: resource, event: event.type });

  const queue = new WorkQueue({
    clock,
    concurrency: 4,
    timeoutMs: 60_000,
    work: async (name) => {
      const ended = metrics.reconcileSeconds.startTimer();
      const result = await reconcile(name, deps);
      ended();
      metrics.reconciles.inc({ result: 'ok' });
      return result;
    },
    onError: (name, error, failures) => {
      metrics.reconciles.inc({ result: 'error' });
      logger.warn({ resource: name, err: error, failures }, 'A pass failed and will be repeated.');
    },
  });
  const later = (names: readonly string[]): void => names.forEach((name) => queue.addAfter(name, coalesceMs));

  const resources = new ResourceCache({ http, clock, logger, onEvent, onChange: (name) => queue.add(name) });
  const all = (): readonly string[] => resources.list().map((each) => metadataOf(each).name);
  const issuer = serviceAccountIssuer();
  const informers = new ClusterInformers({
    http,
    clock,
    logger,
    onEvent,
    onChange: () => {
      observation.clusterChanged();
      later(all());
    },
    ...(issuer === undefined ? {} : { issuer }),
  });
  const observation = new Observation({
    view: informers,
    clock,
    paces: config.paces,
    defaults: pick(config, 'clusterName', 'region'),
    readerFor,
    onChange: later,
  });
  const recorder = new EventRecorder({
    http,
    clock,
    logger,
    instance: config.identity,
    onOutcome: (result) => metrics.events.inc({ result }),
  });
  const deps = {
    checks,
    resources,
    observation,
    statusWriter: statusPort({ http, logger, resources }),
    events: {
      record: (
        about: { name: string; uid: string },
        event: { type: 'Normal' | 'Warning'; reason: string; action: string; note: string },
      ) => recorder.record({ ...event, regarding: { apiVersion, kind, ...about } }),
    },
    metrics: {
      publish: (name: string, report: Parameters<typeof toSamples>[0]) => void metrics.publish(name, toSamples(report)),
      forget: (name: string) => void metrics.forget(name),
      statusWritten: (result: string) => metrics.statusWrites.inc({ result }),
    },
    gate: new StatusGate(),
    startUp: new StartUp(),
    clock,
    mayWrite: () => lease.isLeader,
    onCheckError: (check: { code: string }, error: unknown) => {
      metrics.checkErrors.inc({ code: check.code });
      logger.error({ code: check.code, err: error }, 'A check threw; its result is Unknown.');
    },
  };

  const caches = () => [...informers.caches(), resources.cache()];
  metrics.observe({
    leader: () => Number(lease.isLeader),
    leaseRenewedAtSeconds: () => (lease.renewedAt ?? 0) / 1000,
    queueDepth: () => queue.depth,
    caches: () =>
      caches().map(({ kind: of, state, objects }) => ({
        kind: of,
        synced: state.synced,
        objects,
        lastActivitySeconds: state.lastActivity / 1000,
      })),
  });
  let leading = false;
  const health = await startHealthServer({
    host: config.listenHost,
    port: config.listenPort,
    registry: metrics.registry,
    alive: () => true,
    ready: () => !leading || resources.cache().state.synced,
  });
  const running = lease.acquire(stopping.signal).then(async (acquired) => {
    if (!acquired) return;
    leading = true;
    logger.info({ lease: config.leaseName }, 'This replica leads.');
    resources.start();
    informers.start();
    await lease.hold(stopping.signal);
  });
  return {
    port: health.port,
    lost: lost.promise,
    async stop() {
      await queue.shutdown();
      await Promise.all([observation.stop(), informers.stop(), resources.stop()]);
      await recorder.flush();
      stopping.abort();
      await running;
      for (const reader of readers.values()) reader.close();
      await Promise.all([health.stop(), kubeConfig.close()]);
    },
  };
}

function pick<T extends object, K extends keyof T>(from: T, ...keys: readonly K[]): Pick<T, K> {
  return Object.fromEntries(keys.filter((key) => from[key] !== undefined).map((key) => [key, from[key]])) as Pick<T, K>;
}
