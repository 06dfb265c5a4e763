import { hostname } from 'node:os';
import { parseArgs } from 'node:util';
import { flags, type Flag, type FlagDeclaration } from './flags.ts';
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
  /** Absent: every address of the host. */
  readonly listenHost?: string;
  readonly listenPort: number;
  readonly logLevel: string;
  readonly paces: Paces;
}

/** A flag or variable that cannot be used; the message names it, what was seen and what was expected. */
export class ConfigError extends Error {}

type Environment = Readonly<Record<string, string | undefined>>;

/** What a flag is set to: on the command line, else in the environment, else by default. */
type Lookup = (flag: Flag) => string | undefined;

const logLevels: readonly string[] = ['debug', 'info', 'warn', 'error'];

/** @throws ConfigError naming what is wrong */
export function readConfig(argv: readonly string[], environment: Environment): Config {
  const lookup = lookupIn(parse(argv), environment);
  const [kubeconfig, context] = [lookup('kubeconfig'), lookup('context')];
  const [clusterName, region] = [lookup('cluster-name'), lookup('region')];
  return Object.freeze({
    ...(kubeconfig === undefined ? {} : { kubeconfig }),
    ...(context === undefined ? {} : { context }),
    ...(clusterName === undefined ? {} : { clusterName }),
    ...(region === undefined ? {} : { region }),
    leaseNamespace: lookup('lease-namespace') ?? '',
    leaseName: lookup('lease-name') ?? '',
    identity: lookup('identity') ?? `${hostname()}-${process.pid}`,
    ...readListen(lookup('listen') ?? ''),
    logLevel: readLogLevel(lookup('log-level') ?? ''),
    paces: readPaces(lookup),
  });
}

export function wantsHelp(argv: readonly string[]): boolean {
  return argv.includes('--help');
}

export function helpText(): string {
  const all: readonly [string, FlagDeclaration][] = Object.entries(flags);
  const lines = all.map(([flag, declaration]) => {
    const fallback = declaration.default === undefined ? '' : ` (default ${declaration.default})`;
    const variable = declaration.env === undefined ? '' : ` [${declaration.env}]`;
    return `  --${flag.padEnd(18)}${declaration.help}${fallback}${variable}`;
  });
  const usage = ['Usage: operator [flags]', '', 'A flag wins over its environment variable.', ''];
  return [...usage, ...lines, `  --${'help'.padEnd(18)}this text`, ''].join('\n');
}

function parse(argv: readonly string[]): ReadonlyMap<string, string> {
  const options = Object.fromEntries(Object.keys(flags).map((flag) => [flag, { type: 'string' } as const]));
  try {
    const { values } = parseArgs({ args: [...argv], options });
    return new Map(Object.entries(values).flatMap(([flag, value]) => (value ? [[flag, value] as const] : [])));
  } catch (error) {
    throw new ConfigError(error instanceof Error ? error.message : String(error), { cause: error });
  }
}

function lookupIn(given: ReadonlyMap<string, string>, environment: Environment): Lookup {
  return (flag) => {
    const declaration: FlagDeclaration = flags[flag];
    const fromEnvironment = declaration.env === undefined ? undefined : environment[declaration.env];
    return given.get(flag) ?? (fromEnvironment || declaration.default);
  };
}

const longestSeconds = 86_400;

function readPaces(lookup: Lookup): Paces {
  const milliseconds = (flag: Flag, fallbackMs: number): number => {
    const text = lookup(flag);
    return text === undefined ? fallbackMs : readSeconds(flag, text) * 1000;
  };
  const fastMs = milliseconds('subnet-interval', defaultPaces.fastMs);
  const fastBudgetMs = milliseconds('subnet-budget', defaultPaces.fastBudgetMs);
  if (fastBudgetMs < 2 * fastMs) {
    throw new ConfigError(
      `--subnet-budget: ${fastBudgetMs / 1000} is less than twice --subnet-interval (${fastMs / 1000}), so answers would grow too old before the next`,
    );
  }
  return {
    ...defaultPaces,
    fastMs,
    fastBudgetMs,
    urgentMs: milliseconds('urgent-interval', defaultPaces.urgentMs),
    slowMs: milliseconds('slow-interval', defaultPaces.slowMs),
    retryMs: milliseconds('retry-interval', defaultPaces.retryMs),
  };
}

function readSeconds(flag: Flag, text: string): number {
  const { leastSeconds = 1 }: FlagDeclaration = flags[flag];
  const seconds = Number(text);
  if (text.trim() !== '' && seconds >= leastSeconds && seconds <= longestSeconds) return seconds;
  throw new ConfigError(`--${flag}: ${text} is no number of seconds from ${leastSeconds} to ${longestSeconds}`);
}

function readLogLevel(text: string): string {
  if (logLevels.includes(text)) return text;
  throw new ConfigError(`--log-level: ${text} is none of ${logLevels.join(', ')}`);
}

function readListen(text: string): Pick<Config, 'listenHost' | 'listenPort'> {
  const [, host = '', digits = ''] = /^(.*):([0-9]{1,5})$/.exec(text) ?? [];
  const listenPort = Number(digits);
  if (digits === '' || listenPort > 65_535) throw new ConfigError(`--listen: ${text} is not [host]:port`);
  return { listenPort, ...(host === '' ? {} : { listenHost: host.replace(/^\[|\]$/g, '') }) };
}
