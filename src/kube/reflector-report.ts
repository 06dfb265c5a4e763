import type { Clock, Timer } from '../runtime/clock.ts';
import type { Logger } from '../runtime/logger.ts';
import type { KubeError } from './kube-error.ts';
import { ReflectorHealth } from './reflector-health.ts';

/** What happened, for counters. */
export type ReflectorEvent =
  | { readonly type: 'received'; readonly eventType: string }
  | { readonly type: 'relist'; readonly by: 'stream' | 'pages' }
  | { readonly type: 'synced' }
  | { readonly type: 'watchClosed' }
  | { readonly type: 'watchError'; readonly reason: string }
  | { readonly type: 'streamingUnsupported' }
  | { readonly type: 'sinkError' };

export interface ReflectorReportOptions {
  readonly clock: Clock;
  readonly logger: Logger;
  /** What is reflected, as RBAC names it: `pods`. */
  readonly resource: string;
  /** Something in the state changed that is not just activity. */
  readonly stateChanged?: () => void;
  readonly onEvent?: (event: ReflectorEvent) => void;
}

/** All that a reflector tells the outside: its state, its counters, its log lines (transitions only). No listener can break it. */
export class ReflectorReport {
  readonly health: ReflectorHealth;
  readonly #options: ReflectorReportOptions;
  #failing = false;
  #deniedTimer: Timer | undefined;

  constructor(options: ReflectorReportOptions) {
    this.#options = options;
    this.health = new ReflectorHealth(options.clock);
  }

  accepted(): void {
    if (this.#failing) this.#options.logger.info({ resource: this.#options.resource }, 'The API server answers again.');
    this.#failing = false;
    this.health.accepted();
  }

  connected(): void {
    this.health.connected();
    this.changed();
  }

  synced(): void {
    this.health.synced();
    this.emit({ type: 'synced' });
    this.changed();
  }

  disconnected(): void {
    this.health.disconnected();
    this.changed();
  }

  failed(error: KubeError): void {
    const { logger, resource, clock } = this.#options;
    const fields = { resource, kind: error.kind, err: error };
    if (this.#failing) logger.debug(fields, 'Reading still fails.');
    else
      logger.warn(
        fields,
        error.kind === 'NotFound'
          ? 'The API server does not serve this resource.'
          : 'Reading failed; it is tried again.',
      );
    this.#failing = true;
    this.health.failed(error);
    this.close();
    const deniedIn = this.health.deniedIn();
    if (deniedIn !== undefined) this.#deniedTimer = clock.setTimeout(() => this.changed(), deniedIn);
  }

  streamingUnsupported(answer: KubeError): void {
    this.emit({ type: 'streamingUnsupported' });
    const { logger, resource } = this.#options;
    logger.info({ resource, answer: answer.message }, 'The API server has no streaming lists; listing in pages.');
  }

  /** A sink that throws loses one object, not the watch. */
  deliver(toSink: () => void): void {
    try {
      toSink();
    } catch (error) {
      this.emit({ type: 'sinkError' });
      this.#options.logger.error({ resource: this.#options.resource, err: error }, 'An object could not be taken in.');
    }
  }

  emit(event: ReflectorEvent): void {
    this.#guard(() => this.#options.onEvent?.(event));
  }

  changed(): void {
    this.#guard(() => this.#options.stateChanged?.());
  }

  close(): void {
    this.#deniedTimer?.cancel();
  }

  #guard(listener: () => void): void {
    try {
      listener();
    } catch (error) {
      this.#options.logger.error({ resource: this.#options.resource, err: error }, 'A listener failed.');
    }
  }
}
