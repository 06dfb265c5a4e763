import nock from 'nock';
import { afterEach, beforeEach, expect, vi } from 'vitest';
import { createAwsReader, type AwsCallReport } from '../../../src/aws/aws-reader.ts';
import type { AwsLimits } from '../../../src/aws/limits.ts';
import type { ReadOutcome } from '../../../src/observe/ports.ts';
import type { Clock } from '../../../src/runtime/clock.ts';
import { systemClock } from '../../../src/runtime/clock.ts';
import type { ReadFailure } from '../../../src/snapshot/section.ts';
import { quietLogger } from '../../support/quiet-logger.ts';

export const region = 'eu-west-1';
const fastPace = { starts: 1_000, intervalMs: 10, concurrency: 2 };

/** No waiting for turns and no second attempts, so that a test says itself what it wants of either. */
const testLimits: Partial<AwsLimits> = { attempts: 1, ec2Pace: fastPace, eksPace: fastPace };

export function ec2(): nock.Scope {
  return nock(`https://ec2.${region}.amazonaws.com`);
}

export function eks(): nock.Scope {
  return nock(`https://eks.${region}.amazonaws.com`);
}

/** Global, and signed for as in us-east-1. */
export function iam(): nock.Scope {
  return nock('https://iam.amazonaws.com');
}

export function loadBalancing(): nock.Scope {
  return nock(`https://elasticloadbalancing.${region}.amazonaws.com`);
}

export function fileSystems(): nock.Scope {
  return nock(`https://elasticfilesystem.${region}.amazonaws.com`);
}

export interface TestReader {
  readonly reader: ReturnType<typeof createAwsReader>;
  readonly calls: AwsCallReport[];
  /** `action outcome` of every call, oldest first. */
  readonly ledger: () => readonly string[];
}

export interface TestReaderOptions {
  readonly limits?: Partial<AwsLimits>;
  readonly clock?: Clock;
  readonly random?: () => number;
}

const open: { close(): void }[] = [];

export function aReader({ limits, clock = systemClock, random = () => 0 }: TestReaderOptions = {}): TestReader {
  const calls: AwsCallReport[] = [];
  const reader = createAwsReader({
    region,
    clock,
    logger: quietLogger(),
    onCall: (call) => calls.push(call),
    limits: { ...testLimits, ...limits },
    random,
  });
  open.push(reader);
  return { reader, calls, ledger: () => calls.map(({ action, outcome }) => `${action} ${outcome}`) };
}

export function anySignal(): AbortSignal {
  return new AbortController().signal;
}

export function valueOf<Value>(outcome: ReadOutcome<Value>): Value {
  if ('failure' in outcome) throw new Error(`The read failed: ${outcome.failure.message}`);
  return outcome.value;
}

export function failureOf(outcome: ReadOutcome<unknown>): ReadFailure {
  if ('failure' in outcome) return outcome.failure;
  throw new Error('The read gave a value.');
}

/** An environment of its own for each test; readers are closed after it. */
export function useMadeUpCredentials(): void {
  beforeEach(() => {
    vi.stubEnv('AWS_ACCESS_KEY_ID', 'AKIDEXAMPLE');
    vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'not-a-secret');
    vi.stubEnv('AWS_EC2_METADATA_DISABLED', 'true');
    for (const name of ['AWS_SESSION_TOKEN', 'AWS_PROFILE', 'AWS_ENDPOINT_URL', 'AWS_USE_DUALSTACK_ENDPOINT']) {
      vi.stubEnv(name, undefined);
    }
    vi.stubEnv('AWS_CONFIG_FILE', '/dev/null');
    vi.stubEnv('AWS_SHARED_CREDENTIALS_FILE', '/dev/null');
  });

  afterEach(() => {
    for (const reader of open.splice(0)) reader.close();
    vi.unstubAllEnvs();
  });
}

/** Made-up credentials, no network but what a test mocks, and nothing asked that the test did not expect. */
export function useFakeAws(): void {
  const unexpected: string[] = [];
  const note = (request: { readonly url: string }): void => void unexpected.push(request.url);

  useMadeUpCredentials();

  beforeEach(() => {
    nock.disableNetConnect();
    nock.emitter.on('no match', note);
  });

  afterEach(() => {
    nock.emitter.off('no match', note);
    const pending = nock.pendingMocks();
    nock.cleanAll();
    nock.enableNetConnect();
    expect(unexpected.splice(0)).toEqual([]);
    expect(pending).toEqual([]);
  });
}
