import { apiVersion, kind } from './api/group.ts';
import { createAwsReaders } from './aws-readers.ts';
import { checks } from './checks/index.ts';
import type { Config } from './config.ts';
import type { EventPort, MetricsPort } from './controller/ports.ts';
import { WorkQueue } from './controller/queue.ts';
import { reconcile, type ReconcileDeps } from './controller/reconcile.ts';
import { StartUp } from './controller/start-up.ts';
import { StatusGate } from './controller/status-gate.ts';
import { coalesced } from './controller/triggers.ts';
import { ClusterInformers } from './kube/cluster-view.ts';
import { EventRecorder } from './kube/event-recorder.ts';
import type { KubeHttp } from './kube/http.ts';
import { metadataOf, ResourceCache } from './kube/resource-cache.ts';
import { serviceAccountIssuer } from './kube/service-account-issuer.ts';
import { statusPort } from './kube/status-port.ts';
import { Observation } from './observe/observation.ts';
import type { StatusEvent } from './render/events.ts';
import type { Clock } from './runtime/clock.ts';
import type { Logger } from './runtime/logger.ts';
import type { Metrics } from './runtime/metrics.ts';

/** Changes that come together are judged together. */
const coalesceMs = 200;
const concurrency = 4;

export interface AssessmentOptions {
  readonly config: Config;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly http: KubeHttp;
  readonly metrics: Metrics;
  readonly mayWrite: () => boolean;
}

export type Assessment = ReturnType<typeof createAssessment>;

/** From caches and AWS to statuses and events: what enqueues what, and what is done with it. */
export function createAssessment(options: AssessmentOptions) {
  const { config, clock, logger, http, metrics } = options;
  const onEvent = (resource: string, event: { readonly type: string }): void =>
    metrics.watchEvents.inc({ kind: resource, event: event.type });
  const readers = createAwsReaders({ clock, logger }, metrics);
  const resources = new ResourceCache({ http, clock, logger, onEvent, onChange: (name) => queue.add(name) });
  const informers = new ClusterInformers({
    http,
    clock,
    logger,
    onEvent,
    onChange: () => clusterMoved.call(),
    issuer: serviceAccountIssuer(),
  });
  const clusterMoved = coalesced(clock, coalesceMs, () => {
    observation.clusterChanged();
    for (const stored of resources.list()) queue.add(metadataOf(stored).name);
  });
  const observation = new Observation({
    view: informers,
    clock,
    paces: config.paces,
    defaults: config,
    readerFor: readers.readerFor,
    onChange: (names) => names.forEach((name) => queue.addAfter(name, coalesceMs)),
  });
  const recorder = createRecorder(options);
  const queue = createQueue(options, { resources, observation, events: eventPort(recorder) });
  return {
    /** Again, after the lease was lost: what could not be written meanwhile is decided anew. */
    start(): void {
      resources.start();
      informers.start();
      for (const stored of resources.list()) queue.add(metadataOf(stored).name);
    },
    async stop(): Promise<void> {
      clusterMoved.cancel();
      await queue.shutdown();
      await Promise.all([observation.stop(), informers.stop(), resources.stop()]);
      readers.close();
      await recorder.stop();
    },
    caches: () => [...informers.caches(), resources.cache()],
    knowsResources: (): boolean => resources.cache().state.synced,
    queueDepth: (): number => queue.depth,
  };
}

function createQueue(
  { clock, logger, http, metrics, mayWrite }: AssessmentOptions,
  ports: Pick<ReconcileDeps, 'resources' | 'observation' | 'events'>,
): WorkQueue {
  const deps: ReconcileDeps = {
    ...ports,
    checks,
    statusWriter: statusPort({
      http,
      clock,
      logger,
      resources: ports.resources,
      onRefused: (resource, note) => ports.events.record(resource, refusedEvent(note)),
    }),
    metrics: metricsPort(metrics),
    gate: new StatusGate(),
    startUp: new StartUp(),
    clock,
    mayWrite,
    onCheckError: ({ code }, error) => {
      metrics.checkErrors.inc({ code });
      logger.error({ code, err: error }, 'A check threw; its result is Unknown.');
    },
  };
  return new WorkQueue({
    clock,
    concurrency,
    work: async (name, signal) => {
      const ended = metrics.reconcileSeconds.startTimer();
      const result = await reconcile(name, deps, signal);
      ended();
      metrics.reconciles.inc({ result: 'ok' });
      return result;
    },
    onError: (name, error, failures) => {
      metrics.reconciles.inc({ result: 'error' });
      logger.warn({ resource: name, err: error, failures }, 'A pass failed and will be repeated.');
    },
  });
}

function createRecorder({ http, clock, logger, config, metrics }: AssessmentOptions): EventRecorder {
  return new EventRecorder({
    http,
    clock,
    logger,
    instance: config.identity,
    onOutcome: (result) => metrics.events.inc({ result }),
  });
}

function eventPort(recorder: EventRecorder): EventPort {
  return { record: (resource, event) => recorder.record({ ...event, regarding: { apiVersion, kind, ...resource } }) };
}

/** Seen by who looks at the resource, whose status stands as it was. */
function refusedEvent(note: string): StatusEvent {
  return { type: 'Warning', reason: 'StatusRefused', action: 'WriteStatus', note, seriesKey: note };
}

function metricsPort({ publish, forget, statusWrites }: Metrics): MetricsPort {
  return { publish, forget, statusWritten: (result) => statusWrites.inc({ result }) };
}
