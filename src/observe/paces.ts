/** How often AWS is read and how long its answers count, milliseconds. Flags can shorten them, down to the floors of `config.ts`. */
export interface Paces {
  /** Subnets, while nothing moves. */
  readonly fastMs: number;
  /** Subnets, while headroom is low; also the least time between two reads where Fargate pods come and go. */
  readonly urgentMs: number;
  /** Cluster, VPC, node groups, Fargate profiles. */
  readonly slowMs: number;
  /** Instance types, which do not change. */
  readonly constantMs: number;
  /** After a failed read, doubled with each further one up to the section's own pace, at most `slowMs`. */
  readonly retryMs: number;
  readonly fastBudgetMs: number;
  readonly constantBudgetMs: number;
}

export const defaultPaces: Paces = {
  fastMs: 30_000,
  urgentMs: 10_000,
  slowMs: 600_000,
  constantMs: 86_400_000,
  retryMs: 15_000,
  fastBudgetMs: 180_000,
  constantBudgetMs: 7 * 86_400_000,
};

/** Slow sections count for three refreshes: two may fail without a verdict turning. */
export function slowBudgetMs({ slowMs }: Paces): number {
  return 3 * slowMs;
}

/** However often somebody asks for it, a slow section is read no sooner than this after the last time. */
export function slowFloorMs({ slowMs, urgentMs }: Paces): number {
  return Math.max(urgentMs, slowMs / 10);
}

/** Until the next attempt after `failures` failed ones in a row. What is read once a day must not take a day to recover. */
export function retryAfterMs({ retryMs, slowMs }: Paces, failures: number, paceMs: number): number {
  return Math.min(retryMs * 2 ** Math.min(failures - 1, 20), Math.max(Math.min(paceMs, slowMs), retryMs));
}
