import { once } from 'node:events';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { createServer } from 'node:http';
import { text } from 'node:stream/consumers';
import { request as send } from 'undici';
import type { AwsCall, AwsEndpoint } from '../world/ports.ts';
import type { ActionFault } from '../world/scenario.ts';
import type { AwsFaults } from './aws-faults.ts';
import { answerInstead, createAwsFaults, spoilAnswer } from './aws-faults.ts';
import type { AwsAnswer, AwsRequest, RawRequest } from './aws-request.ts';
import { readAwsRequest } from './aws-request.ts';
import { correctMoto } from './moto-corrections.ts';
import { answerMissing } from './moto-missing.ts';
import { askedWhole, fromFirstPage, withSmallerPages } from './moto-paging.ts';
import type { MotoTruth } from './moto-truth.ts';

export interface MotoProxy extends AwsEndpoint {
  putFault(fault: ActionFault): void;
  stop(): Promise<void>;
}

/** Stands in front of moto: answers as AWS would, counts the calls, and puts faults where a test wants them. */
export async function startMotoProxy(motoUrl: string, truth: MotoTruth): Promise<MotoProxy> {
  const ledger: AwsCall[] = [];
  const faults = createAwsFaults();
  const askMoto = createMotoCaller(motoUrl, truth);
  const record = ({ action, parameters }: AwsRequest, status: number): void => {
    if (action !== undefined) ledger.push({ action, at: Date.now(), status, parameters });
  };

  const answer = async (request: AwsRequest, fault: ActionFault | undefined): Promise<AwsAnswer> => {
    const instead = fault && answerInstead(fault, request);
    if (instead !== undefined) return instead;
    const asked = fault?.kind === 'repeat-page' ? fromFirstPage(request) : request;
    const corrected = answerMissing(asked, truth) ?? correctMoto(asked, await askMoto(asked), truth);
    return fault === undefined ? corrected : spoilAnswer(fault, request, corrected);
  };

  const { url, stop } = await listen(async (incoming, response) => {
    const request = readAwsRequest(await readRaw(incoming));
    const fault = request.action && faults.meet(request.action);
    if (fault?.kind === 'hang') {
      record(request, 0);
      await faults.cleared(fault.action);
      response.destroy();
      return;
    }
    const { status, headers, body } = await answer(request, fault);
    record(request, status);
    response.writeHead(status, { ...headers, 'content-length': Buffer.byteLength(body) });
    if (fault?.kind === 'truncate') {
      response.write(body.slice(0, Math.floor(body.length / 2)), () => response.destroy());
    } else {
      response.end(body);
    }
  });
  return {
    url,
    ledger,
    clearLedger: () => void ledger.splice(0),
    ...controlsOf(faults),
    async stop() {
      faults.clear();
      await stop();
    },
  };
}

type FaultControls = Omit<MotoProxy, 'url' | 'ledger' | 'clearLedger' | 'stop'>;

function controlsOf(faults: AwsFaults): FaultControls {
  return {
    putFault: (fault) => faults.put(fault),
    deny: (action) => faults.put({ action, kind: 'deny' }),
    throttle: (action, times) => faults.put({ action, kind: 'throttle', ...(times === undefined ? {} : { times }) }),
    fail: (action, status, instead) => faults.put({ action, kind: 'fail', status, ...instead }),
    hang: (action) => faults.put({ action, kind: 'hang' }),
    truncate: (action) => faults.put({ action, kind: 'truncate' }),
    loseLaterPages: (action) => faults.put({ action, kind: 'lose-later-pages' }),
    repeatPage: (action) => faults.put({ action, kind: 'repeat-page' }),
    clearFaults: (action) => faults.clear(action),
  };
}

/** moto needs more than a second for all instance types, and AWS's pages are 13 requests for the same that never changes. */
function createMotoCaller(motoUrl: string, truth: MotoTruth): (request: AwsRequest) => Promise<AwsAnswer> {
  const instanceTypes = new Map<string, AwsAnswer>();
  return async (request) => {
    if (request.action !== 'ec2:DescribeInstanceTypes') {
      return forward(motoUrl, withSmallerPages(askedWhole(request), truth.pageSize));
    }
    const { NextToken: _token, MaxResults: _size, ...query } = request.parameters;
    const key = JSON.stringify(query);
    const answer = instanceTypes.get(key) ?? (await forward(motoUrl, request));
    if (answer.status === 200) instanceTypes.set(key, answer);
    return answer;
  };
}

type Handle = (incoming: IncomingMessage, response: ServerResponse) => Promise<void>;

async function listen(handle: Handle): Promise<{ url: string; stop: () => Promise<void> }> {
  const server = createServer((incoming, response) => {
    handle(incoming, response).catch((error: unknown) => {
      // A status no fault uses, so that broken equipment is not taken for a broken AWS.
      if (!response.headersSent) response.writeHead(599, { 'content-type': 'text/plain' });
      response.end(String(error));
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('a listening server has no port');
  return {
    url: `http://127.0.0.1:${address.port}`,
    async stop() {
      server.closeAllConnections();
      if (server.listening) await once(server.close(), 'close');
    },
  };
}

async function readRaw(incoming: IncomingMessage): Promise<RawRequest> {
  const headers: Record<string, string> = {};
  for (const [name, value] of Object.entries(incoming.headers)) {
    if (value !== undefined) headers[name] = Array.isArray(value) ? value.join(', ') : value;
  }
  return { method: incoming.method ?? 'GET', target: incoming.url ?? '/', headers, body: await text(incoming) };
}

const hopByHop = new Set(['connection', 'content-length', 'date', 'keep-alive', 'transfer-encoding', 'expect']);

async function forward(motoUrl: string, request: RawRequest): Promise<AwsAnswer> {
  const response = await send(`${motoUrl}${request.target}`, {
    method: request.method,
    headers: withoutHopByHop(request.headers),
    ...(request.body === '' ? {} : { body: request.body }),
  });
  return {
    status: response.statusCode,
    headers: withoutHopByHop(response.headers),
    body: await response.body.text(),
  };
}

function withoutHopByHop(headers: Readonly<Record<string, string | string[] | undefined>>): Record<string, string> {
  const kept: Record<string, string> = {};
  for (const [name, value] of Object.entries(headers)) {
    if (value !== undefined && !hopByHop.has(name)) kept[name] = Array.isArray(value) ? value.join(', ') : value;
  }
  return kept;
}
