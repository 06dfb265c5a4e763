/**
 * AWS is eventually consistent: what it listed a moment ago can be missing from one answer and be back in the next. So an
 * answer that lacks something counts only when the answer before it lacked that too.
 */
export class ConfirmedAbsence {
  #known: ReadonlySet<string> = new Set();
  #missing: ReadonlySet<string> = new Set();

  /** Whether an answer with these ids counts. */
  confirms(ids: readonly string[]): boolean {
    const listed = new Set(ids);
    const missing = [...this.#known].filter((id) => !listed.has(id));
    const isConfirmed = missing.every((id) => this.#missing.has(id));
    this.#missing = new Set(isConfirmed ? [] : missing);
    if (isConfirmed) this.#known = listed;
    return isConfirmed;
  }

  /** Something was missing once, and the next answer decides. */
  get isDoubtful(): boolean {
    return this.#missing.size > 0;
  }

  forget(): void {
    this.#known = new Set();
    this.#missing = new Set();
  }
}
