import { build } from 'esbuild';

/** One ESM bundle that needs no node_modules beside it. The `module` entry lets unused AWS commands fall away. */
await build({
  entryPoints: { operator: 'src/main.ts' },
  outdir: 'dist',
  outExtension: { '.js': '.mjs' },
  bundle: true,
  platform: 'node',
  target: 'node24',
  format: 'esm',
  mainFields: ['module', 'main'],
  legalComments: 'none',
  logLevel: 'warning',
  banner: { js: 'import{createRequire}from"node:module";const require=createRequire(import.meta.url);' },
});
