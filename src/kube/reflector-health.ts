import type { Clock } from '../runtime/clock.ts';
import type { KubeError, KubeErrorKind } from './kube-error.ts';

/** How far what a reflector holds can be trusted. Times are epoch milliseconds. */
export interface ReflectorState {
  /** Everything was read at least once. */
  readonly synced: boolean;
  /** A watch is open and what is held is complete. */
  readonly connected: boolean;
  /** The last byte, or the last successful connect; 0 before the first. */
  readonly lastActivity: number;
  /** Since when there is no connection; absent while connected. */
  readonly disconnectedSince?: number;
  /** The latest failure since the last success, and when the row of failures began. */
  readonly lastError?: { readonly kind: KubeErrorKind; readonly message: string; readonly since: number };
  /** Since when the API server refuses us; set only once that has lasted, because one that has just started refuses everybody. */
  readonly deniedSince?: number;
}

/** A starting API server answers 403 for about two seconds, before it has loaded its roles. */
export const DENIED_AFTER_MS = 30_000;

/** One refusal, with no other attempt since, may be that of a server that has just started. */
const REFUSED_AGAIN_AFTER_MS = 5_000;

/** Ages are measured on the monotonic clock, and told in wall time as it is when asked. */
export class ReflectorHealth {
  readonly #clock: Clock;
  #synced = false;
  #connected = false;
  #activityAt: number | undefined;
  #disconnectedAt: number;
  #error: KubeError | undefined;
  #errorAt = 0;
  #deniedAt: number | undefined;
  #refusedAgainAt = 0;

  constructor(clock: Clock) {
    this.#clock = clock;
    this.#disconnectedAt = clock.monotonic();
  }

  active(): void {
    this.#activityAt = this.#clock.monotonic();
  }

  accepted(): void {
    this.active();
    this.#error = undefined;
    this.#deniedAt = undefined;
  }

  synced(): void {
    this.#synced = true;
  }

  connected(): void {
    this.#connected = true;
  }

  disconnected(): void {
    if (this.#connected) this.#disconnectedAt = this.#clock.monotonic();
    this.#connected = false;
  }

  failed(error: KubeError): void {
    const now = this.#clock.monotonic();
    if (!this.#error) this.#errorAt = now;
    this.#error = error;
    this.#deniedAt = error.kind === 'AccessDenied' ? (this.#deniedAt ?? now) : undefined;
    this.#refusedAgainAt = now;
  }

  /** Milliseconds until a refusal counts; undefined where nothing was refused, or it counts already. */
  deniedIn(): number | undefined {
    if (this.#deniedAt === undefined) return undefined;
    const left = this.#deniedAt + DENIED_AFTER_MS - this.#clock.monotonic();
    return left > 0 ? left : undefined;
  }

  state(): ReflectorState {
    const refusedAgain = this.#refusedAgainAt - (this.#deniedAt ?? 0) >= REFUSED_AGAIN_AFTER_MS;
    const denied = this.#deniedAt !== undefined && refusedAgain && this.deniedIn() === undefined;
    return {
      synced: this.#synced,
      connected: this.#connected,
      lastActivity: this.#activityAt === undefined ? 0 : this.#wallTime(this.#activityAt),
      ...(this.#connected ? {} : { disconnectedSince: this.#wallTime(this.#disconnectedAt) }),
      ...(this.#error
        ? { lastError: { kind: this.#error.kind, message: this.#error.message, since: this.#wallTime(this.#errorAt) } }
        : {}),
      ...(denied && this.#deniedAt !== undefined ? { deniedSince: this.#wallTime(this.#deniedAt) } : {}),
    };
  }

  #wallTime(monotonic: number): number {
    return Math.round(this.#clock.now() - (this.#clock.monotonic() - monotonic));
  }
}
