import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { text } from 'node:stream/consumers';
import { pipeline } from 'node:stream/promises';
import { Agent, request as send } from 'undici';
import { type AnswerFault, AnswerFaults, type FaultRule, type PassedCall } from './answer-faults.ts';

/** Understands HTTP: keeps a ledger of every request, and changes what is answered. Plain to its client, TLS to its server where that has it. */
export interface HttpProxy {
  readonly port: number;
  /** Oldest first. */
  readonly calls: readonly PassedCall[];
  clearCalls(): void;
  add(rule: FaultRule): void;
  clear(): void;
  stop(): Promise<void>;
}

export interface HttpTarget {
  readonly url: string;
  /** File of the certificate authority, for a server with TLS. */
  readonly caFile?: string;
}

export async function startHttpProxy({ url, caFile }: HttpTarget): Promise<HttpProxy> {
  const ca = caFile === undefined ? undefined : await readFile(caFile, 'utf8');
  const dispatcher = new Agent({
    headersTimeout: 0,
    bodyTimeout: 0,
    ...(ca === undefined ? {} : { connect: { ca } }),
  });
  const faults = new AnswerFaults();
  const calls: PassedCall[] = [];
  const server = createServer((incoming, response) => {
    pass(incoming, response).catch(() => response.destroy());
  });
  server.requestTimeout = 0;
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('a listening server has no port');

  async function pass(incoming: IncomingMessage, response: ServerResponse): Promise<void> {
    const target = new URL(incoming.url ?? '/', 'http://proxy');
    const call: PassedCall = {
      method: incoming.method ?? 'GET',
      path: target.pathname,
      query: target.searchParams,
      body: await text(incoming),
      at: Date.now(),
      status: 0,
      bytes: 0,
    };
    calls.push(call);
    const fault = faults.strike(call);
    if (fault === 'reset') return void response.destroy();
    if (typeof fault === 'object' && 'instead' in fault) return answerInstead(response, call, fault.instead);
    const gone = new AbortController();
    response.once('close', () => gone.abort());
    const answer = await send(`${url}${incoming.url ?? '/'}`, {
      dispatcher,
      method: call.method,
      headers: headersFor(incoming, fault),
      signal: gone.signal,
      ...(call.body === '' ? {} : { body: call.body }),
    });
    if (fault === 'hang') return answer.body.dump();
    call.status = answer.statusCode;
    const type = typeof fault === 'object' && 'contentType' in fault ? { 'content-type': fault.contentType } : {};
    response.writeHead(answer.statusCode, { ...withoutHopByHop(answer.headers), ...type });
    response.flushHeaders();
    const counted = async function* (): AsyncGenerator<Buffer> {
      for await (const chunk of spoiled(answer.body, fault)) {
        call.bytes += chunk.length;
        yield chunk;
      }
    };
    await pipeline(counted, response, { end: false });
    if (typeof fault === 'object' && 'truncateAfter' in fault) response.destroy();
    else response.end();
  }

  return {
    port: address.port,
    calls,
    clearCalls: () => void calls.splice(0),
    add: (rule) => faults.add(rule),
    clear: () => faults.clear(),
    async stop() {
      const closed = once(server, 'close');
      server.close();
      server.closeAllConnections();
      await closed;
      await dispatcher.destroy();
    },
  };
}

function answerInstead(
  response: ServerResponse,
  call: PassedCall,
  { status, body = '', headers }: { status: number; body?: string; headers?: Readonly<Record<string, string>> },
): void {
  call.status = status;
  call.bytes = Buffer.byteLength(body);
  response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(body);
}

async function* spoiled(body: AsyncIterable<Buffer>, fault: AnswerFault | undefined): AsyncGenerator<Buffer> {
  if (typeof fault !== 'object') yield* body;
  else if ('lines' in fault) yield* throughLines(body, fault.lines);
  else if ('truncateAfter' in fault) yield* firstBytes(body, fault.truncateAfter);
  else {
    yield* body;
    const filler = Buffer.from('endless' in fault ? fault.endless : '');
    while (filler.length > 0) yield filler;
  }
}

async function* firstBytes(body: AsyncIterable<Buffer>, limit: number): AsyncGenerator<Buffer> {
  let left = limit;
  for await (const chunk of body) {
    yield chunk.subarray(0, left);
    left -= chunk.length;
    if (left <= 0) return;
  }
}

async function* throughLines(
  body: AsyncIterable<Buffer>,
  change: (line: string, index: number) => readonly string[],
): AsyncGenerator<Buffer> {
  let rest = '';
  let index = 0;
  const decoder = new TextDecoder();
  for await (const chunk of body) {
    const lines = (rest + decoder.decode(chunk, { stream: true })).split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) for (const changed of change(line, index++)) yield Buffer.from(`${changed}\n`);
  }
  if (rest !== '') yield Buffer.from(rest);
}

const hopByHop = new Set(['connection', 'content-length', 'keep-alive', 'transfer-encoding', 'expect', 'host']);

/** What is to be changed must not come compressed. */
function headersFor(incoming: IncomingMessage, fault: AnswerFault | undefined): Record<string, string | string[]> {
  const headers = withoutHopByHop(incoming.headers);
  if (fault !== undefined) delete headers['accept-encoding'];
  return headers;
}

function withoutHopByHop(headers: NodeJS.Dict<string | string[]>): Record<string, string | string[]> {
  const kept: Record<string, string | string[]> = {};
  for (const [name, value] of Object.entries(headers)) {
    if (value !== undefined && !hopByHop.has(name)) kept[name] = value;
  }
  return kept;
}
