import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';

/** How bytes pass from now on; what is not named passes as it comes. */
export interface Passage {
  /** Half-open: nothing passes either way, and nobody is told. */
  readonly silent?: boolean;
  /** Milliseconds that every chunk waits. */
  readonly delayMs?: number;
  readonly bytesPerSecond?: number;
}

export interface TcpCounts {
  /** Accepted since the start. */
  readonly connections: number;
  readonly open: number;
  readonly bytesToServer: number;
  readonly bytesToClient: number;
}

/** Passes bytes through, TLS or not, and breaks connections in the ways networks do. */
export interface TcpProxy {
  readonly port: number;
  readonly counts: TcpCounts;
  pass(passage: Passage): void;
  /** Every connection ends politely (FIN), in mid-answer if there is one. */
  cut(): void;
  /** Every connection ends with a reset (RST). */
  reset(): void;
  /** New connections are refused and present ones reset, until `accept`. */
  refuse(): Promise<void>;
  accept(): Promise<void>;
  stop(): Promise<void>;
}

interface Pair {
  readonly client: Socket;
  readonly server: Socket;
}

export async function startTcpProxy(target: { readonly host?: string; readonly port: number }): Promise<TcpProxy> {
  const pairs = new Set<Pair>();
  const counts = { connections: 0, bytesToServer: 0, bytesToClient: 0 };
  let passage: Passage = {};
  const listener = createServer({ allowHalfOpen: false }, (client) => {
    counts.connections += 1;
    const server = connect(target.port, target.host ?? '127.0.0.1');
    const pair = { client, server };
    pairs.add(pair);
    const forget = (): void => {
      if (client.destroyed && server.destroyed) pairs.delete(pair);
    };
    for (const socket of [client, server]) socket.on('error', () => undefined).on('close', forget);
    void relay(
      client,
      server,
      () => passage,
      (bytes) => (counts.bytesToServer += bytes),
    );
    void relay(
      server,
      client,
      () => passage,
      (bytes) => (counts.bytesToClient += bytes),
    );
  });
  const listen = async (port: number): Promise<number> => {
    listener.listen(port, '127.0.0.1');
    await once(listener, 'listening');
    return portOf(listener.address());
  };
  const port = await listen(0);
  const endAll = (end: (socket: Socket) => void): void => {
    for (const { client, server } of pairs) [client, server].forEach(end);
  };
  const refuse = async (): Promise<void> => {
    const closed = listener.listening ? once(listener, 'close') : undefined;
    listener.close();
    endAll((socket) => socket.resetAndDestroy());
    await closed;
  };
  return {
    port,
    get counts() {
      return { ...counts, open: pairs.size };
    },
    pass: (next) => {
      passage = next;
    },
    cut: () => endAll((socket) => socket.end()),
    reset: () => endAll((socket) => socket.resetAndDestroy()),
    refuse,
    accept: async () => void (await listen(port)),
    stop: async () => {
      passage = {};
      await refuse();
    },
  };
}

const lookAgainMs = 20;

/** One chunk after the other, so that a slow passage also slows whoever sends. */
async function relay(from: Socket, to: Socket, passage: () => Passage, count: (bytes: number) => void): Promise<void> {
  try {
    for await (const chunk of from.iterator({ destroyOnReturn: false })) {
      const bytes: Buffer = chunk;
      while (passage().silent) await sleep(lookAgainMs, undefined, { ref: false });
      const { delayMs = 0, bytesPerSecond } = passage();
      const slowMs = bytesPerSecond === undefined ? 0 : (bytes.length / bytesPerSecond) * 1_000;
      if (delayMs + slowMs > 0) await sleep(delayMs + slowMs, undefined, { ref: false });
      count(bytes.length);
      if (to.destroyed) return;
      if (!to.write(bytes)) await drained(to);
    }
    if (!passage().silent) to.end();
  } catch {
    // Half-open means that the other side never hears of it.
    if (!passage().silent) to.destroy();
  }
}

function portOf(address: AddressInfo | string | null): number {
  if (address === null || typeof address === 'string') throw new Error('a listening server has no port');
  return address.port;
}

async function drained(socket: Socket): Promise<void> {
  await new Promise<void>((resolve) => {
    const done = (): void => {
      socket.off('drain', done).off('close', done);
      resolve();
    };
    socket.on('drain', done).on('close', done);
  });
}
