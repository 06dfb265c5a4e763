import { describe, expect, test } from 'vitest';
import { type Config, ConfigError, helpText, readConfig, wantsHelp } from '../../src/config.ts';
import { flags } from '../../src/flags.ts';
import { defaultPaces } from '../../src/observe/paces.ts';

type Environment = Readonly<Record<string, string>>;

function config(argv: readonly string[] = [], environment: Environment = {}): Config {
  return readConfig(argv, environment);
}

test('nothing said: every default, and what has none is absent', () => {
  const { identity, ...rest } = config();
  expect(rest).toEqual({
    leaseNamespace: 'ipv6-readiness',
    leaseName: 'ipv6-readiness',
    listenPort: 8080,
    logLevel: 'info',
    paces: defaultPaces,
  });
  expect(identity).toMatch(new RegExp(`^.+-${process.pid}$`));
});

test('the object is frozen', () => {
  expect(Object.isFrozen(config())).toBe(true);
});

const texts: readonly (readonly [flag: string, env: string | undefined, read: (of: Config) => unknown])[] = [
  ['kubeconfig', undefined, (of) => of.kubeconfig],
  ['context', 'IPV6_READINESS_CONTEXT', (of) => of.context],
  ['cluster-name', 'CLUSTER_NAME', (of) => of.clusterName],
  ['region', 'AWS_REGION', (of) => of.region],
  ['lease-namespace', 'POD_NAMESPACE', (of) => of.leaseNamespace],
  ['lease-name', 'IPV6_READINESS_LEASE_NAME', (of) => of.leaseName],
  ['identity', 'POD_NAME', (of) => of.identity],
];

const seconds: readonly (readonly [flag: string, env: string, least: number, read: (of: Config) => number])[] = [
  ['subnet-interval', 'IPV6_READINESS_SUBNET_INTERVAL', 2, (of) => of.paces.fastMs],
  ['urgent-interval', 'IPV6_READINESS_URGENT_INTERVAL', 1, (of) => of.paces.urgentMs],
  ['slow-interval', 'IPV6_READINESS_SLOW_INTERVAL', 5, (of) => of.paces.slowMs],
  ['retry-interval', 'IPV6_READINESS_RETRY_INTERVAL', 1, (of) => of.paces.retryMs],
  ['subnet-budget', 'IPV6_READINESS_SUBNET_BUDGET', 5, (of) => of.paces.fastBudgetMs],
];

/** A budget is no smaller than two intervals, so a small one needs a small interval. */
const roomy = (flag: string): readonly string[] => (flag === 'subnet-budget' ? ['--subnet-interval=2'] : []);

test('the tables below cover every flag', () => {
  const covered = [...texts, ...seconds].map(([flag]) => flag).concat('listen', 'log-level');
  expect(covered.toSorted()).toEqual(Object.keys(flags).toSorted());
});

describe.each(texts)('--%s', (flag, _, read) => {
  test('is taken as it is, in both spellings', () => {
    expect(read(config([`--${flag}`, 'of-flag']))).toBe('of-flag');
    expect(read(config([`--${flag}=of-flag`]))).toBe('of-flag');
  });
});

describe.each(texts.filter(([, env]) => env !== undefined))('--%s', (flag, env = '', read) => {
  test(`falls back to ${env}, which a flag overrides and an empty text does not set`, () => {
    const environment = { [env]: 'of-environment' };
    expect(read(config([], environment))).toBe('of-environment');
    expect(read(config([`--${flag}`, 'of-flag'], environment))).toBe('of-flag');
    expect(read(config([], { [env]: '' }))).toEqual(read(config()));
  });
});

describe.each(seconds)('--%s', (flag, env, least, read) => {
  test('is a number of seconds, from the flag or its variable', () => {
    expect(read(config([`--${flag}=90`]))).toBe(90_000);
    expect(read(config([...roomy(flag)], { [env]: '90' }))).toBe(90_000);
    expect(read(config([`--${flag}=60`], { [env]: '90' }))).toBe(60_000);
  });

  test('has a floor', () => {
    expect(read(config([...roomy(flag), `--${flag}=${least}`]))).toBe(least * 1000);
    expect(() => config([...roomy(flag), `--${flag}=${least - 0.5}`])).toThrow(
      new ConfigError(`--${flag}: ${least - 0.5} is no number of seconds from ${least} to 86400`),
    );
  });

  test.each(['0', '-5', 'soon', '30s', ' ', 'NaN', 'Infinity', '86401'])(
    'refuses %j, naming flag, value and bounds',
    (text) => {
      expect(() => config([], { [env]: text })).toThrow(
        new ConfigError(`--${flag}: ${text} is no number of seconds from ${least} to 86400`),
      );
    },
  );
});

test('a budget of subnets that no two reads fit into is refused', () => {
  expect(() => config(['--subnet-interval=30', '--subnet-budget=59'])).toThrow(
    new ConfigError(
      '--subnet-budget: 59 is less than twice --subnet-interval (30), so answers would grow too old before the next',
    ),
  );
  expect(config(['--subnet-interval=30', '--subnet-budget=60']).paces.fastBudgetMs).toBe(60_000);
});

describe('--listen', () => {
  test.each([
    [':9090', undefined, 9090],
    ['127.0.0.1:0', '127.0.0.1', 0],
    ['[::1]:8080', '::1', 8080],
    ['[::]:8080', '::', 8080],
    ['localhost:65535', 'localhost', 65_535],
  ])('%s is host %s, port %d', (text, host, port) => {
    expect([config(['--listen', text]).listenHost, config(['--listen', text]).listenPort]).toEqual([host, port]);
    expect(config([], { IPV6_READINESS_LISTEN: text }).listenPort).toBe(port);
  });

  test.each(['8080', 'localhost', ':', 'host:', ':http', ':65536', ':-1', ':80.5', ':0x50'])('refuses %s', (text) => {
    expect(() => config(['--listen', text])).toThrow(new ConfigError(`--listen: ${text} is not [host]:port`));
  });
});

describe('--log-level', () => {
  test.each(['debug', 'info', 'warn', 'error'])('may be %s', (level) => {
    expect(config([`--log-level=${level}`]).logLevel).toBe(level);
    expect(config([], { IPV6_READINESS_LOG_LEVEL: level }).logLevel).toBe(level);
  });

  test('refuses another, naming those there are', () => {
    expect(() => config(['--log-level=loud'])).toThrow(
      new ConfigError('--log-level: loud is none of debug, info, warn, error'),
    );
  });
});

describe('arguments that are none', () => {
  test.each([
    [['--no-such-flag'], '--no-such-flag'],
    [['--region'], '--region'],
    [['serve'], 'serve'],
  ])('%j are refused by name', (argv, named) => {
    expect(() => config(argv)).toThrow(ConfigError);
    expect(() => config(argv)).toThrow(named);
  });
});

describe('--help', () => {
  test('is seen wherever it stands', () => {
    expect(wantsHelp(['--region', 'eu-west-1', '--help'])).toBe(true);
    expect(wantsHelp(['--region', 'eu-west-1'])).toBe(false);
  });

  test('lists every flag with its default and its variable, a line each', () => {
    const lines = helpText().split('\n');
    for (const [flag, declaration] of Object.entries(flags)) {
      const line = lines.find((each) => each.startsWith(`  --${flag} `)) ?? '';
      expect(line).toContain(declaration.help);
      expect(line.includes('env' in declaration ? `[${declaration.env}]` : 'KUBECONFIG')).toBe(true);
      expect(line.includes('default' in declaration ? `(default ${declaration.default})` : '')).toBe(true);
    }
    expect(helpText()).toContain('A flag wins over its environment variable.');
    expect(helpText()).toContain('  --help              this text');
    expect(lines.every((line) => line.length <= 130)).toBe(true);
  });

  test('says of every number of seconds what its floor is', () => {
    for (const [flag, , least] of seconds) {
      expect(helpText()).toMatch(new RegExp(`--${flag} .*at least ${least}\\b`));
    }
  });
});
