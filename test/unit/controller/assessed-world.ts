import type { Ipv6ReadinessStatus } from '../../../src/api/status.ts';
import { checks } from '../../../src/checks/index.ts';
import type { Identified, WriteOutcome } from '../../../src/controller/ports.ts';
import { WorkQueue } from '../../../src/controller/queue.ts';
import { reconcile, type ReconcileDeps, type Requeue } from '../../../src/controller/reconcile.ts';
import { StartUp } from '../../../src/controller/start-up.ts';
import { StatusGate } from '../../../src/controller/status-gate.ts';
import { Observation } from '../../../src/observe/observation.ts';
import { defaultPaces } from '../../../src/observe/paces.ts';
import type { StatusEvent } from '../../../src/render/events.ts';
import type { Sample } from '../../../src/render/metrics.ts';
import { FakeClusterView } from '../../support/fake-cluster-view.ts';
import { FakeAwsReader } from '../../support/fake-aws-reader.ts';
import { FakeResources, type ResourceOptions, aResource } from '../../support/resources.ts';
import { virtualClock } from '../../support/virtual-clock.ts';

export interface Written {
  /** Monotonic milliseconds. */
  readonly at: number;
  readonly resource: Identified;
  readonly status: Ipv6ReadinessStatus;
}

/** The operator between its ports: real reconcile, queue, gate and observation on a clock that is wound by hand. */
export class AssessedWorld {
  readonly clock = virtualClock();
  readonly aws = new FakeAwsReader();
  readonly view = new FakeClusterView(this.clock);
  readonly resources = new FakeResources();
  readonly writes: Written[] = [];
  readonly events: (StatusEvent & { readonly about: Identified })[] = [];
  readonly samples = new Map<string, readonly Sample[]>();
  readonly outcomes: WriteOutcome[] = [];
  readonly errors: unknown[] = [];
  leads = true;
  /** False: the watch is late, and the cache does not show what was written. */
  deliversWrites = true;
  /** What the API server makes of the next writes. */
  answer: (written: Written) => WriteOutcome | Promise<WriteOutcome> = () => 'written';
  readonly observation: Observation;
  readonly queue: WorkQueue;
  readonly deps: ReconcileDeps;

  constructor() {
    this.observation = new Observation({
      view: this.view,
      clock: this.clock,
      paces: defaultPaces,
      defaults: {},
      readerFor: () => this.aws,
      onChange: (names) => names.forEach((name) => this.queue.addAfter(name, 200)),
      random: aRandom(),
    });
    this.deps = {
      checks,
      resources: this.resources,
      observation: this.observation,
      statusWriter: { write: (resource, status) => this.#write(resource, status) },
      events: { record: (about, event) => void this.events.push({ ...event, about }) },
      metrics: {
        publish: (name, samples) => void this.samples.set(name, samples),
        forget: (name) => void this.samples.delete(name),
        statusWritten: (outcome) => void this.outcomes.push(outcome),
      },
      gate: new StatusGate(),
      startUp: new StartUp(),
      clock: this.clock,
      mayWrite: () => this.leads,
      onCheckError: (_, error) => void this.errors.push(error),
    };
    this.queue = new WorkQueue({
      clock: this.clock,
      concurrency: 4,
      random: () => 0.5,
      work: (name, signal) => reconcile(name, this.deps, signal),
      onError: (_, error) => void this.errors.push(error),
    });
  }

  /** As the watch does for a resource that came or asks for something else. */
  apply(options: ResourceOptions = {}): void {
    const resource = aResource(options);
    this.resources.put(resource);
    this.queue.add(resource.metadata.name);
  }

  /** As informers do when caches move. */
  clusterChanged(): void {
    this.observation.clusterChanged();
    for (const stored of this.resources.list()) {
      this.queue.add(('resource' in stored ? stored.resource : stored.invalid).metadata.name);
    }
  }

  /** One pass by hand. */
  async pass(name = 'prod'): Promise<Requeue> {
    return reconcile(name, this.deps, new AbortController().signal);
  }

  get latest(): Ipv6ReadinessStatus {
    return this.writes.at(-1)?.status ?? {};
  }

  /** `status reason` of a condition as last written. */
  verdict(type = 'Ready'): string {
    const condition = this.latest.conditions?.find((each) => each.type === type);
    return condition ? `${condition.status} ${condition.reason}` : 'none';
  }

  async #write(resource: Identified, status: Ipv6ReadinessStatus): Promise<WriteOutcome> {
    const written = { at: this.clock.monotonic(), resource, status };
    const outcome = await this.answer(written);
    if (outcome !== 'written') return outcome;
    this.writes.push(written);
    if (this.deliversWrites) this.#deliver(resource.name, status);
    return outcome;
  }

  /** The cache shows the write; a write of our own wakes nobody. */
  #deliver(name: string, status: Ipv6ReadinessStatus): void {
    const stored = this.resources.get(name);
    const now = stored && ('resource' in stored ? stored.resource : stored.invalid);
    if (!now) return;
    const resourceVersion = String(Number(now.metadata.resourceVersion) + 1);
    this.resources.put({ ...now, metadata: { ...now.metadata, resourceVersion }, status });
  }
}

/** Jitter that is the same in every run. */
function aRandom(): () => number {
  let state = 1;
  return () => {
    state = (state * 48_271) % 2_147_483_647;
    return state / 2_147_483_647;
  };
}
