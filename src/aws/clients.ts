import { EC2Client } from '@aws-sdk/client-ec2';
import { EFSClient } from '@aws-sdk/client-efs';
import { EKSClient } from '@aws-sdk/client-eks';
import { ElasticLoadBalancingV2Client } from '@aws-sdk/client-elastic-load-balancing-v2';
import { IAMClient } from '@aws-sdk/client-iam';
import type { Clock } from '../runtime/clock.ts';
import type { ServicePrefix } from './actions.ts';
import {
  type AnswerLimits,
  type AnswerSyntax,
  guardAnswer,
  jsonAnswer,
  queryAnswer,
  xmlAnswer,
} from './answer-guard.ts';
import { namingFailures } from './credentials.ts';
import type { AwsLimits } from './limits.ts';

/** One client for each service. The endpoint of IAM is global: its SDK client signs for it, whatever the Region. */
export interface AwsClients {
  readonly ec2: EC2Client;
  readonly eks: EKSClient;
  readonly iam: IAMClient;
  readonly loadBalancing: ElasticLoadBalancingV2Client;
  readonly fileSystems: EFSClient;
}

/** One HTTP attempt that reached AWS, or tried to. */
export interface Attempt {
  readonly service: ServicePrefix;
  /** As in `DescribeSubnets`. */
  readonly operation: string;
  /** Undefined for an answer that was good. */
  readonly error: unknown;
  readonly milliseconds: number;
}

export interface ClientOptions {
  readonly region: string;
  readonly clock: Clock;
  readonly limits: AwsLimits;
  readonly onAttempt: (attempt: Attempt) => void;
}

/** The clients of one account and Region. */
export interface ClientSource {
  /** `persistent` clients retry what may pass, `single` ones do not: a probe is one request. */
  current(kind: 'persistent' | 'single'): AwsClients;
  /** Drops the cached credentials that `used` has, at most once a minute; false when that was done too recently. */
  renew(used: AwsClients): boolean;
  close(): void;
}

interface Generation {
  readonly persistent: AwsClients;
  readonly single: AwsClients;
}

const renewalMs = 60_000;

/**
 * Endpoints, credentials and the use of dual-stack addresses come from the SDK's own environment and from nowhere else.
 * That a pod never falls back to its node's credentials is the environment's part, too: AWS_EC2_METADATA_DISABLED.
 */
export function createClientSource(options: ClientOptions): ClientSource {
  const handlerOwner = new EC2Client(sharedConfiguration(options));
  const { requestHandler } = handlerOwner.config;
  let generation = createGeneration(options, requestHandler);
  let renewedAt = Number.NEGATIVE_INFINITY;

  return {
    current: (kind) => generation[kind],
    renew(used) {
      if (used !== generation.persistent && used !== generation.single) return true;
      if (options.clock.monotonic() - renewedAt < renewalMs) return false;
      renewedAt = options.clock.monotonic();
      generation = createGeneration(options, requestHandler);
      return true;
    },
    close: () => handlerOwner.destroy(),
  };
}

function sharedConfiguration({ region, limits }: ClientOptions) {
  const agent = { keepAlive: true, maxSockets: 16 };
  return {
    region,
    retryMode: 'standard',
    userAgentAppId: 'ipv6-readiness',
    requestHandler: {
      connectionTimeout: limits.connectMs,
      requestTimeout: limits.requestMs,
      // Without this a timeout is a log line, and the request waits on.
      throwOnRequestTimeout: true,
      httpAgent: agent,
      httpsAgent: agent,
    },
  };
}

function createGeneration(options: ClientOptions, requestHandler: EC2Client['config']['requestHandler']): Generation {
  const shared = { ...sharedConfiguration(options), requestHandler };
  // The chain is the SDK's default one; all services share what it finds.
  const credentials = namingFailures(new EC2Client(shared).config.credentials);
  const create = (maxAttempts: number): AwsClients => {
    const configuration = { ...shared, credentials, maxAttempts };
    const guarded = <Client extends Guardable>(client: Client, service: ServicePrefix, syntax: SyntaxOf): Client => {
      client.middlewareStack.add(guard(options, syntax), nextToTheWire);
      client.middlewareStack.add(stopwatch(options, service), aroundEachAttempt);
      return client;
    };
    return {
      ec2: guarded(new EC2Client(configuration), 'ec2', xmlAnswer),
      eks: guarded(new EKSClient(configuration), 'eks', () => jsonAnswer),
      iam: guarded(new IAMClient(configuration), 'iam', queryAnswer),
      loadBalancing: guarded(new ElasticLoadBalancingV2Client(configuration), 'elasticloadbalancing', queryAnswer),
      fileSystems: guarded(new EFSClient(configuration), 'elasticfilesystem', () => jsonAnswer),
    };
  };
  return { persistent: create(options.limits.attempts), single: create(1) };
}

type SyntaxOf = (operation: string) => AnswerSyntax;

/** What all clients have in common. */
interface Guardable {
  readonly middlewareStack: {
    add(step: Step, where: typeof nextToTheWire | typeof aroundEachAttempt): void;
  };
}

/** A step of the SDK's stack, as far as all clients share it. */
type Step = <Arguments, Result extends { readonly response: unknown }>(
  next: (parameters: Arguments) => Promise<Result>,
  context: { readonly commandName?: string },
) => (parameters: Arguments) => Promise<Result>;

const nextToTheWire = { name: 'answerGuard', step: 'deserialize', priority: 'low' } as const;
const aroundEachAttempt = { name: 'stopwatch', step: 'deserialize', priority: 'high' } as const;

function guard({ clock, limits }: ClientOptions, syntaxOf: SyntaxOf): Step {
  const answerLimits: AnswerLimits = { mostBytes: limits.answerBytes, bodyMs: limits.requestMs, clock };
  return (next, context) => async (parameters) => {
    const result = await next(parameters);
    await guardAnswer(result.response, syntaxOf(operationOf(context)), answerLimits);
    return result;
  };
}

function stopwatch({ clock, onAttempt }: ClientOptions, service: ServicePrefix): Step {
  return (next, context) => async (parameters) => {
    const startedAt = clock.monotonic();
    const report = (error: unknown): void =>
      onAttempt({ service, operation: operationOf(context), error, milliseconds: clock.monotonic() - startedAt });
    try {
      const result = await next(parameters);
      report(undefined);
      return result;
    } catch (error) {
      report(error);
      throw error;
    }
  };
}

function operationOf({ commandName = '' }: { readonly commandName?: string }): string {
  return commandName.replace(/Command$/, '');
}
