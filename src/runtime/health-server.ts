import { createServer, type Server, type ServerResponse } from 'node:http';
import type { Registry } from '@prometheus-io/client';

export interface HealthServerOptions {
  /** Absent: every address of this host, of both families where it has them. */
  readonly host?: string;
  /** 0: any free port. */
  readonly port: number;
  readonly registry: Pick<Registry, 'metrics' | 'contentType'>;
  readonly alive: () => boolean;
  readonly ready: () => boolean;
}

export interface HealthServer {
  readonly port: number;
  stop(): Promise<void>;
}

/** Serves `/healthz`, `/readyz` and `/metrics`. Health answers tell nothing but yes or no. @throws where it cannot listen */
export async function startHealthServer(options: HealthServerOptions): Promise<HealthServer> {
  const server = createServer((request, response) => {
    if (request.method !== 'GET') return answer(response, 405, { body: 'only GET\n', headers: { allow: 'GET' } });
    const [path = ''] = (request.url ?? '').split('?');
    switch (path) {
      case '/healthz':
        return probe(response, options.alive());
      case '/readyz':
        return probe(response, options.ready());
      case '/metrics':
        return metrics(response, options.registry);
      default:
        return answer(response, 404, { body: 'not found\n' });
    }
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen({ port: options.port, host: options.host }, resolve);
  });
  return { port: portOf(server), stop: () => stop(server) };
}

interface Answer {
  readonly body: string;
  readonly headers?: Readonly<Record<string, string>>;
}

function answer(response: ServerResponse, status: number, { body, headers }: Answer): void {
  response.writeHead(status, { 'content-type': 'text/plain; charset=utf-8', ...headers }).end(body);
}

function probe(response: ServerResponse, good: boolean): void {
  answer(response, good ? 200 : 503, { body: good ? 'ok\n' : 'not ok\n' });
}

function metrics(response: ServerResponse, registry: HealthServerOptions['registry']): void {
  registry.metrics().then(
    (body) => answer(response, 200, { body, headers: { 'content-type': registry.contentType } }),
    () => answer(response, 500, { body: 'metrics could not be collected\n' }),
  );
}

/** A client that holds its connection open does not hold up the end. */
async function stop(server: Server): Promise<void> {
  await new Promise<void>((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
}

function portOf(server: Server): number {
  const address = server.address();
  return typeof address === 'object' && address ? address.port : 0;
}
