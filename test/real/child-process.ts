import { spawn } from 'node:child_process';
import { once } from 'node:events';

/** A program of the equipment that runs as long as the suite needs it, and never longer. */
export interface ChildProcess {
  readonly pid: number;
  readonly exited: Promise<number | null>;
  /** Has it ended by itself (or been killed)? */
  hasExited(): boolean;
  /** The last lines of its output, for messages. */
  lastOutput(): string;
  /** SIGKILL; resolves when it is gone. Everything it wrote is temporary, so nobody waits for a graceful end. */
  kill(): Promise<void>;
}

/**
 * The program runs beside a `cat` that reads our end of a pipe: when the pipe closes, whether we closed it or our own
 * process was killed before it could clean up, the program is killed. So an aborted suite leaves nothing behind.
 */
const tiedToOurLife =
  'exec 3<&0; "$@" </dev/null 3<&- & child=$!; { cat <&3 >/dev/null; kill -KILL $child; } 2>/dev/null & wait $child';

const keptOutput = 8_192;

export interface ChildProcessOptions {
  readonly environment?: Readonly<Record<string, string>>;
  readonly directory?: string;
}

export function startChildProcess(
  command: string,
  commandArguments: readonly string[],
  options: ChildProcessOptions = {},
): ChildProcess {
  const child = spawn('/bin/sh', ['-c', tiedToOurLife, 'sh', command, ...commandArguments], {
    stdio: ['pipe', 'pipe', 'pipe'],
    detached: true,
    env: { ...process.env, ...options.environment },
    ...(options.directory === undefined ? {} : { cwd: options.directory }),
  });
  let output = '';
  const keep = (chunk: Buffer): void => {
    output = (output + chunk.toString('utf8')).slice(-keptOutput);
  };
  child.stdout.on('data', keep);
  child.stderr.on('data', keep);
  child.stdin.on('error', () => {});
  let ended = false;
  const exited = once(child, 'exit').then(([code]: unknown[]) => {
    ended = true;
    return typeof code === 'number' ? code : null;
  });
  const { pid } = child;
  if (pid === undefined) throw new Error(`${command} could not be started`);
  return {
    pid,
    exited,
    hasExited: () => ended,
    lastOutput: () => output.trim().split('\n').slice(-20).join('\n'),
    async kill() {
      child.stdin.end();
      await exited;
    },
  };
}
