/** Who wants to know. A listener that throws is warned about, and keeps neither the others nor the teller from going on. */
export class Listeners<Arguments extends readonly unknown[]> {
  readonly #listeners = new Set<(...told: Arguments) => void>();

  /** Gives the way to stop listening. */
  add(listener: (...told: Arguments) => void): () => void {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }

  tell(...told: Arguments): void {
    for (const listener of this.#listeners) {
      try {
        listener(...told);
      } catch (error) {
        process.emitWarning(error instanceof Error ? error : new Error(String(error)));
      }
    }
  }
}
