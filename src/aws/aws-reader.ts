import type { AwsReader, ReadOutcome } from '../observe/ports.ts';
import type { Clock } from '../runtime/clock.ts';
import type { Logger } from '../runtime/logger.ts';
import type { NotObservedReason, ReadFailure } from '../snapshot/section.ts';
import { actionOf, type AwsAction } from './actions.ts';
import { Caller } from './calls.ts';
import { classify } from './classify.ts';
import { type Attempt, createClientSource } from './clients.ts';
import { type Deadline, startDeadline } from './deadline.ts';
import type { Described } from './describe-each.ts';
import { furtherReaders } from './further-readers.ts';
import { type AwsLimits, defaultLimits } from './limits.ts';
import { readCluster } from './read-cluster.ts';
import { ReadError } from './read-error.ts';
import { readFargateProfiles } from './read-fargate-profiles.ts';
import { readInstanceTypes } from './read-instance-types.ts';
import { readSubnets, readVpc } from './read-network.ts';
import { readNodeGroups } from './read-node-groups.ts';
import type { Reading } from './reading.ts';

/** One request to AWS, retries counted one by one. */
export interface AwsCallReport {
  readonly action: AwsAction;
  readonly outcome: 'ok' | NotObservedReason;
  readonly milliseconds: number;
}

export interface AwsReaderOptions {
  readonly region: string;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly onCall?: (report: AwsCallReport) => void;
  readonly limits?: Partial<AwsLimits>;
  /** For jitter; `Math.random` when absent. */
  readonly random?: () => number;
}

/** EC2 and EKS of the account that the SDK's default credential chain finds, in one Region. */
export function createAwsReader(options: AwsReaderOptions): AwsReader & { close(): void } {
  const { region, clock, logger } = options;
  const limits: AwsLimits = { ...defaultLimits, ...options.limits };
  const clients = createClientSource({ region, clock, limits, onAttempt: reportTo(options) });
  const caller = new Caller({
    region,
    clock,
    limits,
    clients,
    random: options.random ?? Math.random,
    onChange: (action, failing) =>
      failing
        ? logger.warn({ action }, 'AWS action fails, resting')
        : logger.info({ action }, 'AWS action works again'),
  });
  const running = new Set<Deadline>();
  /** Read with the cluster, needed with the subnets of its VPC. */
  const accountOfVpc = new Map<string, string>();

  const read = async <Value>(
    signal: AbortSignal,
    work: (reading: Reading) => Promise<ReadOutcome<Value>>,
  ): Promise<ReadOutcome<Value>> => {
    const deadline = startDeadline(clock, limits.readMs, signal);
    running.add(deadline);
    try {
      return await work({
        region,
        mostPages: limits.pages,
        now: () => clock.now(),
        signal: deadline.signal,
        ask: (call) => caller.ask({ ...call, signal: call.signal ?? deadline.signal }),
        expect: (calls) => deadline.extend(calls * limits.itemMs),
      });
    } catch (error) {
      return { failure: failureOf(error, logger) };
    } finally {
      deadline.end();
      running.delete(deadline);
    }
  };

  return {
    cluster: (name, signal) =>
      read(signal, async (reading) => {
        const { cluster, accountId } = await readCluster(name, reading);
        if (accountId !== undefined) accountOfVpc.set(cluster.vpcId, accountId);
        return whole(cluster);
      }),
    vpc: (vpcId, signal) => read(signal, async (reading) => whole(await readVpc(vpcId, reading))),
    subnets: (vpcId, signal) =>
      read(signal, async (reading) => whole(await readSubnets(vpcId, accountOfVpc.get(vpcId), reading))),
    nodeGroups: (name, signal) => read(signal, async (reading) => described(await readNodeGroups(name, reading))),
    fargateProfiles: (name, signal) =>
      read(signal, async (reading) => described(await readFargateProfiles(name, reading))),
    instanceTypes: (names, signal) =>
      read(signal, async (reading) => described(await readInstanceTypes(names, reading))),
    further: (section, question, signal) => read(signal, (reading) => furtherReaders[section](question, reading)),
    close() {
      for (const deadline of running) deadline.cancel();
      clients.close();
    },
  };
}

function whole<Value>(value: Value): ReadOutcome<Value> {
  return { value, gaps: [] };
}

function described<Item>({ items, ...missing }: Described<Item>): ReadOutcome<readonly Item[]> {
  return { value: items, ...missing };
}

/** Whatever is no `ReadError` is a defect of ours; it costs this one section, and is told. */
function failureOf(error: unknown, logger: Logger): ReadFailure {
  if (error instanceof ReadError) return error.failure;
  logger.error({ err: error }, 'reading AWS failed in a way that was not foreseen');
  return { reason: 'InvalidAnswer', message: 'The answer of AWS could not be understood.' };
}

function reportTo({ region, onCall }: AwsReaderOptions): (attempt: Attempt) => void {
  return ({ service, operation, error, milliseconds }) => {
    const action = actionOf(service, operation);
    if (action === undefined) return;
    const outcome = error === undefined ? 'ok' : classify(error, { action, region, notFound: '' }).reason;
    onCall?.({ action, outcome, milliseconds });
  };
}
