import { defineConfig } from 'vitest/config';

/**
 * Suites of processes, sockets and other people's servers may lose a race on a machine that others share: in CI a test that
 * failed is tried once more, and vitest's report says so. At home it fails at once.
 */
const retry = process.env['CI'] === 'true' ? 1 : 0;

/** Minutes of killed API servers: run by hand, until they have shown that they always pass. */
const long = ['test/e2e/api-server-restarts.test.ts'];

/** unit: values and in-memory fakes. embedded: the operator against test/world. real: the same suite against real parts. */
export default defineConfig({
  test: {
    projects: [
      { test: { name: 'unit', include: ['test/unit/**/*.test.ts'], testTimeout: 10_000, retry } },
      { test: { name: 'model', include: ['test/model/**/*.test.ts'], testTimeout: 120_000, retry } },
      {
        test: {
          name: 'embedded',
          include: ['test/integration/**/*.test.ts', 'test/world/**/*.test.ts', 'test/faults/**/*.test.ts'],
          env: { PARTS: 'embedded' },
          maxConcurrency: 6,
          retry,
          testTimeout: 60_000,
          hookTimeout: 60_000,
        },
      },
      {
        test: {
          name: 'real',
          include: ['test/integration/**/*.test.ts', 'test/e2e/**/*.test.ts'],
          exclude: long,
          env: { PARTS: 'real' },
          retry,
          testTimeout: 120_000,
          hookTimeout: 180_000,
          fileParallelism: false,
        },
      },
      {
        test: {
          name: 'long',
          include: long,
          env: { PARTS: 'real' },
          testTimeout: 600_000,
          hookTimeout: 180_000,
          fileParallelism: false,
        },
      },
    ],
  },
});
