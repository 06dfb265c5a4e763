import { execFileSync } from 'node:child_process';
import { build } from 'esbuild';
import { bundleOptions } from './bundle-options.ts';

const folder = 'dist';
const bundle = `${folder}/operator.mjs`;

await build({ ...bundleOptions, entryPoints: ['src/main.ts'], outfile: bundle });
// One start bakes the code cache: with it the operator starts sooner and keeps less memory (docs/benchmarks.md).
const environment = { ...process.env, NODE_COMPILE_CACHE: `${folder}/compile-cache` };
execFileSync(process.execPath, [bundle, '--help'], { env: environment, stdio: 'ignore' });
