import { once } from 'node:events';
import { createServer } from 'node:net';

const handedOut = new Set<number>();

/** A port of the loopback interface that was free a moment ago and was not handed out before. */
export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  await once(server.close(), 'close');
  if (address === null || typeof address === 'string') throw new Error('a listening server has no port');
  if (handedOut.has(address.port)) return freePort();
  handedOut.add(address.port);
  return address.port;
}
