import type { ActionFault, AwsAction } from './scenario.ts';

/** The faults that are on, one for each action, and the requests that hang. */
export class AwsFaults {
  readonly #faults = new Map<AwsAction, ActionFault>();
  readonly #throttled = new Map<AwsAction, number>();
  readonly #hanging = new Map<AwsAction, Set<() => void>>();

  set(fault: ActionFault): void {
    this.#faults.set(fault.action, fault);
    this.#throttled.delete(fault.action);
  }

  /** The fault that strikes this request. */
  strike(action: AwsAction): ActionFault | undefined {
    const fault = this.#faults.get(action);
    if (fault?.kind !== 'throttle' || fault.times === undefined) return fault;
    const struck = this.#throttled.get(action) ?? 0;
    if (struck >= fault.times) return undefined;
    this.#throttled.set(action, struck + 1);
    return fault;
  }

  /** `release` runs when the fault is cleared. */
  onClear(action: AwsAction, release: () => void): void {
    const waiting = this.#hanging.get(action) ?? new Set();
    this.#hanging.set(action, waiting.add(release));
  }

  clear(action?: AwsAction): void {
    const actions = action === undefined ? [...this.#faults.keys()] : [action];
    for (const cleared of actions) {
      this.#faults.delete(cleared);
      for (const release of this.#hanging.get(cleared) ?? []) release();
      this.#hanging.delete(cleared);
    }
  }
}
