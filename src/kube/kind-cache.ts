import { watched, type CacheReading, type ReadSource } from './cached-section.ts';
import type { ReflectorSink } from './kube-object.ts';
import type { Reflector } from './reflector.ts';

export interface CountingSink extends ReflectorSink {
  readonly revision: number;
  readonly projectionErrors: number;
  /** Objects that count. */
  readonly size: number;
}

/** One collection of the API server, read all the time, and what is to be said of it. */
export interface KindCache {
  start(): void;
  stop(): Promise<void>;
  /** For metrics. */
  readonly name: string;
  readonly size: number;
  reading(): CacheReading;
}

export interface BuiltInKind {
  readonly resource: string;
  readonly label?: string;
  readonly sinks: readonly CountingSink[];
}

/** The cache of a kind that every API server has. */
export class BuiltInCache implements KindCache {
  readonly name: string;
  readonly #source: ReadSource;
  readonly #reflector: Reflector;
  readonly #sinks: readonly CountingSink[];

  constructor({ resource, label, sinks }: BuiltInKind, reflector: Reflector) {
    this.#source = watched(resource);
    this.name = label ?? resource;
    this.#reflector = reflector;
    this.#sinks = sinks;
  }

  get size(): number {
    return this.#sinks[0]?.size ?? 0;
  }

  start(): void {
    this.#reflector.start();
  }

  async stop(): Promise<void> {
    await this.#reflector.stop();
  }

  reading(): CacheReading {
    return { source: this.#source, state: this.#reflector.state(), ...countsOf(this.#sinks) };
  }
}

export function countsOf(sinks: readonly CountingSink[]): Pick<CacheReading, 'revision' | 'unreadable'> {
  return {
    revision: sinks.reduce((sum, { revision }) => sum + revision, 0),
    unreadable: Math.max(0, ...sinks.map(({ projectionErrors }) => projectionErrors)),
  };
}
