import { createServer, type Server } from 'node:http';
import type { Registry } from '@prometheus-io/client';

export interface HealthServerOptions {
  readonly host: string;
  /** 0: any free port. */
  readonly port: number;
  readonly registry: Registry;
  readonly alive: () => boolean;
  readonly ready: () => boolean;
}

/** Serves `/healthz`, `/readyz` and `/metrics`. Health answers tell nothing but yes or no. */
export async function startHealthServer(
  options: HealthServerOptions,
): Promise<{ readonly port: number; stop(): Promise<void> }> {
  const server = createServer((request, response) => {
    const answer = (status: number, body: string, contentType = 'text/plain; charset=utf-8'): void => {
      response.writeHead(status, { 'content-type': contentType }).end(body);
    };
    const probe = (good: boolean): void => answer(good ? 200 : 503, good ? 'ok\n' : 'not ok\n');
    const { pathname } = new URL(request.url ?? '/', 'http://localhost');
    if (request.method !== 'GET') return answer(405, 'only GET\n');
    if (pathname === '/healthz') return probe(options.alive());
    if (pathname === '/readyz') return probe(options.ready());
    if (pathname !== '/metrics') return answer(404, 'not found\n');
    options.registry.metrics().then(
      (text) => answer(200, text, options.registry.contentType),
      () => answer(500, 'metrics could not be collected\n'),
    );
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(options.port, options.host, () => resolve());
  });
  return { port: portOf(server), stop: () => new Promise((resolve) => server.close(() => resolve())) };
}

function portOf(server: Server): number {
  const address = server.address();
  return typeof address === 'object' && address ? address.port : 0;
}
