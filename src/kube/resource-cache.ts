import { resourcePath, plural } from '../api/group.ts';
import { parseResource, type ParsedResource } from '../api/resource.ts';
import type { Resources } from '../controller/ports.ts';
import type { Clock } from '../runtime/clock.ts';
import type { Logger } from '../runtime/logger.ts';
import type { KubeHttp } from './http.ts';
import { ObjectStore } from './object-store.ts';
import type { ReflectorState } from './reflector-health.ts';
import { Reflector } from './reflector.ts';
import type { ReflectorEvent } from './reflector-report.ts';

export interface ResourceCacheOptions {
  readonly http: KubeHttp;
  readonly clock: Clock;
  readonly logger: Logger;
  /** A resource came, went, was asked to go, or asks for something else. Our own status writes are not among that. */
  readonly onChange: (name: string) => void;
  readonly onEvent?: (resource: string, event: ReflectorEvent) => void;
}

/** Our own resources, whole: they are few. */
export class ResourceCache implements Resources {
  readonly #store = new ObjectStore<ParsedResource>((raw) => parseResource(raw));
  readonly #reflector: Reflector;

  constructor({ http, clock, logger, onChange, onEvent }: ResourceCacheOptions) {
    this.#store.onChange((name, before, after) => {
      if (askedFor(before) !== askedFor(after)) onChange(name);
    });
    this.#reflector = new Reflector({
      http,
      clock,
      logger,
      resource: plural,
      path: resourcePath,
      sink: this.#store,
      ...(onEvent ? { onEvent: (event: ReflectorEvent) => onEvent(plural, event) } : {}),
    });
  }

  start(): void {
    this.#reflector.start();
  }

  async stop(): Promise<void> {
    await this.#reflector.stop();
  }

  get(name: string): ParsedResource | undefined {
    return this.#store.get(name);
  }

  list(): readonly ParsedResource[] {
    return this.#store.list();
  }

  /** For metrics and readiness. */
  cache(): { readonly kind: string; readonly state: ReflectorState; readonly objects: number } {
    return { kind: plural, state: this.#reflector.state(), objects: this.#store.size };
  }
}

export function metadataOf(parsed: ParsedResource) {
  return 'resource' in parsed ? parsed.resource.metadata : parsed.invalid.metadata;
}

function askedFor(parsed: ParsedResource | undefined): string | undefined {
  if (!parsed) return undefined;
  const { uid, generation, deletionTimestamp = '' } = metadataOf(parsed);
  return `${uid}/${generation}/${deletionTimestamp}`;
}
