import type { Ipv6ReadinessStatus } from '../api/status.ts';
import type { Clock } from '../runtime/clock.ts';

/** After that the definition may have been brought up to date. */
const forgottenAfterMs = 3_600_000;

/** Which members of a status the stored definition lacks, learned from what the API server refuses: it is older than we are. */
export class UndeclaredMembers {
  readonly #clock: Clock;
  readonly #learnedAt = new Map<string, number>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** The member that a refusal is about, if leaving it out may help and was not tried yet. Conditions are the status itself. */
  learn(refusal: string): string | undefined {
    const [, member] = /\.status\.([A-Za-z]{1,64})[^:]{0,200}: field not declared in schema/.exec(refusal) ?? [];
    if (member === undefined || member === 'conditions' || this.#isKnown(member)) return undefined;
    this.#learnedAt.set(member, this.#clock.monotonic());
    return member;
  }

  without(status: Ipv6ReadinessStatus): Ipv6ReadinessStatus {
    if (this.#learnedAt.size === 0) return status;
    return Object.fromEntries(Object.entries(status).filter(([member]) => !this.#isKnown(member)));
  }

  #isKnown(member: string): boolean {
    const learnedAt = this.#learnedAt.get(member);
    return learnedAt !== undefined && this.#clock.monotonic() - learnedAt < forgottenAfterMs;
  }
}
