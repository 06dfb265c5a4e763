import type { Ipv6ReadinessStatus } from '../../../src/api/status.ts';
import { checks } from '../../../src/checks/index.ts';
import type { StatusPort } from '../../../src/controller/ports.ts';
import { WorkQueue } from '../../../src/controller/queue.ts';
import { reconcile, type ReconcileDeps } from '../../../src/controller/reconcile.ts';
import { StartUp } from '../../../src/controller/start-up.ts';
import { StatusGate } from '../../../src/controller/status-gate.ts';
import { coalesced } from '../../../src/controller/triggers.ts';
import { Observation } from '../../../src/observe/observation.ts';
import type { Paces } from '../../../src/observe/paces.ts';
import type { AwsReader } from '../../../src/observe/ports.ts';
import type { Sample } from '../../../src/render/metrics.ts';
import type { Clock } from '../../../src/runtime/clock.ts';
import type { ModelledApi } from './modelled-api.ts';
import type { ModelledAws } from './modelled-aws.ts';
import type { ModelledView } from './modelled-view.ts';

/** A way to be wrong, put between the operator and its ports. */
export interface Naive {
  readonly reader?: (reader: AwsReader) => AwsReader;
  /** Whether a status is written at all. */
  readonly writes?: (status: Ipv6ReadinessStatus) => boolean;
}

export interface OperatorOptions {
  readonly clock: Clock;
  readonly api: ModelledApi;
  readonly aws: ModelledAws;
  readonly view: ModelledView;
  readonly paces: Paces;
  readonly random: () => number;
  readonly naive?: Naive;
}

const coalesceMs = 200;

/** One process: all that decides is real, wired as the operator wires it; the ports are the model's. */
export class ModelledOperator {
  readonly samples = new Map<string, readonly Sample[]>();
  readonly errors: unknown[] = [];
  readonly #options: OperatorOptions;
  readonly #observation: Observation;
  readonly #queue: WorkQueue;
  readonly #clusterMoved;

  constructor(options: OperatorOptions) {
    const { clock, api, aws, view, paces, random, naive = {} } = options;
    this.#options = options;
    this.#observation = new Observation({
      view,
      clock,
      paces,
      defaults: {},
      readerFor: () => (naive.reader ? naive.reader(aws.open()) : aws.open()),
      onChange: (names) => names.forEach((name) => this.#queue.addAfter(name, coalesceMs)),
      random,
    });
    const deps = this.#deps();
    this.#queue = new WorkQueue({
      clock,
      concurrency: 4,
      random,
      work: (name, signal) => reconcile(name, deps, signal),
    });
    this.#clusterMoved = coalesced(clock, coalesceMs, () => {
      this.#observation.clusterChanged();
      for (const name of api.stored.keys()) this.#queue.add(name);
    });
    view.onChange = () => this.#clusterMoved.call();
    api.onChange = (name) => this.#queue.add(name);
    for (const name of api.stored.keys()) this.#queue.add(name);
  }

  async stop(): Promise<void> {
    this.#clusterMoved.cancel();
    await this.#queue.shutdown();
    await this.#observation.stop();
  }

  #deps(): ReconcileDeps {
    const { clock, api, naive } = this.#options;
    const statusWriter: StatusPort = {
      write: async (resource, status, signal) =>
        naive?.writes?.(status) === false ? 'written' : api.write(resource, status, signal),
    };
    return {
      checks,
      resources: api,
      observation: this.#observation,
      statusWriter,
      events: { record: () => undefined },
      metrics: {
        publish: (name, samples) => void this.samples.set(name, samples),
        forget: (name) => void this.samples.delete(name),
        statusWritten: () => undefined,
      },
      gate: new StatusGate(),
      startUp: new StartUp(),
      clock,
      mayWrite: () => true,
      onCheckError: (_, error) => void this.errors.push(error),
    };
  }
}
