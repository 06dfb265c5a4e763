import { type ChildProcessByStdio, spawn } from 'node:child_process';
import { once } from 'node:events';
import type { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { afterEach, expect, test } from 'vitest';

let child: ChildProcessByStdio<null, Readable, Readable>;

function startNoisyProcess(lines: number): void {
  const script = new URL('noisy-process.ts', import.meta.url).pathname;
  child = spawn(process.execPath, [script], {
    env: { ...process.env, LINES: String(lines) },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
}

afterEach(() => {
  child.kill('SIGKILL');
});

test('a reader that stops reading costs lines, which are counted, and not the event loop (F42)', async () => {
  startNoisyProcess(10_000);
  const [report] = await once(child.stderr, 'data');
  const { dropped, worstStallMs } = JSON.parse(String(report));
  expect(dropped).toBeGreaterThan(1_000);
  expect(worstStallMs).toBeLessThan(1_000);
  child.stdout.destroy();
  expect(await once(child, 'exit')).toEqual([0, null]);
});

test('a reader that reads gets every line, the last before the exit too', async () => {
  startNoisyProcess(1_000);
  const output = await text(child.stdout);
  expect(output.trim().split('\n')).toHaveLength(1_000);
});
