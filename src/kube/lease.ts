import type { Clock } from '../runtime/clock.ts';
import type { KubeHttp, KubeRequest } from './http.ts';
import { KubeError } from './kube-error.ts';
import { isRecord } from './kube-object.ts';
import { microTime } from './micro-time.ts';

export interface LeaseElectorOptions {
  readonly http: KubeHttp;
  readonly clock: Clock;
  readonly namespace: string;
  readonly name: string;
  /** Unique to this process, or two would take each other's lease for their own. */
  readonly identity: string;
  /** How long others wait after our last renewal; whole seconds. */
  readonly leaseMs?: number;
  /** When we stop acting without a renewal; less than the lease, so that we stop before others start. */
  readonly renewDeadlineMs?: number;
  readonly retryMs?: number;
  /** Leadership ended without our will, to another holder or, as far as is known, to nobody: nothing may be written. */
  readonly onLost: (to: 'others' | 'nobody') => void;
  readonly onError?: (error: unknown) => void;
  readonly random?: () => number;
}

interface LeaseSpec {
  readonly holderIdentity?: string;
  readonly leaseDurationSeconds?: number;
  readonly leaseTransitions?: number;
  readonly [field: string]: unknown;
}

interface Lease {
  readonly resourceVersion: string;
  readonly spec: LeaseSpec;
}

/** `others`: somebody else holds it; `unknown`: the API server did not say. */
type Attempt = 'held' | 'others' | 'unknown';

/**
 * Holds a Lease, so that one replica acts and its renewals tell that it lives. Whether another's lease has expired is judged
 * by the time since *we* saw it change, on the monotonic clock: clocks of other machines are never compared with ours.
 */
export class LeaseElector {
  readonly #options: Required<Omit<LeaseElectorOptions, 'onError'>> & Pick<LeaseElectorOptions, 'onError'>;
  #observed: { readonly resourceVersion: string; readonly at: number } | undefined;
  #leader = false;
  #hasLed = false;
  #renewedAt: { readonly monotonic: number; readonly wall: number } | undefined;

  constructor(options: LeaseElectorOptions) {
    this.#options = { leaseMs: 15_000, renewDeadlineMs: 10_000, retryMs: 2_000, random: Math.random, ...options };
    const { leaseMs, renewDeadlineMs } = this.#options;
    if (leaseMs % 1000 !== 0) throw new Error('A lease lasts whole seconds.');
    if (renewDeadlineMs >= leaseMs) throw new Error('The renew deadline must be shorter than the lease.');
  }

  /** Exact at any moment, also when the process was stopped or its loop blocked: a renewal that is too old does not count. */
  get isLeader(): boolean {
    return this.#leader && this.#untilDeadline() > 0;
  }

  /** Epoch milliseconds of the last renewal, as the Lease says it. */
  get renewedAt(): number | undefined {
    return this.#renewedAt?.wall;
  }

  /**
   * True once the lease is ours; false when the signal came first. Who has led before and finds another leader is told that
   * it lost: what it holds is for a standby to drop.
   */
  async acquire(signal: AbortSignal): Promise<boolean> {
    const { clock, retryMs, random } = this.#options;
    while (!signal.aborted) {
      const attempt = await this.#attempt(signal);
      if (attempt === 'held') {
        this.#leader = true;
        this.#hasLed = true;
        return true;
      }
      if (attempt === 'others' && this.#hasLed) {
        this.#options.onLost('others');
        return false;
      }
      await clock.sleep(retryMs * (1 + 0.2 * random()), signal);
    }
    return false;
  }

  /** Renews until leadership is lost, which is told to `onLost`, or the signal asks to stop, whereupon the lease is released. */
  async hold(signal: AbortSignal): Promise<void> {
    const { clock, retryMs, onLost } = this.#options;
    while (!signal.aborted) {
      await clock.sleep(Math.min(retryMs, Math.max(this.#untilDeadline(), 0)), signal);
      if (signal.aborted) break;
      const attempt = this.#untilDeadline() > 0 ? await this.#attempt(signal) : 'unknown';
      if (attempt === 'others' || this.#untilDeadline() <= 0) {
        this.#leader = false;
        onLost(attempt === 'others' ? 'others' : 'nobody');
        return;
      }
    }
    await this.release();
  }

  /** Lets the next replica start at once instead of waiting for the lease to expire. */
  async release(): Promise<void> {
    if (!this.#leader) return;
    this.#leader = false;
    try {
      const lease = await this.#read();
      if (lease?.spec.holderIdentity !== this.#options.identity) return;
      const now = microTime(this.#options.clock.now());
      await this.#replace(lease.resourceVersion, {
        ...lease.spec,
        holderIdentity: '',
        leaseDurationSeconds: 1,
        renewTime: now,
      });
    } catch (error) {
      this.#options.onError?.(error);
    }
  }

  async #attempt(signal: AbortSignal): Promise<Attempt> {
    const started = { monotonic: this.#options.clock.monotonic(), wall: this.#options.clock.now() };
    try {
      const lease = await this.#read(signal);
      if (lease && this.#belongsToOthers(lease, started.monotonic)) return 'others';
      const resourceVersion = await this.#take(lease, started.wall, signal);
      this.#observed = { resourceVersion, at: started.monotonic };
      this.#renewedAt = started;
      return 'held';
    } catch (error) {
      if (!signal.aborted) this.#options.onError?.(error);
      return 'unknown';
    }
  }

  #belongsToOthers({ resourceVersion, spec }: Lease, now: number): boolean {
    if (this.#observed?.resourceVersion !== resourceVersion) this.#observed = { resourceVersion, at: now };
    if (
      spec.holderIdentity === undefined ||
      spec.holderIdentity === '' ||
      spec.holderIdentity === this.#options.identity
    )
      return false;
    const leaseSeconds = spec.leaseDurationSeconds ?? this.#options.leaseMs / 1000;
    return now < this.#observed.at + leaseSeconds * 1000;
  }

  /** Gives the resourceVersion of the lease that is now ours. */
  async #take(lease: Lease | undefined, now: number, signal: AbortSignal): Promise<string> {
    const { identity, leaseMs } = this.#options;
    const renewTime = microTime(now);
    const spec = { ...lease?.spec, holderIdentity: identity, leaseDurationSeconds: leaseMs / 1000, renewTime };
    if (!lease) return this.#create({ ...spec, acquireTime: renewTime, leaseTransitions: 0 }, signal);
    if (lease.spec.holderIdentity === identity) return this.#replace(lease.resourceVersion, spec, signal);
    const leaseTransitions = (lease.spec.leaseTransitions ?? 0) + 1;
    return this.#replace(lease.resourceVersion, { ...spec, acquireTime: renewTime, leaseTransitions }, signal);
  }

  async #read(signal?: AbortSignal): Promise<Lease | undefined> {
    try {
      return toLease(await this.#call(this.#path(), {}, signal));
    } catch (error) {
      if (error instanceof KubeError && error.kind === 'NotFound') return undefined;
      throw error;
    }
  }

  async #create(spec: LeaseSpec, signal: AbortSignal): Promise<string> {
    const body = { apiVersion: 'coordination.k8s.io/v1', kind: 'Lease', metadata: { name: this.#options.name }, spec };
    return toLease(await this.#call(this.#collection(), { method: 'POST', body }, signal)).resourceVersion;
  }

  async #replace(resourceVersion: string, spec: LeaseSpec, signal?: AbortSignal): Promise<string> {
    const { name, namespace } = this.#options;
    const body = {
      apiVersion: 'coordination.k8s.io/v1',
      kind: 'Lease',
      metadata: { name, namespace, resourceVersion },
      spec,
    };
    return toLease(await this.#call(this.#path(), { method: 'PUT', body }, signal)).resourceVersion;
  }

  /** No call may outlast the time in which we still act. */
  async #call(path: string, request: KubeRequest, signal?: AbortSignal): Promise<unknown> {
    const { http, renewDeadlineMs } = this.#options;
    const limit = renewDeadlineMs / 2;
    const deadlineMs = this.#leader ? Math.min(limit, Math.max(this.#untilDeadline(), 1)) : limit;
    return (await http.request(path, { ...request, deadlineMs, ...(signal ? { signal } : {}) })).body;
  }

  #untilDeadline(): number {
    if (!this.#renewedAt) return 0;
    return this.#renewedAt.monotonic + this.#options.renewDeadlineMs - this.#options.clock.monotonic();
  }

  #collection(): string {
    return `/apis/coordination.k8s.io/v1/namespaces/${this.#options.namespace}/leases`;
  }

  #path(): string {
    return `${this.#collection()}/${this.#options.name}`;
  }
}

function toLease(body: unknown): Lease {
  const metadata = isRecord(body) && isRecord(body['metadata']) ? body['metadata'] : {};
  const { resourceVersion } = metadata;
  if (typeof resourceVersion !== 'string') {
    throw new KubeError({ kind: 'Malformed', status: 200, reason: '', message: 'The Lease has no resourceVersion' });
  }
  return { resourceVersion, spec: isRecord(body) && isRecord(body['spec']) ? body['spec'] : {} };
}
