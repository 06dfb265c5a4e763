import { type HttpProxy, type HttpTarget, startHttpProxy } from './http-proxy.ts';
import { startTcpProxy, type TcpProxy } from './tcp-proxy.ts';

/**
 * Stands between a client and an API server or AWS endpoint, embedded or real: `connections` breaks what carries the bytes,
 * `answers` what they say. The client speaks plain HTTP to it. For bytes that nobody may read, `startTcpProxy` alone passes TLS.
 */
export interface FaultProxy {
  readonly url: string;
  readonly connections: TcpProxy;
  readonly answers: HttpProxy;
  /** No fault of either kind stands any more. */
  heal(): void;
  stop(): Promise<void>;
}

export async function startFaultProxy(target: HttpTarget): Promise<FaultProxy> {
  const answers = await startHttpProxy(target);
  const connections = await startTcpProxy({ port: answers.port });
  return {
    url: `http://127.0.0.1:${connections.port}`,
    connections,
    answers,
    heal() {
      connections.pass({});
      answers.clear();
    },
    async stop() {
      await connections.stop();
      await answers.stop();
    },
  };
}
