import type { Clock } from '../runtime/clock.ts';
import { watched, type CacheReading, type ReadSource } from './cached-section.ts';
import { countsOf, type CountingSink, type KindCache } from './kind-cache.ts';
import type { Reflector } from './reflector.ts';
import { ReflectorHealth } from './reflector-health.ts';
import { groupListPath, type ServedGroups } from './served-groups.ts';

/** An API group that may not be installed, and the versions that are understood, the preferred one first. */
export interface OptionalGroup {
  readonly group: string;
  readonly versions: readonly [string, ...string[]];
}

export interface OptionalCacheOptions extends OptionalGroup {
  readonly resource: string;
  readonly groups: Pick<ServedGroups, 'state' | 'versionsOf'>;
  readonly clock: Clock;
  readonly sinks: readonly CountingSink[];
  /** A reflector of that collection; `stateChanged` is called after each of its attempts. */
  readonly reflect: (path: string, stateChanged: () => void) => Reflector;
  readonly onChange: () => void;
}

const groupList: ReadSource = {
  name: 'API groups',
  doing: 'Reading the list of API groups',
  permission: `get ${groupListPath}`,
  deniedMessage: `Access denied: RBAC verb get on the URL ${groupListPath} is missing.`,
};

/**
 * The cache of a kind whose definition may come and go. Where it is not installed, nothing of it exists, and that is an
 * observation as good as the list of groups it is drawn from (or as the server's answer that there is no such resource in
 * a group that it has).
 */
export class OptionalCache implements KindCache {
  readonly #options: OptionalCacheOptions;
  readonly #source: ReadSource;
  readonly #absence: ReflectorHealth;
  #reflector: Reflector | undefined;
  #version: string | undefined;
  #resourceMissing = false;
  #ended: Promise<unknown> = Promise.resolve();
  #told = '';

  constructor(options: OptionalCacheOptions) {
    this.#options = options;
    this.#source = watched(`${options.resource}.${options.group}`);
    this.#absence = new ReflectorHealth(options.clock);
    this.#absence.synced();
    this.#absence.connected();
  }

  get name(): string {
    return this.#source.name;
  }

  get size(): number {
    return this.#options.sinks[0]?.size ?? 0;
  }

  start(): void {
    this.follow();
  }

  async stop(): Promise<void> {
    this.#leave();
    await this.#ended;
  }

  /** Goes along with what the server has now. */
  follow(): void {
    const { group, versions, resource, reflect } = this.#options;
    const served = this.#options.groups.versionsOf(group);
    const version = versions.find((each) => served.includes(each));
    if (version === this.#version) return;
    this.#leave();
    this.#version = version;
    if (version === undefined) return;
    this.#reflector = reflect(`/apis/${group}/${version}/${resource}`, () => this.#attempted());
    this.#reflector.start();
  }

  reading(): CacheReading {
    const rest = countsOf(this.#options.sinks);
    const reflector = this.#reflector;
    if (!reflector)
      return { source: groupList, state: this.#options.groups.state(), ...rest, ...this.#unknownVersion() };
    const state = reflector.state();
    if (!this.#resourceMissing) return { source: this.#source, state, ...rest };
    const { lastError } = state;
    const failing = lastError && lastError.kind !== 'NotFound' ? { lastError } : {};
    return { source: this.#source, state: { ...this.#absence.state(), ...failing }, ...rest };
  }

  /** A group that is there in versions nobody here understands may hold anything. */
  #unknownVersion(): Pick<CacheReading, 'failure'> {
    const { group, groups, versions } = this.#options;
    const served = groups.versionsOf(group);
    if (served.length === 0) return {};
    const message = `The API server has ${group} in ${served.slice(0, 5).join(', ')}, and not in ${versions.join(' or ')}.`;
    return { failure: { reason: 'NotFound', message } };
  }

  #attempted(): void {
    const reflector = this.#reflector;
    if (!reflector) return;
    const { lastError, connected, synced, deniedSince } = reflector.state();
    if (lastError?.kind === 'NotFound') this.#missing();
    else if (connected || deniedSince !== undefined) this.#resourceMissing = false;
    const now = [this.#resourceMissing, connected, synced, deniedSince !== undefined, lastError?.kind].join();
    if (now === this.#told) return;
    this.#told = now;
    this.#options.onChange();
  }

  #missing(): void {
    this.#absence.active();
    if (this.#resourceMissing) return;
    this.#resourceMissing = true;
    this.#clear();
  }

  #leave(): void {
    const reflector = this.#reflector;
    if (!reflector) return;
    this.#reflector = undefined;
    this.#version = undefined;
    this.#resourceMissing = false;
    this.#told = '';
    this.#ended = Promise.all([this.#ended, reflector.stop()]);
    this.#clear();
  }

  #clear(): void {
    for (const sink of this.#options.sinks) {
      sink.beginSync();
      sink.endSync();
    }
  }
}
