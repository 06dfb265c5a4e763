import { createServer, type IncomingMessage, type RequestListener } from 'node:http';

export interface LoopbackServer {
  readonly url: string;
  /** Ends every connection at once. */
  close(): Promise<void>;
  dropConnections(): void;
  /** Connections are refused until `resume`, which listens on the same port again. */
  pause(): Promise<void>;
  resume(): Promise<void>;
}

/** An HTTP server on a free port of the loopback address. */
export async function listenOnLoopback(listener: RequestListener): Promise<LoopbackServer> {
  const server = createServer(listener);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the server has no port');
  const close = async (): Promise<void> => {
    const closed = new Promise<void>((resolve) => server.close(() => resolve()));
    server.closeAllConnections();
    await closed;
  };
  return {
    url: `http://127.0.0.1:${address.port}`,
    close: async () => {
      if (server.listening) await close();
    },
    dropConnections: () => server.closeAllConnections(),
    pause: close,
    resume: () => new Promise<void>((resolve) => server.listen(address.port, '127.0.0.1', resolve)),
  };
}

export async function readBody(request: IncomingMessage): Promise<string> {
  const chunks: Uint8Array[] = [];
  request.on('data', (chunk: Uint8Array) => chunks.push(chunk));
  await new Promise<void>((resolve, reject) => request.once('end', resolve).once('error', reject));
  return Buffer.concat(chunks).toString();
}
