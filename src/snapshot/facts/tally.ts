/** How many objects share the same facts, with at most fifty of their names (smallest first) where names are kept. */
export interface Tally<Facts> {
  readonly facts: Facts;
  readonly count: number;
  readonly names: readonly string[];
}
