import { hostname } from 'node:os';
import { parseArgs, type ParseArgsConfig } from 'node:util';
import { defaultPaces, type Paces } from './observe/paces.ts';

/** Everything the operator is told from outside. Read once; nothing else reads the environment or the arguments. */
export interface Config {
  readonly kubeconfig?: string;
  readonly context?: string;
  readonly clusterName?: string;
  readonly region?: string;
  readonly leaseNamespace: string;
  readonly leaseName: string;
  readonly identity: string;
  readonly listenHost: string;
  readonly listenPort: number;
  readonly logLevel: string;
  readonly paces: Paces;
}

/** A flag or variable that cannot be used; the message names it, what was seen and what was expected. */
export class ConfigError extends Error {}

const flags = {
  kubeconfig: {
    type: 'string',
    help: 'kubeconfig file (default: KUBECONFIG, ~/.kube/config, then the service account)',
  },
  context: { type: 'string', env: 'IPV6_READINESS_CONTEXT', help: 'context of the kubeconfig file' },
  'cluster-name': { type: 'string', env: 'CLUSTER_NAME', help: 'EKS cluster, where spec.cluster.name is not set' },
  region: { type: 'string', env: 'AWS_REGION', help: 'AWS Region, where spec.cluster.region is not set' },
  'lease-namespace': {
    type: 'string',
    env: 'POD_NAMESPACE',
    help: 'namespace of the lease',
    default: 'ipv6-readiness',
  },
  'lease-name': {
    type: 'string',
    env: 'IPV6_READINESS_LEASE_NAME',
    help: 'name of the lease',
    default: 'ipv6-readiness',
  },
  identity: { type: 'string', env: 'POD_NAME', help: 'holder of the lease; default: host name and process id' },
  listen: {
    type: 'string',
    env: 'IPV6_READINESS_LISTEN',
    help: 'address of /metrics, /healthz and /readyz',
    default: ':8080',
  },
  'log-level': { type: 'string', env: 'IPV6_READINESS_LOG_LEVEL', help: 'debug, info, warn or error', default: 'info' },
  'subnet-interval': {
    type: 'string',
    env: 'IPV6_READINESS_SUBNET_INTERVAL',
    help: 'seconds between reads of subnets, at least 2',
  },
  'urgent-interval': {
    type: 'string',
    env: 'IPV6_READINESS_URGENT_INTERVAL',
    help: 'the same while addresses move or run low, at least 1',
  },
  'slow-interval': {
    type: 'string',
    env: 'IPV6_READINESS_SLOW_INTERVAL',
    help: 'seconds between reads of the rest of AWS, at least 5',
  },
  'retry-interval': {
    type: 'string',
    env: 'IPV6_READINESS_RETRY_INTERVAL',
    help: 'seconds after a failed read, doubled each time, at least 1',
  },
  'subnet-budget': {
    type: 'string',
    env: 'IPV6_READINESS_SUBNET_BUDGET',
    help: 'seconds an answer about subnets counts, at least 5',
  },
  help: { type: 'boolean', help: 'this text' },
} as const;

type Flag = keyof typeof flags;
type Values = Readonly<Partial<Record<Flag, string>>>;

const logLevels = ['debug', 'info', 'warn', 'error'];

/** @throws ConfigError naming what is wrong */
export function readConfig(argv: readonly string[], environment: Readonly<Record<string, string | undefined>>): Config {
  const values = collect(parse(argv), environment);
  const { host, port } = parseListen(values.listen ?? '');
  const level = values['log-level'] ?? 'info';
  if (!logLevels.includes(level)) throw new ConfigError(`--log-level: ${level} is none of ${logLevels.join(', ')}`);
  return Object.freeze({
    ...optional('kubeconfig', values.kubeconfig),
    ...optional('context', values.context),
    ...optional('clusterName', values['cluster-name']),
    ...optional('region', values.region),
    leaseNamespace: values['lease-namespace'] ?? '',
    leaseName: values['lease-name'] ?? '',
    identity: values.identity ?? `${hostname()}-${process.pid}`,
    listenHost: host,
    listenPort: port,
    logLevel: level,
    paces: readPaces(values),
  });
}

export function wantsHelp(argv: readonly string[]): boolean {
  return argv.includes('--help');
}

export function helpText(): string {
  const lines = Object.entries(flags).map(([flag, { help, ...more }]) => {
    const fallback = 'default' in more ? ` (default ${more.default})` : '';
    const variable = 'env' in more ? ` [${more.env}]` : '';
    return `  --${flag.padEnd(18)}${help}${fallback}${variable}`;
  });
  return ['Usage: operator [flags]', '', 'A flag wins over its environment variable.', '', ...lines, ''].join('\n');
}

function parse(argv: readonly string[]): Values {
  try {
    const options = Object.fromEntries(Object.entries(flags).map(([flag, { type }]) => [flag, { type }]));
    return parseArgs({ args: [...argv], options: options as NonNullable<ParseArgsConfig['options']> }).values as Values;
  } catch (error) {
    throw new ConfigError(error instanceof Error ? error.message : String(error), { cause: error });
  }
}

function collect(given: Values, environment: Readonly<Record<string, string | undefined>>): Values {
  const entries = Object.entries(flags).map(([flag, more]) => {
    const fromEnvironment = 'env' in more ? environment[more.env] : undefined;
    const fallback = 'default' in more ? more.default : undefined;
    return [flag, given[flag as Flag] ?? (fromEnvironment || undefined) ?? fallback];
  });
  return Object.fromEntries(entries.filter(([, value]) => value !== undefined)) as Values;
}

function readPaces(values: Values): Paces {
  const seconds = (flag: Flag, fallbackMs: number, leastSeconds: number): number => {
    const text = values[flag];
    if (text === undefined) return fallbackMs;
    const number = Number(text);
    if (!(number >= leastSeconds && number <= 86_400)) {
      throw new ConfigError(`--${flag}: ${text} is no number of seconds from ${leastSeconds} to 86400`);
    }
    return number * 1000;
  };
  return {
    ...defaultPaces,
    fastMs: seconds('subnet-interval', defaultPaces.fastMs, 2),
    urgentMs: seconds('urgent-interval', defaultPaces.urgentMs, 1),
    slowMs: seconds('slow-interval', defaultPaces.slowMs, 5),
    retryMs: seconds('retry-interval', defaultPaces.retryMs, 1),
    fastBudgetMs: seconds('subnet-budget', defaultPaces.fastBudgetMs, 5),
  };
}

function parseListen(text: string): { readonly host: string; readonly port: number } {
  const at = text.lastIndexOf(':');
  const port = Number(text.slice(at + 1));
  if (at < 0 || text.length === at + 1 || !Number.isInteger(port) || port < 0 || port > 65_535) {
    throw new ConfigError(`--listen: ${text} is not [host]:port`);
  }
  const host = text.slice(0, at).replace(/^\[|\]$/g, '');
  return { host: host === '' ? '::' : host, port };
}

function optional<K extends string>(key: K, value: string | undefined): Partial<Record<K, string>> {
  return value === undefined ? {} : ({ [key]: value } as Record<K, string>);
}
