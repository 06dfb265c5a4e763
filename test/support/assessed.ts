import { type Ipv6ReadinessStatus, statusSchema } from '../../src/api/status.ts';
import type { Parts } from '../world/ports.ts';
import type { KubernetesObject } from '../world/scenario.ts';

/** One `Ipv6Readiness` in the parts under test, as its user sees it. */
export interface Assessed {
  readonly name: string;
  status(): Promise<Ipv6ReadinessStatus | undefined>;
  /** Waits until the status is as told; fails with the last status seen. */
  until(
    description: string,
    holds: (status: Ipv6ReadinessStatus) => boolean,
    timeoutMs?: number,
  ): Promise<Ipv6ReadinessStatus>;
  object(): Promise<KubernetesObject | undefined>;
}

const apiVersion = 'ipv6readiness.io/v1alpha1';
const lookEveryMs = 100;

/** What applying a resource and reading its status takes. */
export type ReadinessParts = Pick<Parts, 'scenario' | 'apply' | 'get'>;

export async function applyReadiness(parts: ReadinessParts, name: string, spec: object = {}): Promise<Assessed> {
  const { scenario } = parts;
  const cluster = { name: scenario.cluster.name, region: scenario.region };
  await parts.apply({ apiVersion, kind: 'Ipv6Readiness', metadata: { name }, spec: { cluster, ...spec } });
  return assessed(parts, name);
}

export function assessed(parts: Pick<Parts, 'get'>, name: string): Assessed {
  const object = (): Promise<KubernetesObject | undefined> =>
    parts.get({ apiVersion, resource: 'ipv6readinesses', name });
  const status = async (): Promise<Ipv6ReadinessStatus | undefined> => {
    const written = (await object())?.['status'];
    // Strict, so that a status the schema does not know is a failure here too.
    return written === undefined ? undefined : statusSchema.parse(written);
  };
  return {
    name,
    object,
    status,
    async until(description, holds, timeoutMs = 20_000) {
      const deadline = performance.now() + timeoutMs;
      let seen: Ipv6ReadinessStatus | undefined;
      while (performance.now() < deadline) {
        seen = await status();
        if (seen && holds(seen)) return seen;
        await new Promise((resolve) => setTimeout(resolve, lookEveryMs));
      }
      throw new Error(`${name}: not within ${timeoutMs} ms: ${description}; last seen: ${describeStatus(seen)}`);
    },
  };
}

/** `Type: Status Reason`, a line for each condition. */
export function verdicts(status: Ipv6ReadinessStatus | undefined): Readonly<Record<string, string>> {
  return Object.fromEntries(
    (status?.conditions ?? []).map(({ type, status: is, reason }) => [type, `${is} ${reason}`]),
  );
}

export function isSettled(status: Ipv6ReadinessStatus): boolean {
  return (status.conditions ?? []).every(({ reason }) => reason !== 'NotYetObserved' && reason !== 'GoalUnresolved');
}

function describeStatus(status: Ipv6ReadinessStatus | undefined): string {
  return JSON.stringify(
    { conditions: verdicts(status), findings: status?.findings?.map(({ code, message }) => `${code} ${message}`) },
    undefined,
    1,
  );
}
