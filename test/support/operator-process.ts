import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

export interface OperatorOptions {
  /** From `Parts.environment()`: where the cluster and AWS are. */
  readonly environment: Readonly<Record<string, string>>;
  readonly flags?: readonly string[];
  /** Of Node itself, such as the size of the heap. */
  readonly nodeFlags?: readonly string[];
  /** Most file descriptors it may have open. */
  readonly openFiles?: number;
}

export interface OperatorProcess {
  /** Where `/metrics`, `/healthz` and `/readyz` are. */
  readonly url: string;
  readonly pid: number;
  /** JSON lines the operator has logged so far. */
  readonly log: readonly LogLine[];
  metrics(): Promise<string>;
  /** Value of one series, by its name and a part of its labels; undefined where there is none. */
  metric(name: string, labels?: Readonly<Record<string, string>>): Promise<number | undefined>;
  /** SIGTERM, or another signal; gives the exit code. */
  stop(signal?: NodeJS.Signals): Promise<number | null>;
}

export interface LogLine {
  readonly level: string;
  readonly msg: string;
  readonly [field: string]: unknown;
}

const bundle = join(import.meta.dirname, '..', '..', 'dist', 'operator.mjs');

/** Short paces, so that a suite sees in seconds what takes minutes in production. */
export const shortPaces: readonly string[] = [
  ['--subnet-interval', '2'],
  ['--urgent-interval', '1'],
  ['--slow-interval', '5'],
  ['--retry-interval', '1'],
  ['--subnet-budget', '6'],
].flat();

/** Starts the operator as its users do: the bundle, in a process of its own, through its real entry point. */
export async function startOperatorProcess(options: OperatorOptions): Promise<OperatorProcess> {
  const command = [process.execPath, ...(options.nodeFlags ?? []), bundle, '--listen', '127.0.0.1:0'];
  const limit = options.openFiles === undefined ? '' : `ulimit -n ${options.openFiles}; `;
  const child = spawn('/bin/sh', ['-c', `${limit}exec "$@"`, 'sh', ...command, ...(options.flags ?? [])], {
    env: { PATH: process.env['PATH'], ...options.environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const kill = (): void => void child.kill('SIGKILL');
  process.once('exit', kill);
  child.once('exit', () => process.off('exit', kill));
  const log: LogLine[] = [];
  const errors: string[] = [];
  child.stderr.on('data', (chunk: Buffer) => errors.push(chunk.toString()));
  const port = await Promise.race([portOf(child, log), died(child, errors)]);
  const url = `http://127.0.0.1:${port}`;
  const metrics = async (): Promise<string> => (await fetch(`${url}/metrics`)).text();
  return {
    url,
    pid: child.pid ?? 0,
    log,
    metrics,
    metric: async (name, labels = {}) => valueOf(await metrics(), name, labels),
    stop: async (signal = 'SIGTERM') => {
      if (child.exitCode !== null || child.signalCode !== null) return child.exitCode;
      const exited = once(child, 'exit');
      child.kill(signal);
      await exited;
      return child.exitCode;
    },
  };
}

async function portOf(child: ChildProcess, log: LogLine[]): Promise<number> {
  const { promise, resolve } = Promise.withResolvers<number>();
  if (!child.stdout) throw new Error('the operator has no stdout');
  createInterface({ input: child.stdout }).on('line', (line) => {
    const entry: LogLine = JSON.parse(line);
    log.push(entry);
    if (typeof entry['port'] === 'number') resolve(entry['port']);
  });
  return promise;
}

async function died(child: ChildProcess, errors: readonly string[]): Promise<never> {
  const [code] = await once(child, 'exit');
  throw new Error(`the operator ended with ${String(code)} before it was up: ${errors.join('')}`);
}

function valueOf(text: string, name: string, labels: Readonly<Record<string, string>>): number | undefined {
  const wanted = Object.entries(labels).map(([key, value]) => `${key}="${value}"`);
  const line = text
    .split('\n')
    .find(
      (each) =>
        (each.startsWith(`${name}{`) || each.startsWith(`${name} `)) && wanted.every((label) => each.includes(label)),
    );
  return line === undefined ? undefined : Number(line.slice(line.lastIndexOf(' ') + 1));
}
