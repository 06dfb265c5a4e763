import type { InvalidResource, Ipv6ReadinessResource } from '../../src/api/resource.ts';
import { specSchema } from '../../src/api/spec.ts';
import type { Ipv6ReadinessStatus } from '../../src/api/status.ts';
import type { Resources, StoredResource } from '../../src/controller/ports.ts';

export interface ResourceOptions {
  readonly name?: string;
  readonly uid?: string;
  readonly generation?: number;
  readonly resourceVersion?: string;
  readonly deletionTimestamp?: string;
  readonly spec?: object;
  readonly status?: Ipv6ReadinessStatus;
}

/** Of cluster `prod` in `eu-west-1`, generation 1, without a status. */
export function aResource(options: ResourceOptions = {}): Ipv6ReadinessResource {
  const { spec = {}, status } = options;
  const parsed = specSchema.parse({ cluster: { name: 'prod', region: 'eu-west-1' }, ...spec });
  return { metadata: metadataOf(options), spec: parsed, ...(status ? { status } : {}) };
}

export function anInvalidResource(problems: readonly string[], options: ResourceOptions = {}): InvalidResource {
  const { status } = options;
  return { metadata: metadataOf(options), problems, ...(status ? { status } : {}) };
}

function metadataOf({ deletionTimestamp, ...options }: ResourceOptions): Ipv6ReadinessResource['metadata'] {
  const { name = 'prod', uid = `uid-of-${name}`, generation = 1, resourceVersion = '1' } = options;
  return { name, uid, generation, resourceVersion, ...(deletionTimestamp ? { deletionTimestamp } : {}) };
}

/** Resources as the cache holds them. */
export class FakeResources implements Resources {
  readonly #stored = new Map<string, StoredResource>();

  put(resource: Ipv6ReadinessResource | InvalidResource): void {
    const stored = 'spec' in resource ? { resource } : { invalid: resource };
    this.#stored.set(resource.metadata.name, stored);
  }

  remove(name: string): void {
    this.#stored.delete(name);
  }

  get(name: string): StoredResource | undefined {
    return this.#stored.get(name);
  }

  list(): readonly StoredResource[] {
    return [...this.#stored.values()];
  }
}
