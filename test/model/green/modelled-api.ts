import type { InvalidResource, Ipv6ReadinessResource } from '../../../src/api/resource.ts';
import { specSchema } from '../../../src/api/spec.ts';
import type { Ipv6ReadinessStatus } from '../../../src/api/status.ts';
import type { ConditionType } from '../../../src/checks/conditions.ts';
import { checks } from '../../../src/checks/index.ts';
import type { Identified, Resources, StatusPort, StoredResource, WriteOutcome } from '../../../src/controller/ports.ts';
import type { Clock } from '../../../src/runtime/clock.ts';

/** `lost`: the write is taken and the answer never comes. */
export const writeFaults = ['failing', 'hanging', 'lost'] as const;
export type WriteFault = (typeof writeFaults)[number] | 'none';

export type Stored = (Ipv6ReadinessResource | InvalidResource) & { readonly changedAt: number };

export interface Specimen {
  readonly spec?: object;
  readonly problems?: readonly string[];
}

/** Facts speak against conditions, so that whole ones are skipped: of one that keeps a check, the oracle expects all. */
function codesOf(...types: readonly ConditionType[]): readonly string[] {
  return checks.filter(({ condition }) => types.includes(condition)).map(({ code }) => code);
}

/** What may be asked for; the first is what is asked for at first. */
export const specimens: readonly [Specimen, ...Specimen[]] = [
  { spec: {} },
  { spec: { goal: 'Operate' } },
  { spec: { goal: 'Migrate' } },
  { spec: { checks: { only: ['VPC-001', 'NOD-001', 'CAP-004'] } } },
  { spec: { checks: { skip: codesOf('ControlPlaneReady', 'LoadBalancerControllerReady') } } },
  { spec: { suspend: true } },
  { problems: ['spec.goal: "Sideways" is none of Auto, Migrate, Operate.'] },
];

/** The API server with our own resources, and the cache of them, which may be late to show our own writes. */
export class ModelledApi implements Resources, StatusPort {
  readonly stored = new Map<string, Stored>();
  /** Told of a resource that came, went or asks for something else. */
  onChange: (name: string) => void = () => undefined;
  /** Told of every status before it is stored. */
  onWrite: (resource: Stored, status: Ipv6ReadinessStatus) => void = () => undefined;
  fault: WriteFault = 'none';
  showsOwnWrites = true;
  /** Monotonic; a write failed or was never answered. */
  lastTroubleAt = -Infinity;
  writes = 0;
  readonly #clock: Clock;
  readonly #cache = new Map<string, StoredResource>();
  #version = 0;
  #uid = 0;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  get(name: string): StoredResource | undefined {
    return this.#cache.get(name);
  }

  list(): readonly StoredResource[] {
    return [...this.#cache.values()];
  }

  apply(name: string, specimen: Specimen): void {
    const before = this.stored.get(name);
    const metadata = {
      name,
      uid: before?.metadata.uid ?? `uid-${++this.#uid}`,
      generation: (before?.metadata.generation ?? 0) + 1,
      resourceVersion: String(++this.#version),
    };
    const asked = specimen.problems
      ? { problems: specimen.problems }
      : { spec: specSchema.parse({ cluster: { name: 'prod', region: 'eu-west-1' }, ...specimen.spec }) };
    const status = before?.status ? { status: before.status } : {};
    this.stored.set(name, { metadata, ...asked, ...status, changedAt: this.#clock.monotonic() });
    this.#show(name);
    this.onChange(name);
  }

  delete(name: string): void {
    if (!this.stored.delete(name)) return;
    this.#cache.delete(name);
    this.onChange(name);
  }

  /** The cache catches up. */
  showAll(): void {
    for (const name of this.stored.keys()) this.#show(name);
  }

  async write({ name, uid }: Identified, status: Ipv6ReadinessStatus, signal: AbortSignal): Promise<WriteOutcome> {
    this.writes += 1;
    const found = this.stored.get(name);
    if (this.fault !== 'none') this.lastTroubleAt = this.#clock.monotonic();
    if (this.fault === 'hanging') await this.#clock.sleep(forEver, signal);
    if (this.fault === 'failing' || signal.aborted) throw new Error('The API server does not take the status.');
    if (found?.metadata.uid !== uid) return 'gone';
    this.onWrite(found, status);
    const resourceVersion = String(++this.#version);
    this.stored.set(name, { ...found, metadata: { ...found.metadata, resourceVersion }, status });
    if (this.showsOwnWrites) this.#show(name);
    if (this.fault === 'lost') throw new Error('The connection was reset.');
    return 'written';
  }

  #show(name: string): void {
    const found = this.stored.get(name);
    if (found) this.#cache.set(name, 'spec' in found ? { resource: found } : { invalid: found });
  }
}

const forEver = 1e12;
