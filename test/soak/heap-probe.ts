import { readdirSync } from 'node:fs';
import process from 'node:process';

/** What a process holds right after a forced collection. */
export interface Holding {
  readonly heapBytes: number;
  readonly timers: number;
  readonly descriptors: number;
}

export function holding(): Holding {
  if (globalThis.gc === undefined) throw new Error('run with --expose-gc');
  // What finalizers let go of in the first is collected in the second.
  globalThis.gc();
  globalThis.gc();
  return {
    heapBytes: process.memoryUsage().heapUsed,
    timers: process.getActiveResourcesInfo().filter((resource) => resource === 'Timeout').length,
    descriptors: readdirSync('/proc/self/fd').length,
  };
}

/** Loaded in front of the bundle with `--import`, it tells on SIGUSR2, as one more line of the log. */
if (process.env['SOAK_PROBE'] === 'on') {
  process.on('SIGUSR2', () => console.log(JSON.stringify({ level: 'info', msg: 'probe', ...holding() })));
}
