import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { KubeError } from '../../../src/kube/kube-error.ts';
import type { ModelledCollection } from './modelled-collection.ts';

/** A modelled collection behind a real socket of the loopback, with the faults as a client meets them there. */
export class SocketServer {
  readonly #collection: ModelledCollection;
  readonly #server: Server;

  private constructor(collection: ModelledCollection) {
    this.#collection = collection;
    this.#server = createServer((request, response) => void this.#answer(request, response));
  }

  static async start(collection: ModelledCollection): Promise<SocketServer> {
    const started = new SocketServer(collection);
    await new Promise<void>((resolve) => started.#server.listen(0, '127.0.0.1', resolve));
    return started;
  }

  get url(): string {
    const address = this.#server.address();
    if (address === null || typeof address === 'string') throw new Error('The server does not listen.');
    return `http://127.0.0.1:${address.port}`;
  }

  async close(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { pathname, searchParams } = new URL(request.url ?? '/', 'http://fake');
    const left = new AbortController();
    response.on('close', () => left.abort());
    try {
      const query = Object.fromEntries(searchParams);
      const bytes = await this.#collection.stream(pathname, { query, signal: left.signal });
      response.writeHead(200, { 'Content-Type': 'application/json' });
      response.flushHeaders();
      for await (const chunk of bytes) await new Promise((resolve) => response.write(chunk, resolve));
      response.end();
    } catch (error) {
      refuse(response, error);
    }
  }
}

/** An answer that had begun, or never came, ends with a reset. */
function refuse(response: ServerResponse, error: unknown): void {
  if (!(error instanceof KubeError) || error.status < 400 || response.headersSent) {
    response.socket?.resetAndDestroy();
    return;
  }
  const { status, retryAfterMs } = error;
  response.writeHead(status, {
    'Content-Type': 'application/json',
    ...(retryAfterMs === undefined ? {} : { 'Retry-After': String(Math.ceil(retryAfterMs / 1_000)) }),
  });
  response.end(JSON.stringify({ kind: 'Status', apiVersion: 'v1', status: 'Failure', code: status }));
}
