import type { SectionName } from '../../../src/snapshot/snapshot.ts';

/** What the ports gave of one section at last. Times are monotonic milliseconds. */
export interface Account {
  /** Index of the fact. */
  readonly fact: number;
  /** When that fact was first given, without another one in between. */
  readonly since: number;
  /** The last moment at which a verdict may still rest on it. */
  readonly until: number;
  /** What was asked for; sections of a VPC count for that VPC alone. */
  readonly asked?: string;
}

/** Long enough for 24 hours of a sequence; answers of AWS are the only ones with a budget of their own. */
export const forever = Number.MAX_SAFE_INTEGER;

/**
 * The account of what was delivered, kept at the ports and by nobody the operator can ask. Everything the promise is
 * measured by is read from here.
 */
export class Ledger {
  readonly #accounts = new Map<SectionName, Account>();

  of(section: SectionName): Account | undefined {
    return this.#accounts.get(section);
  }

  /** An answer, whole. */
  delivered(section: SectionName, { since: now, ...account }: Account): void {
    const before = this.#accounts.get(section);
    const isSame = before?.fact === account.fact && before.asked === account.asked;
    this.#accounts.set(section, { ...account, since: isSame ? before.since : now });
  }

  /** From this moment nothing may rest on what was given; a later one than what counts already changes nothing. */
  lost(section: SectionName, at: number): void {
    const before = this.#accounts.get(section);
    if (before) this.#accounts.set(section, { ...before, until: Math.min(before.until, at) });
  }

  forget(sections: readonly SectionName[]): void {
    for (const section of sections) this.#accounts.delete(section);
  }
}
