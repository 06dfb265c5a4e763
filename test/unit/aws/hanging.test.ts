import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { createServer as createTcpServer, type Server as TcpServer, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { aReader, anySignal, failureOf, useMadeUpCredentials, valueOf } from './fake-aws.ts';
import { subnetsAnswer, subnetXml, vpcId } from './replies.ts';

useMadeUpCredentials();

interface LocalAws {
  readonly requests: () => number;
  readonly openSockets: () => number;
}

const servers: Server[] = [];

afterEach(() => {
  for (const server of servers.splice(0)) {
    server.closeAllConnections();
    server.close();
  }
});

/** A real endpoint, for what happens between the bytes. */
async function localAws(answer: (request: IncomingMessage, response: ServerResponse) => void): Promise<LocalAws> {
  const sockets = new Set<Socket>();
  let requests = 0;
  const server = createServer((request, response) => {
    requests += 1;
    request.resume();
    answer(request, response);
  });
  server.on('connection', (socket) => {
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
  });
  servers.push(server);
  await listenAsAws(server);
  return { requests: () => requests, openSockets: () => sockets.size };
}

async function listenAsAws(server: TcpServer): Promise<void> {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('The server has no port.');
  vi.stubEnv('AWS_ENDPOINT_URL', `http://127.0.0.1:${address.port}`);
}

const good = subnetsAnswer([subnetXml()]);

async function elapsed(work: () => Promise<void>): Promise<number> {
  const startedAt = performance.now();
  await work();
  return performance.now() - startedAt;
}

describe('an endpoint that does not answer (F49)', () => {
  test('is given up after the request time, and its socket is freed', async () => {
    const aws = await localAws(() => undefined);
    const { reader } = aReader({ limits: { requestMs: 200 } });
    const time = await elapsed(async () => {
      expect(failureOf(await reader.subnets(vpcId, anySignal()))).toEqual({
        reason: 'Unavailable',
        message: 'EC2 did not answer ec2:DescribeSubnets in time.',
      });
    });
    expect(time).toBeLessThan(1_000);
    await vi.waitFor(() => expect(aws.openSockets()).toBe(0));
  });

  test('is given up when the whole read has taken too long, whatever is still being tried', async () => {
    const aws = await localAws(() => undefined);
    const { reader } = aReader({ limits: { requestMs: 10_000, readMs: 1_000, attempts: 3 } });
    const time = await elapsed(async () => {
      expect(failureOf(await reader.subnets(vpcId, anySignal()))).toEqual({
        reason: 'Unavailable',
        message: 'AWS did not answer within 1 s in all.',
      });
    });
    expect(time).toBeLessThan(2_000);
    await vi.waitFor(() => expect(aws.openSockets()).toBe(0));
  });

  test('is given up at once when nobody waits any more', async () => {
    const aws = await localAws(() => undefined);
    const { reader } = aReader();
    const stop = new AbortController();
    const outcome = reader.subnets(vpcId, stop.signal);
    await vi.waitFor(() => expect(aws.requests()).toBe(1));
    stop.abort();
    expect(failureOf(await outcome)).toEqual({ reason: 'Unavailable', message: 'The read was cancelled.' });
    await vi.waitFor(() => expect(aws.openSockets()).toBe(0));
  });

  test('is let go of when the reader is closed', async () => {
    const aws = await localAws(() => undefined);
    const { reader } = aReader();
    const outcome = reader.subnets(vpcId, anySignal());
    await vi.waitFor(() => expect(aws.requests()).toBe(1));
    reader.close();
    expect(failureOf(await outcome).message).toBe('The read was cancelled.');
    await vi.waitFor(() => expect(aws.openSockets()).toBe(0));
  });

  test('and does not even accept the connection is given up after the connect time', async () => {
    // Nobody listens at a reserved address; where there is no route to it at all, that is told instead.
    vi.stubEnv('AWS_ENDPOINT_URL', 'http://192.0.2.1:9');
    const { reader } = aReader({ limits: { connectMs: 200 } });
    const time = await elapsed(async () => {
      expect(failureOf(await reader.subnets(vpcId, anySignal())).reason).toBe('Unavailable');
    });
    expect(time).toBeLessThan(1_500);
  });
});

describe('an answer that does not end', () => {
  test('is given up after the request time, though bytes keep coming', async () => {
    const aws = await localAws((_request, response) => {
      response.writeHead(200, { 'content-type': 'text/xml' });
      const drip = setInterval(() => response.write(' '), 20);
      response.once('close', () => clearInterval(drip));
    });
    const { reader } = aReader({ limits: { requestMs: 300 } });
    expect(failureOf(await reader.subnets(vpcId, anySignal()))).toEqual({
      reason: 'Unavailable',
      message: 'EC2 did not answer ec2:DescribeSubnets in time.',
    });
    await vi.waitFor(() => expect(aws.openSockets()).toBe(0));
  });

  test('is cut off at the limit of bytes, and never held whole (F51)', async () => {
    let sent = 0;
    const block = Buffer.alloc(64 * 1024, 'x');
    const aws = await localAws((_request, response) => {
      response.writeHead(200, { 'content-type': 'text/xml' });
      const pour = (): void => {
        while (!response.destroyed && sent < 50 * 1024 * 1024) {
          sent += block.length;
          if (!response.write(block)) return void response.once('drain', pour);
        }
        response.end();
      };
      pour();
    });
    const { reader } = aReader({ limits: { answerBytes: 1024 * 1024, attempts: 3 } });
    expect(failureOf(await reader.subnets(vpcId, anySignal()))).toEqual({
      reason: 'AnswerTooLarge',
      message: 'The answer to ec2:DescribeSubnets is larger than 1048576 bytes.',
    });
    expect(sent).toBeLessThan(20 * 1024 * 1024);
    expect(aws.requests()).toBe(1);
    await vi.waitFor(() => expect(aws.openSockets()).toBe(0));
  });

  test('is refused by its length before a byte of it is read', async () => {
    await localAws((_request, response) => {
      response.writeHead(200, { 'content-length': String(50 * 1024 * 1024) });
      response.write('<');
    });
    expect(failureOf(await aReader().reader.subnets(vpcId, anySignal())).reason).toBe('AnswerTooLarge');
  });
});

describe('a connection that breaks', () => {
  const breakOff = (response: ServerResponse): void => {
    response.writeHead(200, { 'content-length': String(Buffer.byteLength(good)) });
    response.write(good.slice(0, good.length / 2), () => response.destroy());
  };

  test('in the middle of an answer is tried again', async () => {
    let attempt = 0;
    await localAws((_request, response) => {
      attempt += 1;
      if (attempt === 1) breakOff(response);
      else response.end(good);
    });
    expect(valueOf(await aReader({ limits: { attempts: 3 } }).reader.subnets(vpcId, anySignal()))).toHaveLength(1);
  });

  test('in the middle of every answer leaves none (F50)', async () => {
    const aws = await localAws((_request, response) => breakOff(response));
    const { reader } = aReader({ limits: { attempts: 2 } });
    expect(failureOf(await reader.subnets(vpcId, anySignal()))).toEqual({
      reason: 'InvalidAnswer',
      message: 'The answer to ec2:DescribeSubnets breaks off.',
    });
    expect(aws.requests()).toBe(2);
  });

  test('before any answer is unavailable', async () => {
    await localAws((request) => request.socket.destroy());
    expect(failureOf(await aReader().reader.subnets(vpcId, anySignal()))).toEqual({
      reason: 'Unavailable',
      message: 'EC2 cannot be reached: the connection broke.',
    });
  });
});

test('an endpoint of the environment with a port nobody listens on is unavailable', async () => {
  const server = createTcpServer();
  await listenAsAws(server);
  server.close();
  await once(server, 'close');
  expect(failureOf(await aReader().reader.subnets(vpcId, anySignal())).message).toBe(
    'EC2 cannot be reached: the connection is refused.',
  );
});

test('reads of one action wait for their turns, in whatever window of time one looks', async () => {
  const starts: number[] = [];
  await localAws((_request, response) => {
    starts.push(performance.now());
    response.end(good);
  });
  const { reader } = aReader({ limits: { ec2Pace: { starts: 3, intervalMs: 400, concurrency: 3 } } });
  const read = async (): Promise<unknown> => valueOf(await reader.subnets(vpcId, anySignal()));
  await read();
  await sleep(350);
  await Promise.all(Array.from({ length: 8 }, read));
  expect(starts).toHaveLength(9);
  // The fourth after any one begins an interval later; half of it is left for a busy machine.
  for (let index = 3; index < starts.length; index += 1) {
    expect((starts[index] ?? 0) - (starts[index - 3] ?? 0)).toBeGreaterThan(200);
  }
});
