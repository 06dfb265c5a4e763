import { readdirSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { residentMiB, shippedFlags } from '../bench/processes.ts';
import { startRealParts } from '../real/real-parts.ts';
import { applyReadiness, type Assessed, verdicts } from '../support/assessed.ts';
import { type OperatorProcess, startOperatorProcess } from '../support/operator-process.ts';
import type { Parts } from '../world/ports.ts';
import { healthyIpv6 } from '../world/scenarios/healthy-ipv6.ts';
import type { Verdict } from './verdict.ts';

/** Longer than the slowest thing that may still settle after Ready at the shipped paces. */
const settlingMs = 60_000;
const minuteMs = 60_000;

interface Sample {
  readonly statusWrites: number;
  readonly events: number;
  readonly resourceVersion: string | undefined;
  readonly awsCalls: number;
  readonly passes: number;
  readonly residentMiB: number;
  readonly descriptors: number;
}

/** A cluster in which nothing changes, on a real API server and moto, at the shipped paces: nothing may be written. */
export async function quietSoak(minutes: number): Promise<Verdict> {
  const parts = await startRealParts(healthyIpv6);
  const operator = await startOperatorProcess({ environment: parts.environment(), nodeFlags: shippedFlags });
  try {
    const resource = await applyReadiness(parts, 'prod');
    await resource.until('ready', (status) => verdicts(status)['Ready'] === 'True Ready', 60_000);
    await sleep(settlingMs);
    const first = await sample(parts, operator, resource);
    let last = first;
    for (let minute = 1; minute <= minutes; minute += 1) {
      await sleep(minuteMs);
      last = await sample(parts, operator, resource);
      console.log(JSON.stringify({ minute, ...last }));
    }
    return judge(first, last, operator);
  } finally {
    await operator.stop();
    await parts.stop();
  }
}

async function sample(parts: Parts, operator: OperatorProcess, resource: Assessed): Promise<Sample> {
  const events = await parts.list({ apiVersion: 'events.k8s.io/v1', resource: 'events' });
  const object = await resource.object();
  return {
    statusWrites: (await operator.metric('ipv6_readiness_status_writes_total', { result: 'written' })) ?? 0,
    events: events.length,
    resourceVersion: object?.metadata.resourceVersion,
    awsCalls: parts.aws.ledger.length,
    passes: (await operator.metric('ipv6_readiness_reconcile_total', { result: 'ok' })) ?? 0,
    residentMiB: Math.round(residentMiB(operator.pid)),
    descriptors: readdirSync(`/proc/${operator.pid}/fd`).length,
  };
}

function judge(first: Sample, last: Sample, { log }: OperatorProcess): Verdict {
  const statusWrites = last.statusWrites - first.statusWrites;
  const events = last.events - first.events;
  const complaints = log.filter(({ level }) => level === 'warn' || level === 'error').length;
  const problems = [
    ...(statusWrites === 0 ? [] : [`${statusWrites} statuses were written although nothing changed`]),
    ...(events === 0 ? [] : [`${events} events were written although nothing changed`]),
    ...(first.resourceVersion === last.resourceVersion ? [] : ['the resource has another version']),
    ...(last.awsCalls > first.awsCalls ? [] : ['AWS was not asked']),
  ];
  const figures = {
    'status writes': statusWrites,
    events,
    'passes over the resource': last.passes - first.passes,
    'AWS calls': last.awsCalls - first.awsCalls,
    'log lines of warning or error': complaints,
    'resident MiB, first and last': `${first.residentMiB} ${last.residentMiB}`,
    'descriptors, first and last': `${first.descriptors} ${last.descriptors}`,
  };
  return { figures, problems };
}
