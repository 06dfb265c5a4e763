import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { build } from 'esbuild';
import { bundleOptions } from '../../scripts/bundle-options.ts';

export interface BulkServer {
  readonly url: string;
  /** Where everything but bulk is, and everybody an admin. */
  readonly adminUrl: string;
  /** Mean size of a pod, bytes of JSON. */
  readonly podBytes: number;
  readonly environment: Readonly<Record<string, string>>;
  control(command: string, query?: Readonly<Record<string, number>>): Promise<Ledger>;
  stop(): Promise<void>;
}

export interface Ledger {
  readonly lists: number;
  readonly streamingLists: number;
  readonly watches: number;
  readonly bytes: number;
  readonly events: number;
  /** Watches of pods that are open now. */
  readonly open: number;
}

/** The heap and the code cache that the operator gets from `npm start`. */
export const shippedFlags: readonly string[] = ['--max-old-space-size=160', '--max-semi-space-size=4'];
export const shippedCache = { NODE_COMPILE_CACHE: join(import.meta.dirname, '..', '..', 'dist', 'compile-cache') };

export async function startBulkServer(pods: number, nodes = 0, services = 0): Promise<BulkServer> {
  const child = start('bulk-server.ts', [pods, nodes, services].map(String), {});
  const told: Pick<BulkServer, 'url' | 'adminUrl' | 'podBytes' | 'environment'> = JSON.parse(await firstLine(child));
  return {
    ...told,
    environment: { ...told.environment, ...shippedCache },
    control: async (command, query = {}) => {
      const text = new URLSearchParams(
        Object.entries(query).map(([key, value]): [string, string] => [key, String(value)]),
      );
      return JSON.parse(await (await fetch(`${told.url}/bench/${command}?${text.toString()}`)).text());
    },
    stop: async () => {
      child.kill('SIGTERM');
      await once(child, 'exit');
    },
  };
}

/** What a process that only reads says of itself at its end; `failed` where it did not get there. */
export interface Reading {
  readonly failed?: string;
  readonly objects?: number;
  readonly wallSeconds?: number;
  readonly cpuSeconds?: number;
  readonly peakRssMiB?: number;
  readonly heapMiB?: number;
  readonly worstStallMs?: number;
  readonly p99StallMs?: number;
}

/** The reader as the operator is shipped: one bundle. What it costs to load sources is not what is measured. */
export async function bundleReader(): Promise<string> {
  const outfile = join(import.meta.dirname, '..', '..', 'dist', 'bench', 'reader.mjs');
  await build({ ...bundleOptions, entryPoints: [join(import.meta.dirname, 'reader.ts')], outfile });
  return outfile;
}

/** Runs a reader in a process of its own and takes what it prints. */
export async function read(
  script: string,
  args: readonly string[],
  environment: Readonly<Record<string, string>>,
  flags: readonly string[] = [],
): Promise<Reading> {
  const child = start(script, args, environment, flags);
  const errors: string[] = [];
  child.stderr?.on('data', (chunk: Buffer) => errors.push(chunk.toString()));
  const line = firstLine(child).catch(() => '');
  await once(child, 'exit');
  const text = await line;
  return text === '' ? { failed: lastLine(errors.join('')) } : JSON.parse(text);
}

/** Processor time that a running process has taken so far, seconds; the kernel counts in hundredths. */
export function cpuSeconds(pid: number): number {
  const [, rest = ''] = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ');
  const [user, system] = rest.split(' ').slice(11, 13).map(Number);
  return ((user ?? 0) + (system ?? 0)) / 100;
}

/** Peak resident memory of a running process, MiB, as the kernel keeps it. */
export function peakRssMiB(pid: number): number {
  return memoryOf(pid, 'VmHWM');
}

export function residentMiB(pid: number): number {
  return memoryOf(pid, 'VmRSS');
}

function memoryOf(pid: number, field: string): number {
  const lines = readFileSync(`/proc/${pid}/status`, 'utf8').split('\n');
  return Number(lines.find((each) => each.startsWith(field))?.replace(/\D/g, '')) / 1024;
}

function start(
  script: string,
  args: readonly string[],
  environment: Readonly<Record<string, string>>,
  flags: readonly string[] = [],
): ChildProcess {
  const child = spawn(process.execPath, [...flags, resolve(import.meta.dirname, script), ...args], {
    env: { PATH: process.env['PATH'], ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const kill = (): void => void child.kill('SIGKILL');
  process.once('exit', kill);
  child.once('exit', () => process.off('exit', kill));
  return child;
}

/** A line of a baseline. */
export interface Told {
  readonly free?: Readonly<Record<string, number>>;
}

export interface Telling {
  /** Resolves with the next line that is so; lines that came before do not count. */
  until(holds: (told: Told) => boolean): Promise<Told>;
  stop(): Promise<void>;
}

/** A process that goes on telling until it is stopped. */
export function startTold(
  script: string,
  args: readonly string[],
  environment: Readonly<Record<string, string>>,
): Telling {
  const child = start(script, args, environment);
  const { stdout } = child;
  if (!stdout) throw new Error('no stdout');
  const listeners = new Set<(told: Told) => void>();
  createInterface({ input: stdout }).on('line', (line) => {
    if (line.startsWith('{')) for (const listener of listeners) listener(JSON.parse(line));
  });
  return {
    until: (holds) =>
      new Promise((resolve) => {
        const listener = (told: Told): void => {
          if (!holds(told)) return;
          listeners.delete(listener);
          resolve(told);
        };
        listeners.add(listener);
      }),
    stop: async () => {
      child.kill('SIGKILL');
      await once(child, 'exit');
    },
  };
}

async function firstLine(child: ChildProcess): Promise<string> {
  if (!child.stdout) throw new Error('no stdout');
  for await (const line of createInterface({ input: child.stdout })) if (line.startsWith('{')) return line;
  throw new Error('ended without a word');
}

function lastLine(text: string): string {
  return (
    text
      .trim()
      .split('\n')
      .findLast((line) => line.includes('Error')) ?? text.slice(-200)
  );
}
