import type { BuildOptions } from 'esbuild';

/** One ESM bundle that needs no node_modules beside it. The `module` entry lets unused AWS commands fall away. */
export const bundleOptions = {
  bundle: true,
  platform: 'node',
  target: 'node24',
  format: 'esm',
  mainFields: ['module', 'main'],
  // Names stay, for stack traces; the text that the engine keeps in memory gets smaller.
  minifyWhitespace: true,
  minifySyntax: true,
  legalComments: 'none',
  logLevel: 'warning',
  banner: { js: 'import{createRequire}from"node:module";const require=createRequire(import.meta.url);' },
} satisfies BuildOptions;
