import { createServer, type IncomingMessage, request as httpRequest, type ServerResponse } from 'node:http';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { healthyIpv6 } from '../world/scenarios/healthy-ipv6.ts';
import { startWorld } from '../world/world.ts';
import { nodeText, podText, serviceText } from './bulk-objects.ts';

/*
 * A process of its own: the embedded world, with pods, nodes and services in bulk laid over it. Streams lists with
 * backpressure, pages them, churns, cuts its watches on command, and counts requests and bytes.
 */

const [pods = 0, nodes = 0, services = 0] = process.argv.slice(2).map(Number);
const world = await startWorld(healthyIpv6);
let version = 1_000_000;
const startVersion = version;
/** Node each pod is on, or whether it waits on Fargate: all that changes. */
const waiting = new Set<number>();
const history: { readonly version: number; readonly line: string }[] = [];
const watchers = new Set<ServerResponse>();
const ledger = { lists: 0, streamingLists: 0, watches: 0, bytes: 0, events: 0 };

interface Bulk {
  readonly kind: string;
  readonly count: () => number;
  readonly text: (index: number) => string;
}

const bulks: Readonly<Record<string, Bulk>> = {
  '/api/v1/pods': { kind: 'Pod', count: () => pods + waiting.size, text: (index) => pod(index) },
  '/api/v1/nodes': { kind: 'Node', count: () => nodes, text: (index) => nodeText(index, startVersion) },
  '/api/v1/services': { kind: 'Service', count: () => services, text: (index) => serviceText(index, startVersion) },
};

const server = createServer((request, response) => void answer(request, response));
await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
const address = server.address();
const url = `http://127.0.0.1:${typeof address === 'object' && address ? address.port : 0}`;
const folder = mkdtempSync(join(tmpdir(), 'ipv6-readiness-bench-'));
process.once('exit', () => rmSync(folder, { recursive: true }));
process.once('SIGTERM', () => void world.stop().finally(() => process.exit(0)));
const kubeconfig = join(folder, 'kubeconfig');
writeFileSync(
  kubeconfig,
  readFileSync(world.kubernetes.kubeconfigFor('operator'), 'utf8').replace(world.kubernetes.url, url),
);
const sample = Array.from({ length: 700 }, (_, index) => pod(index).length);
const podBytes = Math.round(sample.reduce((sum, each) => sum + each, 0) / sample.length);
console.log(
  JSON.stringify({
    url,
    adminUrl: world.api.openUrl,
    podBytes,
    environment: { ...world.environment(), KUBECONFIG: kubeconfig },
  }),
);

function pod(index: number): string {
  if (index >= pods) return podText({ index, resourceVersion: version, fargateProfile: 'batch', phase: 'Pending' });
  return podText({ index, resourceVersion: startVersion, node: `node-${index % Math.max(1, nodes)}` });
}

async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const { pathname, searchParams } = new URL(request.url ?? '/', url);
  if (pathname.startsWith('/bench/')) return control(pathname.slice('/bench/'.length), searchParams, response);
  const bulk = bulks[pathname];
  if (!bulk || bulk.count() === 0) return forward(request, response);
  if (searchParams.get('watch') !== 'true') return list(bulk, searchParams, response);
  response.writeHead(200, { 'content-type': 'application/json' }).flushHeaders();
  if (searchParams.get('sendInitialEvents') === 'true') {
    ledger.streamingLists += 1;
    await streamAll(bulk, response);
  } else {
    ledger.watches += 1;
    const since = Number(searchParams.get('resourceVersion'));
    if (bulk.kind === 'Pod') for (const { version: at, line } of history) if (at > since) response.write(line);
  }
  if (bulk.kind !== 'Pod') return;
  watchers.add(response);
  response.once('close', () => watchers.delete(response));
}

async function list({ kind, count, text }: Bulk, query: URLSearchParams, response: ServerResponse): Promise<void> {
  ledger.lists += 1;
  const from = Number(query.get('continue') ?? 0);
  const limit = Number(query.get('limit') ?? 0) || count();
  const to = Math.min(count(), from + limit);
  const more = to < count() ? `,"continue":"${to}"` : '';
  response.writeHead(200, { 'content-type': 'application/json' });
  await send(
    response,
    `{"kind":"${kind}List","apiVersion":"v1","metadata":{"resourceVersion":"${version}"${more}},"items":[`,
  );
  for (let index = from; index < to; index += 1) await send(response, (index > from ? ',' : '') + text(index));
  response.end(']}');
}

async function streamAll({ kind, count, text }: Bulk, response: ServerResponse): Promise<void> {
  const total = count();
  for (let index = 0; index < total; index += 1) await send(response, `{"type":"ADDED","object":${text(index)}}\n`);
  const metadata = { resourceVersion: String(version), annotations: { 'k8s.io/initial-events-end': 'true' } };
  await send(response, `${JSON.stringify({ type: 'BOOKMARK', object: { kind, apiVersion: 'v1', metadata } })}\n`);
}

async function send(response: ServerResponse, text: string): Promise<void> {
  ledger.bytes += Buffer.byteLength(text);
  if (response.destroyed || response.write(text)) return;
  await new Promise<void>((resolve) => response.once('drain', resolve).once('close', resolve));
}

function forward(request: IncomingMessage, response: ServerResponse): void {
  const options = { method: request.method, headers: request.headers };
  const onward = httpRequest(new URL(request.url ?? '/', world.kubernetes.url), options, (answered) => {
    response.writeHead(answered.statusCode ?? 502, answered.headers);
    answered.pipe(response);
  });
  onward.on('error', () => response.destroy());
  response.on('close', () => onward.destroy());
  request.pipe(onward);
}

function tell(type: string, object: string): void {
  const line = `{"type":"${type}","object":${object}}\n`;
  history.push({ version, line });
  if (history.length > 20_000) history.splice(0, 10_000);
  for (const watcher of watchers) watcher.write(line);
  ledger.events += 1;
}

let churn: NodeJS.Timeout | undefined;
let cursor = 0;

function control(command: string, query: URLSearchParams, response: ServerResponse): void {
  if (command === 'churn') setChurn(Number(query.get('rate')));
  if (command === 'disconnect') server.closeAllConnections();
  if (command === 'wait') setWaiting(Number(query.get('count')));
  response
    .writeHead(200, { 'content-type': 'application/json' })
    .end(JSON.stringify({ ...ledger, open: watchers.size }));
}

/** Status updates of running pods, evenly over the second: what most of the events of a cluster are. */
function setChurn(rate: number): void {
  clearInterval(churn);
  if (rate === 0) return;
  churn = setInterval(() => {
    for (let each = 0; each < rate / 50; each += 1) {
      version += 1;
      const index = cursor % pods;
      cursor += 1;
      tell('MODIFIED', podText({ index, resourceVersion: version, node: `node-${index % Math.max(1, nodes)}` }));
    }
  }, 20);
}

/** As many pods of Fargate profile `batch` wait for a node as told. */
function setWaiting(count: number): void {
  while (waiting.size < count) {
    const index = pods + waiting.size;
    waiting.add(index);
    version += 1;
    tell('ADDED', pod(index));
  }
  while (waiting.size > count) {
    const index = pods + waiting.size - 1;
    version += 1;
    tell('DELETED', pod(index));
    waiting.delete(index);
  }
}
