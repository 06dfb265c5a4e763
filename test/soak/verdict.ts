/** What a soak showed, and what of it must not be. */
export interface Verdict {
  readonly figures: Readonly<Record<string, number | string>>;
  readonly problems: readonly string[];
}
