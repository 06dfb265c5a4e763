import { vi } from 'vitest';
import { ObjectStore } from '../../../src/kube/object-store.ts';
import type { KubeObject } from '../../../src/kube/kube-object.ts';
import { isRecord } from '../../../src/kube/kube-object.ts';
import { Reflector, type ReflectorOptions } from '../../../src/kube/reflector.ts';
import type { ReflectorEvent } from '../../../src/kube/reflector-report.ts';
import type { Clock } from '../../../src/runtime/clock.ts';
import { type LoggedLine, quietLogger } from '../../support/quiet-logger.ts';
import type { FakeApiServer } from './fake-api-server.ts';

/** A reflector of pods, with all it tells. */
export interface Reflected {
  readonly reflector: Reflector;
  readonly events: readonly ReflectorEvent[];
  readonly lines: readonly LoggedLine[];
  /** What the store told: `+a`, `~a`, `-a`. */
  readonly changes: readonly string[];
  /** `name:phase` of every pod held. */
  pods(): readonly string[];
  stateChanges(): number;
}

export function reflect(server: FakeApiServer, clock: Clock, options: Partial<ReflectorOptions> = {}): Reflected {
  const store = new ObjectStore<string>(nameAndPhase);
  const events: ReflectorEvent[] = [];
  const changes: string[] = [];
  const lines: LoggedLine[] = [];
  let stateChanges = 0;
  store.onChange((key, before, after) => {
    const sign = before === undefined ? '+' : after === undefined ? '-' : '~';
    changes.push(`${sign}${key.replace('default/', '')}`);
  });
  const reflector = new Reflector({
    http: server.http(clock),
    clock,
    logger: quietLogger(lines),
    resource: 'pods',
    path: '/api/v1/pods',
    sink: store,
    random: () => 0,
    onEvent: (event) => events.push(event),
    stateChanged: () => stateChanges++,
    ...options,
  });
  return { reflector, events, lines, changes, pods: () => store.list(), stateChanges: () => stateChanges };
}

function nameAndPhase(raw: KubeObject): string {
  const phase = isRecord(raw.status) ? raw.status['phase'] : undefined;
  return `${raw.metadata.name}:${String(phase)}`;
}

/** Waits for what real sockets bring about. */
export async function until(check: () => void): Promise<void> {
  await vi.waitFor(check, { timeout: 5_000, interval: 5 });
}
