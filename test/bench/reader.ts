import { monitorEventLoopDelay } from 'node:perf_hooks';
import { setTimeout as delay } from 'node:timers/promises';
import { makeInformer, type V1Pod } from '@kubernetes/client-node';
import { CoreV1Api } from '@kubernetes/client-node';
import { KubeHttp } from '../../src/kube/http.ts';
import { loadKubeConfig } from '../../src/kube/pooled-kube-config.ts';
import { Reflector } from '../../src/kube/reflector.ts';
import { createStores } from '../../src/kube/watched-kinds.ts';
import { systemClock } from '../../src/runtime/clock.ts';
import type { Logger } from '../../src/runtime/logger.ts';
import type { Reading } from './processes.ts';

/*
 * One process that reads all pods and tells what it cost. `ours`: reflector and counts. `stock`: the client library's
 * informer, whole objects. `idle`: nothing, for comparison. The second argument: seconds to go on once synced.
 */

const [who = 'ours', seconds = '0'] = process.argv.slice(2);
const quiet: Logger = { debug() {}, info() {}, warn() {}, error() {}, child: () => quiet };
const config = loadKubeConfig({ version: 'bench' });
const stalls = monitorEventLoopDelay({ resolution: 5 });
stalls.enable();
const started = performance.now();

const objects = who === 'stock' ? await readWithStockInformer() : who === 'ours' ? await readWithOurs() : 0;
const synced = {
  wall: performance.now() - started,
  cpu: process.cpuUsage(),
  peak: process.resourceUsage().maxRSS / 1024,
};
globalThis.gc?.();
const heap = process.memoryUsage().heapUsed / 1024 / 1024;
if (Number(seconds) > 0) {
  stalls.reset();
  await delay(Number(seconds) * 1000);
}
const reading: Reading = {
  objects,
  wallSeconds: synced.wall / 1000,
  cpuSeconds: (synced.cpu.user + synced.cpu.system) / 1e6,
  peakRssMiB: synced.peak,
  heapMiB: heap,
  worstStallMs: stalls.max / 1e6,
  p99StallMs: stalls.percentile(99) / 1e6,
};
console.log(JSON.stringify(reading));
process.exit(0);

async function readWithOurs(): Promise<number> {
  const { pods } = createStores();
  const http = new KubeHttp({ config, clock: systemClock });
  const synced = Promise.withResolvers<void>();
  const reflector = new Reflector({
    http,
    clock: systemClock,
    logger: quiet,
    resource: 'pods',
    path: '/api/v1/pods',
    sink: pods,
    onEvent: ({ type }) => {
      if (type === 'synced') synced.resolve();
    },
  });
  reflector.start();
  await synced.promise;
  return pods.size;
}

async function readWithStockInformer(): Promise<number> {
  const api = config.makeApiClient(CoreV1Api);
  const informer = makeInformer<V1Pod>(config, '/api/v1/pods', () => api.listPodForAllNamespaces());
  informer.on('error', (error: unknown) => {
    throw error;
  });
  await informer.start();
  const { length } = informer.list();
  if (length === 0) throw new Error('Error: the informer synced without a pod');
  return length;
}
